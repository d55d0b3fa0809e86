"""Points followed from one frame to the next (Lucas and Kanade 1981, in a pyramid: Bouguet 2000)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.image import Pixels

Floats = NDArray[np.float32]
Matrix = NDArray[np.float64]

_MOST, _QUALITY, _APART = 120, 0.01, 7
_WINDOW, _LEVELS = (21, 21), 3
_BACK = 0.8
"""A point that does not come back to within this many pixels when followed back was lost."""
_LEAST, _SHARE, _OFF = 12, 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Points:
    """Where n points were and are, each n x 2, pixels."""

    was: Floats
    now: Floats


_NONE = Points(np.empty((0, 2), np.float32), np.empty((0, 2), np.float32))


def follow(before: Pixels, after: Pixels, mask: Pixels, guesses: Sequence[Matrix]) -> Points:
    """Follow corners of grey `before` where `mask` is set; the guess (3 x 3) that keeps most points is taken."""
    found = cv2.goodFeaturesToTrack(before, _MOST, _QUALITY, _APART, mask=mask)
    if found is None:
        return _NONE
    was = np.asarray(found, np.float32).reshape(-1, 2)
    return max((_followed(before, after, was, guess) for guess in guesses), key=lambda p: len(p.was))


def _followed(before: Pixels, after: Pixels, was: Floats, guess: Matrix) -> Points:
    start = np.asarray(cv2.perspectiveTransform(was[:, None], guess), np.float32)
    now = _flow(before, after, was, start[:, 0])
    back = _flow(after, before, now, was)
    height, width = after.shape[:2]
    seen = (now >= 0).all(axis=1) & (now < (width, height)).all(axis=1)
    kept = seen & (np.linalg.norm(back - was, axis=1) < _BACK)
    return Points(was[kept], now[kept])


def _flow(before: Pixels, after: Pixels, was: Floats, start: Floats) -> Floats:
    now, status, _ = cv2.calcOpticalFlowPyrLK(
        before,
        after,
        was[:, None],
        start[:, None].copy(),
        winSize=_WINDOW,
        maxLevel=_LEVELS,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    lost = np.asarray(status, bool)[:, 0]
    return np.where(lost[:, None], np.asarray(now, np.float32)[:, 0], np.float32(-1e4))


def plane_of(points: Points) -> Matrix | None:
    """Homography (3 x 3) that most of the points follow; None where too few of them agree in one."""
    if len(points.was) < _LEAST:
        return None
    matrix, agree = cv2.findHomography(points.was, points.now, cv2.RANSAC, _OFF)
    if matrix is None or agree.sum() < max(_LEAST, _SHARE * len(points.was)):
        return None
    return np.asarray(matrix, np.float64)
