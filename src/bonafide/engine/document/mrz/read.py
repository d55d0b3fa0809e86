"""Find and read the machine readable zone in a photograph, in any of the four orientations.

The lines are found by a finder of our own and read by a recogniser of our own. Only where that finds traces
of a zone and cannot read them, the general detector looks for lines too; the general recogniser reads what
is in another typeface. It never vouches for our reading: it prefers 0 to O, and so would we, wrongly.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document import text
from bonafide.engine.document.mrz import net as mrz_net
from bonafide.engine.document.mrz.ctc import greedy, pooled, spacing
from bonafide.engine.document.mrz.decode import best_fit, checked, fits, general_frames
from bonafide.engine.document.mrz.finder import long_lines, working_copy
from bonafide.engine.document.mrz.parse import CLEAR, CONTENT
from bonafide.engine.document.mrz.rectify import HEIGHT_PER_PITCH, ROOM, neighbours, strips
from bonafide.engine.document.mrz.zone import (
    Line,
    box_of,
    carried,
    close_up,
    flush,
    groups,
    longest,
    strip,
    windows,
    zones,
)
from bonafide.engine.evidence import MrzRead

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Group = tuple[Line, ...]
Lines = tuple[str, ...]

_MOST_ZONES = 6
_MOST_CLOSE_UPS = 1
_MOST_SINGLES = 4
_PITCH_OFF, _PITCH_MOST = 0.06, 1.7
_SHORTEST, _FILLERS = 20, 2
_LENGTHS = {2: (28, 60), 3: (24, 42)}
_LEAST_SURE = -0.25
"""Mean log-probability of the best guess per column; lines of zones that could be read had -0.19 and more."""
_MOST_FAILURES = 4
_CHARACTERS = {1: 41, 2: 41, 3: 30.5}
"""Characters of a line by the number of lines: 36 or 44 for two, 30 for three; the finder adds half a one."""
_SURE = 0.95
"""Margin from which the first look is enough: of 5,000 drawn pages none was wrong beyond it."""
_MOST_AGAIN = 0.5
"""The most margin of what two looks read differently, or one alone, less than any reading that may be used."""
_SETTLED = CLEAR
"""Margin from which impossible content is taken for what the document says."""


def read_mrz(image: Image, *, today: date) -> MrzRead | None:
    """Read the zone of the document in `image` (BGR, uint8, any size). None where no zone is found.

    A result that is not `valid` is a zone that was found but not read well enough, or one whose content
    is impossible.
    """
    seen: list[MrzRead] = []
    for read in _readings(image, today):
        if read.valid or _is_settled(read):
            return read
        seen.append(read)
    return _clearest(seen)


def _clearest(seen: list[MrzRead]) -> MrzRead | None:
    """Of readings none of which may be used, one that fails least; of these, what most of them say."""
    margins: dict[Lines, float] = {}
    for read in seen:
        margins[read.lines] = margins.get(read.lines, 0.0) + read.margin
    return max(seen, key=lambda x: (-len(x.failed), margins[x.lines], x.margin), default=None)


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
    seen = False
    for lines in long_lines(working_copy(image)):
        for zone in groups(lines)[:_MOST_ZONES]:
            look = first_look(image, zone)
            seen |= look.is_trace
            if (read := _own_reading(image, look, today)) is not None:
                yield read
        for line in lines[:_MOST_SINGLES]:
            look = first_look(image, (line,))
            seen |= look.is_trace
            if look.is_trace:
                yield from _beside(image, look, today)
    return seen


def _beside(image: Image, single: Look, today: date) -> Iterator[MrzRead]:
    """Readings of the zones that one line which looks like a zone's could be part of."""
    (line,) = single.way
    pitch = (spacing(single.frames) or 0) * mrz_net.STEP / mrz_net.HEIGHT * HEIGHT_PER_PITCH * single.pitch
    if not pitch:
        return
    for zone in windows(neighbours(image, line, pitch), line):
        look = first_look(image, zone)
        if (read := _own_reading(image, look, today)) is not None:
            yield read


@dataclass(frozen=True, slots=True)
class Look:
    """A candidate read the plain way, in the likelier direction: frames and text of each line.

    `pitch`: how far the characters were taken to stand apart, in pixels.
    """

    way: Group
    pitch: float
    frames: list[Floats]
    raw: list[str]

    @property
    def is_trace(self) -> bool:
        """Whether some line has the length and the fillers that only a zone's lines have."""
        return _sureness(self.frames) > _LEAST_SURE and any(
            len(x) >= _SHORTEST and x.count("<") >= _FILLERS for x in self.raw
        )

    @property
    def is_zone(self) -> bool:
        """Whether every line has the length of a zone's."""
        low, high = _LENGTHS[len(self.raw)]
        return self.is_trace and all(low <= len(x) <= high for x in self.raw)


