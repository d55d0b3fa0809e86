"""Corners that were cut square: a card or a passport has round ones, a sheet cut from paper mostly has not.

ISO/IEC 7810 gives ID-1, ID-2 and ID-3 corners of 3.18 mm radius, give or take 0.30 mm. Beyond such an arc, up to the
place where both sides would meet, lies what is behind the document; on a sheet that was cut along two straight lines
lies paper. So the colour of that tip is set between what lies inside and outside of both sides near it.
A passport that lies open has its round corners at the bottom alone: the top of its data page is the spine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.drawn import small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.outline import Outline, pixels_per_mm, refine, size_mm
from bonafide.engine.document.locate import side_lengths
from bonafide.engine.evidence import Quad, Sign
from bonafide.engine.image import Pixels

LEAST_PER_MM = 5.0
"""Pixels per millimetre below which the tip of a corner is no more than its blurred sides."""
RADIUS_MM = 2.88
"""The least radius of the standard: the tip beyond it is free on every card."""
_BEFORE, _AFTER, _PER_MM = 2.0, 8.0, 10
_SUPPORT = 0.4
_CLEAR = 3.0
"""Colour of both sides of a border apart, over their own spread, from which a corner is judged."""
_LEAST_APART = 5.0
"""The same in CIELAB units."""
_FEWEST = 2
_FORMATS = ("TD1", "TD3")
"""By their zone: cards of ID-1 and passports. Old identity cards of ID-2 are paper, some of it cut square."""
_MISSHAPEN = 0.075
"""Logarithm of the sides' ratio over the format's that no plausible tilt of the document gives."""
_OUT, _TRIES = 0.02, 6
"""A side that is not there is looked for further out, in steps of this share of the long side."""

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Corner:
    """`filled`: where the tip's colour lies from outside (0) to inside (1); None where both look alike."""

    filled: float | None
    patch: Pixels


def square_corners(exhibit: Exhibit) -> Sign:
    """Measure how far the tips of the front's corners are filled as on a sheet cut straight.

    Returns:
        Score 0 (round) to 1 (square): the second most filled of the corners that can be judged, for half of a sheet
        may be cut round. Numbers: `corners` judged, `filled_1` to `filled_4` (clockwise from top left; what is not
        judged is absent). Without score: `shape_unknown` (no valid zone that says card or passport), `no_border`,
        `border_unclear`, `too_few_pixels`, `corners_unclear` (fewer than two lie in the picture and stand out from
        what is behind them).

    """
    flat = exhibit.front
    if exhibit.mrz is None or not exhibit.mrz.valid or exhibit.mrz.format not in _FORMATS:
        return Sign(None, "shape_unknown")
    if flat.quad is None:
        return Sign(None, "no_border")
    if pixels_per_mm(flat, exhibit.mrz) < LEAST_PER_MM:
        return Sign(None, "too_few_pixels")
    size = size_mm(flat, exhibit.mrz)
    outline = _outline(flat.photo, np.asarray(flat.quad, np.float64), size)
    if float(outline.support.min()) < _SUPPORT:
        return Sign(None, "border_unclear", {"support": float(outline.support.min())})
    found = {k: _corner(flat, outline, size, k) for k in _looked_at(size)}
    numbers = {f"filled_{k + 1}": c.filled for k, c in found.items() if c.filled is not None}
    picture = small_jpeg(np.asarray(np.hstack([c.patch for c in found.values()]), np.uint8))
    counted = {"corners": float(len(numbers)), **numbers}
    if len(numbers) < _FEWEST:
        return Sign(None, "corners_unclear", counted, picture)
    second = sorted(numbers.values())[-2]
    return Sign(float(np.clip(second, 0, 1)), "", counted, picture)


def _outline(photo: Pixels, corners: NDArray[np.float64], size: tuple[float, float]) -> Outline:
    """Fit the sides; one that runs through print, as along a line of the zone, is moved out to the border."""
    first = found = refine(photo, _quad(corners))
    step = _OUT * float(side_lengths(_quad(corners)).max())
    for out in range(1, _TRIES + 1):
        doubtful = _doubtful(found, size)
        if not doubtful.any():
            return found
        found = refine(photo, _quad(_moved_out(corners, doubtful.astype(np.float64) * out * step)))
    return first


