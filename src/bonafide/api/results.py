"""What a write did, by reference, and how that is written out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bonafide.accounts.models import Environment
from bonafide.api import serialise
from bonafide.errors import NotFoundError
from bonafide.events import webhooks
from bonafide.events.models import Event
from bonafide.events.serialise import event_resource
from bonafide.inquiries import chips
from bonafide.inquiries import service as inquiries


@dataclass(frozen=True, slots=True)
class Result:
    """A status, the record it is about, and what the record itself does not keep (`meta`)."""

    kind: str
    id: str
    status: int = 200
    meta: dict[str, Any] = field(default_factory=dict)


def event_of(environment: Environment, event_id: str) -> Event:
    """One event of this environment. Raises NotFoundError."""
    found = Event.objects.filter(environment=environment, pk=event_id).first()
    if found is None:
        raise NotFoundError("Record not found")
    return found


def _new_webhook(environment: Environment, webhook_id: str) -> dict[str, Any]:
    record = webhooks.get(environment, webhook_id)
    return serialise.webhook(record, secret=webhooks.secret_of(record))


_WRITERS: dict[str, Callable[[Environment, str], dict[str, Any]]] = {
    "inquiry": lambda environment, identifier: serialise.inquiry(inquiries.get(environment, identifier)),
    "chip-reading": lambda environment, identifier: serialise.chip_reading(
        chips.get(environment, identifier)
    ),
    "event": lambda environment, identifier: event_resource(event_of(environment, identifier)),
    "webhook": _new_webhook,
}


def write(environment: Environment, result: Result) -> dict[str, Any]:
    """The body of the answer, from the record as it stands now. Raises NotFoundError."""
    body: dict[str, Any] = {"data": _WRITERS[result.kind](environment, result.id)}
    if result.meta:
        body["meta"] = result.meta
    return body
