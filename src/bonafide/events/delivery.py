"""The durable job that tells one webhook of one event, at least once, and gives up after ten tries."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bonafide import __version__
from bonafide.errors import BonafideError
from bonafide.events import network, serialise, sign, webhooks
from bonafide.events.models import Delivery, DeliveryState
from bonafide.events.service import DELIVER
from bonafide.jobs import queue
from bonafide.jobs.models import Job
from bonafide.jobs.registry import Lane, register

MAX_TRIES = 10
"""One try and nine more, one second to four hours apart (`jobs.queue`), about nine hours in all."""


def _give_up(job: Job, code: str) -> None:
    """Close a delivery whose job died of an error of its own."""
    with transaction.atomic():
        queue.bury(job, code)
        pending = Delivery.objects.filter(pk=job.payload["delivery"], state=DeliveryState.PENDING)
        pending.update(state=DeliveryState.FAILED, error=code[:80])


@register(DELIVER, give_up=_give_up, max_failures=MAX_TRIES, lane=Lane.TALK)
def deliver(job: Job) -> None:
    """Send; the row of the delivery and the job's end are committed together."""
    delivery = _waiting(job)
    if delivery is None:
        queue.finish(job)
        return
    now = timezone.now()
    status, error = _send(job, delivery, now)
    delivery.attempts += 1
    delivery.status_code, delivery.error = status, error
    with transaction.atomic():
        _settle(job, delivery, now)


def _waiting(job: Job) -> Delivery | None:
    """The delivery, None when it was removed, already made, or its webhook switched off meanwhile."""
    rows = Delivery.objects.select_related("event", "webhook").filter(state=DeliveryState.PENDING)
    return rows.filter(pk=job.payload["delivery"], webhook__enabled=True).first()


def _send(job: Job, delivery: Delivery, now: datetime) -> tuple[int | None, str]:
    """Status and error code; an empty code means that the receiver took it."""
    body = serialise.body(delivery.event)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Bonafide/{__version__}",
        "Persona-Webhook-Attempts-Made": str(job.failures + 1),
        "Persona-Webhook-Attempts-Left": str(MAX_TRIES - 1 - job.failures),
        "Persona-Webhook-First-Attempted-At": str(int(job.created_at.timestamp())),
        **sign.headers(webhooks.secret_of(delivery.webhook), delivery.event_id, body, now),
    }
    try:
        status = network.post(delivery.webhook.url, body, headers)
    except BonafideError as error:
        return None, error.code
    return status, "" if 200 <= status < 300 else f"status_{status}"


def _settle(job: Job, delivery: Delivery, now: datetime) -> None:
    if not delivery.error:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, now
        queue.finish(job)
    elif job.failures + 1 >= MAX_TRIES:
        delivery.state = DeliveryState.FAILED
        queue.bury(job, delivery.error)
    else:
        queue.retry_later(job, delivery.error)
    delivery.save()
