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

import cv2
import numpy as np

from bonafide.engine.document.genuine.leaning import COLOUR, LUMA, leaning
from bonafide.engine.document.genuine.windows import SIDE, Floats, Window, choose
from bonafide.engine.evidence import Quad
from bonafide.engine.image import Pixels
from bonafide.engine.patterns.agreed import Doubles, Pattern, agreed
from bonafide.engine.patterns.spectrum import standing_out, telling

__all__ = ["FEWEST", "Pattern", "find_colour", "find_patterns"]

FEWEST = 3
_INSIDE, _OUTSIDE = 6, 5
"""Squares that are asked for any pattern; for fine ones all are."""
_FINE = 0.16
"""Cycles per pixel above which print, weave and grain leave the spectrum even: there many squares may be averaged."""


def find_patterns(photo: Pixels, quad: Quad | None) -> list[Pattern]:
    """Look for an even pattern in luma, one in colour (red less blue), and for fine faint ones.

    Four, or none with too few lit squares. For the last two, twice as many squares are asked and their mean is
    weighed by their number: `inside` and `outside` are standard deviations over noise instead of dB; noise gives
    about 6 here too. One lies on the plane of the document's corners, the other on one that leans and is folded as
    it may (`leaning`).
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
        agreed([luma[k] for k in few], chosen, slopes[few], telling()),
        agreed(colour, chosen, slopes[few], telling()),
        agreed(luma, windows, slopes, telling(_FINE), weighed=True),
        leaning(luma, windows, telling(_FINE), LUMA),
    ]


def find_colour(photo: Pixels, quad: Quad | None) -> Pattern | None:
    """Look longer for a coloured pattern on a plane that leans and is folded as it may, in deviations over noise.

    None with too few lit squares. It costs as much as all of `find_patterns`.
    """
    windows = choose(photo, quad)
    if len(windows) < FEWEST:
        return None
    colour = [standing_out(_channel(photo, w, colour=True)) for w in windows]
    return leaning(colour, windows, telling(), COLOUR)


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
