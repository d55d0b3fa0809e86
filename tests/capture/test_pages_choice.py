"""Choosing country and kind of ID."""

from __future__ import annotations

import re

from tests.capture.looks import FLOW, page
from tests.capture.visitor import Visitor


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
