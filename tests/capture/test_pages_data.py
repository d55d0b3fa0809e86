"""What was agreed to can be read again on every page, and a copy or deletion asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from bonafide.inquiries.models import Consent, Inquiry
from tests.capture.looks import page
from tests.capture.visitor import Visitor

DATA = "/verify/data"
COMPARED = "compares my face with the photo on it automatically"
BY_PERSON = "My face is not compared automatically."


def test_before_consent_it_says_that_nothing_was_agreed_to(visitor: Visitor) -> None:
    assert f'href="{DATA}"' in page(visitor)
    shown = page(visitor, DATA)
    assert "You have agreed to nothing yet" in shown
    assert "What is collected" in shown
    assert COMPARED not in shown


@pytest.mark.parametrize(
    ("route", "said", "not_said"), [("", COMPARED, BY_PERSON), ("person", BY_PERSON, COMPARED)]
)
def test_it_tells_what_was_agreed_to(visitor: Visitor, route: str, said: str, not_said: str) -> None:
    visitor.agree(route=route)
    shown = page(visitor, DATA)
    assert said in shown
    assert not_said not in shown
    assert "How long it stays" in shown
    assert 'href="/verify/message?kind=contact"' in shown
    assert "copy of your data" in page(visitor, "/verify/message?kind=contact")
    assert visitor.inquiry_id in shown


def test_what_was_agreed_to_apart_is_told_until_it_is_taken_back(visitor: Visitor) -> None:
    visitor.agree()
    Consent.objects.update(keeps_face=True, recognises=True)
    shown = page(visitor, DATA)
    assert "if the same face comes with another account" in shown
    assert "recognise me later without my ID" in shown
    Consent.objects.update(recognises_until=timezone.now() - timedelta(seconds=1))
    assert "recognise me later without my ID" not in page(visitor, DATA)


def test_it_is_there_once_decided_and_speaks_chinese(visitor: Visitor) -> None:
    visitor.agree()
    Inquiry.objects.update(status="declined")
    visitor.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    shown = page(visitor, DATA)
    assert "您的数据" in shown
    assert "不会自动比对我的面部" not in shown
    assert "您可以索取一份副本" in shown
