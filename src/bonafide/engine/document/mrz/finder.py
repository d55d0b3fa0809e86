"""Find long lines of small dark print in a photograph without any model: the lines a zone could have.

Dark specks of the size of characters are kept, everything larger (borders, portraits) or smaller (grain) is
dropped; specks of like size that stand next to each other are closed into bars along the row and along the
column, so that all four orientations and tilts to 20 degrees need no second pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.mrz.zone import Line, joined

Image = NDArray[np.uint8]
Stats = NDArray[np.int32]

WORK_SIDE = 960
_MOST_ENLARGED = 3.0
_WINDOW = 31
_LEAST_CONTRAST = 9
"""Grey levels by which ink is darker than the mean of its surroundings."""
_SIZES = ((5, 11), (9, 18), (15, 29), (25, 48))
"""Classes of characters by their longer side, in pixels of the working copy; they overlap, so that no line
is split between two."""
_REACH = 1.25
"""Gap that is closed between two characters, by the largest size of the class; a line below stands farther
off even at 20 degrees of tilt."""
_LEAST_ASPECT, _LEAST_LENGTH = 7.0, 0.12


@dataclass(frozen=True, slots=True)
class Work:
    """The working copy: grey, long side WORK_SIDE, and its size by that of the image."""

    grey: Image
    scale: float


def working_copy(image: Image, side: int = WORK_SIDE) -> Work:
    """Grey copy of `image` (BGR or grey, uint8), shrunk, or enlarged up to three times, to a long side."""
    scale = min(_MOST_ENLARGED, side / max(image.shape[:2]))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=how)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY) if small.ndim == 3 else small
    return Work(np.asarray(grey, np.uint8), scale)


def long_lines(work: Work) -> list[Line]:
    """Lines of print in pixels of the image, longest first, each along its own direction (one of two)."""
    marks, stats = _specks(work.grey)
    shortest = _LEAST_LENGTH * max(work.grey.shape)
    found = [
        line
        for low, high in _SIZES
        for mask in [_of_size(marks, stats, low, high)]
        for upright in (False, True)
        for line in _bars(mask, high, shortest, upright=upright)
    ]
    lines = sorted(joined(_distinct(found)), key=lambda x: -x.length)
    return [_scaled(x, 1 / work.scale) for x in lines]


def _specks(grey: Image) -> tuple[NDArray[np.int32], Stats]:
    """Connected dark specks and their boxes (x, y, width, height, area), the ground being number 0."""
    calm = cv2.blur(grey, (_WINDOW, _WINDOW))
    _, ink = cv2.threshold(cv2.subtract(calm, grey), _LEAST_CONTRAST, 1, cv2.THRESH_BINARY)
    _, marks, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=4, ltype=cv2.CV_32S)
    return np.asarray(marks, np.int32), np.asarray(stats, np.int32)


def _of_size(marks: NDArray[np.int32], stats: Stats, low: int, high: int) -> Image:
    longer = stats[:, 2:4].max(1)
    keep = (longer >= low) & (longer <= high) & (stats[:, 4] >= low)
    keep[0] = False
    return np.asarray(keep[marks], np.uint8)


def _bars(mask: Image, size: int, shortest: float, *, upright: bool) -> list[Line]:
    reach = round(size * _REACH)
    kernel = np.ones((reach, 1) if upright else (1, reach), np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    lines = []
    for outline in outlines:
        _, _, width, height = cv2.boundingRect(outline)
        if (height if upright else width) < shortest:
            continue
        line = _line(outline)
        if line.length > _LEAST_ASPECT * line.height and _leans(line, upright=upright):
            lines.append(line)
    return lines


def _line(outline: cv2.typing.MatLike) -> Line:
    a, b, c, d = np.asarray(cv2.boxPoints(cv2.minAreaRect(outline)), np.float64)
    sides = ((a + d) / 2, (b + c) / 2), ((a + b) / 2, (d + c) / 2)
    left, right = max(sides, key=lambda ends: float(np.linalg.norm(ends[1] - ends[0])))
    height = min(np.linalg.norm(b - a), np.linalg.norm(d - a))
    if abs(right[0] - left[0]) >= abs(right[1] - left[1]):
        left, right = (left, right) if right[0] >= left[0] else (right, left)
    else:
        left, right = (left, right) if right[1] >= left[1] else (right, left)
    return Line(left, right, float(height) + 1)


def _leans(line: Line, *, upright: bool) -> bool:
    """Whether the bar runs along the direction in which it was closed."""
    x, y = np.abs(line.along)
    return bool(y > x if upright else x >= y)


def _distinct(lines: list[Line]) -> list[Line]:
    """Drop a bar that lies within a longer one of another class of sizes."""
    kept: list[Line] = []
    for line in sorted(lines, key=lambda x: -x.length):
        if not any(_within(line, other) for other in kept):
            kept.append(line)
    return kept


def _within(line: Line, other: Line) -> bool:
    for point in (line.left, (line.left + line.right) / 2, line.right):
        offset = point - other.left
        if abs(float(offset @ other.across)) > 0.6 * other.height:
            return False
        if not -other.height < float(offset @ other.along) < other.length + other.height:
            return False
    return True


def _scaled(line: Line, factor: float) -> Line:
    return Line(line.left * factor, line.right * factor, line.height * factor)
