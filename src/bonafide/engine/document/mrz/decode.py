"""From the frames of a zone's lines to a checked reading with its margin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document import text
from bonafide.engine.document.mrz.checks import failed_checks
from bonafide.engine.document.mrz.codes import codes, is_code
from bonafide.engine.document.mrz.ctc import INDEX, LineReading, Plan, as_letters, decode, greedy, plan_of
from bonafide.engine.document.mrz.formats import (
    ALPHABET,
    AS_DIGIT,
    AS_LETTER,
    FILLER,
    FORMATS,
    KINDS,
    LETTERS,
    Format,
    check_digit,
    cut,
    format_of,
)
from bonafide.engine.document.mrz.likeliest import MARGIN, likeliest
from bonafide.engine.document.mrz.parse import CLEAR, parse
from bonafide.engine.document.mrz.repair import settle
from bonafide.engine.evidence import Box, MrzRead

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Fit = list[LineReading]

_FLOOR = 1e-6
_RIVAL = 4.0
_NEVER = -1e9
_THREE, _SHIFT = 3, 0.65
_WEIGHTS = np.array([int(check_digit(c)) for c in ALPHABET]) * 3 % 10
"""What each character adds to a check digit, up to a factor."""
_WIDTHS = {2: (44, 36), 3: (30,)}
_CONFUSED = (("0", "O"), ("1", "I"))
"""Pairs that the general recogniser takes for each other however sure it is: it saw few of them side by side."""
_FILLER_LOOKALIKES = "«‹《〈＜≤く"
_TWIN_PAIRS = {frozenset(pair) for pair in (*AS_DIGIT.items(), *AS_LETTER.items())}
_TWINS = np.array([[frozenset((a, b)) in _TWIN_PAIRS for b in ALPHABET] for a in ALPHABET])
"""Which characters are a letter and a digit that look alike."""
_OPEN = {"state": ALPHABET, "sex": ALPHABET}
"""Kinds left open while reading, so that a wrong code shows as wrong instead of being bent into the
alphabet."""


def best_fit(frames: list[Floats]) -> Fit | None:
    """Decode the lines to the width that explains them best, check digits aside; None if none fits."""
    return max(fits(frames), key=likelihood, default=None)


def fits(frames: list[Floats]) -> Iterator[Fit]:
    """Decode the lines to each width that so many lines may have, the likeliest by their count first."""
    count = float(np.median([len(greedy(f)) for f in frames]))
    for width in sorted(_WIDTHS[len(frames)], key=lambda x: abs(x - count)):
        fit = _fit(frames, width)
        if fit is not None:
            yield fit


def likelihood(fit: Fit) -> float:
    """Mean log-probability of the lines, per frame."""
    return sum(line.likelihood for line in fit) / len(fit)


def _fit(frames: list[Floats], width: int) -> Fit | None:
    """Decode every line to `width` characters.

    The first letter tells a visa, whose tail is free, from the rest.
    """
    first, *others = (x for x in FORMATS.values() if x.width == width)
    lines = _decoded(frames, first)
    if lines and others and lines[0].text.startswith("V"):
        return _decoded(frames, others[0])
    return lines


def _decoded(frames: list[Floats], layout: Format) -> Fit | None:
    lines = [decode(f, plan) for f, plan in zip(frames, _plans(layout.name), strict=True)]
    return [x for x in lines if x is not None] if all(lines) else None


def checked(lines: Fit, box: Box, today: date, *, most: float = 1.0) -> MrzRead | None:
    """Parse decoded lines, with the margin that their recogniser gives them; None if they are no layout's.

    `most`: the most that the margin may be.
    """
    texts, raw = tuple(x.text for x in lines), tuple(x.raw for x in lines)
    layout = format_of(texts)
    if layout is None:
        return None
    margin = min(most, _margin(lines, texts))
    read = parse(texts, raw=raw, today=today, margin=margin, box=box, rivals=_rivals(lines))
    if read.margin >= CLEAR or not set(read.failed) & set(layout.checks):
        return read
    better = likeliest(read.lines, [x.scores for x in lines], layout)
    return parse(better, raw=raw, today=today, margin=min(MARGIN, margin), box=box) if better else read


def _margin(lines: Fit, texts: tuple[str, ...]) -> float:
    """Return the clearness of the least clear position.

    Where a check digit vouches for it, doubt is a tenth; but no check digit tells apart characters that weigh
    the same, so against those the doubt stays whole.
    """
    layout = format_of(texts)
    if layout is None or _is_shifted(lines):
        return 0.0
    used = settle(texts, layout)
    clear = [_doubting_twins(x) for x in lines]
    for cell in layout.cells.values():
        if cell.kind == "state" and is_code(cut(used, cell)):
            scores = lines[cell.line].scores[cell.start : cell.end]
            clear[cell.line][cell.start : cell.end] = _code_margin(scores, cut(used, cell))
    for check in () if failed_checks(used, layout) else layout.checks.values():
        for cell in (check.at, *check.over):
            span = slice(cell.start, cell.end)
            clear[cell.line][span] = _vouched(lines[cell.line].scores[span])
    return float(min(x.min() for x in clear))


def _doubting_twins(line: LineReading) -> Floats:
    """Margins per position, with twice the doubt between a letter and the digit that looks like it.

    Where both may stand nothing but a stroke tells them apart, and the recogniser is surer there than it is right.
    """
    second, first = np.argsort(line.scores, axis=1)[:, -2:].T
    doubted = np.maximum(0, 2 * line.margins - 1)
    return np.asarray(np.where(_TWINS[first, second], doubted, line.margins), np.float32)


def _is_shifted(lines: Fit) -> bool:
    """Whether the middle one of three lines begins elsewhere than its neighbours say.

    No check digit covers the name of a TD1 card, so that a lost first letter shows in nothing else. Of two
    lines the first is held by its codes, the second by its check digits.
    """
    if len(lines) < _THREE:
        return False
    pitch = float(np.median([(x.last - x.first) / (len(x.text) - 1) for x in lines]))
    (a, b, c), (d, e, f) = [x.first for x in lines], [x.last for x in lines]
    return max(abs(a - 2 * b + c), abs(d - 2 * e + f)) > _SHIFT * pitch


def _vouched(scores: Floats) -> Floats:
    """Clearness per position under a check digit that holds."""
    rows = np.arange(len(scores))
    best = scores.argmax(1)
    alike = _WEIGHTS[None, :] == _WEIGHTS[best][:, None]
    alike[rows, best] = False
    own = scores[rows, best]
    same = np.where(alike, scores, _NEVER).max(1)
    others = np.where(alike, _NEVER, scores)
    others[rows, best] = _NEVER
    shrunk = 1 - (1 - np.tanh((own - others.max(1)) / 2)) / 10
    return np.asarray(np.minimum(np.tanh((own - same) / 2), shrunk), np.float32)


def _code_margin(scores: Floats, used: str) -> float:
    """Return how far the code as used stands before the next best one that exists; 0 where it does not."""
    folded = as_letters(scores)
    weights = {
        code: sum(folded[i, INDEX[c]] for i, c in enumerate(code.ljust(3, FILLER))) for code in codes()
    }
    own = weights.pop(used.rstrip(FILLER))
    return float(np.tanh(max(0.0, own - max(weights.values())) / 2))


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
