"""An even pattern on a plane that leans nobody knows how, seen through a sensor that folds it nobody knows by what.

A screen that shows a photograph of a document does not lie in the plane that the document's corners tell, and a
phone that shrinks its picture folds what its sensor saw by a sensor's cycle, not by a picture's. So here neither is
taken for known: the same pattern seen in two squares far from each other tells the lean, one fold after the other is
tried, and the remaining squares are asked. What leans with its true frequency, far above what the picture can hold,
is no thread and no line of print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.patterns.agreed import Doubles, Pattern, Window
from bonafide.engine.patterns.spectrum import SIDE, Floats

_LEAST, _FEWEST = 5.0, 3
"""DB below which a peak is one of many that noise gives; squares of a side that is asked."""
_FAR = 350.0
"""Pixels between the two squares that tell the lean."""
_MOST = 0.12 / 960
"""Change of scale per pixel at most: a plane that leans by 10 degrees before the camera of a phone."""
_FASTEST = 1.8
"""Cycles per pixel above which no lens lets a pattern through."""
_ALONG = 0.25
_CEILING, _UNKNOWN, _SPREAD = 18.0, 3.0, 2.2
"""DB: what one square counts at most, what an absent pattern gives in one square and its standard deviation."""


@dataclass(frozen=True, slots=True)
class Search:
    """How widely is looked: peaks of each square, anchors of each side of the border, partners of each square.

    `folds`: cycles per pixel of the picture by which the sensor may have folded the pattern.
    """

    peaks: int
    anchors: int
    partners: int
    folds: tuple[float, ...]


LUMA = Search(5, 3, 4, (1.0, 1.25, 1.5, 2.0))
"""Sensor pixels per pixel of the picture that cameras have."""
COLOUR = Search(6, 8, 6, (*LUMA.folds, 0.5, 0.625, 0.75))
"""Sites of one colour lie twice as far apart. Wide, for it is seldom asked."""


@dataclass(frozen=True, slots=True)
class _Guesses:
    """Patterns to ask about: true frequency (n, 2), lean (n, 2), fold (n, 2) and the two peaks (n,) behind each."""

    true: Doubles
    lean: Doubles
    fold: Doubles
    first: NDArray[np.intp]
    second: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Peaks:
    """Where spectra stand out: number of the square, frequency (n, 2) in cycles per pixel, height in dB."""

    square: NDArray[np.intp]
    frequency: Doubles
    height: Doubles
    rank: NDArray[np.intp]


def leaning(
    spectra: Sequence[Floats], windows: Sequence[Window], kept: NDArray[np.bool_], search: Search
) -> Pattern:
    """Find the pattern under a free lean and fold that the squares of both sides confirm best.

    Arguments as `patterns.agreed.agreed`, and how widely to look. `inside` and `outside` are standard deviations
    over noise; noise gives about 6. Both are None where nothing stands out in two squares far enough from each
    other; a side of less than three squares is not asked.
    """
    broad: Floats = np.asarray([cv2.dilate(s, np.ones((3, 3), np.uint8)) for s in spectra], np.float32)
    peaks = _peaks(spectra, broad, kept, search.peaks)
    middles = np.array([w.middle for w in windows])
    inside = np.array([w.inside for w in windows])
    guesses = _guesses(peaks, middles, inside, search)
    asked = [side if side.sum() >= _FEWEST else None for side in (inside, ~inside)]
    if not len(guesses.true) or all(side is None for side in asked):
        return Pattern(None, None, (0.0, 0.0), windows[0], spectra[0])
    broad = np.minimum(broad, np.float32(_CEILING))
    broad[:, ~kept] = _UNKNOWN
    first, second = peaks.square[guesses.first], peaks.square[guesses.second]
    said = _said(guesses, middles - middles[first][:, None], broad)
    number = np.arange(len(windows))
    votes = (number != first[:, None]) & (number != second[:, None])
    sides = [None if side is None else _weighed(said, votes & side) for side in asked]
    best = int(np.argmax(np.min([side for side in sides if side is not None], axis=0)))
    values = [None if side is None else float(side[best]) for side in sides]
    across, down = (float(v) for v in peaks.frequency[guesses.first[best]])
    return Pattern(values[0], values[1], (across, down), windows[first[best]], spectra[first[best]])


@lru_cache(maxsize=2)
def _folds(units: tuple[float, ...]) -> Doubles:
    found = {(a * unit, b * unit) for unit in units for a in (-1, 0, 1) for b in (-1, 0, 1)}
    return np.array(sorted(found))


def _peaks(spectra: Sequence[Floats], broad: Floats, kept: NDArray[np.bool_], most: int) -> _Peaks:
    square, frequency, height, rank = [], [], [], []
    for number, (spectrum, wide) in enumerate(zip(spectra, broad, strict=True)):
        best = np.flatnonzero(kept & (spectrum == wide) & (spectrum > _LEAST))
        best = best[np.argsort(-spectrum.ravel()[best])[:most]]
        row, column = np.divmod(best, spectrum.shape[1])
        square.append(np.full(len(best), number))
        frequency.append(np.stack([column / SIDE, (row - SIDE // 2) / SIDE], 1))
        height.append(spectrum.ravel()[best].astype(np.float64))
        rank.append(np.arange(len(best)))
    return _Peaks(
        np.concatenate(square), np.concatenate(frequency), np.concatenate(height), np.concatenate(rank)
    )


def _guesses(peaks: _Peaks, middles: Doubles, inside: NDArray[np.bool_], search: Search) -> _Guesses:
    """Take a strong peak and one of a far square for one pattern, under every fold and either sign."""
    first, second = _pairs(peaks, middles, inside, search)
    folds = _folds(search.folds)
    way = middles[peaks.square[second]] - middles[peaks.square[first]]
    seen, there = peaks.frequency[first], peaks.frequency[second]
    made = []
    for sign in (1.0, -1.0):
        change = sign * there - seen
        true = seen[:, None] + folds[None]
        along = np.einsum("nfd,nd->nf", true, way)
        size, length = np.hypot(true[..., 0], true[..., 1]), np.hypot(way[:, 0], way[:, 1])[:, None]
        fits = (size < _FASTEST) & (np.abs(along) > _ALONG * size * length)
        fits &= np.hypot(change[:, 0], change[:, 1])[:, None] < 2.4 * size * _MOST * length
        pair, fold = np.nonzero(fits)
        lean = _lean(true[pair, fold], way[pair], change[pair])
        slight = np.hypot(lean[:, 0], lean[:, 1]) < _MOST
        pair, fold = pair[slight], fold[slight]
        made.append(_Guesses(true[pair, fold], lean[slight], folds[fold], first[pair], second[pair]))
    one, other = made
    return _Guesses(
        np.concatenate([one.true, other.true]),
        np.concatenate([one.lean, other.lean]),
        np.concatenate([one.fold, other.fold]),
        np.concatenate([one.first, other.first]),
        np.concatenate([one.second, other.second]),
    )


def _pairs(
    peaks: _Peaks, middles: Doubles, inside: NDArray[np.bool_], search: Search
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Index of the first and the second peak of each pair."""
    anchors = []
    for side in (True, False):
        of_side = np.flatnonzero(inside[peaks.square] == side)
        anchors.append(of_side[np.argsort(-peaks.height[of_side])[: search.anchors]])
    anchor = np.concatenate(anchors)
    partner = np.flatnonzero(peaks.rank < search.partners)
    first, second = np.repeat(anchor, len(partner)), np.tile(partner, len(anchor))
    apart = middles[peaks.square[first]] - middles[peaks.square[second]]
    far = np.hypot(apart[:, 0], apart[:, 1]) > _FAR
    return first[far], second[far]


