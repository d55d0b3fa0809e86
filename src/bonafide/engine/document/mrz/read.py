"""Find and read the machine readable zone in a photograph, in any of the four orientations.

The lines are found by the general recogniser, read by our own; where that leaves a doubt, the general one
reads too, and what no check digit covers must then agree.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document import text
from bonafide.engine.document.mrz import net as mrz_net
from bonafide.engine.document.mrz.ctc import greedy
from bonafide.engine.document.mrz.decode import best_fit, checked, general_frames
from bonafide.engine.document.mrz.finder import long_lines, working_copy
from bonafide.engine.document.mrz.formats import FORMATS
from bonafide.engine.document.mrz.parse import CLEAR, CONTENT
from bonafide.engine.document.mrz.rectify import strips
from bonafide.engine.document.mrz.zone import Line, box_of, carried, close_up, groups, longest, strip, zones
from bonafide.engine.evidence import MrzRead

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Group = tuple[Line, ...]

_MOST_ZONES = 6
_MOST_CLOSE_UPS = 1
_MOST_SINGLES = 4
_SHORTEST, _FILLERS = 20, 2
_LENGTHS = {2: (30, 52), 3: (25, 36)}
_MOST_FAILURES = 4
_CHARACTERS = {1: 41, 2: 41, 3: 30.5}
"""Characters of a line by the number of lines: 36 or 44 for two, 30 for three; the finder adds half a one."""
_SETTLED = 0.8
_SURE = 0.9
"""Margin from which our own reading needs no second opinion."""


def read_mrz(image: Image, *, today: date) -> MrzRead | None:
    """Read the zone of the document in `image` (BGR, uint8, any size). None where no zone is found.

    A result that is not `valid` is a zone that was found but not read well enough, or one whose content
    is impossible.
    """
    best: MrzRead | None = None
    for read in _readings(image, today):
        if read.valid or _is_settled(read):
            return read
        if best is None or (-len(read.failed), read.margin) > (-len(best.failed), best.margin):
            best = read
    return best


def _is_settled(read: MrzRead) -> bool:
    """Whether all is clear and every check digit holds, only that the content is impossible."""
    return read.margin >= _SETTLED and set(read.failed) <= CONTENT


def _readings(image: Image, today: date) -> Iterator[MrzRead]:
    """First the lines that our own finder sees; where it saw a trace of a zone, the general one looks too."""
    seen = yield from _own_readings(image, today)
    if not seen:
        return
    quads = text.find_lines(image)
    yield from _readings_of(image, zones(quads), today)
    for line in longest(quads, _MOST_CLOSE_UPS):
        patch, back = close_up(image, line)
        near = [carried(quad, back) for quad in text.find_lines(patch)]
        yield from _readings_of(image, zones(near), today)


def _own_readings(image: Image, today: date) -> Generator[MrzRead, None, bool]:
    """Yield what can be read without the general finder; return whether any line looks like one of a zone."""
    lines = long_lines(working_copy(image))
    found = groups(lines)
    seen = False
    for zone in found[:_MOST_ZONES]:
        look = _look(image, zone)
        seen |= look.is_trace
        if look.is_zone and (read := _own_reading(image, look, today)) is not None:
            yield read
    return seen or any(_look(image, (line,)).is_trace for line in lines[:_MOST_SINGLES])


@dataclass(frozen=True, slots=True)
class _Look:
    """A candidate read the plain way, in the likelier direction: frames and text of each line."""

    way: Group
    frames: list[Floats]
    raw: list[str]

    @property
    def is_trace(self) -> bool:
        """Whether some line has the length and the fillers that only a zone's lines have."""
        return any(len(x) >= _SHORTEST and x.count("<") >= _FILLERS for x in self.raw)

    @property
    def is_zone(self) -> bool:
        low, high = _LENGTHS[len(self.raw)]
        return (
            all(low <= len(x) <= high for x in self.raw) and sum(x.count("<") for x in self.raw) >= _FILLERS
        )


def _look(image: Image, zone: Group) -> _Look:
    """Cut the lines of a candidate out and read them both ways round."""
    pitch = float(np.median([line.length for line in zone])) / _CHARACTERS[len(zone)]
    upright = strips(image, zone, pitch)
    turned = [np.ascontiguousarray(x[::-1, ::-1]) for x in reversed(upright)]
    frames = mrz_net.columns_of([*upright, *turned])
    ways = (frames[: len(zone)], frames[len(zone) :])
    better = int(_sureness(ways[1]) > _sureness(ways[0]))
    way = tuple(line.turned() for line in reversed(zone)) if better else zone
    return _Look(way, ways[better], [greedy(f) for f in ways[better]])


def _sureness(frames: list[Floats]) -> float:
    """Mean log-probability of the best guess per column."""
    return float(np.mean([f.max(1).mean() for f in frames]))


def _own_reading(image: Image, look: _Look, today: date) -> MrzRead | None:
    fit = best_fit(look.frames)
    if fit is None:
        return None
    read = checked(fit, box_of(look.way), today)
    if len(read.failed) > _MOST_FAILURES:
        return None
    if (read.valid and read.margin >= _SURE) or _is_settled(read):
        return read
    return _second_opinion(image, look.way, read, today)


def _readings_of(image: Image, found: list[Group], today: date) -> Iterator[MrzRead]:
    for zone in found[:_MOST_ZONES]:
        look = _look(image, zone)
        read = _own_reading(image, look, today) if look.is_zone else None
        read = read or _general_reading(image, look.way, today)
        if read is not None:
            yield read


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
