"""Moire: the even pattern that the dots of a screen leave on the even grid of a sensor.

The dots lie on the plane that the document is shown on, so one frequency on that plane explains what is seen in
every square of the photograph, inside and outside the document's border; perspective bends it from square to
square in a way that the document's corners tell, and the sensor folds it by whole cycles per pixel. Every strong
peak of every square is taken for such a pattern in turn, and the other squares are asked. Print ends at the
border; a woven ground begins there. After the border test of Kunina, Sher and Nikolaev (Computer Optics 47(4), 2023),
with squares and a Fourier transform instead of border strips and a Hough transform.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.genuine.spectrum import standing_out, telling
from bonafide.engine.document.genuine.windows import SIDE, Floats, Window, choose
from bonafide.engine.evidence import Quad
from bonafide.engine.image import Pixels

Doubles = NDArray[np.float64]
_PEAKS = 6
_CEILING = 18.0
"""A square counts no more than this, dB, so that one strong peak cannot speak for the others."""
_UNKNOWN = 3.0
"""What a square says about a frequency that cannot tell, dB: about what noise says."""
_FOLDS = np.array([(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)], float)
FEWEST = 3
_INSIDE, _OUTSIDE = 6, 5
"""Squares that are asked for any pattern; for fine ones all are."""
_FINE = 0.16
"""Cycles per pixel above which print, weave and grain leave the spectrum even: there many squares may be averaged."""
_SPREAD = 2.2
"""Standard deviation of what one square says about an absent pattern, dB."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pattern that most squares agree on.

    Attributes:
        inside, outside: mean dB over the surroundings in squares inside and outside the border, None where there
            is no lit square; noise gives about 6.
        frequency: cycles per pixel (across, down) as seen in square `at`.
        at: the square in which it was found.
        spectrum: that square's spectrum, for the picture.

    """

    inside: float | None
    outside: float | None
    frequency: tuple[float, float]
    at: Window
    spectrum: Floats

    @property
    def crosses(self) -> bool:
        """Whether both sides of the border were asked; else print on the document may explain the pattern."""
        return self.inside is not None and self.outside is not None

    @property
    def strength(self) -> float:
        """DB on the weaker side of the border, or on the only lit one."""
        return min((v for v in (self.inside, self.outside) if v is not None), default=0.0)


def find_patterns(photo: Pixels, quad: Quad | None) -> list[Pattern]:
    """Look for an even pattern in luma, one in colour (red less blue), and a fine faint one in luma.

    Empty with too few lit squares. For the third, twice as many squares are asked and their mean is weighed by their
    number: its `inside` and `outside` are standard deviations over noise instead of dB; noise gives about 6 here too.
    """
    windows = choose(photo, quad)
    few = [k for k, _ in _first(windows, inside=True)[:_INSIDE] + _first(windows, inside=False)[:_OUTSIDE]]
    if len(few) < FEWEST:
        return []
    slopes = _slopes(quad, windows)
    luma = [standing_out(_channel(photo, w, colour=False)) for w in windows]
    chosen = [windows[k] for k in few]
    colour = [standing_out(_channel(photo, w, colour=True)) for w in chosen]
    return [
        _agreed([luma[k] for k in few], chosen, slopes[few], telling()),
        _agreed(colour, chosen, slopes[few], telling()),
        _agreed(luma, windows, slopes, telling(_FINE), weighed=True),
    ]


def _first(windows: Sequence[Window], *, inside: bool) -> list[tuple[int, Window]]:
    return [(k, w) for k, w in enumerate(windows) if w.inside == inside]


def _channel(photo: Pixels, window: Window, *, colour: bool) -> Floats:
    part = photo[window.y : window.y + SIDE, window.x : window.x + SIDE].astype(np.float32)
    weights = (-1.0, 0.0, 1.0) if colour else (0.11, 0.59, 0.3)
    return np.asarray(cv2.transform(part, np.array([weights], np.float32)), np.float32)


def _slopes(quad: Quad | None, windows: Sequence[Window]) -> Doubles:
    """Derivative of plane by photograph coordinates at each square, (n, 2 plane, 2 photograph)."""
    if quad is None:
        return np.tile(np.eye(2), (len(windows), 1, 1))
    unit = np.asarray([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    back = np.linalg.inv(cv2.getPerspectiveTransform(unit, np.asarray(quad, np.float32)))
    at = np.array([(*w.middle, 1.0) for w in windows])
    u, v, depth = (at @ back.T).T
    place = np.stack([u / depth, v / depth], 1)
    rows = back[None, :2, :2] - place[:, :, None] * back[2, :2][None, None]
    return np.asarray(rows / depth[:, None, None])


def _agreed(
    spectra: list[Floats],
    windows: Sequence[Window],
    slopes: Doubles,
    kept: NDArray[np.bool_],
    *,
    weighed: bool = False,
) -> Pattern:
    """Take each square's peaks for one pattern on the plane and keep the one that the others confirm best.

    The square that proposes does not vote. `weighed`: in standard deviations over noise instead of dB.
    """
    broad = np.stack([np.minimum(cv2.dilate(s, np.ones((3, 3), np.uint8)), _CEILING) for s in spectra])
    broad[:, ~kept] = _UNKNOWN
    inside = np.array([w.inside for w in windows])
    best: Pattern | None = None
    for number, spectrum in enumerate(spectra):
        seen = _peaks(np.where(kept, spectrum, 0))
        said = _asked(seen, number, broad, slopes)
        others = np.arange(len(windows)) != number
        sides = [said[:, others & side] for side in (inside, ~inside)]
        means = [_mean(side, weighed=weighed) if side.shape[1] else None for side in sides]
        for k in _promising(means):
            values = [None if m is None else float(m[k]) for m in means]
            frequency = seen[k // len(_FOLDS)]
            made = Pattern(values[0], values[1], (frequency[0], frequency[1]), windows[number], spectrum)
            best = made if best is None or made.strength > best.strength else best
    assert best is not None  # noqa: S101 - there are at least FEWEST squares
    return best


def _mean(side: Doubles, *, weighed: bool) -> Doubles:
    mean = np.asarray(side.mean(axis=1), np.float64)
    return (mean - _UNKNOWN) * np.sqrt(side.shape[1]) / _SPREAD if weighed else mean


def _promising(means: list[Doubles | None]) -> list[int]:
    """Index of the hypothesis that is strongest on the weaker side."""
    known = [m for m in means if m is not None]
    return [int(np.argmax(np.min(known, axis=0)))]


def _peaks(spectrum: Floats) -> Doubles:
    """Frequencies (n, 2), across and down, of the strongest local maxima; zero where all is even."""
    top = np.where(cv2.dilate(spectrum, np.ones((5, 5), np.uint8)) == spectrum, spectrum, 0).ravel()
    index = np.flatnonzero(top > 0)
    if not len(index):
        return np.zeros((1, 2))
    index = index[np.argsort(top[index])[-_PEAKS:]]
    row, column = np.divmod(index, spectrum.shape[1])
    return np.stack([column / SIDE, (row - SIDE // 2) / SIDE], 1)


def _asked(seen: Doubles, at: int, broad: Floats, slopes: Doubles) -> Doubles:
    """What each square says, dB, to each peak seen in square `at` under each fold, (peaks * folds, squares)."""
    true = (seen[:, None] + _FOLDS[None]).reshape(-1, 2)
    on_plane = true @ np.linalg.inv(slopes[at])
    expected = np.einsum("hu,wud->hwd", on_plane, slopes)
    folded = expected - np.round(expected)
    folded *= np.where(folded[..., :1] < 0, -1.0, 1.0)
    column = np.rint(folded[..., 0] * SIDE).astype(int).clip(0, SIDE // 2)
    row = (np.rint(folded[..., 1] * SIDE).astype(int) + SIDE // 2).clip(0, SIDE - 1)
    return np.asarray(broad[np.arange(len(slopes))[None], row, column], np.float64)
