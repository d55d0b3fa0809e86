"""Another kind of ID than was chosen, or the back where the front is asked for, through the real engine."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest

from bonafide.capture import kind_words
from bonafide.capture.document_live import SOMETHING_ELSE
from bonafide.capture.kind_live import AGREE, SHAPES, KindWatch, Saw, Wanted
from bonafide.engine.evidence import DocumentClass, Glance
from bonafide.inquiries import steps
from bonafide.inquiries.steps import Step
from tests.capture.visitor import Visitor, jpeg
from tests.world.hand import hold
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.specimen import passport, td1_card

FULL = {"X_Full": "1"}
PASSPORT, CARD, LICENCE = DocumentClass.PASSPORT, DocumentClass.IDENTITY_CARD, DocumentClass.DRIVING_LICENCE
needs_people = pytest.mark.skipif(not people_available(), reason=SKIP_REASON)


@cache
def held(name: str) -> np.ndarray:
    front, back = td1_card(person(0))
    document = {"passport": passport(person(0)), "front": front, "back": back}[name]
    return hold(document, t=5.0, seed=3)


def previews(visitor: Visitor, name: str, count: int) -> list[str]:
    small = jpeg(cv2.resize(held(name), (640, 360), interpolation=cv2.INTER_AREA))
    return [visitor.frame(small).json()["hint"] for _ in range(count)]


def full(visitor: Visitor, name: str, **more: str) -> dict[str, Any]:
    answer = visitor.frame(jpeg(held(name)), **FULL, **more)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


@needs_people
def test_passport_for_an_identity_card_is_said_after_two_pictures_and_may_be_gone_on_with(
    visitor: Visitor,
) -> None:
    visitor.agree().choose("id").start()
    assert "good" in previews(visitor, "passport", 2)
    first = full(visitor, "passport")
    assert (first["again"], first["submitted"]) == (True, False)
    told = full(visitor, "passport")
    assert told["hint"] == "other_kind"
    assert told["text"] == "This looks like a passport. You chose identity card."
    assert (told["kinds"], told["usable"], told["submitted"]) == (["pp"], False, False)
    assert steps.current(visitor.inquiry) == Step.DOCUMENT_FRONT
    assert visitor.finish().json()["error"]["code"] == "nothing_taken"
    assert previews(visitor, "passport", 2) == ["show_chosen"] * 2
    visitor.choose("pp").start()
    assert "good" in previews(visitor, "passport", 2)
    assert full(visitor, "passport")["submitted"] is True
    assert steps.current(visitor.inquiry) == Step.READING


@needs_people
def test_right_kind_is_taken_by_the_first_picture(visitor: Visitor) -> None:
    visitor.agree().choose("id").start()
    previews(visitor, "passport", 2)
    assert full(visitor, "passport")["again"] is True
    assert full(visitor, "front")["submitted"] is True
    assert steps.current(visitor.inquiry) == Step.DOCUMENT_BACK


@needs_people
def test_back_for_the_front_is_said_until_it_is_turned(visitor: Visitor) -> None:
    visitor.agree().choose("id").start()
    previews(visitor, "back", 3)
    assert full(visitor, "back")["again"] is True
    told = full(visitor, "back")
    assert told["hint"] == "show_front"
    assert told["text"] == "This is the back. Turn the ID over, to the side with your photo"
    assert previews(visitor, "back", 3) == ["show_front"] * 3
    said = previews(visitor, "front", SOMETHING_ELSE + 2)
    assert said[: SOMETHING_ELSE - 1] == ["show_front"] * (SOMETHING_ELSE - 1)
    assert "show_front" not in said[SOMETHING_ELSE - 1 :]
    assert full(visitor, "front")["submitted"] is True


@needs_people
def test_card_for_a_passport_is_told_by_its_shape_and_may_be_used_all_the_same(visitor: Visitor) -> None:
    visitor.agree().choose("pp").start()
    assert set(previews(visitor, "front", SHAPES)) == {"good", "tilt"}
    assert full(visitor, "front")["again"] is True
    told = full(visitor, "front")
    assert told["text"] == "This looks like a card, not like the page of a passport. You chose passport."
    assert (told["kinds"], told["usable"]) == (["id"], True)
    assert visitor.finish().json()["submitted"] is True


@needs_people
def test_it_is_said_in_the_language_of_the_page(visitor: Visitor) -> None:
    visitor.client.cookies["bonafide_language"] = "zh-hans"
    visitor.agree().choose("id").start()
    previews(visitor, "passport", 1)
    full(visitor, "passport", X_By_Hand="1")
    assert full(visitor, "passport", X_By_Hand="1")["text"] == "这看起来是护照。您选择的是身份证。"


def test_kind_that_is_not_accepted_is_not_gone_on_with(visitor: Visitor) -> None:
    visitor.agree().choose("id")
    answer = visitor.client.post("/verify/select", {"country": "UTO", "document_class": "dl"})
    assert answer.status_code == 422
    assert visitor.inquiry.selected_class == "id"


def test_buttons_are_those_of_the_kinds_accepted_beside(visitor: Visitor) -> None:
    page = visitor.agree().choose("id").get("/verify/flow").content.decode()
    assert 'name="document_class" value="pp" data-kind' in page
    assert 'value="dl"' not in page
    assert "Show my identity card" in page


def watch(chosen: DocumentClass, *others: DocumentClass) -> KindWatch:
    return KindWatch(Wanted(chosen, others, has_back=chosen is not PASSPORT))


def test_one_picture_alone_says_nothing() -> None:
    seen = watch(CARD, PASSPORT, LICENCE)
    assert seen.judge(Glance(PASSPORT)) is Saw.UNSURE
    assert seen.judge(Glance(None)) is Saw.FITS
    assert [seen.judge(Glance(LICENCE, back=True)) for _ in range(AGREE)] == [Saw.UNSURE, Saw.OTHER]
    assert (seen.seen, seen.certain, seen.offered) == (LICENCE, True, (LICENCE,))


def test_pictures_that_never_agree_end() -> None:
    seen = watch(CARD, PASSPORT, LICENCE)
    said = [seen.judge(Glance((PASSPORT, LICENCE)[k % 2])) for k in range(4)]
    assert said == [Saw.UNSURE] * 3 + [Saw.FITS]


def test_residence_permits_carry_the_codes_of_identity_cards() -> None:
    permit = watch(DocumentClass.RESIDENCE_PERMIT, CARD)
    assert permit.judge(Glance(CARD)) is Saw.FITS
    shown_for_a_passport = watch(PASSPORT, CARD, LICENCE, DocumentClass.RESIDENCE_PERMIT)
    assert [shown_for_a_passport.judge(Glance(CARD)) for _ in range(AGREE)][-1] is Saw.OTHER
    assert set(shown_for_a_passport.offered) == {CARD, DocumentClass.RESIDENCE_PERMIT}


def test_page_with_a_line_of_a_zone_is_no_card_whatever_its_shape() -> None:
    seen = watch(PASSPORT, CARD)
    for _ in range(SHAPES):
        seen.shape(((0, 0), (159, 0), (159, 100), (0, 100)))
    assert seen.judge(Glance(None, trace=True)) is Saw.FITS
    assert [seen.judge(Glance(None)) for _ in range(AGREE)] == [Saw.UNSURE, Saw.OTHER]
    assert (seen.certain, seen.offered) == (False, (CARD,))


def test_every_class_has_its_sentences() -> None:
    assert set(kind_words.SEEN) == {None, *DocumentClass}
    for table in (kind_words.CHOSEN, kind_words.GO_ON, kind_words.SHOW):
        assert set(table) == set(DocumentClass)
