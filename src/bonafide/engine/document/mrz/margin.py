"""How clear a reading is: the clearness of its least clear place, where what vouches for it is counted in."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.mrz.checks import failed_checks
from bonafide.engine.document.mrz.codes import codes, is_code
from bonafide.engine.document.mrz.ctc import INDEX, LineReading, as_letters
from bonafide.engine.document.mrz.formats import (
    ALPHABET,
    AS_DIGIT,
    AS_LETTER,
    FILLER,
    Check,
    Format,
    check_digit,
    cut,
)
from bonafide.engine.document.mrz.repair import settle

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Fit = Sequence[LineReading]

_NEVER = -1e9
_THREE, _SHIFT = 3, 0.65
_WIDEST = 1.6
"""A step this wide, by the median one, has lost a character; of 150 rough lines read rightly two had one."""
_ROOM = 1.0
"""Least room behind a visa's lines, in characters: of 20 rough ones read at the right width the least had 2.4."""
_NEAR = 4.0
"""Log-odds beyond which a character is no rival."""
_TORN = re.compile(rf"(?:[A-Z]{FILLER}{{2}}.*[A-Z]{FILLER}{{2,}}|{FILLER}{{3,}})[A-Z]")
"""Letters behind the end of a name: it has one gap of two fillers, and more than two only where it is over (9303-3,
4.6). So a name looks that lost a letter, or took something beside the zone for its last one: 2 of 10,000 drawn pages
passed every check digit so."""
_WEIGHT = (7, 3, 1)
_VALUES = np.array([int(check_digit(c)) for c in ALPHABET]) * 3 % 10
"""What each character counts in a check digit, modulo 10: it stands alone under weight 7, and 7 times 3 is 1."""
_TWIN_PAIRS = {frozenset(pair) for pair in (*AS_DIGIT.items(), *AS_LETTER.items())}
_TWINS = np.array([[frozenset((a, b)) in _TWIN_PAIRS for b in ALPHABET] for a in ALPHABET])
"""Which characters are a letter and a digit that look alike."""


def margin_of(lines: Fit, layout: Format) -> float:
    """Return the clearness of the least clear position, 0 to 1.

    Where a check digit vouches for it, doubt is a tenth; but no check digit tells apart characters that weigh
    the same, nor two changes that make up for each other, so against those the doubt stays whole.
    """
    if _is_shifted(lines) or any(line.widest > _WIDEST for line in lines) or _is_cut_off(lines, layout):
        return 0.0
    used = settle(tuple(x.text for x in lines), layout)
    if _TORN.search(cut(used, layout.cells["name"])):
        return 0.0
    clear = [_doubting_twins(x) for x in lines]
    for cell in layout.cells.values():
        if cell.kind == "state" and is_code(cut(used, cell)):
            scores = lines[cell.line].scores[cell.start : cell.end]
            clear[cell.line][cell.start : cell.end] = _code_margin(scores, cut(used, cell))
    checks = () if failed_checks(used, layout) else tuple(layout.checks.values())
    for check in checks:
        for cell in (check.at, *check.over):
            span = slice(cell.start, cell.end)
            clear[cell.line][span] = _vouched(lines[cell.line].scores[span])
    return min(*(float(x.min()) for x in clear), *(_of_pairs(lines, check, checks) for check in checks), 1.0)


def _of_pairs(lines: Fit, check: Check, checks: Sequence[Check]) -> float:
    """Clearness against any two changes under one check digit that it cannot tell: O for 0 twice, say."""
    weights = np.array([_WEIGHT[n % 3] for n in range(sum(c.end - c.start for c in check.over))] + [-1])
    cells = (*check.over, check.at)
    scores = np.concatenate([lines[c.line].scores[c.start : c.end] for c in cells])
    own = scores.argmax(1)
    gaps = _surely(np.tanh((scores.max(1, keepdims=True) - scores) / 2), own)
    shifts = (weights[:, None] * (_VALUES[None, :] - _VALUES[own][:, None])) % 10
    elsewhere = np.array(
        [_is_covered(cell.line, at, check, checks) for cell in cells for at in range(cell.start, cell.end)]
    )
    near = (gaps < _NEAR) & (shifts != 0) & ~elsewhere[:, None]
    found = [(float(gaps[i, k]), int(shifts[i, k]), int(i)) for i, k in np.argwhere(near)]
    costs = [a[0] + b[0] for a, b in combinations(found, 2) if a[2] != b[2] and (a[1] + b[1]) % 10 == 0]
    costs += [_of_repeated(x) for x in _repeated(near & _TWINS[own], own, gaps, shifts)]
    return float(np.tanh(min(costs) / 2)) if costs else 1.0


def _repeated(
    near: Bools, own: NDArray[np.intp], gaps: Floats, shifts: NDArray[np.intp]
) -> Iterator[list[tuple[float, int]]]:
    """Gather the places where one and the same twin may have been taken for the other: O for 0, say.

    What made one of them makes the others too, the cut of the font, say, so that they are one doubt and not several.
    """
    for one, other in {(int(own[i]), int(k)) for i, k in np.argwhere(near)}:
        at = np.flatnonzero((own == one) & near[:, other])
        yield [(float(gaps[i, other]), int(shifts[i, other])) for i in at]


def _of_repeated(changes: list[tuple[float, int]]) -> float:
    """Return the least gap up to which some of these changes, by their shifts, leave the check digit as it is."""
    sums: set[int] = set()
    for gap, shift in sorted(changes):
        sums |= {shift % 10} | {(x + shift) % 10 for x in sums}
        if 0 in sums:
            return gap
    return math.inf


def _surely(margins: Floats, own: NDArray[np.intp]) -> Floats:
    """Log-odds of the best character against each other one; of a twin with the doubt doubled."""
    twins = _TWINS[own]
    doubted = np.where(twins, np.maximum(0, 2 * margins - 1), margins)
    return np.asarray(2 * np.arctanh(np.minimum(doubted, 1 - 1e-6)), np.float32)


def _is_covered(line: int, at: int, check: Check, checks: Sequence[Check]) -> bool:
    """Whether a check over fewer characters covers this place too: it tells more."""
    width = sum(cell.end - cell.start for cell in check.over)
    others = [one for one in checks if sum(cell.end - cell.start for cell in one.over) < width]
    return any(
        cell.line == line and cell.start <= at < cell.end for one in others for cell in (one.at, *one.over)
    )


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


def _is_cut_off(lines: Fit, layout: Format) -> bool:
    """Whether a visa's lines may go on where the picture of them ends: a long one then reads as a short one.

    Every other format has a check digit in its last column or a width of its own.
    """
    return layout.leads == "V" and any(line.room < _ROOM for line in lines)


def _vouched(scores: Floats) -> Floats:
    """Clearness per position under a check digit that holds."""
    rows = np.arange(len(scores))
    best = scores.argmax(1)
    alike = _VALUES[None, :] == _VALUES[best][:, None]
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
