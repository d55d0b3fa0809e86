"""How the background grew while a face came closer: points of it are followed from the far frame to the near one.

Lucas and Kanade 1981, there and back, from several first guesses: that it grew as the face did, half as much, not at
all. What counts is what the pixels agree to. One similarity is fitted to what most points of one guess did
(RANSAC). Points lie outside of head, hair and shoulders.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Box
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.landmarks import NOSE_TIP, Points
from bonafide.engine.image import Pixels

Spots = NDArray[np.float32]
Map = NDArray[np.float64]
"""2 x 3, places of the far frame to those of the near one."""

HALF = 0.5
"""Frames are halved: rooms lie out of focus, and it costs a quarter."""
GUESSES = (1.0, 0.5, 0.0)
"""Growth of the background over that of the face, logarithms."""
MOST_SPOTS, LEAST_SPOTS, SPACING = 90, 8, 5
AGREED = 0.6
"""Least share of the followed points that one similarity has to explain: others belong to moving or nearer things."""
TEXTURE = 0.0002
"""Least eigenvalue of a corner (levels 0 to 1): what is below is noise on a wall."""
CORNER = 7
WINDOW, LEVELS = (15, 15), 2
RETURN, OFF = 0.5, 1.0
"""Pixels within which a point has to come home, and lie from the similarity."""
PATCH, ALIKE = 11, 0.8
"""Side of the patches compared at both ends, and their least correlation."""
_HEAD = (0.3, 0.45, 0.3)
"""Head and most hair beside, above and below the box of the face, in its widths and heights."""
_SHOULDERS = (1.6, 0.9)
_RIM = 4


@dataclass(frozen=True, slots=True)
class Behind:
    """The background of one approach.

    Attributes:
        ratio: logarithm of its growth over that of the face.
        start, end: the points that agree, in the far and the near frame, pixels, n x 2.
        expected: where they would be had they moved as the face did.

    """

    ratio: float
    start: Spots
    end: Spots
    expected: Spots


def behind(far: Seen, near: Seen) -> Behind | None:
    """Measure the growth of the background; about 15 ms of CPU. None where too little of it could be followed."""
    if far.mesh is None or near.mesh is None:
        return None
    one, two = _halved(far.image), _halved(near.image)
    face = _of_face(far.mesh.points[:, :2] * HALF, near.mesh.points[:, :2] * HALF)
    spots = _corners(one, _open(one.shape, far.mesh.box) & _still_seen(one.shape, face))
    if len(spots) < LEAST_SPOTS:
        return None
    made = [_followed(one, two, spots, _powered(face, share)) for share in GUESSES]
    start, end = max(made, key=lambda found: len(found[0]))
    if len(start) < LEAST_SPOTS:
        return None
    fit, agreed = cv2.estimateAffinePartial2D(start, end, ransacReprojThreshold=OFF)
    if fit is None or agreed.sum() < max(LEAST_SPOTS, AGREED * len(start)):
        return None
    kept = agreed.ravel().astype(bool)
    ratio = float(np.log(np.hypot(*fit[:2, 0])) / np.log(np.hypot(*face[:2, 0])))
    at = [np.asarray(v[kept] / HALF, np.float32) for v in (start, end, _mapped(face, start))]
    return Behind(ratio, *at)


def _halved(image: Pixels) -> Pixels:
    small = cv2.resize(image, None, fx=HALF, fy=HALF, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def _of_face(start: Points, end: Points) -> Map:
    """Least squares similarity of the face; the mouth and what is below moves by itself."""
    above = start[:, 1] < start[NOSE_TIP, 1]
    p, q = (points[above, 0] + 1j * points[above, 1] for points in (start, end))
    p_mean, q_mean = p.mean(), q.mean()
    turn = complex(((q - q_mean) * np.conj(p - p_mean)).sum() / (np.abs(p - p_mean) ** 2).sum())
    return _map(turn, complex(q_mean - turn * p_mean))


def _map(turn: complex, shift: complex) -> Map:
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def _powered(face: Map, share: float) -> Map:
    """A growth about the same place whose logarithm is that share of the face's."""
    turn, shift = complex(face[0, 0], face[1, 0]), complex(face[0, 2], face[1, 2])
    fixed = shift / (1 - turn)
    less = complex(turn**share)
    return _map(less, fixed * (1 - less))


