"""One even pattern on a plane, found where many small squares of a picture agree on it.

Every strong peak of every square is taken for a pattern of the plane in turn, and the other squares are asked: what
they should show of it follows from the plane's place in the picture and from the sensor, which folds frequencies by
whole cycles per pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.patterns.spectrum import SIDE, Floats

Doubles = NDArray[np.float64]
_PEAKS = 6
_CEILING = 18.0
"""A square counts no more than this, dB, so that one strong peak cannot speak for the others."""
_UNKNOWN = 3.0
"""What a square says about a frequency that cannot tell, dB: about what noise says."""
_FOLDS = np.array([(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)], float)
_SPREAD = 2.2
"""Standard deviation of what one square says about an absent pattern, dB."""


@dataclass(frozen=True, slots=True)
class Window:
    """A square of `side` pixels with its top left corner; `inside` a border that matters, or outside of it."""

    x: int
    y: int
    inside: bool
    side: int = SIDE

    def of(self, plane: Floats) -> Floats:
        """Cut the square out of a picture of one channel."""
        return plane[self.y : self.y + self.side, self.x : self.x + self.side]

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle in the photograph."""
        return self.x + self.side / 2, self.y + self.side / 2


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


def agreed(
    spectra: Sequence[Floats],
    windows: Sequence[Window],
    slopes: Doubles,
    kept: NDArray[np.bool_],
    *,
    weighed: bool = False,
    every: int = 1,
) -> Pattern:
    """Take each square's peaks for one pattern on the plane and keep the one that the others confirm best.

    The square that proposes does not vote. At least two squares of one side.

    Args:
        spectra: of each square, as `spectrum.standing_out` gives them.
        windows: the squares.
        slopes: derivative of plane by picture coordinates at each square, (n, 2 plane, 2 picture); unit matrices
            where the plane is seen straight on. Or (k, n, 2, 2), of k planes of which the best is kept.
        kept: frequencies that may tell, as `spectrum.telling` gives them.
        weighed: in standard deviations over noise instead of dB.
        every: of so many squares one proposes; all of them vote.

    """
    broad = np.stack([np.minimum(cv2.dilate(s, np.ones((3, 3), np.uint8)), _CEILING) for s in spectra])
    broad[:, ~kept] = _UNKNOWN
    inside, planes = np.array([w.inside for w in windows]), slopes.reshape(-1, len(windows), 2, 2)
    best: Pattern | None = None
    for number, spectrum in list(enumerate(spectra))[::every]:
        seen = _peaks(np.where(kept, spectrum, 0))
        said = _asked(seen, number, broad, planes)
        others = np.arange(len(windows)) != number
        sides = [said[:, others & side] for side in (inside, ~inside)]
        means = [_mean(side, weighed=weighed) if side.shape[1] else None for side in sides]
        for k in _promising(means):
            values = [None if m is None else float(m[k]) for m in means]
            frequency = seen[k // len(_FOLDS) % len(seen)]
            made = Pattern(values[0], values[1], (frequency[0], frequency[1]), windows[number], spectrum)
            best = made if best is None or made.strength > best.strength else best
    if best is None:
        raise ValueError("no squares to ask")
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
    side = spectrum.shape[0]
    top = np.where(cv2.dilate(spectrum, np.ones((5, 5), np.uint8)) == spectrum, spectrum, 0).ravel()
    index = np.flatnonzero(top > 0)
    if not len(index):
        return np.zeros((1, 2))
    index = index[np.argsort(top[index])[-_PEAKS:]]
    row, column = np.divmod(index, spectrum.shape[1])
    return np.stack([column / side, (row - side // 2) / side], 1)


def _asked(seen: Doubles, at: int, broad: Floats, planes: Doubles) -> Doubles:
    """What each square says, dB, to each peak seen in square `at` under each plane and fold.

    (planes * peaks * folds, squares).
    """
    side, squares = broad.shape[1], planes.shape[1]
    true = (seen[:, None] + _FOLDS[None]).reshape(-1, 2)
    on_plane = true @ np.linalg.inv(planes[:, at])
    expected = np.einsum("khu,kwud->khwd", on_plane, planes).reshape(-1, squares, 2)
    folded = expected - np.round(expected)
    folded *= np.where(folded[..., :1] < 0, -1.0, 1.0)
    column = np.rint(folded[..., 0] * side).astype(int).clip(0, side // 2)
    row = (np.rint(folded[..., 1] * side).astype(int) + side // 2).clip(0, side - 1)
    return np.asarray(broad[np.arange(squares)[None], row, column], np.float64)
