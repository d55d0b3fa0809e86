"""The dark edge of a device round what it shows: a dark, even strip between two straight lines parallel to a side.

The photograph is flattened by the document's corners with a broad margin round it and searched from the middle
outwards on all four sides, so that it does not matter whether the corners are those of the document on the
screen, of its lit area or of the whole device.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.genuine.windows import Floats
from bonafide.engine.document.locate import side_lengths
from bonafide.engine.evidence import Box, Quad
from bonafide.engine.image import Pixels

LONG, MARGIN = 224, 112
"""Pixels of the document's long side in the flattened surroundings, and of the margin round it."""
BLACK, DARK = 0.16, 0.22
"""Brightness of a strip at most, as a share of the document's white: of black glass, and of any black thing."""
_EVEN, _STEP = 0.12, 0.07
"""A strip's spread and the steps at its edges, as shares of the document's white."""
_STRAIGHT = 0.6
"""Share of a strip's length over which its edge must run straight."""
_REACH = 3
_THIN = 0.035
"""Narrower strips are the cover of a passport or a shadow; in halves of the document's side."""


class Edge(StrEnum):
    """A side of the surroundings."""

    RIGHT = "right"
    LEFT = "left"
    BOTTOM = "bottom"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Strip:
    """A dark strip along one side, from `near` to `far` in halves of the document's side from its border.

    `closed`: a brighter surface begins again behind it, along a straight line; else it runs out of the picture.
    `level`: its brightness as a share of the document's white.
    """

    edge: Edge
    near: float
    far: float
    closed: bool
    level: float

    def corners(self, box: tuple[float, float, float, float]) -> NDArray[np.float32]:
        """Corners of the strip, (4, 2), where `box` (x, y, width, height) is the document."""
        x, y, w, h = box
        sign = 1 if self.edge in {Edge.RIGHT, Edge.BOTTOM} else -1
        near, far = ((1 + sign * (1 + v)) / 2 for v in (self.near, self.far))
        if self.edge in {Edge.RIGHT, Edge.LEFT}:
            points = [(near, 0.125), (far, 0.125), (far, 0.875), (near, 0.875)]
        else:
            points = [(0.125, near), (0.875, near), (0.875, far), (0.125, far)]
        return np.asarray([(x + a * w, y + b * h) for a, b in points], np.float32)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The flattened picture with its margin, what of it the photograph shows, and where the document is."""

    image: Pixels
    seen: NDArray[np.bool_]
    box: Box


def surroundings(photo: Pixels, quad: Quad) -> Surroundings:
    """Flatten the document with a margin of half its long side."""
    top, right, bottom, left = (float(v) for v in side_lengths(quad))
    width, height = (top + bottom) / 2, (left + right) / 2
    scale = LONG / max(width, height)
    step = max(1, int(0.6 / scale))
    small = cv2.resize(photo, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    box = (MARGIN, MARGIN, round(width * scale), round(height * scale))
    x, y, w, h = box
    corners = np.asarray([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.asarray(quad, np.float32) / step, corners)
    size = (w + 2 * MARGIN, h + 2 * MARGIN)
    image = cv2.warpPerspective(small, matrix, size, flags=cv2.INTER_LINEAR)
    seen = cv2.warpPerspective(np.full(small.shape[:2], 255, np.uint8), matrix, size) > 250
    return Surroundings(np.asarray(image, np.uint8), seen, box)


def find_strips(around: Surroundings, dark: float = BLACK) -> list[Strip]:
    """Find the strip of each side that is as `dark`, the closed one where there are more; at most four."""
    x, y, w, h = around.box
    bright = around.image.max(axis=2).astype(np.float32)
    white = float(np.percentile(bright[y : y + h : 2, x : x + w : 2], 85))
    found = (_strip(edge, *_outwards(edge, bright, around), white, dark) for edge in Edge)
    return [strip for strip in found if strip is not None]


def _outwards(edge: Edge, bright: Floats, around: Surroundings) -> tuple[Floats, NDArray[np.bool_], float]:
    """Turn one side so that columns run from the middle outwards; half the side's length in pixels."""
    x, y, w, h = around.box
    rows, columns = slice(y + h // 8, y + h - h // 8), slice(x + w // 8, x + w - w // 8)
    half = (w if edge in {Edge.RIGHT, Edge.LEFT} else h) / 2

    def cut(plane: NDArray[np.generic]) -> NDArray[np.generic]:
        match edge:
            case Edge.RIGHT:
                return plane[rows, x + w // 2 :]
            case Edge.LEFT:
                return plane[rows, : x + w // 2][:, ::-1]
            case Edge.BOTTOM:
                return plane[y + h // 2 :, columns].T
            case Edge.TOP:
                return plane[: y + h // 2, columns][::-1].T

    return np.asarray(cut(bright), np.float32), np.asarray(cut(around.seen), bool), half


def _strip(  # noqa: PLR0917 - one side with what it is measured by
    edge: Edge, bright: Floats, seen: NDArray[np.bool_], half: float, white: float, black: float
) -> Strip | None:
    bright = np.asarray(cv2.GaussianBlur(bright, (0, 0), 1.0), np.float32)
    step = max(10.0, _STEP * white)
    change = np.zeros_like(bright)
    change[:, _REACH:-_REACH] = bright[:, 2 * _REACH :] - bright[:, : -2 * _REACH]
    falls, rises = (change < -step).mean(axis=0), (change > step).mean(axis=0)
    share = seen.mean(axis=0)
    low, middle, high = np.percentile(bright, (10, 50, 90), axis=0)
    dark = (middle < black * white) & (high - low < _EVEN * white) & (share > 0.5)
    best: Strip | None = None
    for begin, end in _runs(dark, int(0.3 * half)):
        straight = falls[max(0, begin - 2 * _REACH) : begin + _REACH + 1].max(initial=0) > _STRAIGHT
        ends_in_view = end < len(dark) - 2 and share[min(len(dark) - 1, end + 2)] > 0.9
        rise = rises[max(0, end - _REACH - 1) : end + 2 * _REACH].max(initial=0)
        closed = bool(ends_in_view and rise > _STRAIGHT)
        near, far = (begin - half) / half, (end - half) / half
        if straight and far - near > _THIN and (best is None or (closed and not best.closed)):
            best = Strip(edge, near, far, closed, float(np.median(middle[begin:end])) / max(1.0, white))
    return best


def _runs(flags: NDArray[np.bool_], first: int) -> list[tuple[int, int]]:
    """Begin and end of each run of true values from `first` on."""
    padded = np.concatenate([[False], flags[first:], [False]]).astype(np.int8)
    turns = np.flatnonzero(np.diff(padded)) + first
    return list(zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True))
