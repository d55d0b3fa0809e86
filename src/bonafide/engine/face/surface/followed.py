"""Turns that the judge could not measure as a head's, followed all the same: a print hardly turns for the landmarks.

They see a face on every picture of one and little turn in a picture that is turned. But they lie on what is printed,
and that grows narrow: from the widest to the narrowest face is a turn, whatever the landmarks call it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import DepthFinding
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.landmarks import CHIN, FOREHEAD
from bonafide.engine.face.motion import follow
from bonafide.engine.face.sheet import fit_sheet
from bonafide.engine.face.turns import evenly

_ACROSS = (33, 263)
"""Outer corners of the eyes."""
_NARROW, _WIDE = 0.95, 0.985
"""Width of the face over its height, by the widest: up to the first it is turned, from the second on straight."""
_BACK, _FRAMES, _APART = 12, 6, 4
"""So many frames back a straight one is looked for, so many are followed, and so far apart lie two turns."""


def fitted_turns(seen: Sequence[Seen], depth: Sequence[DepthFinding]) -> list[DepthFinding]:
    """Turns with a sheet fitted: those of the judge, or where it has none the two at which the face is narrowest.

    Following costs about 40 ms a turn; a head that turned as asked never comes to that.
    """
    known = [one for one in depth if one.sheet is not None]
    usable = [one for one in seen if one.mesh is not None]
    if known or len(usable) < _FRAMES:
        return known
    shapes = np.array([_shape(one) for one in usable])
    return [made for start, end in _turns(shapes) if (made := _fitted(usable, start, end)) is not None]


def _shape(one: Seen) -> float:
    """Width of the face over its height."""
    if one.mesh is None:
        return 0.0
    p = one.mesh.points[:, :2]
    wide, high = np.linalg.norm(p[_ACROSS[1]] - p[_ACROSS[0]]), np.linalg.norm(p[CHIN] - p[FOREHEAD])
    return float(wide / max(float(high), 1e-6))


def _turns(shapes: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Straight frame and turned frame of the two narrowest turns."""
    made: list[tuple[int, int]] = []
    for end in (int(i) for i in np.argsort(shapes, kind="stable")):
        window = shapes[max(0, end - _BACK) : end]
        if len(made) == 2 or not len(window) or shapes[end] > _NARROW * window.max():
            continue
        start = max(0, end - _BACK) + int(np.flatnonzero(window >= _WIDE * window.max())[-1])
        if all(abs(end - other) > _APART for _, other in made):
            made.append((start, end))
    return made


def _fitted(seen: Sequence[Seen], start: int, end: int) -> DepthFinding | None:
    mesh, yaw = seen[start].mesh, seen[end].reading.yaw - seen[start].reading.yaw
    if mesh is None:
        return None
    found = follow([seen[i] for i in evenly(start, end, _FRAMES)])
    fit = fit_sheet(found.start, found.end, mesh.points, yaw=yaw, roll=seen[start].reading.roll)
    if fit is None:
        return None
    return DepthFinding(
        available=False,
        yaw=abs(yaw),
        points=len(found.start),
        side="left" if yaw >= 0 else "right",
        sheet=fit.remainder,
        against_head=fit.against_head,
        parts_off=fit.parts_off,
    )
