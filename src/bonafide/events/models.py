"""The event log and who is told of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bonafide.accounts.models import Environment
from bonafide.ids import new_id


def _event_id() -> str:
    return new_id("evt")


def _webhook_id() -> str:
    return new_id("wbh")


def _delivery_id() -> str:
    return new_id("dlv")


def _all_events() -> list[str]:
    return ["*"]


class Event(models.Model):
    """Something that happened: `inquiry.approved` and the like. The payload holds no personal data."""

    id = models.CharField(primary_key=True, max_length=40, default=_event_id)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["environment", "created_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.object_id}"


class Webhook(models.Model):
    """An address of the platform that is told of events. The secret is sealed by the vault."""

    id = models.CharField(primary_key=True, max_length=40, default=_webhook_id)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    name = models.CharField(max_length=80, default="")
    url = models.URLField(max_length=500)
    enabled_events = models.JSONField(default=_all_events)
    """Names of events it is told of; `*` means all."""
    sealed_secret = models.BinaryField()
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.url


class DeliveryState(models.TextChoices):
    """Life of one delivery."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class Delivery(models.Model):
    """One event to one webhook, and how it went."""

    id = models.CharField(primary_key=True, max_length=40, default=_delivery_id)
    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    status_code = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=80, default="")
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "webhook"], name="one_delivery_each")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.webhook_id}: {self.state}"
