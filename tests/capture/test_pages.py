"""Every step has its page, every trouble its words and its way on."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bonafide.capture import consent_text, retention_text
from bonafide.capture.pages import leave_address
from bonafide.inquiries import repeats
from bonafide.inquiries.models import Consent, Decision, Inquiry, InquirySession, Message, OneTimeLink
from bonafide.inquiries.steps import Step, current
from bonafide.policy.templates import AGAIN, DEFAULT
from bonafide.traces.models import FaceTrace
from bonafide.vault import retention
from bonafide.vault import service as vault
from tests.capture.visitor import Visitor
from tests.console import made
from tests.traces.made import face

FLOW = "/verify/flow"
INLINE = re.compile(
    r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|type=.file", re.IGNORECASE
)


def page(visitor: Visitor, address: str = FLOW, status: int = 200) -> str:
    answer = visitor.get(address)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    assert "camera=(self)" in answer["Permissions-Policy"]
    text = answer.content.decode()
    assert not INLINE.search(text)
    assert re.findall(r'src="(?:https?:)?//|<link[^>]*"(?:https?:)?//', text) == []
    return text


def decide(visitor: Visitor, outcome: str, reasons: list[str], retake: list[str] | None = None) -> None:
    if outcome != "retry":
        Inquiry.objects.filter(pk=visitor.inquiry_id).update(status=outcome)
    values: dict[str, Any] = {"outcome": outcome, "reasons": reasons, "retake": retake or []}
    Decision.objects.create(inquiry=visitor.inquiry, key=outcome, actor="policy", rule="r", **values)


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


def test_country_is_guessed_from_the_browser_only(visitor: Visitor) -> None:
    visitor.agree()
    answer = visitor.get(FLOW, **{"Accept-Language": "en-GB,en;q=0.8"})
    assert re.findall(r'<option value="(\w+)"[^>]* selected', answer.content.decode()) == ["GBR"]
    answer = visitor.get(FLOW, **{"Accept-Language": "en"})
    assert " selected" not in answer.content.decode()


def test_classes_follow_the_country(visitor: Visitor) -> None:
    visitor.agree()
    text = page(visitor, "/verify/select?country=UTO")
    assert re.findall(r'name="document_class" value="(\w+)"', text) == ["pp", "id"]
    assert "A photocopy of an ID" in text
    assert "/static/capture/icons/pp.svg" in text


def test_refused_class_is_told(visitor: Visitor) -> None:
    visitor.agree()
    answer = visitor.client.post("/verify/select", {"country": "UTO", "document_class": "dl"})
    assert answer.status_code == 422
    assert "This ID cannot be used" in answer.content.decode()


def test_another_id_can_be_chosen_while_none_was_handed_in(visitor: Visitor) -> None:
    visitor.agree().choose()
    assert 'data-kind="document_front"' in page(visitor)
    assert "Which country" in page(visitor, "/verify/select")


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


def test_link_opens_once_and_its_browser_goes_on(visitor: Visitor) -> None:
    link = visitor.link()
    visitor.client.cookies.clear()
    opened = visitor.open(link)
    assert opened.url == FLOW
    assert visitor.get(link).url == FLOW
    assert visitor.open(link).url == FLOW
    visitor.client.cookies.clear()
    assert "already used" in page(visitor, link, 403)
    assert "already used" in visitor.open(link).content.decode()
    assert not visitor.client.cookies.get("bonafide_visit")


def test_looking_at_a_link_does_not_use_it_up(visitor: Visitor) -> None:
    link = visitor.link()
    scanner = Client(enforce_csrf_checks=True)
    for _ in range(3):
        assert scanner.head(link).status_code == 200
        assert scanner.get(link).status_code == 200
    assert "bonafide_visit" not in scanner.cookies
    assert OneTimeLink.objects.filter(used_at=None).count() == 1
    visitor.client.cookies.clear()
    text = page(visitor, link)
    assert len(re.findall(r"<button(?![^>]*name=.language)", text)) == 1
    assert 'data-testid="open-link">Start<' in text


def test_button_of_a_link_needs_the_token_of_its_form(visitor: Visitor) -> None:
    link = visitor.link()
    code = link.partition("code=")[2]
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/verify", {"code": code}).status_code == 403
    text = browser.get(link).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[0]
    assert browser.post("/verify", {"code": code, "csrfmiddlewaretoken": token}).url == FLOW
    assert browser.get(FLOW).status_code == 200


def test_browser_that_has_the_visit_goes_on_and_leaves_a_new_link_unused(visitor: Visitor) -> None:
    link = visitor.link()
    assert visitor.get(link).url == FLOW
    assert OneTimeLink.objects.filter(used_at=None).count() == 1
    other = Visitor.arrives(reference="user-9")
    assert other.get(link).status_code == 200


def test_troubles_of_link_and_visit_have_their_pages(visitor: Visitor) -> None:
    assert "This link does not work" in page(visitor, "/verify?code=nope", 403)
    link = visitor.link()
    OneTimeLink.objects.filter(used_at=None).update(expires_at=timezone.now())
    visitor.client.cookies.clear()
    assert "This link has expired" in page(visitor, link, 403)
    assert "We do not know this visit" in page(visitor, FLOW, 403)
    back = Visitor.arrives(reference="user-2")
    InquirySession.objects.update(expires_at=timezone.now())
    assert "Your visit has ended" in page(back, FLOW, 403)


def test_closed_inquiry_has_its_page(visitor: Visitor) -> None:
    link = visitor.link()
    Inquiry.objects.filter(pk=visitor.inquiry_id).update(status="expired")
    visitor.client.cookies.clear()
    assert "This verification is closed" in page(visitor, link, 409)


def test_cookie_is_out_of_reach_of_scripts(visitor: Visitor) -> None:
    cookie = visitor.client.cookies["bonafide_visit"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/verify")


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


def test_language_switch_is_remembered(visitor: Visitor) -> None:
    visitor.client.post("/verify/language", {"language": "zh-hans", "next": FLOW})
    text = page(visitor)
    assert '<html lang="zh-hans">' in text
    assert "确认您的身份" in text


def test_platform_names_the_first_language() -> None:
    visitor = Visitor.arrives(reference="user-3", language="zh-Hans")
    assert "确认您的身份" in page(visitor)
    browser = Client()
    text = browser.get(visitor.link()).content.decode()
    assert 'data-testid="open-link">开始<' in text
    assert '<html lang="zh-hans">' in text


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
