"""What stayed open between the machine readable part and the print, looked at again by where lines stand.

Captions are small and are lost first; values stay legible longer. So a name is also known by the other name it
stands above or below, a sex by being the only lone letter, a date by its form. What the pixels say is then asked
with the characters that the field can hold and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter
from statistics import median

from bonafide.engine.document.names.agree import spells
from bonafide.engine.document.viz.agree_names import machine_names, name_agreement, printed_somewhere
from bonafide.engine.document.viz.captions import captions_in, squeezed
from bonafide.engine.document.viz.fields import Read
from bonafide.engine.document.viz.page import NOT_PRINTED, NOT_STATED, Page, differs, distance
from bonafide.engine.document.viz.settle_dates import settle_date
from bonafide.engine.document.viz.values import Value
from bonafide.engine.evidence import Agreement, Field, Word

_UNCLEAR = 5.0
"""Margin below which a difference is looked at again; the limit itself belongs to policy."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz '-"
_NUMBERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -"
_SIGNS = re.compile(r"(?:[^\W\d_]\s*/\s*)?([MFX])(?:\s*/\s*[MFX])?")
_ALIKE = 0.72
"""Least height of a line by that of its neighbour, for both to be values and none a caption."""
_NEXT = 1.5
"""Farthest distance to the next line, by the median between lines of the column: none is missing between."""
_SHORTEST, _MISREAD = 2, 0.2
"""Fewest letters of a name, and most digits for each of them: Z is read as 7."""
_SURE = 0.9
"""Least confidence of a line that no caption names: scripts that the reader does not know come out below."""
_LEAST_NUMBER, _SLIPS = 5, 2
_GAP = 2.5
"""Widest gap, in heights, across which two pieces of one row are read as one date."""


def settled(
    found: Mapping[str, Agreement], machine: Mapping[str, Field], reads: Mapping[str, Read], page: Page
) -> Mapping[str, Agreement]:
    """Look again at every comparison that is open; the others are given back as they are."""
    seen = {key: _again(key, one, machine, reads, page) if _open(one) else one for key, one in found.items()}
    return {key: _expected(key, one, page) for key, one in seen.items()}


def _expected(key: str, one: Agreement, page: Page) -> Agreement:
    """Say so where the class does not print the field, so that nobody misses it."""
    printed = key == "name" or key in page.kind.fields
    return one if printed or not _open(one) or one.same is False else Agreement(None, NOT_STATED)


def joined(words: Sequence[Word]) -> list[Word]:
    """Every two neighbours of a row as one line: the reader parts a date at wide spaces."""
    pairs = ((a, b) for a in words for b in words if a is not b and _same_row(a, b))
    return [_union(a, b) for a, b in pairs if any(c.isdigit() for c in b.text)]


def _open(one: Agreement) -> bool:
    return (one.same is None and one.why == NOT_PRINTED) or (one.same is False and one.margin < _UNCLEAR)


def _again(
    key: str, one: Agreement, machine: Mapping[str, Field], reads: Mapping[str, Read], page: Page
) -> Agreement:
    if key == "sex":
        return _sex(machine[key].value, one, page)
    if key == "name":
        return _name(one, machine, reads, page)
    if key == "document_number":
        return _number(machine[key].value, one, page)
    return settle_date(key, one, machine, page)


def _sex(value: str, one: Agreement, page: Page) -> Agreement:
    """Compare with the only lone letter of a side that is a sex, in the size of the other values."""
    if not page.kind.format.startswith("TD"):
        return one
    lone = [(word, m) for side in page.sides for word in _values(side, page) if (m := _lone(word))]
    if len({letter for _, letter in lone}) != 1:
        return one
    word, letter = lone[0]
    if letter == value:
        return Agreement(same=True)
    at = word.text.rfind(letter)
    return differs(word, [word.text[:at] + value + word.text[at + 1 :]], page)


def _lone(word: Word) -> str:
    match = _SIGNS.fullmatch(word.text.strip(" .·:"))
    return match[1] if match is not None else ""


def _values(side: Sequence[Word], page: Page) -> list[Word]:
    """Lines about as high as most and without a caption."""
    usual = median(word.box[3] for word in side) if side else 0
    return [
        word
        for word in side
        if 0.4 * usual <= word.box[3] <= 1.8 * usual and not captions_in(word.text, page.kind)
    ]


