"""The face alone: what it is compared with, and the ways back to the ID."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from typing import Any

import pytest
from django.utils import timezone

from bonafide.capture import consent_text, retention_text
from bonafide.inquiries import repeats
from bonafide.inquiries.models import Consent
from bonafide.inquiries.steps import Step, current
from bonafide.policy.templates import AGAIN, DEFAULT
from bonafide.traces.models import FaceTrace
from tests.capture.looks import FLOW, page
from tests.capture.visitor import Visitor
from tests.console import made
from tests.traces.made import face


@pytest.fixture
def known(settings: Any) -> Visitor:
    """Somebody whose face is kept, at the door of an inquiry for the face alone."""
    settings.BONAFIDE = dataclasses.replace(settings.BONAFIDE, face_again=True)
    before = made.inquiry(reference="user-1", status="approved")
    before.consents.update(recognises=True)
    repeats.keep_face(before, face(1).tobytes(), timezone.now())
    return Visitor.arrives(template_id=AGAIN)


def test_being_recognised_is_an_agreement_of_its_own(visitor: Visitor, settings: Any) -> None:
    assert 'name="recognise"' not in page(visitor, FLOW)
    visitor.agree(recognise="yes")
    assert not Consent.objects.get().recognises
    settings.BONAFIDE = dataclasses.replace(settings.BONAFIDE, face_again=True)
    other = Visitor.arrives(reference="user-2")
    assert re.search(r'name="recognise" value="yes">', page(other, FLOW))
    other.agree(recognise="yes")
    given = Consent.objects.get(inquiry=other.inquiry)
    text = consent_text.load("en", settings.BONAFIDE.brand_name)
    whole = text.as_shown(retention_text.lines(), biometric=True, recognises=True)
    assert (given.recognises, given.keeps_face) == (True, False)
    assert given.text_digest == hashlib.sha256(whole.encode()).hexdigest()


def test_the_face_alone_is_asked_with_what_it_is_compared_with(known: Visitor, settings: Any) -> None:
    shown = page(known, FLOW)
    for said in (
        "Is it still you?",
        "What is compared",
        "It is kept since",
        "Show my ID instead",
        "Delete my face",
    ):
        assert said in shown
    assert "Which ID" not in shown
    known.agree()
    text = consent_text.load("en", settings.BONAFIDE.brand_name)
    given = Consent.objects.get(inquiry=known.inquiry)
    assert (
        given.text_digest == hashlib.sha256(text.as_shown_again(retention_text.lines()).encode()).hexdigest()
    )
    assert not given.recognises
    face_page = page(known, FLOW)
    assert 'data-kind="selfie"' in face_page
    assert "Show my ID instead" in face_page


@pytest.mark.parametrize(
    ("way", "kept", "said"),
    [
        ("show-id", 1, "Confirm who you are"),
        ("forget-face", 0, "What was kept of your face is deleted"),
    ],
)
def test_the_id_can_be_shown_instead_at_any_time(known: Visitor, way: str, kept: int, said: str) -> None:
    known.agree()
    answer = known.client.post(f"/verify/{way}")
    assert answer.status_code == 302
    assert said in page(known, answer.url)
    assert known.inquiry.template_id == DEFAULT
    assert FaceTrace.objects.count() == kept
    known.agree()
    assert current(known.inquiry) is Step.SELECT


def test_a_face_that_is_gone_meanwhile_leads_to_the_id(known: Visitor) -> None:
    Consent.objects.update(recognises_until=timezone.now())
    answer = known.get(FLOW)
    assert answer.url == f"{FLOW}?face=gone"
    assert "no longer kept" in page(known, answer.url)
    assert known.inquiry.template_id == DEFAULT


def test_who_wants_a_person_is_asked_for_the_id(known: Visitor) -> None:
    known.agree()
    known.agree(route="person")
    assert (known.inquiry.template_id, known.inquiry.human_route) == (DEFAULT, True)
