"""The likeliest zone under which every check digit holds, where the likeliest characters fail one.

A reading found so is a guess: check digits that were used to choose it vouch for nothing any more. It tells a
person what was probably there, with every change on record, and its margin never lets it pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.mrz.checks import failed_checks
from bonafide.engine.document.mrz.ctc import INDEX
from bonafide.engine.document.mrz.formats import ALPHABET, Format

Floats = NDArray[np.float32]
Lines = tuple[str, ...]
Change = tuple[float, int, int, str]
"""What a change costs (log-probability), its line and column, and the character."""

MARGIN = 0.3
"""The most that such a reading may have: less than any reading that may be used."""
_DEAREST, _MOST = 7.0, 40
"""A character is considered down to a thousandth of the best one's weight; of all so many, the cheapest."""


def likeliest(lines: Lines, scores: Sequence[Floats], layout: Format) -> Lines | None:
    """Change the one or two characters that cost least so that every check digit holds; None where none do.

    `scores`: per line N x 37 log-probabilities. Check digits themselves stay as they were read.
    """
    cheapest = list(islice(sorted(_changes(lines, scores, layout)), _MOST))
    pairs = ((a, b) for a, b in combinations(cheapest, 2) if a[1:3] != b[1:3])
    chosen = sorted([*((x,) for x in cheapest), *pairs], key=_cost)
    meeting = (v for v in (_changed(lines, x) for x in chosen) if not failed_checks(v, layout))
    return next(meeting, None)


def _cost(changes: tuple[Change, ...]) -> float:
    return sum(change[0] for change in changes)


def _changes(lines: Lines, scores: Sequence[Floats], layout: Format) -> Iterator[Change]:
    """What else the characters that a check digit covers could be."""
    digits = {(check.at.line, check.at.start) for check in layout.checks.values()}
    covered = {
        (c.line, i) for check in layout.checks.values() for c in check.over for i in range(c.start, c.end)
    }
    for row, column in sorted(covered - digits):
        here = scores[row][column]
        dear = here[INDEX[lines[row][column]]] - here
        for index in np.flatnonzero(dear < _DEAREST):
            if ALPHABET[index] != lines[row][column]:
                yield float(dear[index]), row, column, ALPHABET[index]


def _changed(lines: Lines, changes: tuple[Change, ...]) -> Lines:
    rows = [list(line) for line in lines]
    for _, row, column, character in changes:
        rows[row][column] = character
    return tuple("".join(row) for row in rows)
