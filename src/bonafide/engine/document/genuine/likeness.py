"""Whether two flat pictures show the same print: coarse, so that light, tilt and a few pixels do not matter."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.evidence import Sign
from bonafide.engine.image import Pixels, encode_jpeg, shrink

Floats = NDArray[np.float32]
SMALL = (64, 40)
"""Width and height of the pictures that are compared."""
ONE_SIDE = "class_has_one_side"
_SHOWN_HEIGHT = 150
_SURE = 100
_CLEARLY = 0.8
"""A match counts where the next best is farther off than this share of its distance (Lowe 2004)."""


def levelled(picture: Pixels) -> Floats:
    """Shrink a BGR picture to SMALL and take out light that changes slowly over it; mean 0."""
    small = np.asarray(cv2.resize(picture, SMALL, interpolation=cv2.INTER_AREA), np.uint8)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    smooth = cv2.GaussianBlur(grey, (0, 0), 1)
    return np.asarray(smooth - smooth.mean(), np.float32)


def alike(a: Floats, b: Floats) -> float:
    """Correlation -1 to 1 of two levelled pictures."""
    return float((a * b).sum() / max(1.0, float(np.linalg.norm(a) * np.linalg.norm(b))))


def turns(picture: Pixels) -> Sequence[Floats]:
    """Give the levelled picture in its four quarter turns."""
    return [levelled(np.ascontiguousarray(np.rot90(picture, k))) for k in range(4)]


def same_side(exhibit: Exhibit) -> Sign:
    """Score how surely front and back are one side shown twice, any way round.

    Points of the print that stand in both pictures, and in one plane, are counted; _SURE of them are certain.
    """
    if exhibit.back is None:
        return Sign(None, ONE_SIDE)
    shared = _shared(exhibit.front.image, exhibit.back.image)
    score = min(1.0, shared / _SURE)
    return Sign(round(score, 4), "", {"shared_points": shared}, _beside(exhibit))


def _shared(a: Pixels, b: Pixels) -> int:
    """Count print that both pictures bear at places that one homography maps (ORB, Rublee 2011)."""
    (points, marks), (others, theirs) = (_marks(image) for image in (a, b))
    if marks is None or theirs is None:
        return 0
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(marks, theirs, k=2)
    good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < _CLEARLY * p[1].distance]
    if len(good) < 8:
        return 0
    was = np.asarray([points[m.queryIdx].pt for m in good], np.float32)
    now = np.asarray([others[m.trainIdx].pt for m in good], np.float32)
    _, agree = cv2.findHomography(was, now, cv2.RANSAC, 5.0)
    return 0 if agree is None else int(agree.sum())


def _marks(image: Pixels) -> tuple[Sequence[cv2.KeyPoint], NDArray[np.uint8] | None]:
    grey = cv2.cvtColor(shrink(image, 640), cv2.COLOR_BGR2GRAY)
    points, marks = cv2.ORB.create(nfeatures=800).detectAndCompute(grey, np.full_like(grey, 255))
    return points, None if marks is None else np.asarray(marks, np.uint8)


def _beside(exhibit: Exhibit) -> bytes:
    """Both sides next to each other."""
    assert exhibit.back is not None  # noqa: S101 - asked for two sides only
    shown = [_of_height(image) for image in (exhibit.front.image, exhibit.back.image)]
    return encode_jpeg(np.hstack(shown)[:, :480], 80)


def _of_height(image: Pixels) -> Pixels:
    width = max(1, round(image.shape[1] * _SHOWN_HEIGHT / image.shape[0]))
    return np.asarray(cv2.resize(image, (width, _SHOWN_HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
