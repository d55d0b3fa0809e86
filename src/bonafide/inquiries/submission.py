"""The moment from which nothing submitted is lost: row and job in one transaction."""

from __future__ import annotations

from django.utils import timezone

from bonafide.inquiries.models import Verification, VerificationKind, VerificationStatus
from bonafide.jobs import queue

EXAMINE_DOCUMENT = "examine.document"
EXAMINE_SELFIE = "examine.selfie"
_JOB_OF = {
    VerificationKind.GOVERNMENT_ID.value: EXAMINE_DOCUMENT,
    VerificationKind.SELFIE.value: EXAMINE_SELFIE,
}


def submit(verification: Verification) -> None:
    """Mark the try submitted and add its job, in the caller's transaction."""
    verification.status = VerificationStatus.SUBMITTED
    verification.submitted_at = timezone.now()
    verification.progress = "received"
    verification.save()
    kind = _JOB_OF[verification.kind]
    queue.enqueue(kind, f"{kind}:{verification.pk}", {"verification": verification.pk})
