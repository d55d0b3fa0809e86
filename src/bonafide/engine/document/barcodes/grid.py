"""Straighten a PDF417 symbol: from a rough box to the grid of its modules (ISO/IEC 15438, 4.3).

A row is: start pattern (17 modules), left indicator, codewords, right indicator (17 each), stop pattern (18).
Every codeword starts with a bar and ends with a space, so that upright lines run through the whole symbol
every 17 modules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.barcodes.ends import Ends, find_ends
from bonafide.engine.document.barcodes.patterns import SAMPLES, WORD, best_softness, fit_by_cluster, words
from bonafide.engine.perspective import frame, homography

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]
Lines = NDArray[np.float32]

_MARGIN = 0.1
_FINER = 1.5
_WIDEST, _HIGHEST = 1800, 700
_FINE = 2400
_MOST_BEND = 0.04
_PROBES = 9
_LEAST_FIT = 0.74
_CLEAR = 0.84
_USUAL = 0.55
_EACH = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """A straightened symbol: `lines` is n x (modules * SAMPLES), 0 to 255, from top to bottom as read.

    `columns` counts codewords between the two indicators; `softness` is the blur as a sigma in modules, `fit`
    how well codewords look like codewords, 0 to 1.
    """

    lines: Lines
    columns: int
    softness: float
    fit: float


def straighten(grey: Image, box: Floats) -> Grid | None:
    """Find a symbol in a rough box, whichever way up it lies; None where there is none.

    `box` is four corners in turn, pixels of `grey`, the first side a long one.
    """
    strip = _strip(grey, box)
    found = [(turned, find_ends(turned)) for turned in (strip, np.ascontiguousarray(strip[::-1, ::-1]))]
    known = [(turned, ends) for turned, ends in found if ends is not None]
    if not known:
        return None
    turned, ends = max(known, key=lambda one: one[1].match)
    return _sampled(turned[ends.top : ends.bottom], ends)


def _strip(grey: Image, box: Floats) -> Image:
    """The box with a margin, flat, one and a half times as fine as the photograph."""
    sides = np.linalg.norm(np.roll(box, -1, axis=0) - box, axis=1)
    inner = (_FINER * max(sides[0], sides[2]), _FINER * max(sides[1], sides[3]))
    scale = min(1.0, _WIDEST / inner[0], _HIGHEST / inner[1])
    wide, high = inner[0] * scale, inner[1] * scale
    x, y = _MARGIN * wide, 0.5 * _MARGIN * high
    view = homography(box, frame(wide, high, (x, y)))
    size = (round(wide + 2 * x), round(high + 2 * y))
    flat = cv2.warpPerspective(grey, view, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the grid differs from the ends that were found.

    Shifts of both ends at the top and at the bottom row, in modules; `bend` is four times the height of a parabola
    between the ends, as a share of the width.
    """

    columns: int
    bend: float = 0.0
    left_top: float = 0.0
    left_bottom: float = 0.0
    right_top: float = 0.0
    right_bottom: float = 0.0


_STEPS = (
    ("right_top", "right_bottom"),
    ("left_top", "left_bottom"),
    ("right_bottom",),
    ("left_bottom",),
    ("right_top",),
    ("left_top",),
    ("bend",),
)


def _sampled(strip: Image, ends: Ends) -> Grid | None:
    """Sample the strip at every module, with the shape at which codewords look most like codewords."""
    fit, shape = max((_fitted(strip, ends, _Shape(c)) for c in _near(ends.columns)), key=lambda one: one[0])
    for size in (0.7, 0.35):
        fit, shape = _climbed(strip, ends, fit, shape, size)
    lines = _lines(strip, ends, np.arange(len(strip)), shape)
    softness, fit = best_softness(words(lines[_probes(len(lines))], shape.columns))
    return Grid(lines, shape.columns, softness, fit) if fit >= _LEAST_FIT else None


def _near(columns: float) -> list[int]:
    return sorted({max(1, int(np.floor(columns)) + k) for k in (-1, 0, 1, 2)})


def _probes(count: int) -> NDArray[np.int_]:
    """A few rows, those at the very top and bottom left out."""
    return np.linspace(0.1 * count, 0.9 * count, _PROBES).astype(int)


def _fitted(strip: Image, ends: Ends, shape: _Shape) -> tuple[float, _Shape]:
    """The best bend for a number of columns, and how well codewords fit then."""
    rows = np.arange(0, len(strip), max(1, len(strip) // 100))
    mean = _lines(strip, ends, rows, replace(shape, bend=0.0), _FINE).mean(axis=0)
    bent = replace(shape, bend=_bend(mean, shape.columns, ends.bend))
    return _fit(strip, ends, bent), bent


def _fit(strip: Image, ends: Ends, shape: _Shape) -> float:
    cut = words(_lines(strip, ends, _probes(len(strip)), shape), shape.columns)
    return float(fit_by_cluster(cut[:, ::_EACH], _USUAL).max(axis=1).mean())


def _climbed(strip: Image, ends: Ends, fit: float, shape: _Shape, size: float) -> tuple[float, _Shape]:
    """Move the ends and the bend a little, one after the other, as long as the fit grows."""
    modules = WORD * shape.columns + 69
    for names in _STEPS * 2:
        if fit >= _CLEAR:
            break
        step = 4 * size / modules if names == ("bend",) else size
        for sign in (1, -1):
            moved = replace(shape, **{name: getattr(shape, name) + sign * step for name in names})
            better = _fit(strip, ends, moved)
            if better > fit:
                fit, shape = better, moved
                break
    return fit, shape


def _count(columns: int) -> int:
    return (WORD * columns + 69) * SAMPLES


def _lines(strip: Image, ends: Ends, rows: NDArray[np.int_], shape: _Shape, count: int = 0) -> Lines:
    """`count` samples from start to stop for some rows; without a count as many as modules need."""
    modules = WORD * shape.columns + 69
    count = count or _count(shape.columns)
    places = (np.arange(count) + 0.5) / count
    places = places + shape.bend * places * (1 - places)
    left, right = (np.asarray(side)[rows + ends.top] for side in (ends.left, ends.right))
    module, down = (right - left) / modules, rows / len(strip)
    left = left + module * (shape.left_top * (1 - down) + shape.left_bottom * down)
    right = right + module * (shape.right_top * (1 - down) + shape.right_bottom * down)
    x = left[:, None] + (right - left)[:, None] * places[None] - 0.5
    y = np.repeat(rows.astype(np.float32)[:, None], count, axis=1)
    found = cv2.remap(strip, x.astype(np.float32), y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def _bend(mean: Lines, columns: int, near: float) -> float:
    """How the codewords' left edges stray from a straight grid: a parabola pinned at both ends.

    The mean of all rows falls where every row goes from a space to a bar.
    """
    modules = WORD * columns + 69
    fall = -np.gradient(cv2.GaussianBlur(mean[None], (0, 0), 0.5 * len(mean) / modules)[0])
    edges = np.array([WORD * k for k in range(1, columns + 3)]) / modules

    def steepness(bend: float) -> float:
        at = (edges + bend * edges * (1 - edges)) * len(mean)
        return float(fall[np.round(at - 0.5).astype(int)].mean())

    bends = near + np.linspace(-_MOST_BEND, _MOST_BEND, 81)
    return float(max(bends, key=lambda b: steepness(float(b))))
