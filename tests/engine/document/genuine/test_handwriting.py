"""Entries by hand on flat pictures; rates after a camera are measured by bench/handwriting.py."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from tests.engine.document.genuine.measured import score_of
from tests.world.handwritten import Filled, card

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine import Exhibit
from bonafide.engine.document.genuine.handwriting import handwriting
from bonafide.engine.evidence import Box, Sign, Word
from bonafide.policy.thresholds import SHIPPED

PER_MM = 15.0
ROWS = {
    "document_number": 17.0, "name_last": 23.6, "name_first": 30.2, "birthdate": 36.8, "expiration_date": 50.0
}  # fmt: skip
LIMIT = SHIPPED.handwriting_score_max


def box(left: float, base: float, letters: int) -> Box:
    """Where a line of so many letters stands, pixels."""
    x, y, width, height = (round(mm * PER_MM) for mm in (left - 0.6, base - 3.2, 2.6 * letters, 4.4))
    return x, y, width, height


@cache
def filled(seed: int, entries: int) -> Filled:
    return card(seed, entries)


def exhibit(one: Filled, *, fields: bool = True) -> Exhibit:
    """The card as read: its fields, its titles, and the signature as one more line."""
    size = (round(85.6 * PER_MM), round(53.98 * PER_MM))
    flat = np.asarray(cv2.resize(one.image, size, interpolation=cv2.INTER_AREA), np.uint8)
    words = [Word(value, 0.95, box(33.0, ROWS[key], len(value))) for key, value in one.values.items()]
    words.append(Word(one.values["name_last"].title(), 0.9, box(4.0, 49.5, 10)))
    entries = [word.box for word in words[:-1]] if fields else []
    return Exhibit(Flat(flat, None, flat), front_words=words, entries=entries)


def sign(seed: int, entries: int) -> Sign:
    return handwriting(exhibit(filled(seed, entries)))


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_entries_by_hand_are_told_from_print_and_a_signature(seed: int) -> None:
    written = sign(seed, 2)
    assert score_of(sign(seed, 0)) < 0.6 * LIMIT < LIMIT < score_of(written)
    assert written.picture.startswith(b"\xff\xd8")


def test_a_name_counts_only_where_it_was_read_as_a_field() -> None:
    one = next(filled(seed, 1) for seed in range(40) if card(seed, 1).by_hand == {"name_last"})
    assert score_of(handwriting(exhibit(one))) > LIMIT
    assert score_of(handwriting(exhibit(one, fields=False))) < LIMIT


def test_what_cannot_be_judged_is_said() -> None:
    page = exhibit(filled(1, 0))
    assert handwriting(Exhibit(page.front)).why == "text_not_read"
    small = [Word(word.text, 0.9, (*word.box[:3], 10)) for word in page.front_words]
    assert (
        handwriting(Exhibit(page.front, front_words=small, entries=page.entries)).why == "letters_not_apart"
    )
    blank = np.full_like(page.front.image, 220)
    assert (
        handwriting(Exhibit(Flat(blank, None, blank), front_words=page.front_words)).why
        == "letters_not_apart"
    )


def with_signs(one: Filled, lines: int, confidence: float) -> Exhibit:
    """The card as a reader gives it that finds a Chinese sign in so many of its lines, entries by hand among them."""
    page = exhibit(one)
    words = [
        replace(word, text=f"伟 {word.text}", confidence=confidence) if k < lines else word
        for k, word in enumerate(page.front_words)
    ]
    return replace(page, front_words=words)


def test_lines_in_chinese_signs_are_not_judged_where_the_page_is_printed_in_them() -> None:
    one = next(filled(seed, 1) for seed in range(40) if card(seed, 1).by_hand == {"name_last"})
    assert score_of(handwriting(with_signs(one, 3, 0.95))) < LIMIT
    assert score_of(handwriting(with_signs(one, 2, 0.95))) > LIMIT
    assert score_of(handwriting(with_signs(one, 3, 0.5))) > LIMIT
