"""The first page: what is said, and that exactly what is agreed to is kept."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from typing import Any

import pytest

from bonafide.capture import consent_text, retention_text
from bonafide.inquiries.models import Consent
from tests.capture.looks import FLOW, page
from tests.capture.visitor import Visitor


def test_first_page_says_who_why_what_and_how_long(visitor: Visitor) -> None:
    text = page(visitor)
    assert "Because you asked for &lt;more&gt;." in text
    for line in retention_text.lines():
        assert line in text
    assert "I do not want automatic face matching" in text
    assert "at least 18" in text


def test_consent_keeps_the_very_text_that_was_shown(visitor: Visitor) -> None:
    visitor.agree()
    kept = Consent.objects.get()
    text = consent_text.load("en", "Bonafide").as_shown(retention_text.lines(), biometric=True)
    assert kept.text_digest == hashlib.sha256(text.encode()).hexdigest()
    assert (kept.text_version, kept.language, kept.biometric) == ("v1", "en", True)


def test_consent_in_chinese_is_kept_as_such(visitor: Visitor) -> None:
    visitor.client.cookies["bonafide_language"] = "zh-hans"
    visitor.agree()
    assert Consent.objects.get().language == "zh-hans"
    assert consent_text.load("zh-hans", "某平台").statement(biometric=True).startswith("我同意 某平台 ")


def test_without_a_tick_nothing_is_kept(visitor: Visitor) -> None:
    assert visitor.client.post("/verify/consent", {}).url == f"{FLOW}?missing=1#agree"
    assert not Consent.objects.exists()
    assert "Please tick the box" in page(visitor, f"{FLOW}?missing=1#agree")


def test_person_route_is_kept(visitor: Visitor) -> None:
    visitor.agree(route="person")
    assert visitor.inquiry.human_route
    assert not Consent.objects.get().biometric


def test_keeping_the_face_is_an_agreement_of_its_own(visitor: Visitor, settings: Any) -> None:
    assert 'name="keep_face"' not in page(visitor, FLOW)
    settings.BONAFIDE = dataclasses.replace(settings.BONAFIDE, face_duplicates=True)
    shown = page(visitor, FLOW)
    assert re.search(r'name="keep_face" value="yes">', shown)  # never ticked beforehand
    visitor.agree(keep_face="yes")
    text = consent_text.load("en", settings.BONAFIDE.brand_name)
    given = Consent.objects.get()
    whole = text.as_shown(retention_text.lines(), biometric=True, keeps_face=True)
    assert given.keeps_face
    assert given.text_digest == hashlib.sha256(whole.encode()).hexdigest()


@pytest.mark.parametrize(
    ("searched", "given"),
    [(True, {}), (False, {"keep_face": "yes"}), (True, {"keep_face": "yes", "route": "person"})],
)
def test_without_that_agreement_no_face_is_kept(
    visitor: Visitor, settings: Any, searched: bool, given: dict[str, str]
) -> None:
    settings.BONAFIDE = dataclasses.replace(settings.BONAFIDE, face_duplicates=searched)
    visitor.agree(**given)
    assert not Consent.objects.get().keeps_face


def test_person_can_be_asked_for_later(visitor: Visitor) -> None:
    visitor.agree().choose().with_document()
    assert "Continue with a person" in page(visitor, "/verify/person")
    visitor.agree(route="person")
    assert "Take one picture of your face" in page(visitor)
