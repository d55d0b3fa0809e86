"""A lit panel round the document: a bright area, larger than it, that ends in the dark along straight lines.

Where `bezel` needs the device's edge on both of its sides, here the picture may end inside of it, and the panel
need not be parallel to the document, as when a photograph of a document fills a screen.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.genuine.windows import Floats
from bonafide.engine.evidence import Point, Quad
from bonafide.engine.image import Pixels

SHRINK = 6
_DARK = 0.16
"""Brightness below which a pixel is no lit surface, as a share of the document's white; black cloth has 0.2."""
_LONG, _CLOSE, _STRAIGHT = 0.25, 0.025, 0.5
_REACH = 3.0


@dataclass(frozen=True, slots=True)
class Side:
    """A straight side of the panel, from `begin` to `end` in the photograph."""

    begin: Point
    end: Point


def find_panel(photo: Pixels, quad: Quad) -> list[Side]:
    """Find the straight sides at which the bright area that holds the document ends in the dark.

    A side counts when it is a quarter of the picture's height long, runs straight, and lies apart from the
    document's border: an original on a dark ground ends at its own border. Where the bright area is clearly
    larger than the document, and no hand beside it, the border found may be the panel's and counts too.
    """
    small = cv2.resize(photo, None, fx=1 / SHRINK, fy=1 / SHRINK, interpolation=cv2.INTER_AREA)
    bright = small.max(axis=2)
    corners = np.asarray(quad, np.float32) / np.float32(SHRINK)
    mask = np.zeros(bright.shape, np.uint8)
    cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), 1)
    if not mask.any():
        return []
    white = float(np.percentile(bright[mask > 0], 85))
    bare = ((bright >= _DARK * white) | (mask > 0)).astype(np.uint8)
    lit = np.asarray(cv2.morphologyEx(bare, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    area = _holding(lit, corners)
    if area is None:
        return []
    hull = np.asarray(cv2.convexHull(area), np.int32)
    outline = cv2.approxPolyDP(hull, 0.012 * cv2.arcLength(hull, closed=True), closed=True)[:, 0].astype(
        float
    )
    ends = np.roll(outline, -1, axis=0)
    apart = 0.0 if _is_larger(area, hull, corners) else _CLOSE * lit.shape[1]
    sides = [(a, b) for a, b in zip(outline, ends, strict=True) if _counts(a, b, lit, corners, apart)]
    return [Side(_point(a), _point(b)) for a, b in sides]


def _is_larger(area: NDArray[np.int32], hull: NDArray[np.int32], corners: Floats) -> bool:
    """Whether the bright area is clearly larger than the document and without bays, as document and hand have."""
    size, whole = cv2.contourArea(area), cv2.contourArea(hull)
    return size > 1.12 * cv2.contourArea(corners) and size > 0.97 * whole


def _holding(lit: Pixels, corners: Floats) -> NDArray[np.int32] | None:
    """Outline of the bright area that holds the middle of the document."""
    across, down = corners.mean(axis=0)
    height, width = lit.shape
    if not (0 <= across < width and 0 <= down < height):
        return None
    _, parts = cv2.connectedComponents(lit)
    part = parts[int(down), int(across)]
    if part == 0:
        return None
    outlines, _ = cv2.findContours((parts == part).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(max(outlines, key=cv2.contourArea), np.int32)


def _counts(
    a: NDArray[np.float64], b: NDArray[np.float64], lit: Pixels, corners: Floats, apart: float
) -> bool:
    height, width = lit.shape
    length = float(np.hypot(*(b - a)))
    if length < _LONG * height:
        return False
    points = a + np.linspace(0.06, 0.94, 40)[:, None] * (b - a)
    middle = corners.mean(axis=0)
    out = np.array([b[1] - a[1], a[0] - b[0]]) / length
    out *= np.sign(out @ (points.mean(axis=0) - middle))
    inside, outside = points - 2 * out, points + _REACH * out
    in_view = _within(outside, width, height)
    if in_view.mean() < _STRAIGHT or _is_own(points, corners, apart):
        return False
    dark = ~_at(lit, outside[in_view])
    return bool(dark.mean() > 0.8 and _at(lit, inside[in_view]).mean() > 0.8)


def _is_own(points: NDArray[np.float64], corners: Floats, close: float) -> bool:
    """Whether the side is one of the document's own."""
    away = [
        abs(cv2.pointPolygonTest(corners, (float(x), float(y)), measureDist=True)) for x, y in points[::4]
    ]
    return float(np.median(away)) < close


def _within(points: NDArray[np.float64], width: int, height: int) -> NDArray[np.bool_]:
    rounded = np.rint(points)
    return np.asarray(((rounded >= 0) & (rounded < (width, height))).all(axis=1))


def _at(lit: Pixels, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    height, width = lit.shape
    x = np.rint(points[:, 0]).astype(int).clip(0, width - 1)
    y = np.rint(points[:, 1]).astype(int).clip(0, height - 1)
    return np.asarray(lit[y, x] > 0)


def _point(p: NDArray[np.float64]) -> Point:
    return float(p[0] * SHRINK), float(p[1] * SHRINK)