def first_look(image: Image, zone: Group) -> Look:
    """Cut the lines of a candidate out and read them both ways round.

    Where the characters then stand wider or closer than the strips were cut for, they are cut once more.
    """
    zone = flush(zone)
    pitch = float(np.median([line.length for line in zone])) / _CHARACTERS[len(zone)]
    look = _look_at(image, zone, pitch)
    found = spacing(look.frames)
    if not look.is_trace or found is None:
        return look
    ratio = found * mrz_net.STEP / (mrz_net.HEIGHT / HEIGHT_PER_PITCH)
    off = abs(ratio - 1) > _PITCH_OFF and 1 / _PITCH_MOST < ratio < _PITCH_MOST
    return _look_at(image, look.way, pitch * ratio) if off else look


def _look_at(image: Image, zone: Group, pitch: float) -> Look:
    upright = strips(image, zone, pitch)
    turned = [np.ascontiguousarray(x[::-1, ::-1]) for x in reversed(upright)]
    frames = _looked([*upright, *turned])
    ways = (frames[: len(zone)], frames[len(zone) :])
    better = int(_sureness(ways[1]) > _sureness(ways[0]))
    way = tuple(line.turned() for line in reversed(zone)) if better else zone
    return Look(way, pitch, ways[better], [greedy(f) for f in ways[better]])


def _sureness(frames: list[Floats]) -> float:
    """Mean log-probability of the best guess per column."""
    return float(np.mean([f.max(1).mean() for f in frames]))


def _own_reading(image: Image, look: Look, today: date) -> MrzRead | None:
    """Read a candidate with our own nets; None where it is none or neither look can read it."""
    return _confirmed(image, look, first_reading(look, today), today) if look.is_zone else None


def first_reading(look: Look, today: date) -> MrzRead | None:
    """Read what the first look saw, without asking anybody else; None where it saw no zone."""
    return _reading(look.frames, look.way, today) if look.is_zone else None


def _confirmed(image: Image, look: Look, first: MrzRead | None, today: date) -> MrzRead | None:
    """Unless the first reading is quite sure, both nets look again, along lines that run together.

    What both looks read alike is as clear as at first; else what the second says is told and never passes.
    What is clear and fails, the document says so.
    """
    if first is not None and first.margin >= _SURE:
        return first
    cut = strips(image, look.way, look.pitch, taper=True)
    together = [pooled(line) for line in zip(_looked(cut), _looked(cut, rough=True), strict=True)]
    return _agreed(first, _reading(together, look.way, today))


def _agreed(first: MrzRead | None, second: MrzRead | None) -> MrzRead | None:
    """What two looks say: the first where both say it and it is clear, else the one that fails less, in doubt."""
    if first is None or second is None:
        alone = first or second
        return alone and _doubted(alone)
    if first.lines == second.lines and first.margin >= CLEAR:
        return first
    return _doubted(second if len(_flaws(second)) <= len(_flaws(first)) else first)


def _doubted(read: MrzRead) -> MrzRead:
    """Return the same reading as one that may not be used."""
    failed = (*_flaws(read), "unclear")
    return replace(read, margin=min(read.margin, _MOST_AGAIN), valid=False, failed=failed)


def _flaws(read: MrzRead) -> tuple[str, ...]:
    """Names of the checks and rules that fail, clearness aside."""
    return tuple(name for name in read.failed if name != "unclear")


def _looked(lines: list[Image], *, rough: bool = False) -> list[Floats]:
    return mrz_net.columns_of(lines, rim=ROOM / HEIGHT_PER_PITCH, rough=rough)


def _reading(frames: list[Floats], way: Group, today: date) -> MrzRead | None:
    """Take the first width that gives a valid reading, else the one that fails least.

    Where two fail as much, the one nearer to how many characters were seen.
    """
    best: MrzRead | None = None
    for fit in fits(frames):
        read = checked(fit, box_of(way), today)
        if read is not None and read.valid:
            return read
        if read is not None and (best is None or len(read.failed) < len(best.failed)):
            best = read
    return best if best is not None and len(best.failed) <= _MOST_FAILURES else None


def _readings_of(image: Image, found: list[Group], today: date) -> Iterator[MrzRead]:
    """Readings of candidates; the general recogniser reads what our first look cannot, as other typefaces."""
    for zone in found[:_MOST_ZONES]:
        look = first_look(image, zone)
        first = first_reading(look, today)
        own = _confirmed(image, look, first, today) if look.is_zone else None
        general = _general_reading(image, look.way, today) if first is None else None
        yield from (read for read in (own, general) if read is not None)


def _general_reading(image: Image, way: Group, today: date) -> MrzRead | None:
    """Read with the general recogniser: zones in a typeface other than OCR-B."""
    fit = best_fit([general_frames(strip(image, line)) for line in way])
    read = checked(fit, box_of(way), today) if fit is not None else None
    return read if read is not None and len(read.failed) <= _MOST_FAILURES else None
