"""A flat-bed scan handed in as a photograph: exact right angles, one even background, light without a slope.

A hand-held camera never stands exactly above a document, and no room lights table and card evenly; a scanner does
both. A picture that is nothing but the document, cut at its edges, has no background to look at, but no camera
gives pictures of a document's shape either: theirs are 4:3, 3:2 or 16:9.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat, is_border
from bonafide.engine.document.genuine.drawn import outlined, small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.outline import Outline, refine
from bonafide.engine.document.locate import RATIOS
from bonafide.engine.evidence import Sign
from bonafide.engine.image import Pixels, shrink

ANGLE_OFF, SIDES_OFF = 0.3, 0.005
"""Published starting rule: corners within 0.3 degrees of right, opposite sides equal within 0.5 %."""
_UNEVEN, _ROUGH = 6.0, 1.6
"""Grey levels: range of the background's brightness, and its fine texture, at which a lid is left."""
_NOT_FILLED = 0.01
"""Share of its enclosing rectangle that what lies on the lid leaves free; round corners take 0.002."""
_SHAPE_OFF = 0.015
_WORK = 480
_GAP = 0.02
_RING = 0.006
_STEP = 5.0
_FEWEST = 0.01
_SUPPORT = 0.5


def flat_scan(exhibit: Exhibit) -> Sign:
    """Measure how exactly the front lies as on a scanner's glass.

    Returns:
        Score 0 to 1, the higher of two measures whose parts are 0.5 where their rule begins. By the outline: the
        third largest of right angles, equal sides, even background, fine texture of the background. By the lid:
        the least of evenness and texture at the picture's border and how well what lies on it fills a rectangle.
        A picture that is nothing but the document scores 1. Numbers: `angle_off` (degrees), `sides_off`
        (share), `background_range`, `background_rough` (grey levels), `lid`, `cut_out` (0 or 1).

    """
    flat = exhibit.front
    if _is_cut_out(flat):
        return Sign(1.0, "", {"cut_out": 1.0}, small_jpeg(flat.photo))
    half = np.ascontiguousarray(flat.photo[::2, ::2])
    small = np.asarray(cv2.cvtColor(shrink(half, _WORK), cv2.COLOR_BGR2GRAY), np.uint8)
    lid = _lid(small)
    numbers = {"cut_out": 0.0, "lid": lid}
    if flat.quad is None or is_border(flat.quad, flat.photo):
        return Sign(lid, "", numbers, small_jpeg(flat.photo))
    outline = refine(flat.photo, flat.quad)
    exact, measured = _exact(flat.photo, small, outline)
    picture = small_jpeg(outlined(flat.photo, outline.corners))
    return Sign(max(lid, exact), "", {**numbers, **measured}, picture)


def _is_cut_out(flat: Flat) -> bool:
    """Whether no border was found but the picture's own, and it has a document's shape."""
    if flat.quad is not None and not is_border(flat.quad, flat.photo):
        return False
    height, width = flat.photo.shape[:2]
    ratio = max(width, height) / min(width, height)
    return min(abs(float(np.log(ratio / r))) for r in RATIOS) <= _SHAPE_OFF


def _exact(photo: Pixels, small: Pixels, outline: Outline) -> tuple[float, dict[str, float]]:
    """Score by the outline, 0 where its sides are not clear, and what it was made of."""
    if float(np.sort(outline.support)[1]) < _SUPPORT:
        return 0.0, {}
    angle, sides = _right(outline)
    numbers = {"angle_off": angle, "sides_off": sides}
    parts = [_near(angle, ANGLE_OFF), _near(sides, SIDES_OFF)]
    spread = _background(photo, small, outline)
    if spread is None:
        return min(parts), numbers
    parts += [_near(spread[0], _UNEVEN), _near(spread[1], _ROUGH)]
    numbers |= {"background_range": spread[0], "background_rough": spread[1]}
    # A steady hand before a plain wall reaches three of the four; only a lid is anywhere near even.
    return min(sorted(parts)[-3], _near(spread[0], 2 * _UNEVEN)), numbers


def _lid(small: Pixels) -> float:
    """How much the picture's border is one even lid on which one rectangle lies, 0 to 1."""
    calm = cv2.GaussianBlur(small, (0, 0), 1.0).astype(np.float32)
    ring = np.ones(small.shape, np.bool_)
    wide = max(3, round(_RING * max(small.shape)))
    ring[wide:-wide, wide:-wide] = False
    low, high = np.percentile(calm[ring], (2, 98))
    rough = float(np.percentile(np.abs(small - calm)[ring], 90))
    even = min(_near(float(high - low), _UNEVEN), _near(rough, _ROUGH))
    return (
        even if even < 0.1 else min(even, _near(_unfilled(calm, float(np.median(calm[ring]))), _NOT_FILLED))
    )


def _unfilled(calm: NDArray[np.float32], level: float) -> float:
    """Share of the enclosing rectangle, turned as may be, that the hull of what differs from `level` leaves free."""
    differs = (np.abs(calm - level) > _STEP).astype(np.uint8)
    differs = cv2.morphologyEx(differs, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    points = cv2.findNonZero(differs)
    if points is None or len(points) < _FEWEST * calm.size:
        return 1.0
    (_, (width, height), _) = cv2.minAreaRect(points)
    hull = cv2.contourArea(cv2.convexHull(points))
    return float(1 - hull / max(1.0, width * height))


def _near(value: float, rule: float) -> float:
    """1 at 0, 0.5 at the rule, falling towards 0."""
    return float(1 / (1 + (value / rule) ** 2))


def _right(outline: Outline) -> tuple[float, float]:
    """Largest departure of the corners from 90 degrees, and of opposite sides from equal length (share)."""
    sides = np.roll(outline.corners, -1, axis=0) - outline.corners
    length = np.linalg.norm(sides, axis=1)
    before = np.roll(sides, 1, axis=0)
    cosine = (sides * before).sum(axis=1) / (length * np.roll(length, 1)).clip(1e-9)
    angle = np.degrees(np.abs(np.arcsin(np.clip(cosine, -1, 1)))).max()
    unequal = np.abs(np.log(length[:2] / length[2:].clip(1e-9))).max()
    return float(angle), float(unequal)


def _background(photo: Pixels, small: Pixels, outline: Outline) -> tuple[float, float] | None:
    """Range of brightness around the document and its fine texture, in grey levels; None with too little of it."""
    scale = small.shape[1] / photo.shape[1]
    inside = np.zeros(small.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(outline.corners * scale).astype(np.int32)], 1)
    gap = 2 * round(_GAP * max(small.shape)) + 1
    outside: NDArray[np.bool_] = cv2.dilate(inside, np.ones((gap, gap), np.uint8)) == 0
    if outside.mean() < _FEWEST:
        return None
    calm = cv2.GaussianBlur(small, (0, 0), 2.0).astype(np.float32)
    low, high = np.percentile(calm[outside], (5, 95))
    fine = np.abs(small.astype(np.float32) - calm)[outside]
    return float(high - low), float(np.percentile(fine, 90))