def _doubtful(found: Outline, size: tuple[float, float]) -> Mask:
    """Sides that are no clear line, and the less clear one of two that lie too near to each other (4)."""
    weak = found.support < _SUPPORT
    top, right, bottom, left = side_lengths(_quad(found.corners))
    stretched = float(np.log((top + bottom) / (left + right) / (size[0] / size[1])))
    if abs(stretched) > _MISSHAPEN:
        pair = (0, 2) if stretched > 0 else (1, 3)
        weak[min(pair, key=lambda k: found.support[k])] = True
    return np.asarray(weak, np.bool_)


def _moved_out(corners: NDArray[np.float64], by: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move sides out by so many pixels each (top, right, bottom, left) along their neighbours."""
    moved = corners.copy()
    for k in range(4):
        for here, beyond in ((k, k - 1), ((k + 1) % 4, (k + 2) % 4)):
            way = corners[here] - corners[beyond]
            moved[here] += way * (by[k] / max(1e-9, float(np.linalg.norm(way))))
    return moved


def _quad(corners: NDArray[np.float64]) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d


def _looked_at(size: tuple[float, float]) -> tuple[int, ...]:
    """All corners of a card, the lower ones of a passport's page."""
    return (0, 1, 2, 3) if max(size) < 90 else (2, 3)


def _corner(flat: Flat, outline: Outline, size: tuple[float, float], k: int) -> _Corner:
    patch = _patch(flat.photo, outline, size, k)
    if not _in_picture(flat, outline, k):
        return _Corner(None, patch)
    colours = np.asarray(cv2.cvtColor(patch.astype(np.float32) / 255, cv2.COLOR_BGR2LAB), np.float32)
    tip, sides = _masks()
    places = [_between(colours[inside], colours[outside], colours[tip]) for inside, outside in sides]
    known = [p for p in places if p is not None]
    return _Corner(min(known) if len(known) == len(places) else None, patch)


def _in_picture(flat: Flat, outline: Outline, k: int) -> bool:
    """Whether the corner and some of what is behind it were photographed."""
    height, width = flat.photo.shape[:2]
    room = 0.004 * width
    x, y = outline.corners[k]
    return bool(room < x < width - room and room < y < height - room)


def _between(inside: Floats, outside: Floats, tip: Floats) -> float | None:
    """Where the tip lies on the way from the colour outside to the one inside; None where these are alike."""
    ends = np.median(outside, axis=0), np.median(inside, axis=0)
    way = ends[1] - ends[0]
    apart = float(np.linalg.norm(way))
    if apart < _LEAST_APART:
        return None
    at = [np.asarray(((part - ends[0]) @ way) / apart**2, np.float32) for part in (inside, outside, tip)]
    spread = max(_spread(at[0]), _spread(at[1]))
    return None if spread * _CLEAR > 1 else float(np.median(at[2]))


def _spread(values: Floats) -> float:
    low, high = np.percentile(values, (16, 84))
    return float(high - low) / 2


def _patch(photo: Pixels, outline: Outline, size: tuple[float, float], k: int) -> Pixels:
    """The surroundings of a corner, flat, the document towards the right and below; 10 pixels per millimetre."""
    width, height = size if k % 2 == 0 else size[::-1]
    corners = np.roll(outline.corners, -k, axis=0).astype(np.float32)
    flat = np.asarray([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    shifted = ((flat + _BEFORE) * _PER_MM).astype(np.float32)
    side = round((_BEFORE + _AFTER) * _PER_MM)
    place = cv2.getPerspectiveTransform(corners, shifted)
    return np.asarray(
        cv2.warpPerspective(
            photo, place, (side, side), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


@lru_cache(maxsize=1)
def _masks() -> tuple[Mask, tuple[tuple[Mask, Mask], ...]]:
    """The tip beyond the arc, and inside and outside of both sides, in a patch."""
    at = (np.arange(round((_BEFORE + _AFTER) * _PER_MM)) + 0.5) / _PER_MM - _BEFORE
    x, y = np.meshgrid(at, at)
    beyond = np.hypot(x - RADIUS_MM, y - RADIUS_MM) > RADIUS_MM + 0.3
    tip = beyond & (np.minimum(x, y) > 0.25) & (np.maximum(x, y) < RADIUS_MM)
    sides = []
    for along, across in ((x, y), (y, x)):
        inside = (along > 3.5) & (along < 7.5) & (across > 0.4) & (across < 1.4)
        outside = (along > 0) & (along < 6) & (across < -0.4) & (across > -1.4)
        sides.append((inside, outside))
    return tip, tuple(sides)
