"""Damage that a photograph shows: a corner that is gone, and a crack right across.

Worn print, tears at an edge and bent sheets are not measured. Fingers that cover a corner are no damage: what
is seen through a missing corner is the background, as beside the other corners.
"""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.genuine.drawn import small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.locate import flat_size
from bonafide.engine.evidence import Quad, Sign
from bonafide.engine.image import Pixels, shrink
from bonafide.engine.perspective import straighten

NO_BORDER = "document_border_not_seen"
Floats = NDArray[np.float32]

_LONG, _MARGIN = 420, 48
_DEPTHS = (0.05, 0.075, 0.1)
"""How deep in a corner it is looked, in short sides on both ways; ISO/IEC 7810 rounds to a radius of 0.06."""
_INSIDE = ((0.3, 0.06), (0.06, 0.3), (0.22, 0.22))
_PATCH = 4
_UNLIKE = 18.0
"""CIELAB distance by which document and background must differ for a corner to be told."""
_SIDE = 640
_LEAN = 12.0
_LEAST_LENGTH, _GAP = 0.75, 6


def damaged(exhibit: Exhibit) -> Sign:
    """Score the worse of two: how much a corner looks like the background, and how far a crack runs."""
    front = exhibit.front
    if front.quad is None:
        return Sign(None, NO_BORDER)
    sheet = _with_margin(front.photo, front.quad)
    corners = [_missing(sheet, at) for at in product((False, True), (False, True))]
    length, ends = _crack(front.image)
    numbers = {"corner": round(max(corners), 4), "crack": round(length, 4)}
    return Sign(max(numbers.values()), "", numbers, _drawn(front.image, ends))


def _with_margin(photo: Pixels, quad: Quad) -> Floats:
    """Flatten the document with what lies around it, as CIELAB (L 0 to 100)."""
    width, height = flat_size(quad, _LONG)
    size = (width + 2 * _MARGIN, height + 2 * _MARGIN)
    flat = straighten(photo, quad, size, margin=(_MARGIN, _MARGIN))
    return np.asarray(cv2.cvtColor(flat.astype(np.float32) / 255, cv2.COLOR_BGR2LAB), np.float32)


def _missing(sheet: Floats, at: tuple[bool, bool]) -> float:
    """How much the corner (right?, bottom?) looks like what is outside it rather than the document, 0 to 1."""
    right, bottom = at
    turned = sheet[:: -1 if bottom else 1, :: -1 if right else 1]
    short = min(sheet.shape[:2]) - 2 * _MARGIN
    outside = np.median(turned[: _MARGIN - 10, : _MARGIN - 10].reshape(-1, 3), axis=0)
    inside = [_colour(turned, short, x, y) for x, y in _INSIDE]
    if min(float(np.linalg.norm(one - outside)) for one in inside) < _UNLIKE:
        return 0.0
    return min(_outer(_colour(turned, short, d, d), outside, inside) for d in _DEPTHS)


def _outer(seen: Floats, outside: Floats, inside: list[Floats]) -> float:
    near = min(float(np.linalg.norm(seen - one)) for one in inside)
    return float(np.clip(1 - float(np.linalg.norm(seen - outside)) / max(near, 1.0), 0, 1))


def _colour(sheet: Floats, short: int, x: float, y: float) -> Floats:
    column, row = (_MARGIN + round(short * share) for share in (x, y))
    patch = sheet[row - _PATCH : row + _PATCH, column - _PATCH : column + _PATCH]
    return np.asarray(np.median(patch.reshape(-1, 3), axis=0), np.float32)


def _crack(image: Pixels) -> tuple[float, NDArray[np.int32]]:
    """Longest thin straight line askew to the print, in short sides over _LEAST_LENGTH at most 1, and its ends."""
    grey = cv2.cvtColor(shrink(image, _SIDE), cv2.COLOR_BGR2GRAY)
    thin = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((7, 7), np.uint8)), np.uint8)
    strong = (thin > max(20.0, float(np.percentile(thin, 90)))).astype(np.uint8)
    short = min(grey.shape)
    found = cv2.HoughLinesP(strong, 1, np.pi / 180, 60, minLineLength=0.25 * short, maxLineGap=_GAP)
    none = np.zeros(4, np.int32)
    if found is None:
        return 0.0, none
    ends = np.asarray(found, np.int32).reshape(-1, 4)
    lines = [one for one in ends if _askew(one) and _filled(strong, one)]
    if not lines:
        return 0.0, none
    longest = max(lines, key=_length)
    scale = image.shape[1] / grey.shape[1]
    return min(1.0, _length(longest) / short / _LEAST_LENGTH), np.asarray(longest * scale, np.int32)


def _length(line: NDArray[np.int32]) -> float:
    return float(np.hypot(line[2] - line[0], line[3] - line[1]))


def _askew(line: NDArray[np.int32]) -> bool:
    angle = abs(float(np.degrees(np.arctan2(line[3] - line[1], line[2] - line[0])))) % 90
    return _LEAN < angle < 90 - _LEAN


def _filled(strong: Pixels, line: NDArray[np.int32]) -> bool:
    """Whether the line is drawn nearly all along: print only happens to lie on it."""
    count = max(2, round(_length(line)))
    x, y = (np.rint(np.linspace(line[k], line[k + 2], count)).astype(int) for k in (0, 1))
    return float(cv2.dilate(strong, np.ones((3, 3), np.uint8))[y, x].mean()) > 0.92


def _drawn(image: Pixels, ends: NDArray[np.int32]) -> bytes:
    drawn = image.copy()
    if ends.any():
        start, end = (int(ends[0]), int(ends[1])), (int(ends[2]), int(ends[3]))
        cv2.line(drawn, start, end, (30, 30, 220), max(2, image.shape[1] // 300))
    return small_jpeg(drawn)