def _lean(true: Doubles, way: Doubles, change: Doubles) -> Doubles:
    """Change of scale per pixel (n, 2) that turns frequency `true` into `true + change` over the distance `way`."""
    lean = -_undone(true, way, change)
    for _ in range(2):
        lean = lean + _undone(true, way, _seen(true, lean, way) - true - change)
    return lean


def _undone(true: Doubles, way: Doubles, change: Doubles) -> Doubles:
    """Solve (true way^T + true . way) lean = change (Sherman and Morrison)."""
    along = (true * way).sum(axis=1)
    return np.asarray(
        change / along[:, None] - true * ((way * change).sum(axis=1) / (2 * along**2))[:, None], np.float64
    )


def _seen(true: Doubles, lean: Doubles, way: Doubles) -> Doubles:
    """Frequency at distance `way` of a pattern with phase true . x / (1 + lean . x)."""
    depth = 1 + (lean * way).sum(axis=-1, keepdims=True)
    return np.asarray(true / depth - lean * (true * way).sum(axis=-1, keepdims=True) / depth**2)


def _said(guesses: _Guesses, way: Doubles, broad: Floats) -> Floats:
    """What each square says to each guess, dB, (guesses, squares)."""
    seen = _seen(guesses.true[:, None], guesses.lean[:, None], way) - guesses.fold[:, None]
    seen -= np.rint(seen)
    seen *= np.where(seen[..., :1] < 0, -SIDE, SIDE)
    column = np.rint(seen[..., 0]).astype(np.intp).clip(0, SIDE // 2)
    row = (np.rint(seen[..., 1]).astype(np.intp) + SIDE // 2).clip(0, SIDE - 1)
    return np.asarray(broad[np.arange(len(broad))[None], row, column])


def _weighed(said: Floats, votes: NDArray[np.bool_]) -> Doubles:
    count = votes.sum(axis=1)
    mean = (said * votes).sum(axis=1) / np.maximum(1, count)
    return np.asarray((mean - _UNKNOWN) * np.sqrt(count) / _SPREAD, np.float64)
