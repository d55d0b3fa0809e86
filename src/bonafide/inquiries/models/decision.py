"""Decisions, append-only, and the applicant's messages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from bonafide.errors import ConflictError
from bonafide.ids import new_id
from bonafide.inquiries.models.inquiry import Inquiry


def _decision_id() -> str:
    return new_id("dec")


def _message_id() -> str:
    return new_id("msg")


class Outcome(models.TextChoices):
    """What was decided."""

    APPROVED = "approved"
    DECLINED = "declined"
    RETRY = "retry"
    NEEDS_REVIEW = "needs_review"


class Decision(models.Model):
    """One decision with everything needed to make it again. Never changed, never deleted before its clock."""

    id = models.CharField(primary_key=True, max_length=40, default=_decision_id)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="decisions")
    key = models.CharField(max_length=120, unique=True)
    """What was decided on (verification identifiers, or the staff action): the same key decides once."""
    outcome = models.CharField(max_length=14, choices=Outcome)
    actor = models.CharField(max_length=60)
    """`policy`, `staff:<id>` or `key:<id>`."""
    rule = models.CharField(max_length=80)
    reasons = models.JSONField(default=list)
    retake = models.JSONField(default=list)
    checks = models.JSONField(default=list)
    record = models.JSONField(default=dict)
    """Model hashes, thresholds, policy version, code version, similarity."""
    comment_blob = models.CharField(max_length=40, default="")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["decided_at"]

    def __str__(self) -> str:
        return f"{self.pk} {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            raise ConflictError("A decision is never changed; make a new one.", code="append_only")
        super().save(*args, **kwargs)


class MessageKind(models.TextChoices):
    """What the applicant writes for."""

    CONTACT = "contact"
    APPEAL = "appeal"


class Message(models.Model):
    """Words of the applicant to a person, sealed."""

    id = models.CharField(primary_key=True, max_length=40, default=_message_id)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind)
    blob = models.CharField(max_length=40)
    language = models.CharField(max_length=12, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"
