"""Whether a sheet of paper, flat or bent, explains how a face moved from frontal to turned.

Seen from some way off, a point of a turning thing moves as a plane would, and beside that along the turn by as much
as it stands before the plane. On a bent sheet that depth depends on one direction only, and smoothly: a cylinder. On
a head the nose stands out at one place. Both are fitted to the followed points, and what each leaves is compared.
Eyes and mouth are left out: they move by themselves, and through the holes of a mask the wearer's are seen. How far
they are from where the sheet would carry them tells of such holes.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Spots = NDArray[np.float32]

FEWEST = 40
"""Points outside eyes and mouth below which a bend cannot be told from a head."""
_LEAST_TURN = 15.0
"""Degrees of turn, by the landmarks or by how the picture grew narrow, below which a head is as flat as a sheet."""
_IRISES, _LIPS = (468, 473), (13, 14)
_EYE_REACH, _MOUTH_REACH = 0.25, (0.36, 0.24)
"""Around the irises and the middle of the lips (across, down), in inter-ocular distances: not fitted."""
_DIRECTIONS = np.radians(np.arange(0.0, 180.0, 30.0))
"""Ways in which a sheet may be bent."""
_FEW = 3
"""Points on an eye or on the mouth that say where it went."""
_SLIPS = 0.1
"""Share of points left out as slips of the tracker."""
_NOSE = 0.25
"""Width (IOD) of the nose's own depth in the model of a head: it need not be what the landmarks imagine."""


@dataclass(frozen=True, slots=True)
class SheetFit:
    """What a sheet and a head leave of a movement.

    Attributes:
        remainder: RMS of what the best sheet leaves, in inter-ocular distances over the sine of the turn. Rendered
            heads .066 and above, sheets of 8 to 15 cm radius and flat ones .041 and below.
        against_head: natural logarithm of what a head leaves over what the sheet leaves: below 0 a head fits better.
        parts_off: how far an eye or the mouth went from where the sheet carries it, the farthest of the three, in the
            unit of the remainder; None where none has three followed points. Means something on a sheet alone.

    """

    remainder: float
    against_head: float
    parts_off: float | None = None


def fit_sheet(start: Spots, end: Spots, mesh: Spots, *, yaw: float, roll: float) -> SheetFit | None:
    """Fit a flat or bent sheet, and a head, to points that moved as something turned about an upright axis.

    Args:
        start: followed points in the first frame, pixels, n x 2.
        end: the same in the last.
        mesh: the 478 points of the first frame, pixels; their depth is the model of a head.
        yaw: turn between the frames, degrees.
        roll: tilt in the first, degrees.

    Returns:
        None where fewer than 40 points lie outside eyes and mouth, or the turn is below 15 degrees.

    """
    iod = float(np.linalg.norm(mesh[_IRISES[1], :2] - mesh[_IRISES[0], :2]))
    parts = _parts(start, mesh, iod)
    still = ~np.any(parts, axis=0)
    if still.sum() < FEWEST:
        return None
    turn = max(abs(yaw), _narrowing(start[still], end[still]))
    plane, _mask = cv2.findHomography(start[still], end[still], 0)
    if turn < _LEAST_TURN or plane is None:
        return None
    laid = cv2.perspectiveTransform(start[:, None], np.asarray(plane, np.float64))[:, 0]
    moved = _Moved(
        np.asarray((end - laid) / iod, np.float64),
        _plane_moves(np.asarray((laid - laid[still].mean(axis=0)) / iod, np.float64)),
        np.array([np.cos(np.radians(roll)), np.sin(np.radians(roll))]),
        still,
    )
    place = np.asarray((start - start[still].mean(axis=0)) / iod, np.float64)
    bends = [_bend(place @ [np.cos(way), np.sin(way)]) for way in _DIRECTIONS]
    sheet = min(bends, key=lambda depth: _rms(moved.left(depth, slips=0.0), still))
    error, kept = _trimmed(moved, sheet)
    left, head = _rms(error, kept), _rms(*_trimmed(moved, _head(start, mesh, iod)))
    unit = float(np.sin(np.radians(turn)))
    off = [float(np.median(error[part])) for part in parts if part.sum() >= _FEW]
    return SheetFit(left / unit, float(np.log(head / left)), max(off) / unit if off else None)


