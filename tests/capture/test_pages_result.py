"""Each outcome has words and a way on; messages, progress and clocks say what is true."""

from __future__ import annotations

import re

import pytest

from bonafide.capture import retention_text
from bonafide.capture.pages import leave_address
from bonafide.inquiries.models import Inquiry, Message
from bonafide.inquiries.steps import Step, current
from bonafide.vault import retention
from bonafide.vault import service as vault
from tests.capture.looks import decide, page
from tests.capture.visitor import Visitor


@pytest.mark.parametrize(
    ("outcome", "reasons", "retake", "words"),
    [
        (
            "retry",
            ["front_blurry"],
            ["front"],
            ["blurry", "the front of your ID", "attempts left", "Try again"],
        ),
        ("needs_review", [], [], ["A person is looking at it"]),
        (
            "declined",
            ["grayscale_document"],
            [],
            ["We could not confirm this try", "kind=appeal", "kind=contact"],
        ),
        ("approved", [], [], ["You are verified", "status=approved"]),
        ("expired", [], [], ["has expired"]),
    ],
)
def test_each_result_has_words_and_a_way_on(
    outcome: str, reasons: list[str], retake: list[str], words: list[str]
) -> None:
    visitor = Visitor.arrives(redirect_uri="https://platform.example/back?chat=7").agree()
    if outcome == "expired":
        Inquiry.objects.filter(pk=visitor.inquiry_id).update(status="expired")
    else:
        decide(visitor, outcome, reasons, retake)
    text = page(visitor)
    for word in words:
        assert word in text, word
    if outcome == "declined":
        assert not re.search(r"\bgrey\b", text, re.IGNORECASE)  # a word, not letters of a token


def test_try_again_goes_to_what_has_to_be_shown(visitor: Visitor) -> None:
    visitor.agree().choose()
    decide(visitor, "retry", ["front_blurry"], ["front"])
    assert current(visitor.inquiry) == Step.RESULT
    visitor.client.post("/verify/again")
    assert 'data-kind="document_front"' in page(visitor)


def test_way_back_keeps_the_platforms_address() -> None:
    inquiry = Inquiry(id="inq_1", redirect_uri="https://p.example/back?chat=7#x")
    assert (
        leave_address(inquiry, "approved")
        == "https://p.example/back?chat=7&inquiry-id=inq_1&status=approved#x"
    )
    assert leave_address(Inquiry(redirect_uri="javascript:alert(1)"), "approved") == ""


@pytest.mark.parametrize("kind", ["contact", "appeal"])
def test_message_is_stored_sealed_and_confirmed(visitor: Visitor, kind: str) -> None:
    answer = visitor.client.post("/verify/message", {"kind": kind, "text": "My name is spelt otherwise."})
    assert answer.url == f"/verify/message?kind={kind}&sent=1"
    assert "Your message is stored" in page(visitor, answer.url)
    stored = Message.objects.get()
    assert stored.kind == kind
    assert vault.open_json(stored.blob) == "My name is spelt otherwise."


def test_empty_message_is_told(visitor: Visitor) -> None:
    answer = visitor.client.post("/verify/message", {"kind": "contact", "text": "  "})
    assert answer.status_code == 422
    assert "Please write something first" in answer.content.decode()
    assert "Your message is stored" not in page(visitor, "/verify/message?kind=contact&sent=1")


def test_clocks_on_the_page_are_those_of_the_vault() -> None:
    images = next(row for row in retention.table() if row["name"] == "images")
    wanted = f"{images['approved_days']} days once you are verified, otherwise {images['other_days']} days"
    assert any(wanted in line for line in retention_text.lines())


def test_progress_names_every_stage(visitor: Visitor) -> None:
    visitor.agree().choose()
    answer = visitor.get("/verify/progress").json()
    assert [s["name"] for s in answer["stages"]] == [
        "received", "document_read", "document_checks", "selfie_read", "face_compare", "decision",
    ]  # fmt: skip
    assert (answer["step"], answer["over"], answer["phone"]) == ("document_front", False, False)
