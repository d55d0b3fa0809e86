"""A straight border around the face: the bezel of a screen, the edge of a print or of a document.

Before a real person the edge below the chin is interrupted by neck and shoulders. A picture of a person has
an uninterrupted lower edge, and most often one more on each side.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Box
from bonafide.engine.image import Pixels

WORK_FACE = 60.0
"""The picture is brought to this face width in pixels, so that one threshold fits all distances."""
STEEP = 14.0
"""Least grey step across an edge, 0 to 255, after light smoothing."""
TURNS = np.arange(-16.0, 16.1, 2.0)
REACH = 4.0
"""How far from the face an edge is looked for, in face widths."""
CHANCE = 0.4
"""Straight runs up to this share of the span are found in any scene: collars, shelves, shoulders."""
GAP = 0.12
"""Edges nearer to the face box than this (face widths) are the outline of the head itself."""


def border_score(image: Pixels, face: Box) -> float:
    """Tell how completely straight edges enclose the face: 0 none, 1 an unbroken quadrilateral.

    The lower edge counts half, the better two of the other three sides the other half, multiplied, so that
    a door frame or a shelf behind a person stays low.
    """
    grey, box = _sized(image, face)
    below = _side(grey, box)
    if below <= 0.0:  # before most people: the other sides change nothing
        return 0.0
    above = _side(*_turned(grey, box, 2))
    left, right = _side(*_turned(grey, box, 1)), _side(*_turned(grey, box, 3))
    others = sorted((above, left, right))[1:]
    return float(below * sum(others) / 2)


def _sized(image: Pixels, face: Box) -> tuple[NDArray[np.float32], tuple[float, float, float, float]]:
    scale = WORK_FACE / max(face[2], 1)
    size = (max(16, round(image.shape[1] * scale)), max(16, round(image.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    grey = cv2.cvtColor(cv2.resize(image, size, interpolation=how), cv2.COLOR_BGR2GRAY)
    smooth = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.float32)
    x, y, wide, high = (value * scale for value in face)
    return smooth, (x, y, wide, high)


def _turned(
    grey: NDArray[np.float32], box: tuple[float, float, float, float], quarters: int
) -> tuple[NDArray[np.float32], tuple[float, float, float, float]]:
    """Turn picture and box by quarter turns against the clock, so that another side comes to lie below."""
    x, y, wide, high = box
    for _ in range(quarters):
        x, y, wide, high = y, grey.shape[1] - x - wide, high, wide
        grey = np.ascontiguousarray(np.rot90(grey))
    return grey, (x, y, wide, high)


def _side(grey: NDArray[np.float32], box: tuple[float, float, float, float]) -> float:
    """Share 0 to 1 of the face's width that is crossed, below the face, by one straight unbroken edge."""
    x, y, wide, high = box
    steps = np.asarray(cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3, scale=0.25), np.float32)
    middle = (x + wide / 2, y + high / 2)
    columns = slice(max(0, round(x - wide * 0.25)), min(grey.shape[1], round(x + wide * 1.25)))
    top = round(y + high + GAP * WORK_FACE)
    rows = slice(max(0, top), min(grey.shape[0] - 2, round(y + high + REACH * WORK_FACE)))
    if rows.stop - rows.start < 3 or columns.stop - columns.start < wide:
        return 0.0
    covered = max(_coverage(steps, middle, float(turn), rows, columns) for turn in TURNS)
    return max(0.0, (covered - CHANCE) / (1 - CHANCE))


def _coverage(
    steps: NDArray[np.float32], middle: tuple[float, float], turn: float, rows: slice, columns: slice
) -> float:
    place = cv2.getRotationMatrix2D(middle, turn, 1.0)
    laid = cv2.warpAffine(steps, place, (steps.shape[1], steps.shape[0]))[rows, columns]
    best = 0.0
    for sign in (1, -1):
        steep = (sign * laid > STEEP).astype(np.uint8)
        # An edge may wander by a pixel up or down, and may be broken for two.
        near = cv2.dilate(steep, np.ones((3, 1), np.uint8))
        closed = cv2.morphologyEx(near, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
        likely = closed[closed.mean(axis=1) > CHANCE]  # a run needs at least as many steps in its row
        best = max(best, _longest_run(np.asarray(likely, np.bool_)) / laid.shape[1])
    return best


def _longest_run(rows: NDArray[np.bool_]) -> int:
    """Length of the longest unbroken run of True in any row."""
    if rows.size == 0:
        return 0
    columns = np.arange(rows.shape[1], dtype=np.int32)
    last_gap = np.maximum.accumulate(np.where(rows, np.int32(-1), columns), axis=1)
    return int((columns - last_gap).max())