def _name(one: Agreement, machine: Mapping[str, Field], reads: Mapping[str, Read], page: Page) -> Agreement:
    """Read misread lines again with letters alone; take what stands above the first name or below the last."""
    names = dict(zip(("name_last", "name_first"), machine_names(machine), strict=True))
    again = [word for name in names.values() for word in _spelled_as(name, page)]
    words = [*page.words, *again]
    more = {
        key: read
        for key, other in (("name_last", "name_first"), ("name_first", "name_last"))
        if names[key] and names[other] and key not in reads and not printed_somewhere(names[key], words)
        for read in _beside_name(key, names[other], again, page)
        if not _part_of(read.value.raw, names[key])
    }
    if not again and not more:
        return one
    kept = {key: read for key, read in reads.items() if not (more and key == "name_full")}
    return name_agreement(machine, {**kept, **more}, replace(page, words=words))


def _spelled_as(name: str, page: Page) -> Iterator[Word]:
    """Lines that are the name once they are read with letters alone."""
    goal = squeezed(name)[0]
    most = max(2, len(goal) // 3)
    for word in page.words if goal and not printed_somewhere(name, page.words) else ():
        text = squeezed(word.text)[0]
        if abs(len(text) - len(goal)) <= most and distance(text, goal) <= most:
            spelled = page.spelling(word, _LETTERS).strip()
            if spells(spelled, name):
                yield replace(word, text=spelled)


def _beside_name(key: str, other: str, again: Sequence[Word], page: Page) -> Iterator[Read]:
    """Find the line of one name by the line of the other: the last name stands above the first."""
    for side in page.sides:
        anchors = [word for word in side if _nearly(word, other) or any(word.box == w.box for w in again)]
        lines = [(word, _step(anchors[0], word)) for word in _values(side, page)] if len(anchors) == 1 else []
        column = sorted(((step, word) for word, step in lines if step is not None), key=itemgetter(0))
        pitch = median([b - a for (a, _), (b, _) in pairwise(column)] or [0.0])
        way = -1 if key == "name_last" else 1
        steps = [(step * way, word) for step, word in column if step * way > 0]
        nearest = min(steps, key=itemgetter(0), default=None)
        if nearest is not None and nearest[0] <= _NEXT * pitch and _is_name(nearest[1], anchors[0]):
            text = nearest[1].text.strip()
            yield Read(key, Value(text, text, 1.0), nearest[1], 0.0)


def _nearly(word: Word, name: str) -> bool:
    text, goal = squeezed(word.text)[0], squeezed(name)[0]
    return spells(word.text, name) or distance(text, goal) <= min(_SLIPS, len(goal) // 4)


def _part_of(text: str, name: str) -> bool:
    """Whether a line is one of several on which a long name stands: it says nothing against the whole."""
    return {squeezed(word)[0] for word in text.split()} <= {squeezed(word)[0] for word in name.split()}


def _step(anchor: Word, word: Word) -> float | None:
    """How far below the anchor a line of its column stands, in heights; None for lines that are not in it."""
    (x, y, _, height), (u, v, _, high) = anchor.box, word.box
    alike = min(height, high) >= _ALIKE * max(height, high)
    return (v + high / 2 - y - height / 2) / height if alike and abs(x - u) <= height else None


def _is_name(word: Word, anchor: Word) -> bool:
    letters, digits = (sum(map(test, word.text)) for test in (str.isalpha, str.isdigit))
    capitals = anchor.text.isupper() and not word.text.isupper()
    return letters >= _SHORTEST and digits <= _MISREAD * letters and not capitals and word.confidence >= _SURE


def _number(value: str, one: Agreement, page: Page) -> Agreement:
    """Read a misread number again with the characters that numbers are made of."""
    goal = squeezed(value)[0].upper()
    for word in page.words:
        text = squeezed(word.text)[0].upper()
        if len(goal) >= _LEAST_NUMBER and distance(text, goal) <= _SLIPS:
            spelled = page.spelling(word, _NUMBERS)
            if squeezed(spelled)[0].upper() == goal:
                return Agreement(same=True)
    return one


def _same_row(a: Word, b: Word) -> bool:
    (x, y, width, height), (u, v, _, high) = a.box, b.box
    gap = u - x - width
    level = abs(y + height / 2 - v - high / 2) <= 0.5 * min(height, high)
    return level and -height <= gap <= _GAP * min(height, high)


def _union(a: Word, b: Word) -> Word:
    (x, y, width, height), (u, v, wide, high) = a.box, b.box
    left, top = min(x, u), min(y, v)
    box = left, top, max(x + width, u + wide) - left, max(y + height, v + high) - top
    return Word(f"{a.text} {b.text}", min(a.confidence, b.confidence), box)
