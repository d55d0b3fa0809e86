"""What a live frame asks of the database: one narrow question, and its answer counts at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bonafide.inquiries.models import Capture, InquirySession
from tests.capture.visitor import Visitor, card, jpeg

PICTURE = jpeg(card())
LATER = timedelta(days=1)


def visit_ended(_visitor: Visitor) -> None:
    InquirySession.objects.update(status="expired")


def visit_too_old(_visitor: Visitor) -> None:
    InquirySession.objects.update(expires_at=timezone.now() - LATER)


def visit_erased(visitor: Visitor) -> None:
    InquirySession.objects.update(token_digest="0" * 64)


def capture_ended(_visitor: Visitor) -> None:
    Capture.objects.update(state="failed")


def capture_too_old(_visitor: Visitor) -> None:
    Capture.objects.update(expires_at=timezone.now() - LATER)


def other_nonce(visitor: Visitor) -> None:
    visitor.started["nonce"] = "n" * 32


def test_a_live_frame_asks_once(showing: Visitor, django_assert_num_queries: Any) -> None:
    assert showing.frame(PICTURE).status_code == 200
    with django_assert_num_queries(1):
        assert showing.frame(PICTURE).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (visit_ended, 403, "session_expired"),
        (visit_too_old, 403, "session_expired"),
        (visit_erased, 403, "session_unknown"),
        (capture_ended, 409, "capture_ended"),
        (capture_too_old, 409, "capture_expired"),
        (other_nonce, 403, "capture_unknown"),
    ],
)
def test_what_no_longer_holds_counts_at_the_next_frame(
    showing: Visitor, change: Callable[[Visitor], None], status: int, code: str
) -> None:
    assert showing.frame(PICTURE).status_code == 200
    change(showing)
    answer = showing.frame(PICTURE)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_frames_under_another_visit_are_refused(showing: Visitor) -> None:
    assert showing.frame(PICTURE).status_code == 200
    other = Visitor.arrives(reference="user-2")
    other.started, other.seq = showing.started, showing.seq
    answer = other.frame(PICTURE)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "capture_unknown")
    assert showing.frame(PICTURE).status_code == 200
