"""How far each frequency of a small square stands out from its neighbours."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SIDE = 256
"""Pixels of a square's side where a picture has room: frequencies 0.004 cycles per pixel apart can be told."""
_GRAIN = 0.3
_RING, _CAP = 13, 4.0
_ROUNDING = 30.0
"""Amplitude that rounding to whole levels alone gives; below it the coding of JPEG draws patterns of its own."""
_LOWEST = 0.06
"""Cycles per pixel below which print, wood and shading rule the spectrum: at .045 fine lines of a passport and the
grain of the table under it kept the same time, and 5 of 34 originals in a hand were called a screen; now 1. One of
24 screens had its pattern there only."""


def standing_out(square: Floats) -> Floats:
    """Power of each frequency in dB over the mean of its surroundings, (side, side / 2 + 1) of a square of even side.

    Rows are vertical frequencies -0.5 to 0.5 cycles per pixel, columns horizontal ones 0 to 0.5. The square is
    high-passed and its strongest edges clipped first, so that print does not drown a faint even pattern; what
    stands out itself is clipped before it enters the mean.
    """
    side = square.shape[0]
    fine = square - cv2.blur(square, (9, 9))
    most = float(3.7 * cv2.mean(np.abs(fine))[0] + _GRAIN)
    fine = np.clip(fine, -most, most) * taper(side)
    found = cv2.dft(fine, flags=cv2.DFT_COMPLEX_OUTPUT)[:, : side // 2 + 1]
    real, imaginary = found[..., 0], found[..., 1]
    # Not cv2.magnitude: its last bit depends on where in memory the numbers lie.
    power = np.fft.fftshift(np.sqrt(real * real + imaginary * imaginary), axes=0)
    decibel = np.float32(8.685889638) * np.log(power + np.float32(_ROUNDING * side / SIDE))
    mean = cv2.blur(decibel, (_RING, _RING))
    around = cv2.blur(np.minimum(decibel, mean + np.float32(_CAP)), (_RING, _RING))
    return np.asarray(decibel - around, np.float32)


@lru_cache(maxsize=3)
def taper(side: int) -> Floats:
    """Weights that fade a square out towards its border, (side, side)."""
    return np.outer(np.hanning(side), np.hanning(side)).astype(np.float32)


@lru_cache(maxsize=6)
def telling(lowest: float = _LOWEST, side: int = SIDE) -> NDArray[np.bool_]:
    """Frequencies that may tell: not slow ones, not the axes (borders of print), not the 8 x 8 grid of JPEG."""
    down = np.fft.fftshift(np.fft.fftfreq(side))[:, None]
    across = np.fft.rfftfreq(side)[None]
    kept = (np.hypot(across, down) > lowest) & (across > 2.5 / side) & (np.abs(down) > 2.5 / side)
    kept &= (across < 0.5 - 2 / side) & (np.abs(down) < 0.5 - 2 / side)
    grid = 2.6 / side
    off_across = np.abs(across * 8 - np.round(across * 8)) / 8
    off_down = np.abs(down * 8 - np.round(down * 8)) / 8
    return np.asarray(kept & ~((off_across < grid) & (off_down < grid)))
