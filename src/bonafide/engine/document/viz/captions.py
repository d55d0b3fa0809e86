"""Captions in lines of print: where a label of the class stands, also where the reader slipped in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bonafide.engine.document.catalogue import DocumentKind

_LEAST_FUZZY = 6
"""Shortest caption, in letters, that is known again with mistakes."""
_ALIKE = 0.62
"""Least share of letter pairs (Dice) that a misread caption has in common with the label. Chosen by hand: two
wrong letters in a caption of twelve leave two thirds of its pairs."""
_LEAST_FUZZY_HAN = 4
_ONE_WAY = str.maketrans("別號證國發簽統編碼華區許効運転員会", "别号证国发签统编码华区许效运转员会")
"""Signs that readers exchange: traditional and Japanese forms to the simplified ones."""
_SHORT = 5
"""Marks up to this length count only as words of their own."""
_SURE_LENGTH = 7
"""From this length on a label counts inside a run of letters too: readers drop spaces."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A label found in a line: the field's key, and where it stands in the line's text. `exact` or by likeness."""

    key: str
    start: int
    end: int
    exact: bool


@dataclass(frozen=True, slots=True)
class _Label:
    key: str
    text: str
    pairs: frozenset[str]


def squeezed(text: str) -> tuple[str, list[int]]:
    """Letters and digits without marks, lower case, and for each its place in `text`."""
    letters, places = [], []
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKD", character.translate(_ONE_WAY)).casefold():
            if plain.isalnum():
                letters.append(plain)
                places.append(place)
    return "".join(letters), places


def captions_in(text: str, kind: DocumentKind) -> list[Caption]:
    """Every caption of the class in a line, from left to right, longest first where two overlap."""
    compact, places = squeezed(text)
    labels = _labels(kind.id, tuple((k, f.labels) for k, f in kind.fields.items()))
    found: list[Caption] = []
    for label in labels:
        for match in re.finditer(re.escape(label.text), compact):
            start, end = places[match.start()], places[match.end() - 1] + 1
            free = all(end <= c.start or c.end <= start for c in found)
            if free and _stands_alone(text, start, end, label.text):
                found.append(Caption(label.key, start, end, exact=True))
    if not found and not any(c.isdigit() for c in compact):
        found += _misread(text, labels)
    return sorted([*found, *_items(text, kind)], key=lambda c: (c.start, -c.end))


def _misread(text: str, labels: tuple[_Label, ...]) -> Iterable[Caption]:
    """Parts of the line, between strokes, that resemble a label."""
    at = 0
    for part in text.split("/"):
        compact, _ = squeezed(part)
        if len(compact) >= _LEAST_FUZZY:
            pairs = _pairs(compact)
            best = max(
                (x for x in labels if len(x.text) >= _LEAST_FUZZY),
                key=lambda x: _likeness(compact, pairs, x),
                default=None,
            )
            if best is not None and _likeness(compact, pairs, best) >= _ALIKE:
                yield Caption(best.key, at, at + len(part), exact=False)
        at += len(part) + 1


def _items(text: str, kind: DocumentKind) -> Iterable[Caption]:
    """Return the number of the field where the line opens with one (4d, 1.)."""
    match = re.match(r"\s*([0-9]{1,2}[a-dA-D]?|[Il|](?=[.,:)]))(?![0-9/\-])\s*[.,:)]?\s*", text)
    if match is None:
        return
    item = match[1].lower() if match[1][0].isdigit() else "1"
    bare = match[0].strip() == match[1]
    if bare and re.match(r"[0-9]{1,2}[./\-]", text[match.end() :]):
        return  # a date that opens with a day
    for key, field in kind.fields.items():
        if item in field.items:
            yield Caption(key, 0, match.end(), exact=True)
            return


def _stands_alone(text: str, start: int, end: int, label: str) -> bool:
    """Whether no letter of the same alphabet touches the label. Long ones may touch: spaces get lost."""
    if not label.isascii() and _is_east_asian(label):
        return True
    if len(label) >= _SURE_LENGTH:
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalpha() and before.isascii()) and not (after.isalpha())


def _is_east_asian(text: str) -> bool:
    return any(ord(c) > 0x2E80 for c in text)


@lru_cache(maxsize=64)
def _labels(_id: str, fields: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[_Label, ...]:
    """Labels of a class, longest first; where two fields share one, the field named first in the file."""
    found: dict[str, _Label] = {}
    for key, labels in fields:
        for label in labels:
            compact = squeezed(label)[0]
            if compact:
                found.setdefault(compact, _Label(key, compact, _pairs(compact)))
    return tuple(sorted(found.values(), key=lambda label: -len(label.text)))


def _likeness(compact: str, pairs: frozenset[str], label: _Label) -> float:
    """Share of letter pairs in common; a caption that is cut off is one that begins like the label."""
    begins = len(compact) >= _SURE_LENGTH and label.text.startswith(compact)
    return 1.0 if begins else _dice(pairs, label.pairs)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / max(1, len(one) + len(other))


def words_match(words: Iterable[str], marks: Iterable[str]) -> set[str]:
    """Those of `marks` that stand in one of the lines `words`.

    Short ones must stand alone; others may lie inside a line, or resemble one of about their length.
    """
    lines = [(word, squeezed(word)[0]) for word in words]
    return {mark for mark in marks if any(_holds(word, line, mark) for word, line in lines)}


def _holds(word: str, line: str, text: str) -> bool:
    mark = squeezed(text)[0]
    if len(mark) <= _SHORT and mark.isascii():
        return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", word) is not None
    if mark in line:
        return True
    near = 0.7 * len(mark) <= len(line) <= 1.4 * len(mark)
    least = _LEAST_FUZZY_HAN if _is_east_asian(mark) else _LEAST_FUZZY
    return near and len(mark) >= least and _dice(_pairs(line), _pairs(mark)) >= 0.75
