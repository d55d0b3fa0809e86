"""Find long lines of small dark print in a photograph without any model: the lines a zone could have.

Dark specks of the size of characters are kept, everything larger (borders, portraits) or smaller (grain) is
dropped. The direction in which their middles fall into rows tells how the print runs, whatever the turn or
tilt; seen along it, specks of like size that stand next to each other are closed into bars.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.mrz.zone import Line

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]

WORK_SIDE = 960
_MOST_ENLARGED = 3.0
_WINDOW = 31
_LEAST_CONTRAST = 9
"""Grey levels by which ink is darker than the mean of its surroundings."""
_NEARS, _INK = (25, 13), 0.45
"""Ink is at least this share as deep as the deepest thing this near it, so that security lines fall away. Where
the first finds no zone, the second keeps print between lines and edges that are darker than it."""
_SIZES = ((5, 11), (9, 18), (15, 29), (25, 48))
"""Classes of characters by their longer side, in pixels of the working copy; they overlap, so that no line
is split between two."""
_REACH = 1.25
"""Gap that is closed between two characters, by the largest size of the class."""
_LEAST_ASPECT, _LEAST_LENGTH = 7.0, 0.12
_LEAST_BAR, _LEVEL, _MOST_BARS = 2.0, 0.95, 150
_OFF, _GAP, _TALLER = 0.5, 3.0, 1.8
"""A bar goes on another one's line: off by at most, after a gap of at most, higher by at most (by height)."""
_STEP, _ROW = 2, 4
"""Degrees between directions that are tried, and pixels of a row."""
_APART = 12
"""Degrees between two directions that are worth looking along."""
_MOST_SPECKS = 4000


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


def long_lines(work: Work, *, directions: int = 2) -> Iterator[list[Line]]:
    """Lines of print in pixels of the image, longest first, for the likeliest directions in turn.

    Each line runs along its own direction, one of two. After all directions, the picture is gone through
    once more with ink judged by what is nearer to it; who has found a zone by then need not ask on.
    """
    for near in _NEARS:
        sizes, middles = _specks(work.grey, near)
        for angle in _directions(middles)[:directions] if len(middles) else ():
            yield [_scaled(line, 1 / work.scale) for line in _lines_along(sizes, angle)]


def _specks(grey: Image, near: int) -> tuple[Image, Floats]:
    """Dark specks as a picture of their longer sides (0 where there is none), and their middles (n x 2)."""
    depth = cv2.subtract(cv2.blur(grey, (_WINDOW, _WINDOW)), grey)
    deepest = cv2.blur(cv2.dilate(depth, np.ones((near, near), np.uint8)), (near, near))
    least = np.maximum(cv2.convertScaleAbs(deepest, alpha=_INK), _LEAST_CONTRAST)
    ink = np.asarray(depth > least, np.uint8)
    _, marks, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=4, ltype=cv2.CV_32S)
    longer = stats[:, 2:4].max(1)
    keep = (longer >= _SIZES[0][0]) & (longer <= _SIZES[-1][1]) & (stats[:, 4] >= longer)
    keep[0] = False
    sizes = np.where(keep, longer, 0).astype(np.uint8)[marks]
    return sizes, np.asarray(middles[keep][:_MOST_SPECKS], np.float64)


def _directions(middles: Floats) -> list[float]:
    """Directions in degrees, -90 to 88, in which the specks fall into rows, best first, well apart."""
    angles = np.arange(-90, 90, _STEP)
    turns = np.deg2rad(angles)
    across = middles @ np.array([-np.sin(turns), np.cos(turns)])
    rows = ((across - across.min(0)) / _ROW).astype(np.int64)
    score = np.array([float((np.bincount(row).astype(np.float64) ** 2).sum()) for row in rows.T])
    chosen: list[float] = []
    for index in np.argsort(-score):
        angle = float(angles[index])
        if all(min(abs(angle - x), 180 - abs(angle - x)) >= _APART for x in chosen):
            chosen.append(angle)
    return chosen


