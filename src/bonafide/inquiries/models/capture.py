"""A live capture: the only way by which a picture enters."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bonafide.ids import new_id
from bonafide.inquiries.models.inquiry import Inquiry, InquirySession


def _capture_id() -> str:
    return new_id("cap")


class CaptureKind(models.TextChoices):
    """What is being shown to the camera."""

    FRONT = "document_front"
    BACK = "document_back"
    SELFIE = "selfie"
    IN_HAND = "in_hand"
    """The document beside the face."""


class CaptureState(models.TextChoices):
    """Life of a capture. Only an OPEN one takes frames; each ends exactly once."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


class Capture(models.Model):
    """A camera switched on once. Its nonce is single use; frames without it are refused.

    `facts` holds numbers about the camera and timing (resolution, label hash, frame count), no pictures.
    `blobs` lists the sealed frames in order.
    """

    id = models.CharField(primary_key=True, max_length=40, default=_capture_id)
    session = models.ForeignKey(InquirySession, on_delete=models.CASCADE, related_name="captures")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="captures")
    kind = models.CharField(max_length=16, choices=CaptureKind)
    state = models.CharField(max_length=8, choices=CaptureState, default=CaptureState.OPEN)
    nonce_digest = models.CharField(max_length=64, unique=True)
    moves = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    blobs = models.JSONField(default=list)
    reason = models.CharField(max_length=40, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["inquiry", "kind", "state"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"
