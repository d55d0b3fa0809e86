"""What of the vault belongs to one inquiry: clocks are set on it and redaction destroys it."""

from __future__ import annotations

from datetime import datetime

from bonafide.inquiries.models import Inquiry
from bonafide.traces import faces
from bonafide.vault import service as vault
from bonafide.vault.models import Blob


def blobs(inquiry: Inquiry) -> list[Blob]:
    """Every sealed value of this inquiry that is still there; not the account's reference."""
    ids = {inquiry.fields_blob, *inquiry.messages.values_list("blob", flat=True)}
    ids.update(inquiry.decisions.values_list("comment_blob", flat=True))
    for listed in inquiry.captures.values_list("blobs", flat=True):
        ids.update(listed)
    for findings, images in inquiry.verifications.values_list("findings_blob", "image_blobs"):
        ids.update({findings, *images.values()})
    for sealed in inquiry.chip_readings.values_list("files_blob", "findings_blob", "portrait_blob"):
        ids.update(sealed)
    ids.update(faces.blobs_of(inquiry.pk))
    return list(Blob.objects.filter(pk__in=ids - {""}, deleted_at=None))


def drop_chip_files(inquiry: Inquiry, now: datetime) -> int:
    """Destroy files of chips that nobody examined, and never will; returns how many were still there."""
    held = inquiry.chip_readings.exclude(files_blob="")
    gone = vault.destroy(Blob.objects.filter(pk__in=held.values("files_blob")), now=now)
    held.update(files_blob="")
    return gone


def reference(inquiry: Inquiry) -> list[Blob]:
    """The sealed reference of the account behind this inquiry."""
    return list(Blob.objects.filter(pk=inquiry.account.reference_blob, deleted_at=None))
