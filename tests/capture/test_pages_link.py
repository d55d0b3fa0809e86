"""Links, visits and languages: who gets in, and what is told to who does not."""

from __future__ import annotations

import re

from django.test import Client
from django.utils import timezone

from bonafide.inquiries.models import Inquiry, InquirySession, OneTimeLink
from tests.capture.looks import FLOW, page
from tests.capture.visitor import Visitor


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


def test_who_comes_too_late_is_led_back_to_where_they_were_asked(visitor: Visitor) -> None:
    """A used or expired link, a closed inquiry, a visit that ended: one button, and no circle through our pages."""
    Inquiry.objects.update(redirect_uri="https://you.example/back?a=1")
    button = '<a class="button" href="https://you.example/back?a=1"'
    link = visitor.link()
    visitor.client.cookies.clear()
    visitor.open(link)
    token = visitor.client.cookies["bonafide_visit"].value
    visitor.client.cookies.clear()
    used = page(visitor, link, 403)
    assert button in used
    assert 'href="/verify/flow"' not in used
    assert button not in page(visitor, "/verify?code=nope", 403)
    visitor.client.cookies["bonafide_visit"] = token
    InquirySession.objects.update(expires_at=timezone.now())
    assert button in page(visitor, FLOW, 403)
    Inquiry.objects.update(redirect_uri="javascript:alert(1)")
    assert "javascript:" not in page(visitor, FLOW, 403)
