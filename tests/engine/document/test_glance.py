"""One quick look: what a zone or barcode names, on which side, and nothing where neither is read without a flaw."""

from __future__ import annotations

from datetime import date

import cv2
import numpy as np
import pytest
from tests.world.aamva import invented
from tests.world.classes import holder
from tests.world.classes.zoned import mexico
from tests.world.fonts import ocr_b_available
from tests.world.hand import hold
from tests.world.licence import licence
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.pixels import Image
from tests.world.specimen import passport, td1_card

from bonafide.engine.document.glance import glance_document
from bonafide.engine.evidence import DocumentClass, Glance
from bonafide.errors import ImageError

TODAY = date(2026, 11, 23)
needs_people = pytest.mark.skipif(not people_available(), reason=SKIP_REASON)


def glance(document: Image, *, turns: int = 0, seed: int = 1) -> Glance:
    picture = np.rot90(hold(document, t=5.0, seed=seed), turns)
    return glance_document(cv2.imencode(".jpg", picture)[1].tobytes(), today=TODAY)


@needs_people
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_page_of_a_passport_is_named_however_it_lies(turns: int) -> None:
    assert glance(passport(person(1)), turns=turns) == Glance(DocumentClass.PASSPORT, back=False, trace=True)


@needs_people
def test_front_of_a_card_says_nothing_and_its_back_that_it_is_the_back() -> None:
    front, back = td1_card(person(2))
    assert glance(front) == Glance(None, back=False, trace=False)
    assert glance(back) == Glance(DocumentClass.IDENTITY_CARD, back=True, trace=True)


@pytest.mark.skipif(not ocr_b_available(), reason="Debian package fonts-ocr-b absent")
def test_back_of_a_mexican_voters_card_is_named_though_its_zone_has_h_for_men() -> None:
    seen = glance(mexico(holder(3)).back)
    assert seen == Glance(DocumentClass.IDENTITY_CARD, back=True, trace=True)


def test_back_of_a_licence_is_named_by_its_barcode() -> None:
    card = licence(invented(1, kind="DL"))
    assert glance(card.back) == Glance(DocumentClass.DRIVING_LICENCE, back=True, trace=False)
    assert glance(card.front) == Glance(None, back=False, trace=False)


@needs_people
def test_zone_that_is_partly_covered_names_nothing() -> None:
    page = passport(person(1)).copy()
    page[1000:1075, :400] = 235  # the number and its check digit
    seen = glance(page)
    assert seen.document_class is None
    assert seen.trace


def test_no_picture_is_refused() -> None:
    with pytest.raises(ImageError):
        glance_document(b"\xff\xd8\xff nothing", today=TODAY)