def _lines_along(sizes: Image, angle: float) -> list[Line]:
    """Turn the specks so that print at `angle` is level, close them into bars, and chain these into lines."""
    level, back = _levelled(sizes, angle)
    bars = [
        bar
        for low, high in _SIZES
        for bar in _bars(cv2.inRange(level, low, high), round(high * _REACH), max(1, low // 3))
    ]
    shortest = _LEAST_LENGTH * max(sizes.shape)
    longest = sorted(bars, key=lambda x: -x.length)[:_MOST_BARS]
    lines = sorted(_chained(longest), key=lambda x: -x.length)
    return [
        Line(_moved(x.left, back), _moved(x.right, back), x.height)
        for x in lines
        if x.length > max(shortest, _LEAST_ASPECT * x.height)
    ]


def _levelled(sizes: Image, angle: float) -> tuple[Image, Floats]:
    """Turn a picture about its middle into one that holds all of it; with it, the way back (2 x 3)."""
    height, width = sizes.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    wide = height * abs(turn[0, 1]) + width * abs(turn[0, 0])
    tall = height * abs(turn[0, 0]) + width * abs(turn[0, 1])
    turn[:, 2] += (wide - width) / 2, (tall - height) / 2
    level = cv2.warpAffine(sizes, turn, (round(wide), round(tall)), flags=cv2.INTER_NEAREST)
    return np.asarray(level, np.uint8), np.asarray(cv2.invertAffineTransform(turn), np.float64)


def _bars(mask: cv2.typing.MatLike, along: int, across: int) -> list[Line]:
    """Close gaps of so many pixels along and across the print, and keep what is longer than high."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((across, along), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    long = (_line(x) for x in outlines if cv2.boundingRect(x)[2] >= along)
    return [x for x in long if x.length > _LEAST_BAR * x.height and x.along[0] > _LEVEL]


def _line(outline: cv2.typing.MatLike) -> Line:
    """Take the long axis of an outline, from left to right."""
    middle, (width, height), degrees = cv2.minAreaRect(outline)
    turn = np.deg2rad(degrees if width >= height else degrees + 90)
    along = np.array([np.cos(turn), np.sin(turn)])
    half = along * (max(width, height) / 2 * (1 if along[0] >= 0 else -1))
    return Line(np.asarray(middle) - half, np.asarray(middle) + half, min(width, height) + 1)


def _chained(bars: list[Line]) -> list[Line]:
    """Chain bars that go on where another ends, or lie on it, whatever class of sizes each is from."""
    if not bars:
        return []
    bars = sorted(bars, key=lambda x: float(x.left[0]))
    links = _links(bars)
    names = np.arange(len(bars))
    for _ in bars:
        spread = np.minimum(names, np.where(links, names[None, :], len(bars)).min(1))
        if (spread == names).all():
            break
        names = spread
    return [_spanned([bars[i] for i in np.flatnonzero(names == name)]) for name in np.unique(names)]


def _links(bars: list[Line]) -> NDArray[np.bool_]:
    """Tell for each pair whether they belong to one line (n x n, symmetric); bars sorted by their left end."""
    (x0, y0), (x1, y1) = (np.array([end(bar) for bar in bars]).T for end in (_left, _right))
    height = np.array([bar.height for bar in bars])
    like = np.minimum(height[:, None], height[None, :])
    at = np.clip(x0[None, :], x0[:, None], x1[:, None])
    met = y0[:, None] + (at - x0[:, None]) * ((y1 - y0) / (x1 - x0))[:, None]
    level = np.abs(y0[None, :] - met) < _OFF * like
    near = x0[None, :] - x1[:, None] < _GAP * like
    alike = np.maximum(height[:, None], height[None, :]) < _TALLER * like
    links = np.triu(level & near & alike)
    return np.asarray(links | links.T, np.bool_)


def _left(bar: Line) -> Floats:
    return bar.left


def _right(bar: Line) -> Floats:
    return bar.right


def _spanned(bars: list[Line]) -> Line:
    """One line from the leftmost end to the rightmost, as high as most of its length is."""
    left, right = min(bars, key=lambda x: float(x.left[0])), max(bars, key=lambda x: float(x.right[0]))
    order = sorted(bars, key=lambda x: x.height)
    reach = np.cumsum([x.length for x in order])
    return Line(left.left, right.right, order[int(np.searchsorted(reach, reach[-1] / 2))].height)


def _moved(point: Floats, back: Floats) -> Floats:
    return np.asarray(back[:, :2] @ point + back[:, 2], np.float64)


def _scaled(line: Line, factor: float) -> Line:
    return Line(line.left * factor, line.right * factor, line.height * factor)
