from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from bonafide.accounts.models import Environment
from bonafide.events import retention, service, webhooks
from bonafide.events.models import Delivery, DeliveryState, Event

pytestmark = pytest.mark.django_db


def test_events_go_after_ninety_days_but_not_what_still_waits(environment: Environment) -> None:
    service.record(environment, "inquiry.created", "inq_1", {"id": "inq_1", "status": "created"})
    webhooks.create(environment, "https://hook.example/")
    service.record(environment, "inquiry.created", "inq_2", {"id": "inq_2", "status": "created"})
    now = timezone.now()
    assert retention.sweep(now + timedelta(days=89)) == 0
    assert retention.sweep(now + timedelta(days=91)) == 1
    assert [event.object_id for event in Event.objects.all()] == ["inq_2"]
    Delivery.objects.update(state=DeliveryState.DELIVERED)
    assert retention.sweep(now + timedelta(days=91)) == 1
    assert (Event.objects.count(), Delivery.objects.count()) == (0, 0)
