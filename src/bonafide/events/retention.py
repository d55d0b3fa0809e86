"""The event log's own clock: ninety days, then events and their deliveries go."""

from __future__ import annotations

from datetime import datetime, timedelta

from bonafide.events.models import DeliveryState, Event

KEPT = timedelta(days=90)
_BATCH = 500


def sweep(now: datetime) -> int:
    """Delete a batch of events past the clock, and give their number; what is still being delivered stays."""
    old = Event.objects.filter(created_at__lt=now - KEPT).exclude(delivery__state=DeliveryState.PENDING)
    batch = list(old.order_by("created_at").values_list("pk", flat=True)[:_BATCH])
    Event.objects.filter(pk__in=batch).delete()
    return len(batch)
