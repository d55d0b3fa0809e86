"""Find the start and the stop pattern of a PDF417 symbol (ISO/IEC 15438, 4.3) in a roughly flat strip."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.barcodes.patterns import START, STOP, WORD, drawn

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]
Bands = NDArray[np.float32]

_BANDS = 24
_REACH = 0.36
_LEAST_MATCH = 0.55
_MODULES = np.geomspace(720, 90, 32)
"""Widths of the strip in modules that are tried, its margins counted: 1 to 30 columns."""
_MOST_COLUMNS = 30
_FIXED = 69
"""Modules of start, stop and both indicators."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Outer edges of start and stop, x for each row of the strip; the rows between which they were seen.

    `columns` is the number of codeword columns that the module width gives, not yet whole, `bend`
    how much wider modules are on the left than in the middle, as a share.
    """

    left: Floats
    right: Floats
    top: int
    bottom: int
    columns: float
    bend: float
    match: float


def find_ends(strip: Image) -> Ends | None:
    """Look for start on the left and stop on the right; None where either is not seen in a straight line."""
    height, width = strip.shape
    bands = cv2.resize(strip, (width, _BANDS), interpolation=cv2.INTER_AREA).astype(np.float32)
    reach = round(_REACH * width)
    left, right = bands[:, :reach], np.ascontiguousarray(bands[:, width - reach :])
    coarse = cv2.resize(left, (reach // 2, _BANDS), interpolation=cv2.INTER_AREA)
    rough = _module(np.asarray(coarse, np.float32), START, 0.5 * width / _MODULES)
    if _typical(_matched(left, START, 2 * rough)[0]) < _LEAST_MATCH:
        return None
    module = 2 * rough
    module = _module(left, START, module * np.geomspace(0.94, 1.06, 5))
    starts = _straight(left, START, module, height)
    if starts is None:
        return None
    stop_module = _module(right, STOP, module * np.geomspace(0.75, 1.33, 11))
    stop_module = _module(right, STOP, stop_module * np.geomspace(0.965, 1.035, 5))
    stops = _straight(right, STOP, stop_module, height)
    if stops is None:
        return None
    edge = stops.x + width - reach + 18 * stop_module
    modules = float(np.mean(edge - starts.x)) / (0.5 * (module + stop_module))
    columns = (modules - _FIXED) / WORD
    if not 0.5 <= columns <= _MOST_COLUMNS:
        return None
    top, bottom = min(starts.top, stops.top), max(starts.bottom, stops.bottom)
    bend = (module - stop_module) / (module + stop_module)
    return Ends(starts.x, edge, top, bottom, columns, bend, starts.match + stops.match)


@dataclass(frozen=True, slots=True)
class _Straight:
    """A line: x for each row of the strip, the rows where it was seen, and how clearly."""

    x: Floats
    top: int
    bottom: int
    match: float


def _module(bands: Bands, widths: tuple[int, ...], modules: Floats) -> float:
    """The module width at which the pattern fits most bands best."""
    return float(max(modules, key=lambda m: _typical(_matched(bands, widths, float(m))[0])))


def _typical(match: Floats) -> float:
    """What the better half of the bands reaches: the strip may show more than the symbol."""
    return float(np.sort(match)[len(match) // 2 :].mean())


def _pattern(widths: tuple[int, ...], module: float) -> Bands:
    """One pattern as a camera sees it, dark bars, softened by half a module."""
    fine = 1.0 - cv2.GaussianBlur(drawn(widths, 8)[None], (0, 0), 4.0)
    width = max(4, round(sum(widths) * module))
    return np.asarray(cv2.resize(fine, (width, 1), interpolation=cv2.INTER_AREA), np.float32)


def _matched(bands: Bands, widths: tuple[int, ...], module: float) -> tuple[Floats, Floats]:
    """Best correlation of the pattern in each band, and its left edge."""
    pattern = _pattern(widths, module)
    if pattern.shape[1] >= bands.shape[1]:
        return np.zeros(len(bands)), np.zeros(len(bands))
    found = cv2.matchTemplate(bands, pattern, cv2.TM_CCOEFF_NORMED)
    return found.max(axis=1).astype(np.float64), found.argmax(axis=1).astype(np.float64)


def _straight(bands: Bands, widths: tuple[int, ...], module: float, height: int) -> _Straight | None:
    """The line through most bands that match."""
    match, at = _matched(bands, widths, module)
    y = (np.arange(_BANDS) + 0.5) * height / _BANDS
    good = np.flatnonzero(match > _LEAST_MATCH)
    if len(good) < _BANDS // 4:
        return None
    on = _most_agree(y, at, good, max(2.0, module))
    if len(on) < _BANDS // 4:
        return None
    slope, offset = np.polyfit(y[on], at[on], 1)
    band = height / _BANDS
    top, bottom = max(0, round(y[on[0]] - band)), min(height, round(y[on[-1]] + band))
    x = slope * (np.arange(height) + 0.5) + offset
    return _Straight(np.asarray(x), top, bottom, float(match[on].mean()))


def _most_agree(y: Floats, at: Floats, good: NDArray[np.intp], near: float) -> NDArray[np.intp]:
    """Of all lines through two good bands the one that most others lie on; its bands, in order."""
    best: NDArray[np.intp] = good[:0]
    for i, a in enumerate(good):
        for b in good[i + 3 :]:
            slope = (at[b] - at[a]) / (y[b] - y[a])
            on = good[np.abs(at[good] - at[a] - slope * (y[good] - y[a])) <= near]
            best = on if len(on) > len(best) else best
    runs = np.split(best, np.flatnonzero(np.diff(best) > 3) + 1)
    return max(runs, key=len)
