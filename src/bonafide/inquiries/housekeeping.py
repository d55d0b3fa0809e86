"""What runs by the clock: inquiries expire, data past its time goes, the ledger's head is signed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bonafide.events import retention as event_retention
from bonafide.inquiries import transitions
from bonafide.inquiries.models import Inquiry, InquiryStatus
from bonafide.ledger import service as ledger
from bonafide.vault import service as vault


def run(now: datetime) -> None:
    """Do all of it; safe to run at any time and as often as one likes."""
    expire_due(now)
    vault.sweep(now)
    event_retention.sweep(now)
    ledger.checkpoint(now)


def expire_due(now: datetime) -> int:
    """Expire what was not finished in time; returns how many."""
    open_ones = [InquiryStatus.CREATED, InquiryStatus.PENDING]
    due = list(Inquiry.objects.filter(status__in=open_ones, expires_at__lte=now).values_list("pk", flat=True))
    return sum(_expire(pk, now) for pk in due)


def _expire(pk: str, now: datetime) -> bool:
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update().select_related("environment", "account").get(pk=pk)
        working = inquiry.verifications.filter(status="submitted", examined_at=None).exists()
        if inquiry.status not in {InquiryStatus.CREATED, InquiryStatus.PENDING} or working:
            return False
        transitions.move(inquiry, InquiryStatus.EXPIRED, now)
        transitions.set_clocks(inquiry, "expired", now)
        return True
