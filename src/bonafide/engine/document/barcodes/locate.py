"""Where on a side a stacked barcode stands: dense black and white in a long box, found without decoding it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]

_SIDE = 640
_LEAST_AREA = 0.008
_LEAST_FILL = 0.7
_MOST_LONG = 14.0
_LEAST_SPREAD = 40
_SHARE_OF_STRONGEST = 0.4
_LEAST_PARALLEL = 0.985
"""Cosine of 10 degrees: how far a side may lean against its box."""
MOST_PLACES = 2


def find_places(grey: Image) -> list[Floats]:
    """Find boxes that may hold a PDF417 symbol, largest first, at most `MOST_PLACES`.

    Each is four corners (4 x 2, pixels of `grey`, in turn, the first side a long one). An empty list says
    that there is no such barcode; that answer costs a few milliseconds whatever the size of the picture.
    """
    scale = min(1.0, _SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    busy = _busy(np.asarray(small, np.uint8))
    found = [(cv2.contourArea(one), one) for one in _blobs(busy)]
    found = [(area, one) for area, one in found if area >= _LEAST_AREA * small.size]
    found.sort(key=lambda one: -one[0])
    boxes = (_corners(one, area) for area, one in found[: 2 * MOST_PLACES])
    return [box / scale for box in boxes if box is not None][:MOST_PLACES]


def _busy(small: Image) -> Image:
    """1 where black and white lie close together all around, as modules do and lines of print do not."""
    kernel = np.ones((7, 7), np.uint8)
    spread = cv2.subtract(cv2.dilate(small, kernel), cv2.erode(small, kernel))
    across, down = (cv2.Sobel(small, cv2.CV_16S, x, 1 - x, ksize=3) for x in (1, 0))
    steep = cv2.add(np.abs(across), np.abs(down)).astype(np.float32)
    strength = cv2.blur(steep, (9, 9))
    least = _SHARE_OF_STRONGEST * np.percentile(strength[::4, ::4], 97)
    return np.asarray((strength > least) & (spread > _LEAST_SPREAD), np.uint8)


def _blobs(busy: Image) -> list[NDArray[np.int32]]:
    """Areas that stay when what is thinner than a barcode is taken away; the stop bar is bridged first."""
    closed = cv2.morphologyEx(busy, cv2.MORPH_CLOSE, np.ones((17, 17), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((21, 21), np.uint8))
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return [np.asarray(one, np.int32) for one in contours]


def _corners(contour: NDArray[np.int32], area: float) -> Floats | None:
    """Four corners of a blob whose sides are straight, None where it is no box."""
    box = cv2.minAreaRect(contour)
    short, long = sorted(box[1])
    if area < _LEAST_FILL * short * long or long > _MOST_LONG * short:
        return None
    rough = np.asarray(cv2.boxPoints(box), np.float64)
    if np.linalg.norm(rough[1] - rough[0]) < np.linalg.norm(rough[2] - rough[1]):
        rough = np.roll(rough, -1, axis=0)
    points = contour[:, 0].astype(np.float64)
    lines = [_side(points, rough[i], rough[(i + 1) % 4], rough[(i + 2) % 4]) for i in range(4)]
    corners = [np.cross(lines[i - 1], lines[i]) for i in range(4)]
    if any(abs(one[2]) < 1e-9 for one in corners):
        return rough
    found = np.array([one[:2] / one[2] for one in corners])
    return found if np.abs(found - rough).max() < 0.25 * long else rough


def _side(points: Floats, start: Floats, end: Floats, beyond: Floats) -> Floats:
    """Line (a, b, c) along the blob's points near one side of its box, away from the corners."""
    along, down = end - start, beyond - end
    length, depth = np.linalg.norm(along), np.linalg.norm(down)
    u = (points - start) @ along / length**2
    v = (points - start) @ down / depth**2
    near = points[(u > 0.08) & (u < 0.92) & (np.abs(v) < 0.25)]
    if len(near) < 8:
        near = np.stack([start, end])
    x, y, px, py = (float(k[0]) for k in cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01))
    if abs(x * along[0] + y * along[1]) < _LEAST_PARALLEL * length:  # glare has eaten into this side
        (x, y), (px, py) = along / length, np.median(near, axis=0)
    return np.array([y, -x, x * py - y * px])
