"""What a page that waits asks of the database: two narrow questions, several times a second, whatever the step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bonafide.inquiries import service
from bonafide.inquiries.models import (
    Decision,
    Inquiry,
    InquirySession,
    InquiryStatus,
    Outcome,
    Verification,
)
from tests.capture.visitor import Visitor


def reading(visitor: Visitor) -> None:
    Verification.objects.create(
        inquiry=visitor.inquiry, kind="government-id", status="submitted", submitted_at=timezone.now()
    )


def card_has_a_back(visitor: Visitor) -> None:
    visitor.choose("id")


def looking_at_the_face(visitor: Visitor) -> None:
    visitor.with_document()
    Verification.objects.create(
        inquiry=visitor.inquiry,
        kind="selfie",
        status="submitted",
        submitted_at=timezone.now(),
        progress="face_compare",
    )


def asked_again(visitor: Visitor) -> None:
    looking_at_the_face(visitor)
    Decision.objects.create(
        inquiry=visitor.inquiry, key="k", outcome=Outcome.RETRY, actor="policy", rule="r", retake=["selfie"]
    )


def acted_on_it(visitor: Visitor) -> None:
    asked_again(visitor)
    Verification.objects.create(inquiry=visitor.inquiry, kind="selfie", attempt=2)


def decided(visitor: Visitor) -> None:
    looking_at_the_face(visitor)
    Inquiry.objects.filter(pk=visitor.inquiry_id).update(status=InquiryStatus.APPROVED)


@pytest.mark.parametrize(
    ("at", "step", "over"),
    [
        (reading, "reading", False),
        (card_has_a_back, "document_front", False),
        (Visitor.with_document, "selfie", False),
        (looking_at_the_face, "working", False),
        (asked_again, "result", True),
        (acted_on_it, "selfie", False),
    ],
)
def test_progress_asks_twice(
    visitor: Visitor,
    django_assert_num_queries: Any,
    at: Callable[[Visitor], None],
    step: str,
    over: bool,
) -> None:
    at(visitor.agree().choose())
    with django_assert_num_queries(2):
        said = visitor.get("/verify/progress").json()
    assert (said["step"], said["over"], said["phone"]) == (step, over, False)
    assert said["step"] == visitor.get("/verify/flow").context["step"]


def test_progress_asks_once_what_is_decided(visitor: Visitor, django_assert_num_queries: Any) -> None:
    decided(visitor.agree().choose())
    with django_assert_num_queries(1):
        said = visitor.get("/verify/progress").json()
    assert said["over"] is True
    assert {stage["state"] for stage in said["stages"]} == {"done"}


def test_who_waits_for_a_person_is_told_once_they_decided(visitor: Visitor) -> None:
    looking_at_the_face(visitor.agree().choose())
    assert visitor.get("/verify/progress").json()["outcome"] == ""
    Inquiry.objects.update(status=InquiryStatus.NEEDS_REVIEW)
    assert 'data-outcome="needs_review"' in visitor.get("/verify/flow").content.decode()
    assert visitor.get("/verify/progress").json()["outcome"] == "needs_review"
    Inquiry.objects.update(status=InquiryStatus.APPROVED)
    assert visitor.get("/verify/progress").json()["outcome"] == "approved"


def test_stages_are_those_the_worker_wrote_down(visitor: Visitor) -> None:
    looking_at_the_face(visitor.agree().choose())
    stages = {s["name"]: s["state"] for s in visitor.get("/verify/progress").json()["stages"]}
    assert stages["document_checks"] == stages["selfie_read"] == "done"
    assert stages["face_compare"] == "running"
    assert stages["decision"] == "waiting"


def test_consent_and_end_of_the_visit_count_at_the_next_question(visitor: Visitor) -> None:
    assert visitor.get("/verify/progress").json()["step"] == "consent"
    visitor.agree()
    assert visitor.get("/verify/progress").json()["step"] == "select"
    visitor.inquiry.consents.update(withdrawn_at=timezone.now())
    assert visitor.get("/verify/progress").json()["step"] == "consent"
    InquirySession.objects.update(expires_at=timezone.now() - timedelta(days=1))
    answer = visitor.get("/verify/progress")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "session_expired")
    InquirySession.objects.update(token_digest="0" * 64)
    assert visitor.get("/verify/progress").json()["error"]["code"] == "session_unknown"


def test_erased_ends_the_visit(visitor: Visitor) -> None:
    service.redact(visitor.agree().inquiry, actor="api")
    assert visitor.get("/verify/progress").json()["error"]["code"] == "session_expired"
