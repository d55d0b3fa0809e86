"""Decisions by hand: who may make one, and with what words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from bonafide.console.models import StaffMember
from bonafide.errors import ConflictError, ForbiddenError, InvalidInputError
from bonafide.inquiries import service
from bonafide.inquiries.models import Decision, Inquiry, InquiryStatus, Outcome
from bonafide.policy import reasons
from bonafide.rows import hold

MAX_COMMENT_CHARS = 2000
DECLINE_CLASSES = ("fraud", "document", "selfie", "picture", "age")
"""Classes of reasons that a person can decline for; the others speak of our side."""
_FINAL = (Outcome.APPROVED, Outcome.DECLINED)
_ACTIONS: Mapping[str, Callable[..., Inquiry]] = {
    "approve": service.approve,
    "decline": service.decline,
    "review": service.mark_for_review,
}


def decline_codes() -> dict[str, list[str]]:
    """Reason codes that a reviewer may decline with, by class."""
    return {
        group: [code for code in reasons.CODES if reasons.reason_class(code) == group]
        for group in DECLINE_CLASSES
    }


def last_final(inquiry: Inquiry) -> Decision | None:
    """The newest approval or decline, by whomever."""
    return inquiry.decisions.filter(outcome__in=_FINAL).order_by("decided_at").last()


def newest(inquiry: Inquiry) -> Decision | None:
    """The newest decision of any kind."""
    return inquiry.decisions.order_by("decided_at").last()


def obstacle(member: StaffMember, inquiry: Inquiry) -> str:
    """Code of what keeps this person from deciding: erased, expired, second_person, or nothing."""
    if inquiry.redacted_at is not None:
        return "erased"
    if inquiry.status == InquiryStatus.EXPIRED:
        return "expired"
    final = last_final(inquiry)
    if final is not None and final.actor == member.pk:
        return "second_person"
    return ""


def decide(
    member: StaffMember, inquiry: Inquiry, *, action: str, comment: str, reason: str = "", seen: str = ""
) -> Inquiry:
    """Record one decision of a person.

    Args:
        member: who decides.
        inquiry: on what.
        action: approve, decline or review.
        comment: compulsory, at most 2000 characters are kept.
        reason: for a decline, one of `decline_codes`.
        seen: id of the newest decision that the person saw, empty for none.

    Raises:
        InvalidInputError: unknown_action, no_comment, no_reason_code.
        ForbiddenError: second_person: the same person made the decision that stands.
        ConflictError: not_decidable, decided_meanwhile, no_grounds (nothing was captured live).

    """
    words = comment.strip()[:MAX_COMMENT_CHARS]
    _require_words(action, words, reason)
    with transaction.atomic():
        fresh = hold(Inquiry.objects.all()).get(pk=inquiry.pk)
        _require_right(member, fresh, seen)
        given = (reason,) if action == "decline" else ()
        return _ACTIONS[action](fresh, actor=member.pk, comment=words, reasons=given)


def _require_words(action: str, comment: str, reason: str) -> None:
    if action not in _ACTIONS:
        raise InvalidInputError("There is no such decision.", code="unknown_action")
    if not comment:
        raise InvalidInputError("A decision needs a comment.", code="no_comment")
    if action == "decline" and not any(reason in codes for codes in decline_codes().values()):
        raise InvalidInputError("A decline needs a reason.", code="no_reason_code")


def _require_right(member: StaffMember, inquiry: Inquiry, seen: str) -> None:
    final, latest = last_final(inquiry), newest(inquiry)
    if final is not None and final.actor == member.pk:
        raise ForbiddenError("A different person has to look at your own decision.", code="second_person")
    if seen != (latest.pk if latest else ""):
        raise ConflictError("Somebody decided meanwhile; look again.", code="decided_meanwhile")


def details(decision: Decision) -> dict[str, Any]:
    """Numbers of the record that a reviewer reads: versions, similarity, the threshold it met."""
    record = decision.record
    limits = record.get("limits", {})
    return {
        "similarity": record.get("similarity"),
        "match_min": limits.get("match_min"),
        "policy_version": record.get("policy_version", ""),
        "code_version": record.get("code_version", ""),
        "models": record.get("models", {}),
    }
