"""The one place where an inquiry changes its status: row, decision, ledger leaf, clocks, event, together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from bonafide import __version__
from bonafide.errors import ConflictError
from bonafide.events import service as events
from bonafide.inquiries import belongings
from bonafide.inquiries.models import (
    CaptureState,
    Decision,
    Inquiry,
    InquiryStatus,
    Outcome,
    VerificationStatus,
)
from bonafide.inquiries.snapshot import snapshot
from bonafide.ledger import service as ledger
from bonafide.rows import hold
from bonafide.vault import retention
from bonafide.vault import service as vault
from bonafide.vault.models import Blob

_STAMPS = {
    InquiryStatus.COMPLETED: "completed_at",
    InquiryStatus.FAILED: "failed_at",
    InquiryStatus.EXPIRED: "expired_at",
    InquiryStatus.NEEDS_REVIEW: "marked_for_review_at",
    InquiryStatus.APPROVED: "decisioned_at",
    InquiryStatus.DECLINED: "decisioned_at",
}
_EVENT_NAMES = {InquiryStatus.NEEDS_REVIEW: "marked-for-review"}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision about to be recorded. `key` names what was decided on; the same key decides once."""

    key: str
    outcome: Outcome
    actor: str
    rule: str
    reasons: Sequence[str] = ()
    retake: Sequence[str] = ()
    checks: Sequence[Mapping[str, Any]] = ()
    record: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""


def announce(inquiry: Inquiry, name: str) -> None:
    """Record `inquiry.<name>` with a snapshot that holds no personal data."""
    events.record(inquiry.environment, f"inquiry.{name}", inquiry.pk, snapshot(inquiry))


def move(inquiry: Inquiry, status: InquiryStatus, now: datetime | None = None) -> None:
    """Set the status, stamp the time, tell whoever listens. Call inside a transaction."""
    stamp = _STAMPS.get(status)
    inquiry.status = status
    if stamp is not None:
        setattr(inquiry, stamp, now or timezone.now())
    inquiry.save()
    announce(inquiry, _EVENT_NAMES.get(status, status.value))


@transaction.atomic
def record(inquiry: Inquiry, ruling: Ruling) -> Decision:
    """Write a decision with its ledger leaf, retention clocks and event, or nothing of it."""
    if ruling.actor == "policy" and not is_live(inquiry):
        raise ConflictError("The inquiry was ended meanwhile.", code="inquiry_closed")
    if ruling.outcome == Outcome.APPROVED:
        _require_grounds(inquiry, ruling)
    now = timezone.now()
    comment = ""
    if ruling.comment:
        comment = vault.seal_json(
            inquiry.account.subject, "note", ruling.comment, purpose="reviewer's comment"
        ).pk
    decision = Decision.objects.create(
        inquiry=inquiry,
        key=ruling.key,
        outcome=ruling.outcome,
        actor=ruling.actor,
        rule=ruling.rule,
        reasons=list(ruling.reasons),
        retake=list(ruling.retake),
        checks=list(ruling.checks),
        record={"code_version": __version__, **ruling.record},
        comment_blob=comment,
    )
    if ruling.outcome != Outcome.RETRY:
        set_clocks(inquiry, ruling.outcome.value, now)
        move(inquiry, InquiryStatus(ruling.outcome.value), now)
    _log(decision, ruling)  # last: from here to the commit nobody else can append
    return decision


def _log(decision: Decision, ruling: Ruling) -> None:
    """Append the decision's leaf."""
    ledger.append(
        "decision",
        {
            "decision": decision.pk,
            "inquiry": decision.inquiry_id,
            "outcome": ruling.outcome.value,
            "reason": ruling.rule,
            "actor": "system" if ruling.actor == "policy" else ruling.actor.removeprefix("key:"),
            "reasons": list(ruling.reasons),
            "code_version": __version__,
            "automatic": ruling.actor == "policy",
        },
    )


def is_live(inquiry: Inquiry) -> bool:
    """Whether evidence may still come in and be judged: not decided, not expired, not erased."""
    going = {InquiryStatus.CREATED, InquiryStatus.PENDING, InquiryStatus.COMPLETED}
    return inquiry.redacted_at is None and inquiry.status in going


def has_grounds(inquiry: Inquiry) -> bool:
    """Whether there is anything to approve: consent that stands and evidence captured live."""
    captured = inquiry.captures.filter(state=CaptureState.DONE).exists()
    return captured and inquiry.consents.filter(withdrawn_at=None).exists()


def _require_grounds(inquiry: Inquiry, ruling: Ruling) -> None:
    """Refuse a grant without consent and live capture; the policy also needs agreed matching, passed."""
    agreed = ruling.actor != "policy" or inquiry.consents.filter(withdrawn_at=None, biometric=True).exists()
    passed = ruling.actor != "policy" or (
        bool(ruling.checks)
        and all(check["status"] == "passed" for check in ruling.checks if check["requirement"] == "required")
    )
    if not (has_grounds(inquiry) and agreed and passed):
        raise ConflictError("An approval needs consent, live capture and passed checks.", code="no_grounds")


def stop_work(inquiry: Inquiry, now: datetime) -> None:
    """Cancel running tries and end open captures, because the inquiry was ended by other means."""
    going = [VerificationStatus.INITIATED, VerificationStatus.SUBMITTED]
    inquiry.verifications.filter(status__in=going).update(status=VerificationStatus.CANCELED, progress="")
    inquiry.captures.filter(state=CaptureState.OPEN).update(
        state=CaptureState.FAILED, reason="inquiry_closed", ended_at=now
    )


def set_clocks(inquiry: Inquiry, outcome: str, now: datetime) -> None:
    """Start the retention clocks of everything this inquiry holds; what nobody will look at goes now."""
    belongings.drop_chip_files(inquiry, now)
    ends = defaultdict[datetime, list[Blob]](list)
    for blob in [*belongings.blobs(inquiry), *belongings.reference(inquiry)]:
        ends[retention.clock_for(blob.kind, outcome, now)].append(blob)
    for end, blobs in ends.items():  # the forty frames of a capture at once: somebody waits for this
        vault.set_clock(blobs, end)


@transaction.atomic
def decide_by_hand(
    inquiry: Inquiry, status: InquiryStatus, actor: str, comment: str, reasons: Sequence[str]
) -> Inquiry:
    """Record what a person or the platform decided. Raises ConflictError (not_decidable)."""
    rows = Inquiry.objects.select_related("account__subject", "environment")
    fresh = hold(rows).get(pk=inquiry.pk)
    if fresh.redacted_at is not None or fresh.status == InquiryStatus.EXPIRED:
        raise ConflictError("This inquiry can no longer be decided.", code="not_decidable")
    stop_work(fresh, timezone.now())
    record(
        fresh,
        Ruling(
            key=f"hand:{uuid4()}",
            outcome=Outcome(status.value),
            actor=actor,
            rule="by_hand",
            reasons=reasons,
            comment=comment,
        ),
    )
    return fresh
