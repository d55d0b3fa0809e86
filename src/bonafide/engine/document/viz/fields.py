"""Fields of a printed side by the captions of its class: a value stands in its caption's line, beside it or below.

Every pair of a caption and a piece of print that can be its value gets a cost; cheapest pairs first, each
caption's field and each piece used once. Captions of no interest take part, so that they keep their own values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bonafide.engine.document.catalogue import DocumentKind, Sort
from bonafide.engine.document.viz.captions import Caption, captions_in
from bonafide.engine.document.viz.values import Value, value_of
from bonafide.engine.evidence import Box, Field, Source, Word

_OTHER_WAY = 0.5
"""Cost of a value that stands beside where the class has it below, or the other way round."""
_MOST_GAP = 0.45
"""Largest gap between a caption and a value beside it, in widths of the side."""
_MOST_DROP = 2.6
"""Largest distance from a caption down to its value, in heights of the larger of the two."""
_LONE = 0.6
"""Factor on the confidence of a number that is known by its form alone."""


@dataclass(frozen=True, slots=True)
class Read:
    """One field as found: its value, the line it stands in, and what reading it cost."""

    key: str
    value: Value
    word: Word
    cost: float

    @property
    def confidence(self) -> float:
        """The reader's confidence, less where the value fits its kind or its place badly."""
        return round(self.word.confidence * self.value.fit * (1 - 0.2 * min(1.0, self.cost)), 3)

    def as_field(self) -> Field:
        """As evidence."""
        return Field(self.value.value, Source.VIZ, self.confidence, self.value.raw, self.word.box)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A caption in a line, with the text up to the next caption and the place of the caption itself."""

    key: str
    box: Box
    rest: str
    index: int
    exact: bool


def read_fields(words: Sequence[Word], kind: DocumentKind, today: date) -> Mapping[str, Read]:
    """Read the fields of one side. Keys as in `DocumentKind.fields`, `other` left out."""
    lines = [(word, captions_in(word.text, kind)) for word in words]
    width = max((1, *(word.box[0] + word.box[2] for word in words)))
    anchors = [anchor for index, (word, found) in enumerate(lines) for anchor in _anchors(index, word, found)]
    free = [(index, piece) for index, (word, found) in enumerate(lines) for piece in _pieces(word, found)]
    pairs = [
        *_in_line(anchors, words, kind, today),
        *_around(anchors, free, kind, width, today),
        *_with_suffix(free, kind, today),
    ]
    found = _assigned(pairs)
    used = {id(read.word) for read in found.values()}
    left = [word for _, word in free if id(word) not in used]
    found |= {read.key: read for read in _lone_numbers(left, kind, found, today)}
    return {key: read for key, read in found.items() if key != "other"}


def _anchors(index: int, word: Word, captions: Sequence[Caption]) -> Iterator[_Anchor]:
    """Captions of a line; neighbours of one key are one; last and first name together are the full name."""
    if {"name_last", "name_first"} <= {caption.key for caption in captions}:
        captions = [Caption("name_full", captions[0].start, captions[-1].end, captions[0].exact)]
    groups: list[list[Caption]] = []
    for caption in captions:
        if groups and groups[-1][-1].key == caption.key:
            groups[-1].append(caption)
        else:
            groups.append([caption])
    for at, group in enumerate(groups):
        end = groups[at + 1][0].start if at + 1 < len(groups) else len(word.text)
        box = _part(word, group[0].start, group[-1].end)
        yield _Anchor(group[0].key, box, word.text[group[-1].end : end], index, group[0].exact)


def _pieces(word: Word, captions: Sequence[Caption]) -> Iterator[Word]:
    """What may be a value of a caption elsewhere: the whole line, or what stands before its first caption."""
    if not captions:
        yield word
    elif captions[0].start > 0 and "/" not in word.text[: captions[0].start]:
        text = word.text[: captions[0].start]
        yield Word(text, word.confidence, _part(word, 0, captions[0].start))


def _part(word: Word, start: int, end: int) -> Box:
    """Where characters start to end of a line stand, taking all characters as equally wide."""
    x, y, width, height = word.box
    step = width / max(1, len(word.text))
    return round(x + start * step), y, max(1, round((end - start) * step)), height


_Pair = tuple[float, int, Read]


def _in_line(
    anchors: Iterable[_Anchor], words: Sequence[Word], kind: DocumentKind, today: date
) -> Iterator[_Pair]:
    """Values that follow their caption in the same line. After a stroke comes another language, no value."""
    for anchor in anchors:
        field = kind.fields.get(anchor.key)
        if field is None or anchor.rest.lstrip().startswith("/"):
            continue
        sure = kind.values == "right" or field.sort is Sort.DATE or field.pattern is not None
        value = value_of(anchor.rest, field, kind, today) if sure or field.sort is Sort.SEX else None
        if value is not None:
            yield 0.0, anchor.index, Read(anchor.key, value, words[anchor.index], 0.0)


def _around(
    anchors: Iterable[_Anchor], free: Sequence[tuple[int, Word]], kind: DocumentKind, width: int, today: date
) -> Iterator[_Pair]:
    for anchor in anchors:
        field = kind.fields.get(anchor.key)
        if field is None:
            continue
        for index, word in free:
            place = _place(anchor.box, word.box, width, kind.values)
            value = value_of(word.text, field, kind, today) if place is not None else None
            if place is not None and value is not None:
                cost = place + (0.0 if anchor.exact else 0.2) + 0.6 * (1 - value.fit)
                yield cost, index, Read(anchor.key, value, word, place)


def _place(caption: Box, value: Box, width: int, usual: str) -> float | None:
    """How badly a value stands to its caption, from 0; None where it cannot belong to it."""
    beside = _beside(caption, value, width)
    below = _below(caption, value, width)
    costs = [
        cost + (0.0 if way == usual else _OTHER_WAY)
        for way, cost in (("right", beside), ("below", below))
        if cost is not None
    ]
    return min(costs, default=None)


def _beside(caption: Box, value: Box, width: int) -> float | None:
    top, bottom = max(caption[1], value[1]), min(caption[1] + caption[3], value[1] + value[3])
    gap = (value[0] - caption[0] - caption[2]) / width
    if bottom - top < 0.5 * min(caption[3], value[3]) or not -0.03 <= gap <= _MOST_GAP:
        return None
    slip = abs(caption[1] + caption[3] / 2 - value[1] - value[3] / 2) / max(1, caption[3], value[3])
    return max(0.0, gap) * 2 + 0.5 * slip


def _below(caption: Box, value: Box, width: int) -> float | None:
    tall = max(1, caption[3], value[3])
    drop = (value[1] + value[3] / 2 - caption[1] - caption[3] / 2) / tall
    left = abs(value[0] - caption[0]) / width
    overlap = min(caption[0] + caption[2], value[0] + value[2]) - max(caption[0], value[0])
    if not 0.45 <= drop <= _MOST_DROP or (overlap <= 0 and left > 0.06):
        return None
    return left * 2.5 + 0.25 * abs(drop - 1)


def _with_suffix(free: Sequence[tuple[int, Word]], kind: DocumentKind, today: date) -> Iterator[_Pair]:
    """Dates that are named by what follows them."""
    for field in kind.fields.values():
        for index, word in free if field.after and field.sort is Sort.DATE else ():
            value = value_of(word.text, field, kind, today)
            if value is not None and _ends_with(word.text, value, field.after):
                yield 0.05, index, Read(field.key, value, word, 0.0)


def _ends_with(text: str, value: Value, after: Sequence[str]) -> bool:
    end = value.dates[0].end if value.dates else 0
    return any(text[end:].lstrip(" )）").startswith(suffix) for suffix in after)


def _assigned(pairs: Iterable[_Pair]) -> dict[str, Read]:
    found: dict[str, Read] = {}
    used: set[tuple[int, str]] = set()
    for _, index, read in sorted(pairs, key=lambda pair: pair[0]):
        taken = (index, read.value.raw)
        if read.key == "other":
            used.add(taken)
        elif read.key not in found and taken not in used:
            found[read.key] = read
            used.add(taken)
    return found


def _lone_numbers(
    left: Sequence[Word], kind: DocumentKind, found: Mapping[str, Read], today: date
) -> Iterator[Read]:
    """Numbers without a caption that have the form of the class; none where two different ones do."""
    for field in kind.fields.values():
        if field.key in found or field.pattern is None or field.sort is not Sort.NUMBER:
            continue
        fits = [
            (word, value) for word in left if (value := value_of(word.text, field, kind, today)) is not None
        ]
        fits = [(word, value) for word, value in fits if value.fit == 1.0]
        if len({value.value for _, value in fits}) == 1:
            word, value = fits[0]
            yield Read(field.key, Value(value.value, value.raw, _LONE), word, 0.0)
