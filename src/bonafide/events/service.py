"""Record an event; whoever listens is told by durable jobs."""

from __future__ import annotations

from typing import Any

from bonafide.accounts.models import Environment
from bonafide.events.models import Delivery, Event, Webhook
from bonafide.jobs import queue

DELIVER = "webhook.deliver"


def wants(webhook: Webhook, name: str) -> bool:
    """Whether a webhook is told of events of this name."""
    return "*" in webhook.enabled_events or name in webhook.enabled_events


def record(environment: Environment, name: str, object_id: str, payload: dict[str, Any]) -> Event:
    """Write the event and one delivery job per webhook in the caller's transaction."""
    event = Event.objects.create(environment=environment, name=name, object_id=object_id, payload=payload)
    for webhook in Webhook.objects.filter(environment=environment, enabled=True):
        if not wants(webhook, name):
            continue
        delivery = Delivery.objects.create(event=event, webhook=webhook)
        queue.enqueue(DELIVER, f"{DELIVER}:{delivery.pk}", {"delivery": delivery.pk})
    return event
