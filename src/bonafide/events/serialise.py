"""The event as receivers see it: the JSON:API shape that Persona's clients know.

An `Event` row keeps identifiers, status and times. The platform's own reference is looked up at the moment of
sending and is null once the account was erased, so the log itself holds nothing personal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Account
from bonafide.events.models import Event

NAMES = (
    "inquiry.created",
    "inquiry.started",
    "inquiry.completed",
    "inquiry.failed",
    "inquiry.expired",
    "inquiry.marked-for-review",
    "inquiry.approved",
    "inquiry.declined",
    "inquiry.redacted",
)
_TIMES = (
    "created_at",
    "updated_at",
    "started_at",
    "expires_at",
    "completed_at",
    "failed_at",
    "marked_for_review_at",
    "decisioned_at",
    "expired_at",
    "redacted_at",
)


def moment(at: datetime | str | None) -> str | None:
    """ISO 8601 in UTC with milliseconds and Z; None stays None. Naive times are taken as UTC."""
    if at is None:
        return None
    value = datetime.fromisoformat(at) if isinstance(at, str) else at
    value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def one(kind: str, identifier: str | None) -> dict[str, Any]:
    """A to-one relationship."""
    return {"data": {"type": kind, "id": identifier} if identifier else None}


def many(items: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A to-many relationship from (type, id) pairs."""
    return {"data": [{"type": kind, "id": identifier} for kind, identifier in items]}


def inquiry_resource(
    snapshot: Mapping[str, Any],
    *,
    reference: str | None,
    note: str | None = None,
    comment: str | None = None,
    fields: Mapping[str, Any] | None = None,
    verifications: Iterable[tuple[str, str]] = (),
    sessions: Iterable[tuple[str, str]] = (),
) -> dict[str, Any]:
    """An inquiry in Persona's shape, from the flat snapshot that the event log keeps.

    Attributes beyond Persona's: `rule`, the published rule that asked.
    """
    status = snapshot["status"]
    attributes: dict[str, Any] = {
        "status": status,
        "reference-id": reference,
        "note": note,
        "behaviors": {},
        "tags": [],
        "creator": "api",
        "reviewer-comment": comment,
        **{name.replace("_", "-"): moment(snapshot.get(name)) for name in _TIMES},
        "previous-step-name": None,
        "next-step-name": "start" if status == "created" else None,
        "fields": dict(fields or {}),
        "rule": snapshot.get("rule") or None,
    }
    relationships = {
        "account": one("account", snapshot.get("account")),
        "template": one("template", None),
        "inquiry-template": one("inquiry-template", snapshot.get("template")),
        "inquiry-template-version": one("inquiry-template-version", snapshot.get("template_version")),
        "transaction": one("transaction", None),
        "reviewer": one("reviewer", None),
        "reports": many(()),
        "verifications": many(verifications),
        "sessions": many(sessions),
        "documents": many(()),
        "selfies": many(()),
    }
    return {"type": "inquiry", "id": snapshot["id"], "attributes": attributes, "relationships": relationships}


def _reference(account_id: str | None) -> str | None:
    account = Account.objects.select_related("subject").filter(pk=account_id).first() if account_id else None
    return accounts.reference_of(account) if account is not None else None


def event_resource(event: Event) -> dict[str, Any]:
    """The event with the inquiry as it stood then; `reference-id` as it can be known now."""
    snapshot = {"updated_at": event.created_at, **event.payload}
    resource = inquiry_resource(snapshot, reference=_reference(event.payload.get("account")))
    return {
        "type": "event",
        "id": event.pk,
        "attributes": {
            "name": event.name,
            "payload": {"data": resource},
            "created-at": moment(event.created_at),
        },
    }


def body(event: Event) -> bytes:
    """What is signed and sent: compact UTF-8 JSON, the same bytes for the same event."""
    return json.dumps({"data": event_resource(event)}, separators=(",", ":"), ensure_ascii=False).encode()
