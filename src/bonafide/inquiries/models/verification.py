"""A verification: one try at one kind of evidence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bonafide.ids import new_id
from bonafide.inquiries.models.capture import Capture
from bonafide.inquiries.models.inquiry import Inquiry


def _verification_id() -> str:
    return new_id("ver")


class VerificationKind(models.TextChoices):
    """Persona's words for the two kinds."""

    GOVERNMENT_ID = "government-id"
    SELFIE = "selfie"


class VerificationStatus(models.TextChoices):
    """Life of a verification. `submitted` is durable: from here on it ends by itself."""

    INITIATED = "initiated"
    SUBMITTED = "submitted"
    PASSED = "passed"
    FAILED = "failed"
    CANCELED = "canceled"


class Verification(models.Model):
    """One try. `checks` hold names, status, reasons and numbers; personal findings are sealed in a blob."""

    id = models.CharField(primary_key=True, max_length=40, default=_verification_id)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="verifications")
    kind = models.CharField(max_length=16, choices=VerificationKind)
    attempt = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=VerificationStatus, default=VerificationStatus.INITIATED)
    front = models.ForeignKey(Capture, null=True, on_delete=models.SET_NULL, related_name="+")
    back = models.ForeignKey(Capture, null=True, on_delete=models.SET_NULL, related_name="+")
    selfie = models.ForeignKey(Capture, null=True, on_delete=models.SET_NULL, related_name="+")
    in_hand = models.ForeignKey(Capture, null=True, on_delete=models.SET_NULL, related_name="+")
    """The document held beside the face of `selfie`, where the template asks for it."""
    checks = models.JSONField(default=list)
    findings_blob = models.CharField(max_length=40, default="")
    """Sealed JSON of the evidence: fields, MRZ, numbers."""
    image_blobs = models.JSONField(default=dict)
    """Sealed pictures by name: rectified_front, rectified_back, portrait, best_selfie, in_hand; of noticed signs."""
    document_token = models.CharField(max_length=64, default="")
    """Keyed hash of class, country and number: tells whether the same document came before."""
    country_code = models.CharField(max_length=3, default="")
    id_class = models.CharField(max_length=8, default="")
    progress = models.CharField(max_length=30, default="")
    """The step the worker is at, for the progress page."""
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    examined_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document_token"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inquiry", "kind", "attempt"], name="one_verification_per_attempt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.status}"