def _mapped(by: Map, spots: Spots) -> Spots:
    return np.asarray(spots @ by[:, :2].T + by[:, 2], np.float32)


def _open(shape: tuple[int, ...], box: Box) -> NDArray[np.bool_]:
    """What belongs neither to the head with its hair nor to the shoulders."""
    x, y, wide, tall = (v * HALF for v in box)
    side, above, below = _HEAD
    far, start = _SHOULDERS
    free = np.ones(shape[:2], np.bool_)
    _cover(free, x - side * wide, y - above * tall, x + (1 + side) * wide, y + (1 + below) * tall)
    _cover(free, x - far * wide, y + start * tall, x + (1 + far) * wide, shape[0])
    return free


def _cover(free: NDArray[np.bool_], left: float, top: float, right: float, bottom: float) -> None:
    rows, columns = free.shape
    ends = np.clip(np.rint([left, top, right, bottom]), 0, [columns, rows, columns, rows]).astype(int)
    free[ends[1] : ends[3], ends[0] : ends[2]] = False


def _still_seen(shape: tuple[int, ...], face: Map) -> NDArray[np.bool_]:
    """What would lie within the near frame had it moved as the face did."""
    rows, columns = shape[:2]
    x, y = (float(v) for v in (columns - _RIM, rows - _RIM))
    corners = np.array([[_RIM, _RIM], [x, _RIM], [x, y], [_RIM, y]], np.float32)
    seen = np.zeros((rows, columns), np.uint8)
    back = _mapped(np.asarray(cv2.invertAffineTransform(face), np.float64), corners)
    cv2.fillConvexPoly(seen, np.rint(back).astype(np.int32), 1)
    return np.asarray(seen, np.bool_)


def _corners(grey: Pixels, where: NDArray[np.bool_]) -> Spots:
    texture = cv2.cornerMinEigenVal(grey, CORNER)
    mask = (where & (texture > TEXTURE)).astype(np.uint8)
    found = cv2.goodFeaturesToTrack(grey, MOST_SPOTS, 0.001, SPACING, mask=mask, blockSize=CORNER)
    return np.zeros((0, 2), np.float32) if found is None else found.reshape(-1, 2).astype(np.float32)


def _followed(one: Pixels, two: Pixels, spots: Spots, guess: Map) -> tuple[Spots, Spots]:
    """Points that were found again from this guess, and where."""
    size = one.shape[1], one.shape[0]
    laid = np.asarray(
        cv2.warpAffine(two, guess, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP), np.uint8
    )
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        one, laid, spots, spots.copy(), winSize=WINDOW, maxLevel=LEVELS
    )
    back, home, _ = cv2.calcOpticalFlowPyrLK(laid, one, there, there.copy(), winSize=WINDOW, maxLevel=LEVELS)
    kept = (found.ravel() > 0) & (home.ravel() > 0) & (np.linalg.norm(back - spots, axis=1) < RETURN)
    start, end = spots[kept], np.asarray(there[kept], np.float32)
    same = np.array([_alike(one, laid, a, b) for a, b in zip(start, end, strict=True)], np.bool_)
    return start[same], _mapped(guess, end[same])


def _alike(one: Pixels, two: Pixels, at: Spots, there: Spots) -> bool:
    """Whether the patches around both places correlate."""
    side = (PATCH, PATCH)
    a = cv2.getRectSubPix(one, side, (float(at[0]), float(at[1])))
    b = cv2.getRectSubPix(two, side, (float(there[0]), float(there[1])))
    return float(cv2.matchTemplate(a, b, cv2.TM_CCOEFF_NORMED)[0, 0]) >= ALIKE
