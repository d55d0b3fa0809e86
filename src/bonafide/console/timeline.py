"""What happened to an inquiry, in order, from its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bonafide.inquiries.models import Inquiry, VerificationKind
from bonafide.vault.models import Look


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `kind` picks the words, `row` is what it is about, `leaf` its ledger index."""

    at: datetime
    kind: str
    row: Any = None
    leaf: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def entries(inquiry: Inquiry, leaves: dict[str, int]) -> list[Entry]:
    """Everything but the looks, oldest first."""
    found = [
        *_ends(inquiry, leaves),
        *(Entry(row.created_at, "session", row) for row in inquiry.sessions.all()),
        *(Entry(row.given_at, "consent", row, leaves.get(row.pk)) for row in inquiry.consents.all()),
        *_verifications(inquiry),
        *(Entry(row.decided_at, "decision", row, leaves.get(row.pk)) for row in inquiry.decisions.all()),
        *(Entry(row.created_at, "message", row) for row in inquiry.messages.all()),
        *(Entry(row.opened_at, "viewing", row) for row in inquiry.viewings.all()),
    ]
    return sorted(found, key=lambda entry: entry.at)


def _ends(inquiry: Inquiry, leaves: dict[str, int]) -> Iterator[Entry]:
    yield Entry(inquiry.created_at, "created")
    if inquiry.expired_at is not None:
        yield Entry(inquiry.expired_at, "expired")
    if inquiry.redacted_at is not None:
        yield Entry(inquiry.redacted_at, "erased", leaf=leaves.get(inquiry.pk))


def _verifications(inquiry: Inquiry) -> Iterator[Entry]:
    for row in inquiry.verifications.all():
        kind = "document" if row.kind == VerificationKind.GOVERNMENT_ID else "selfie"
        if row.submitted_at is not None:
            yield Entry(row.submitted_at, f"{kind}_submitted", row)
        if row.completed_at is not None:
            yield Entry(row.completed_at, f"{kind}_ended", row)


def looks(inquiry: Inquiry, leaves: dict[str, int], limit: int = 60) -> list[Entry]:
    """The newest looks at this person's sealed data, also in other inquiries of the account; newest first."""
    rows = Look.objects.filter(blob__subject=inquiry.account.subject_id).select_related("blob")
    return [Entry(row.at, "look", row, leaves.get(row.pk)) for row in rows.order_by("-at")[:limit]]