@dataclass(frozen=True, slots=True)
class _Moved:
    """Movement beside a plane's, n x 2 IOD; changes of that plane; direction of the turn; points to be fitted."""

    off: Doubles
    plane: Doubles
    across: Doubles
    still: NDArray[np.bool_]

    def left(self, depth: Doubles, slips: float = _SLIPS) -> Doubles:
        """How far each point is from where plane and depth carry it; fitted twice, without the worst share."""
        known = np.c_[self.plane, np.r_[self.across[0] * depth, self.across[1] * depth]]
        wanted, kept = self.off.T.ravel(), self.still
        for _ in range(2 if slips else 1):
            both = np.r_[kept, kept]
            error = np.linalg.norm(
                (wanted - known @ _solved(known[both], wanted[both])).reshape(2, -1), axis=0
            )
            kept = _best(error, self.still, slips)
        return np.asarray(error, np.float64)


def _solved(known: Doubles, wanted: Doubles) -> Doubles:
    """Least squares by the normal equations, five times as fast; a trace of ridge where places do not suffice."""
    square = known.T @ known
    square[np.diag_indices_from(square)] += 1e-9 * np.trace(square)
    return np.asarray(np.linalg.solve(square, known.T @ wanted), np.float64)


def _trimmed(moved: _Moved, depth: Doubles) -> tuple[Doubles, NDArray[np.bool_]]:
    error = moved.left(depth)
    return error, _best(error, moved.still, _SLIPS)


def _best(error: Doubles, still: NDArray[np.bool_], slips: float) -> NDArray[np.bool_]:
    ranked = np.sort(error[still])
    return np.asarray(still & (error <= ranked[round((1 - slips) * (len(ranked) - 1))]), np.bool_)


def _rms(error: Doubles, kept: NDArray[np.bool_]) -> float:
    return max(float(np.sqrt((error[kept] ** 2).mean())), 1e-6)


def _parts(spots: Spots, mesh: Spots, iod: float) -> list[NDArray[np.bool_]]:
    """Which points lie on the right eye, the left eye and the mouth."""
    eyes = [np.linalg.norm(spots - mesh[k, :2], axis=1) <= _EYE_REACH * iod for k in _IRISES]
    lips = (spots - mesh[list(_LIPS), :2].mean(axis=0)) / (np.array(_MOUTH_REACH) * iod)
    return [*eyes, np.linalg.norm(lips, axis=1) <= 1.0]


def _narrowing(start: Spots, end: Spots) -> float:
    """Turn in degrees as a flat thing would show it: how much narrower the picture became in one direction."""
    grown, *_rest = np.linalg.lstsq(np.c_[start, np.ones(len(start))], end, rcond=None)
    wide, narrow = np.linalg.svd(grown[:2], compute_uv=False)
    return float(np.degrees(np.arccos(min(1.0, narrow / max(wide, 1e-6)))))


def _plane_moves(at: Doubles) -> Doubles:
    """Small changes of a homography at some places: x of all, then y of all, by its 8 numbers."""
    x, y = at.T
    one, none = np.ones_like(x), np.zeros_like(x)
    across = np.stack([one, x, y, none, none, none, x * x, x * y], 1)
    down = np.stack([none, none, none, one, x, y, x * y, y * y], 1)
    return np.asarray(np.r_[across, down], np.float64)


def _bend(along: Doubles) -> Doubles:
    """Depth of a cylinder whose bend runs along this coordinate, as a sum of three powers."""
    return np.stack([along**2, along**3, along**4], 1)


def _head(spots: Spots, mesh: Spots, iod: float) -> Doubles:
    """Depth of a head at these places: the mesh's own, and a nose of any length."""
    known = mesh / np.float32(iod)
    across, down = (spots[:, None, k] / np.float32(iod) - known[None, :, k] for k in (0, 1))
    near = 1 / (across * across + down * down + np.float32(4e-4)) ** 2
    depth = np.asarray((near @ known[:, 2]) / near.sum(axis=1), np.float64)
    nose = np.exp(-((np.linalg.norm(spots - mesh[1, :2], axis=1) / (_NOSE * iod)) ** 2))
    return np.stack([depth - depth.mean(), nose], 1)
