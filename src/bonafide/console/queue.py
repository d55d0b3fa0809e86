"""What waits: the list of inquiries with its filters, counts and search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Value, When

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment
from bonafide.inquiries.models import Inquiry, InquiryStatus

PER_PAGE = 25
_REVIEW = Q(status=InquiryStatus.NEEDS_REVIEW, redacted_at=None)
_LETTER = Q(messages__answered_at=None, messages__isnull=False, redacted_at=None)
FILTERS: Mapping[str, Q] = {
    "waiting": _REVIEW | _LETTER,
    "review": _REVIEW,
    "messages": _LETTER,
    "open": Q(
        status__in=[InquiryStatus.CREATED, InquiryStatus.PENDING, InquiryStatus.COMPLETED], redacted_at=None
    ),
    "approved": Q(status=InquiryStatus.APPROVED, redacted_at=None),
    "declined": Q(status__in=[InquiryStatus.DECLINED, InquiryStatus.FAILED], redacted_at=None),
    "expired": Q(status=InquiryStatus.EXPIRED, redacted_at=None),
    "erased": Q(redacted_at__isnull=False),
    "all": Q(),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One filter with how many it holds."""

    name: str
    count: int


def tabs() -> list[Tab]:
    """Every filter with its number of inquiries."""
    return [Tab(name, _matching(test).count()) for name, test in FILTERS.items()]


def _matching(test: Q) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(pk__in=Inquiry.objects.filter(test).values("pk"))


def page(name: str, number: str | int | None, *, account: str = "") -> Page[Any]:
    """One page of a filter: needs_review first, oldest first; then letters, then the newest.

    `name` is a key of FILTERS, others mean waiting; `account` limits it to one account.
    """
    rows = _matching(FILTERS.get(name, FILTERS["waiting"]))
    if account:
        rows = rows.filter(account=account)
    return Paginator(_ordered(rows), PER_PAGE).get_page(number)


def _ordered(rows: QuerySet[Inquiry]) -> QuerySet[Any]:
    unanswered = Q(messages__answered_at=None, messages__isnull=False)
    first = Case(
        When(status=InquiryStatus.NEEDS_REVIEW, redacted_at=None, then=Value(0)),
        When(letters__gt=0, redacted_at=None, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        rows.select_related("environment", "account")
        .annotate(
            letters=Count("messages", filter=unanswered),
            letter_since=Min("messages__created_at", filter=unanswered),
        )
        .annotate(place=first)
        .order_by(
            "place",
            F("marked_for_review_at").asc(nulls_last=True),
            F("letter_since").asc(nulls_first=True),
            "-created_at",
        )
    )


def find(words: str) -> Inquiry | list[str]:
    """An inquiry by its id, else the accounts that bear these words as the platform's reference."""
    text = words.replace("\0", "").strip()
    inquiry = Inquiry.objects.filter(pk=text).first()
    if inquiry is not None:
        return inquiry
    found = [accounts.find(environment, text) for environment in Environment.objects.all()] if text else []
    return [account.pk for account in found if account is not None]
