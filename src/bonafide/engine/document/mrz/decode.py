"""From the frames of a zone's lines to a checked reading with its margin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document import text
from bonafide.engine.document.mrz.ctc import INDEX, LineReading, Plan, decode, greedy, plan_of
from bonafide.engine.document.mrz.formats import (
    ALPHABET,
    FORMATS,
    KINDS,
    LETTERS,
    Format,
    format_of,
)
from bonafide.engine.document.mrz.likeliest import MARGIN, likeliest
from bonafide.engine.document.mrz.margin import margin_of
from bonafide.engine.document.mrz.parse import CLEAR, parse
from bonafide.engine.evidence import Box, MrzRead

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Fit = list[LineReading]

_FLOOR = 1e-6
_RIVAL = 4.0
_WIDTHS = {2: (44, 36), 3: (30,)}
_CONFUSED = (("0", "O"), ("1", "I"))
"""Pairs that the general recogniser takes for each other however sure it is: it saw few of them side by side."""
_FILLER_LOOKALIKES = "«‹《〈＜≤く"
_OPEN = {"state": ALPHABET, "sex": ALPHABET}
"""Kinds left open while reading, so that a wrong code shows as wrong instead of being bent into the
alphabet."""


def best_fit(frames: list[Floats]) -> Fit | None:
    """Decode the lines to the width that explains them best, check digits aside; None if none fits."""
    return max(fits(frames), key=likelihood, default=None)


def fits(frames: list[Floats]) -> Iterator[Fit]:
    """Decode the lines to each width that so many lines may have, the likeliest by their count first.

    Of a visa only the width that explains the lines better: no check digit tells the two apart.
    """
    count = float(np.median([len(greedy(f)) for f in frames]))
    widths = sorted(_WIDTHS[len(frames)], key=lambda x: abs(x - count))
    found = (fit for fit in (_fit(frames, width) for width in widths) if fit is not None)
    first = next(found, None)
    if first is None:
        return
    if _is_visa(first):  # both visas have their check digits at the same places
        yield max((first, *found), key=likelihood)
        return
    yield first
    # Where something before the zone is taken for its first letter, a visa shows at the wrong width alone.
    yield from (fit for fit in found if not _is_visa(fit) or likelihood(fit) > likelihood(first))


def _is_visa(fit: Fit) -> bool:
    return fit[0].text.startswith("V")


def likelihood(fit: Fit) -> float:
    """Mean log-probability of the lines, per frame."""
    return sum(line.likelihood for line in fit) / len(fit)


def _fit(frames: list[Floats], width: int) -> Fit | None:
    """Decode every line to `width` characters.

    The first letter tells a visa, whose tail is free, from the rest.
    """
    first, *others = (x for x in FORMATS.values() if x.width == width)
    lines = _decoded(frames, first)
    if lines and others and _is_visa(lines):
        return _decoded(frames, others[0])
    return lines


def _decoded(frames: list[Floats], layout: Format) -> Fit | None:
    lines = [decode(f, plan) for f, plan in zip(frames, _plans(layout.name), strict=True)]
    return [x for x in lines if x is not None] if all(lines) else None


def checked(lines: Fit, box: Box, today: date) -> MrzRead | None:
    """Parse decoded lines, with the margin that their recogniser gives them; None if they are no layout's."""
    texts, raw = tuple(x.text for x in lines), tuple(x.raw for x in lines)
    layout = format_of(texts)
    if layout is None:
        return None
    margin = margin_of(lines, layout)
    read = parse(texts, raw=raw, today=today, margin=margin, box=box, rivals=_rivals(lines))
    if read.margin >= CLEAR or not set(read.failed) & set(layout.checks):
        return read
    better = likeliest(read.lines, [x.scores for x in lines], layout)
    return parse(better, raw=raw, today=today, margin=min(MARGIN, margin), box=box) if better else read


def _rivals(lines: Fit) -> dict[tuple[int, int], str]:
    """Tell what else each position could be: all with a fiftieth or more of the best one's weight."""
    return {
        (row, column): "".join(ALPHABET[i] for i in np.flatnonzero(scores > scores.max() - _RIVAL))
        for row, line in enumerate(lines)
        for column, scores in enumerate(line.scores)
    }


@lru_cache(maxsize=8)
def _plans(name: str) -> tuple[Plan, ...]:
    """Plans of the lines; neither a zone nor a name opens with `<`, which tells where these lines begin."""
    layout = FORMATS[name]
    alphabets = [[_OPEN.get(kind, KINDS[kind]) for kind in row] for row in layout.kinds()]
    alphabets[0][0] = alphabets[layout.cells["name"].line][layout.cells["name"].start] = LETTERS
    return tuple(map(plan_of, alphabets))


def general_frames(image: Image, *, undecided: bool = True) -> Floats:
    """Return log-probabilities, frames x (blank, alphabet); what is no MRZ character counts as blank.

    Where `undecided`, it is left open which of a confused pair it is, for a check digit to tell.
    """
    found, characters = text.line_posteriors(image)
    table = np.zeros((len(found), len(ALPHABET) + 1), np.float32)
    for column, ours in _columns(characters):
        table[:, ours] += found[:, column]
    table[:, 0] += np.clip(1 - table.sum(1), 0, 1)
    for one, other in _CONFUSED if undecided else ():
        both = table[:, [1 + INDEX[one], 1 + INDEX[other]]]
        table[:, [1 + INDEX[one], 1 + INDEX[other]]] = 0.2 * both + 0.4 * both.sum(1, keepdims=True)
    return np.asarray(np.log(table + _FLOOR), np.float32)


@lru_cache(maxsize=1)
def _columns(characters: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Pair columns of the general recogniser with ours; lower case and lookalikes of `<` count."""
    ours = {c: i + 1 for i, c in enumerate(ALPHABET)} | dict.fromkeys(_FILLER_LOOKALIKES, 1)
    return tuple((i, ours[c.upper()]) for i, c in enumerate(characters) if c.upper() in ours)
