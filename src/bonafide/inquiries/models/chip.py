"""The reading of a document's chip: a challenge of ours, and what the chip gave."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bonafide.ids import new_id
from bonafide.inquiries.models.inquiry import Inquiry


def _reading_id() -> str:
    return new_id("chip")


class ChipState(models.TextChoices):
    """Life of a reading. Its challenge is answered once; only an OPEN one takes files."""

    OPEN = "open"
    DONE = "done"
    REPLACED = "replaced"


class ChipReading(models.Model):
    """One chip read once. `challenge` is eight random bytes in hex, gone when it was answered or replaced.

    `files_blob` seals the files as they came; they are destroyed as soon as they are examined, and with the
    inquiry's end. `findings_blob` seals what was found in them, `portrait_blob` the portrait where a state signed
    it. `attempt` is the number of the try at a document that it is judged with: it follows the document when one
    side is shown again; another document needs another reading.
    """

    id = models.CharField(primary_key=True, max_length=40, default=_reading_id)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="chip_readings")
    state = models.CharField(max_length=10, choices=ChipState, default=ChipState.OPEN)
    challenge = models.CharField(max_length=16)
    attempt = models.PositiveIntegerField(default=1)
    files_blob = models.CharField(max_length=40, default="")
    findings_blob = models.CharField(max_length=40, default="")
    portrait_blob = models.CharField(max_length=40, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["inquiry", "state"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
