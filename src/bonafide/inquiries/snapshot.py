"""An inquiry without anything personal, for the event log."""

from __future__ import annotations

from typing import Any

from bonafide.inquiries.models import Inquiry

_TIMES = (
    "created_at",
    "started_at",
    "expires_at",
    "completed_at",
    "failed_at",
    "marked_for_review_at",
    "decisioned_at",
    "expired_at",
    "redacted_at",
)


def snapshot(inquiry: Inquiry) -> dict[str, Any]:
    """Identifiers, status and times; the reader fetches the rest with its key."""
    times = {name: getattr(inquiry, name) for name in _TIMES}
    return {
        "id": inquiry.pk,
        "account": inquiry.account_id,
        "template": inquiry.template_id,
        "template_version": inquiry.template_version,
        "rule": inquiry.rule,
        "status": inquiry.status,
        **{name: at.isoformat() if at else None for name, at in times.items()},
    }
