"""What runs by the clock: inquiries expire, data past its time goes, the ledger's head is signed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from bonafide.events import retention as event_retention
from bonafide.inquiries import transitions
from bonafide.inquiries.models import Decision, Inquiry, InquiryStatus, OneTimeLink
from bonafide.jobs.models import Job, JobState
from bonafide.ledger import service as ledger
from bonafide.rows import hold
from bonafide.traces import service as traces
from bonafide.vault import retention
from bonafide.vault import service as vault
from bonafide.vault.models import Look

log = logging.getLogger("bonafide.housekeeping")

DONE_JOBS = timedelta(days=30)
USED_LINKS = timedelta(days=30)
_BATCH = 200


def run(now: datetime, *, hourly: bool = True) -> None:
    """Do all of it; safe at any time and as often as one likes. One failing task never stops another."""
    tasks: list[Callable[[], object]] = [
        lambda: expire_due(now),
        lambda: vault.sweep(now, files=hourly),
        lambda: event_retention.sweep(now),
        lambda: ledger.checkpoint(now),
        lambda: traces.sweep(now),
    ]
    if hourly:
        tasks += [lambda: sweep_rows(now), vault.vacuum]
    for task in tasks:
        try:
            task()
        except Exception:
            log.exception("a task of the housekeeping failed")


def expire_due(now: datetime) -> int:
    """Expire what was not finished in time; returns how many."""
    open_ones = [InquiryStatus.CREATED, InquiryStatus.PENDING]
    due = Inquiry.objects.filter(status__in=open_ones, expires_at__lte=now, redacted_at=None)
    return sum(_expire(pk, now) for pk in list(due.values_list("pk", flat=True)))


def _expire(pk: str, now: datetime) -> bool:
    with transaction.atomic():
        inquiry = hold(Inquiry.objects.select_related("environment", "account")).get(pk=pk)
        working = inquiry.verifications.filter(status="submitted", examined_at=None).exists()
        resumed = inquiry.expires_at > now
        if not transitions.is_live(inquiry) or resumed or working:
            return False
        transitions.stop_work(inquiry, now)
        transitions.move(inquiry, InquiryStatus.EXPIRED, now)
        transitions.set_clocks(inquiry, "expired", now)
        return True


def sweep_rows(now: datetime) -> int:
    """Delete rows whose published clock has run out; returns how many were deleted."""
    gone = Job.objects.filter(state=JobState.DONE, done_at__lte=now - DONE_JOBS).delete()[0]
    gone += OneTimeLink.objects.filter(expires_at__lte=now - USED_LINKS).delete()[0]
    gone += Session.objects.filter(expire_date__lte=now).delete()[0]
    gone += Look.objects.filter(at__lte=now - timedelta(days=retention.RECORD_DAYS["look"])).delete()[0]
    old = now - timedelta(days=retention.RECORD_DAYS["decision"])
    ended = Inquiry.objects.filter(updated_at__lte=old).exclude(status__in=["created", "pending"])
    return gone + sum(_delete(pk) for pk in list(ended.values_list("pk", flat=True)[:_BATCH]))


def _delete(pk: str) -> int:
    """An inquiry with all its rows; what it held in the vault has been gone for long."""
    with transaction.atomic():
        Decision.objects.filter(inquiry=pk).delete()
        return Inquiry.objects.filter(pk=pk).delete()[0]
