"""Whether a sheet of paper, flat or bent, explains how a face moved from frontal to turned.

Seen from some way off, a point of a turning thing moves as a plane would, and beside that along the turn by as much
as it stands before the plane. On a bent sheet that depth depends on one direction only, and smoothly: a cylinder. On
a head the nose stands out at one place. Both are fitted to the followed points, and what each leaves is compared.
Eyes and mouth are left out: they move by themselves, and through the holes of a mask the wearer's are seen.
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

    """

    remainder: float
    against_head: float


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
    kept = _still_parts(start, mesh, iod)
    start, end = start[kept], end[kept]
    if len(start) < FEWEST:
        return None
    turn = max(abs(yaw), _narrowing(start, end))
    plane, _mask = cv2.findHomography(start, end, 0)
    if turn < _LEAST_TURN or plane is None:
        return None
    laid = cv2.perspectiveTransform(start[:, None], np.asarray(plane, np.float64))[:, 0]
    off = np.asarray((end - laid) / iod, np.float64)
    flat = _plane_moves(np.asarray((laid - laid.mean(axis=0)) / iod, np.float64))
    across = np.array([np.cos(np.radians(roll)), np.sin(np.radians(roll))])
    place = np.asarray((start - start.mean(axis=0)) / iod, np.float64)
    bends = [_bend(place @ [np.cos(way), np.sin(way)]) for way in _DIRECTIONS]
    sheet = min(bends, key=lambda depth: _left(flat, depth, across, off, slips=0.0))
    left = max(_left(flat, sheet, across, off), 1e-6)
    head = max(_left(flat, _head(start, mesh, iod), across, off), 1e-6)
    return SheetFit(left / float(np.sin(np.radians(turn))), float(np.log(head / left)))


def _still_parts(spots: Spots, mesh: Spots, iod: float) -> NDArray[np.bool_]:
    eyes = np.min([np.linalg.norm(spots - mesh[k, :2], axis=1) for k in _IRISES], axis=0)
    lips = (spots - mesh[list(_LIPS), :2].mean(axis=0)) / (np.array(_MOUTH_REACH) * iod)
    return np.asarray((eyes > _EYE_REACH * iod) & (np.linalg.norm(lips, axis=1) > 1.0), np.bool_)


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
    apart = np.linalg.norm(spots[:, None] - mesh[None, :, :2], axis=2)
    near = 1 / (apart + 0.02 * iod) ** 4
    depth = (near @ mesh[:, 2]) / near.sum(axis=1) / iod
    nose = np.exp(-((np.linalg.norm(spots - mesh[1, :2], axis=1) / (_NOSE * iod)) ** 2))
    return np.stack([depth - depth.mean(), nose], 1)


def _left(flat: Doubles, depth: Doubles, across: Doubles, off: Doubles, slips: float = _SLIPS) -> float:
    """RMS of what plane and depth leave of the movement, twice fitted, without the worst share of `slips`."""
    known = np.c_[flat, np.r_[across[0] * depth, across[1] * depth]]
    wanted = off.T.ravel()
    kept = np.ones(len(off), np.bool_)
    for _ in range(2 if slips else 1):
        both = np.r_[kept, kept]
        answer, *_rest = np.linalg.lstsq(known[both], wanted[both], rcond=None)
        error = np.linalg.norm((wanted - known @ answer).reshape(2, -1), axis=0)
        kept = error <= np.quantile(error, 1 - slips)
    return float(np.sqrt((error[kept] ** 2).mean()))
