"""Find and read the machine readable zone in a photograph, in any of the four orientations.

The lines are found by the general recogniser, read by our own; where that leaves a doubt, the general one
reads too, and what no check digit covers must then agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document import text
from bonafide.engine.document.mrz import net as mrz_net
from bonafide.engine.document.mrz.ctc import greedy
from bonafide.engine.document.mrz.decode import Fit, best_fit, checked, general_frames, likelihood
from bonafide.engine.document.mrz.formats import FORMATS
from bonafide.engine.document.mrz.parse import CLEAR
from bonafide.engine.document.mrz.zone import Line, box_of, carried, close_up, longest, strip, zones
from bonafide.engine.evidence import MrzRead

Image = NDArray[np.uint8]
Group = tuple[Line, ...]

_MOST_ZONES = 6
_MOST_CLOSE_UPS = 1
_SHORTEST, _LONGEST, _FILLERS = 20, 56, 2
_MOST_FAILURES = 4
_CHARACTERS = {2: 41, 3: 30.5}
"""Characters of a line by the number of lines: 36 or 44 for two, 30 for three; the finder adds half a one."""
_HEIGHT_PER_PITCH = 1.45
"""The net was trained on strips 1.1 to 1.8 times as high as the characters stand apart; OCR-B capitals
take 0.94."""
_SURE = 0.9
"""Margin from which our own reading needs no second opinion."""


def read_mrz(image: Image, *, today: date) -> MrzRead | None:
    """Read the zone of the document in `image` (BGR, uint8, any size). None where no zone is found.

    A result that is not `valid` is a zone that was found but not read well enough, or one whose content
    is impossible.
    """
    best: MrzRead | None = None
    for read in _readings(image, today):
        if read.valid:
            return read
        if best is None or (-len(read.failed), read.margin) > (-len(best.failed), best.margin):
            best = read
    return best


def _readings(image: Image, today: date) -> Iterator[MrzRead]:
    """First the lines found in the whole image; then, around the longest of them, a closer look."""
    quads = text.find_lines(image)
    yield from _readings_of(image, zones(quads), today)
    for line in longest(quads, _MOST_CLOSE_UPS):
        patch, back = close_up(image, line)
        near = [carried(quad, back) for quad in text.find_lines(patch)]
        yield from _readings_of(image, zones(near), today)


def _readings_of(image: Image, found: list[Group], today: date) -> Iterator[MrzRead]:
    for zone in found[:_MOST_ZONES]:
        read = _read_zone(image, zone, today)
        if read is not None:
            yield read


def _read_zone(image: Image, zone: Group, today: date) -> MrzRead | None:
    """Read both ways round, keep the likelier one; None where it has too little of a zone."""
    ways = (zone, tuple(line.turned() for line in reversed(zone)))
    fits = [(fit, way) for way in ways if (fit := _own_fit(image, way)) is not None]
    if not fits:
        return None
    fit, way = max(fits, key=lambda pair: likelihood(pair[0]))
    read = checked(fit, box_of(way), today)
    if len(read.failed) > _MOST_FAILURES:
        return _general_reading(image, way, today)
    return read if read.valid and read.margin >= _SURE else _second_opinion(image, way, read, today)


def _own_fit(image: Image, way: Group) -> Fit | None:
    frames = [mrz_net.columns(strip(image, _trimmed(line, len(way)))) for line in way]
    raw = [greedy(f) for f in frames]
    long_enough = all(_SHORTEST <= len(line) <= _LONGEST for line in raw)
    return best_fit(frames) if long_enough and sum(line.count("<") for line in raw) >= _FILLERS else None


def _trimmed(line: Line, count: int) -> Line:
    """Give the line the height that its characters must have, whatever room the finder left around it."""
    pitch = line.length / _CHARACTERS[count]
    return replace(line, height=pitch * _HEIGHT_PER_PITCH)


def _second_opinion(image: Image, way: Group, own: MrzRead, today: date) -> MrzRead:
    """Let the general recogniser read the same lines. Two valid readings that agree raise the margin.

    Its reading is taken instead of ours only where ours is not valid and both agree on all that no check
    digit covers.
    """
    other = _general_reading(image, way, today)
    if other is None or other.format != own.format or _uncovered(other) != _uncovered(own):
        return own
    agreed = max(own, other, key=lambda r: (r.valid, -len(r.failed), r is own))
    together = 1 - (1 - own.margin) * (1 - other.margin) if own.lines == other.lines else agreed.margin
    return _with_margin(agreed, together)


def _general_reading(image: Image, way: Group, today: date) -> MrzRead | None:
    """Read with the general recogniser: a second opinion, and zones in a typeface other than OCR-B."""
    fit = best_fit([general_frames(strip(image, line)) for line in way])
    read = checked(fit, box_of(way), today) if fit is not None else None
    return read if read is not None and len(read.failed) <= _MOST_FAILURES else None


def _with_margin(read: MrzRead, margin: float) -> MrzRead:
    failed = tuple(x for x in read.failed if x != "unclear" or margin < CLEAR)
    return replace(read, margin=margin, failed=failed, valid=not failed)


def _uncovered(read: MrzRead) -> str:
    """Return the characters of a zone that no check digit covers."""
    layout = FORMATS[read.format]
    covered = {
        (cell.line, column)
        for check in layout.checks.values()
        for cell in (check.at, *check.over)
        for column in range(cell.start, cell.end)
    }
    return "".join(
        c
        for row, line in enumerate(read.lines)
        for column, c in enumerate(line)
        if (row, column) not in covered
    )
