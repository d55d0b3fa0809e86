"""Who is asked for the page's light on the face hears beforehand what helps, and what happens without it."""

from __future__ import annotations

import pytest

from bonafide.policy.templates import DEFAULT, LIGHT
from tests.capture.looks import decide, page
from tests.capture.visitor import Visitor

PERSON = "/verify/person"
BEFORE = {"en": "a dim room and a bright screen help", "zh-hans": "房间暗一些、屏幕亮一些会有帮助"}
AFTER = {
    "en": "a person looks at your pictures afterwards",
    "zh-hans": "此次验证之后将由工作人员查看您的画面",
}


def arrived(template: str, language: str = "en") -> Visitor:
    visitor = Visitor.arrives(template_id=template).agree().choose().with_document()
    visitor.client.cookies["bonafide_language"] = language
    return visitor


@pytest.mark.parametrize("language", BEFORE)
def test_the_page_says_what_helps_and_that_a_person_looks_else(language: str) -> None:
    visitor = arrived(LIGHT, language)
    assert BEFORE[language] in page(visitor)
    assert 'data-way="no-light"' in page(visitor)
    assert AFTER[language] in page(visitor, PERSON)


def test_a_page_that_needs_no_light_says_nothing_of_it() -> None:
    visitor = arrived(DEFAULT)
    assert BEFORE["en"] not in page(visitor)
    assert AFTER["en"] not in page(visitor, PERSON)


def test_with_a_person_from_the_start_no_light_is_spoken_of() -> None:
    visitor = arrived(LIGHT).agree(route="person")
    assert BEFORE["en"] not in page(visitor)


def test_the_result_blames_nobody() -> None:
    visitor = arrived(LIGHT)
    decide(visitor, "needs_review", ["light_needed_not_seen"])
    shown = page(visitor)
    assert "You did what was asked." in shown
    assert "so a person will look at it" in shown
