"""Depth from a nod: for who cannot turn the head to the sides, chin up and chin down show it as well.

The nose leaves the plane of the face upwards and downwards as it does sideways; a print, flat or bent round an
upright line, does not (docs/decisions/0009-when-the-head-cannot-turn.md). Readings and frames in, findings out.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from bonafide.engine.evidence import DepthFinding, FrameReading, Move
from bonafide.engine.face.challenge import STEADY
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.motion import MIN_NOD, depth_finding
from bonafide.engine.face.turns import REPEATS, evenly, middle_of

SIDES = {Move.LOOK_UP: "up", Move.LOOK_DOWN: "down"}
LEVEL = 5.0
"""A head within so many degrees of how it stood at the first look begins a nod."""
MOST = 30.0
"""A deeper nod hides the eyes or the chin; such frames end no chain."""
NOD_YAW = 15.0
STEPS = 6
"""Frames after the level one that are kept and followed."""


def level_of(readings: Sequence[FrameReading], straight: int | None) -> float:
    """How the head stands when it looks straight, pitch in degrees: cameras stand low and high.

    `straight` is the sequence number at which the first straight look was reached; None takes the first reading.
    """
    seen = [reading for reading in readings if reading.inter_eye_px > 0]
    until = [reading.pitch for reading in seen if straight is not None and reading.seq <= straight]
    return median(until[-STEADY:] or [reading.pitch for reading in seen[:1]] or [0.0])


def way(readings: Sequence[FrameReading], nodded: int, level: float) -> list[int]:
    """Indices from the last level frame before a nod to the nodded one, STEPS steps at most."""
    usable = (i for i in range(nodded, -1, -1) if readings[i].inter_eye_px > 0)
    start = next((i for i in usable if abs(readings[i].pitch - level) < LEVEL), nodded)
    return evenly(start, nodded, STEPS + 1)


def nod_depth(seen: Sequence[Seen], side: str, level: float) -> DepthFinding:
    """Follow the face from a level frame to a nodded one; `side` is "up" or "down".

    The deepest nods seen are measured, and the middle of them counts, as for turns.
    """
    sign = 1.0 if side == "up" else -1.0
    usable = [one for one in seen if one.mesh is not None and abs(one.reading.yaw) < NOD_YAW]
    readings = [one.reading for one in usable]
    nods = [sign * (reading.pitch - level) for reading in readings]
    ends = [i for i, nod in enumerate(nods) if MIN_NOD <= nod <= MOST]
    deepest = sorted(ends, key=lambda i: -nods[i])[:REPEATS]
    found = [depth_finding([usable[k] for k in way(readings, i, level)], side) for i in deepest]
    return middle_of(found, side)
