"""Who is told of events: add, list, remove, and send an event again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from bonafide.accounts.models import Environment
from bonafide.errors import ConflictError, InvalidInputError, NotFoundError
from bonafide.events import network, serialise, sign
from bonafide.events.models import Delivery, DeliveryState, Event, Webhook
from bonafide.events.service import DELIVER, wants
from bonafide.ids import new_id
from bonafide.jobs import queue
from bonafide.rows import hold
from bonafide.vault import system

ALL = "*"
MAX_WEBHOOKS = 10


def _purpose(environment_id: str) -> str:
    return f"webhook-secret:{environment_id}"


def create(environment: Environment, url: str, *, name: str = "", events: list[str] | None = None) -> Webhook:
    """Add an address. InvalidInputError (bad_url, unknown_event) or ConflictError (too_many_webhooks)."""
    network.check_url(url)
    wanted = events or [ALL]
    unknown = sorted(set(wanted) - {ALL, *serialise.NAMES})
    if unknown:
        raise InvalidInputError(f"There is no event named {unknown[0][:60]!r}.", code="unknown_event")
    sealed = system.seal_system(_purpose(environment.pk), sign.new_secret().encode())
    with transaction.atomic():
        hold(Environment.objects.all()).get(pk=environment.pk)
        if of(environment).count() >= MAX_WEBHOOKS:
            raise ConflictError("This environment has ten webhooks already.", code="too_many_webhooks")
        return Webhook.objects.create(
            environment=environment, url=url, name=name, enabled_events=wanted, sealed_secret=sealed
        )


def secret_of(webhook: Webhook) -> str:
    """The signing secret, `whsec_...`."""
    return system.open_system(_purpose(webhook.environment_id), bytes(webhook.sealed_secret)).decode()


def of(environment: Environment) -> QuerySet[Webhook]:
    """The webhooks of an environment, newest first."""
    return Webhook.objects.filter(environment=environment).order_by("-created_at", "-pk")


def get(environment: Environment, webhook_id: str) -> Webhook:
    """One of them. Raises NotFoundError."""
    found = of(environment).filter(pk=webhook_id).first()
    if found is None:
        raise NotFoundError("Record not found")
    return found


def remove(environment: Environment, webhook_id: str) -> None:
    """Stop telling an address, and forget what it was told. Raises NotFoundError."""
    get(environment, webhook_id).delete()


@transaction.atomic
def replay(event: Event) -> int:
    """Tell every webhook that wants this event once more, under the same `webhook-id`; give their number."""
    told = 0
    for webhook in Webhook.objects.filter(environment=event.environment_id, enabled=True):
        if not wants(webhook, event.name):
            continue
        delivery, _ = Delivery.objects.update_or_create(
            event=event, webhook=webhook, defaults={"state": DeliveryState.PENDING, "error": ""}
        )
        queue.enqueue(DELIVER, f"{DELIVER}:{delivery.pk}:{new_id('rpl')}", {"delivery": delivery.pk})
        told += 1
    return told
