"""Depth from a turn of the head: which frames are followed, how often, and what counts of what was measured.

Selected by how well a chain of frames can be measured, never by how deep it looks. Readings and frames in,
findings out; the measurement itself is `motion.depth_finding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from bonafide.engine.evidence import DepthFinding, FrameReading, Move
from bonafide.engine.face.challenge import STRAIGHT_PITCH, STRAIGHT_YAW, TURN_YAW
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.motion import depth_finding

SIDES = {Move.TURN_LEFT: "left", Move.TURN_RIGHT: "right"}
SIGNS = {"left": 1.0, "right": -1.0}
STEPS = 5
"""Frames after the straight one that are kept and followed: too wide a step loses the face."""
STRAIGHT_ENOUGH = 4.0
"""Degrees below which no straighter frame is looked for."""
LEAST, MOST = 18.0, 38.0
"""Degrees. A smaller turn shows too little depth; beyond the larger one the far cheek is hidden."""
WIDE_TURN = 30.0
"""A wider turn shows no more depth, and hides more of the face."""
WIDE_STEP = 15.0
"""Degrees of turn between two frames beyond which points are lost."""
SAME_SIZE = 1.12
"""A face that grows or shrinks more than this meanwhile is not measured: coming nearer hides the parallax."""
LONGEST_CHAIN = 10
"""Most frames that a point is followed through."""
REPEATS = 3
"""Most chains that are measured for one turn or nod."""
NO_WORSE = 2.0
"""A chain is measured beside the best one where its cost is higher by less than this, see `_cost`."""
CLEAR_LEAD, CLEAR_RESIDUAL = 0.12, 0.06
"""What one chain is enough for (IOD): flat prints stay below .03 and .02, bent ones below .07 in their lead."""

Pair = tuple[int, int]
"""Indices of the straight frame and of the turned one."""


def way(readings: Sequence[FrameReading], turned: int) -> list[int]:
    """Indices from the straightest frame before a turn to the turned one, STEPS steps at most.

    Empty where `turned` is no turn. Frames of an earlier turn to the other side do not belong to it.
    """
    yaw = readings[turned].yaw
    if abs(yaw) < STRAIGHT_YAW:
        return []
    return evenly(_begin(readings, turned, 1.0 if yaw > 0 else -1.0), turned, STEPS + 1)


def turn_finding(seen: Sequence[Seen], side: str) -> DepthFinding:
    """Follow the face from a straight frame to a well turned one; `side` is "left" or "right".

    One chain over few frames, as a slow machine gives them, is a noisy measurement. Where its lead or its
    remainder is weak it is repeated on other frames that are hardly worse, and the middle of each counts: noise
    goes down on heads and prints alike. Not available where no chain can be measured.
    """
    usable = [one for one in seen if one.mesh is not None]
    found: list[DepthFinding] = []
    for start, end in _chosen(usable, SIGNS[side]):
        found.append(depth_finding(chain(usable, start, end), side))
        if _is_clear(found[0]):
            return found[0]
    return middle_of(found, side)


def chain(seen: Sequence[Seen], start: int, end: int) -> list[Seen]:
    """Frames from start to end, forwards or backwards in time, thinned evenly to the longest chain."""
    return [seen[i] for i in evenly(start, end, LONGEST_CHAIN)]


def middle_of(found: Sequence[DepthFinding], side: str) -> DepthFinding:
    """Median of the leads and of the remainders of what could be measured, weighted by the points that were kept.

    The first one, or one that is not available, where nothing could.
    """
    measured = [one for one in found if one.available]
    if not measured:
        return (*found, DepthFinding(available=False, side=side))[0]
    points = [one.points for one in measured]
    at = measured[_median_at([one.nose_lead for one in measured], points)]
    rest = measured[_median_at([one.residual for one in measured], points)]
    return replace(at, residual=rest.residual)


def evenly(start: int, end: int, most: int) -> list[int]:
    """Indices from start to end, both among them, `most` at most, in that order."""
    count = min(abs(end - start) + 1, most)
    return [int(i) for i in np.linspace(start, end, count).round()]


def is_frontal(reading: FrameReading) -> bool:
    """Whether this frame may begin a turn."""
    return abs(reading.yaw) < STRAIGHT_YAW and abs(reading.pitch) < STRAIGHT_PITCH


def _begin(readings: Sequence[FrameReading], turned: int, sign: float) -> int:
    """Walk back to the straightest frame on this side; `turned` itself where there is none."""
    best = turned
    for i in range(turned - 1, -1, -1):
        yaw = sign * readings[i].yaw
        if readings[i].inter_eye_px <= 0:
            continue
        if yaw <= -STRAIGHT_YAW:
            break
        if abs(yaw) < abs(readings[best].yaw):
            best = i
        if yaw < STRAIGHT_ENOUGH:
            break
    return best


def _chosen(seen: Sequence[Seen], sign: float) -> list[Pair]:
    """Return the best chain and few that are hardly worse, each from another straight frame."""
    ends = [i for i, one in enumerate(seen) if TURN_YAW <= sign * one.reading.yaw <= MOST]
    starts = [i for i, one in enumerate(seen) if is_frontal(one.reading)]
    costs = {(s, e): _cost(seen, (s, e), sign) for s in starts for e in ends if _is_turn(seen, (s, e), sign)}
    best: dict[int, Pair] = {}
    for pair in sorted(costs, key=lambda pair: costs[pair]):
        best.setdefault(pair[0], pair)
    least = min(costs.values(), default=0.0)
    return [pair for pair in best.values() if costs[pair] <= least + NO_WORSE][:REPEATS]


def _is_turn(seen: Sequence[Seen], pair: Pair, sign: float) -> bool:
    """Whether it is wide enough, at one distance, and leaves out the other side, where the face hides itself."""
    part = [one.reading for one in seen[min(pair) : max(pair) + 1]]
    sizes = [reading.face_share or 1.0 for reading in part]
    wide = sign * (seen[pair[1]].reading.yaw - seen[pair[0]].reading.yaw) >= LEAST
    return wide and max(sizes) <= SAME_SIZE * min(sizes) and min(sign * r.yaw for r in part) > -STRAIGHT_YAW


def _cost(seen: Sequence[Seen], pair: Pair, sign: float) -> float:
    """Prefer a turn of 30 degrees, few frames, small steps and one distance, in degrees.

    One frame more is worth half a degree, a face that is a tenth larger or smaller three, and each degree by
    which the widest step goes beyond WIDE_STEP one: points that leave the plane are lost there first.
    """
    part = [one.reading for one in seen[min(pair) : max(pair) + 1]]
    nearer = abs(float(np.log((part[-1].face_share or 1.0) / (part[0].face_share or 1.0))))
    step = max(abs(b.yaw - a.yaw) for a, b in pairwise(part))
    turn = sign * (seen[pair[1]].reading.yaw - seen[pair[0]].reading.yaw)
    return 0.5 * len(part) + 30.0 * nearer + max(0.0, step - WIDE_STEP) - min(turn, WIDE_TURN)


def _is_clear(finding: DepthFinding) -> bool:
    return finding.available and finding.nose_lead >= CLEAR_LEAD and finding.residual >= CLEAR_RESIDUAL


def _median_at(values: Sequence[float], weights: Sequence[float]) -> int:
    """Index of the value below and above which half of the weight lies; of the lower one of two such."""
    order = np.argsort(values, kind="stable")
    passed = np.cumsum(np.asarray(weights, np.float64)[order])
    return int(order[int(np.searchsorted(passed, passed[-1] / 2))])
