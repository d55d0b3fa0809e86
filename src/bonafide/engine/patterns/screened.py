"""A square lattice of printed dots: a frequency that has its partner at a right angle, in averaged spectra.

Line work runs in one direction at a place; a clustered-dot screen has the same frequency everywhere and once more a
quarter turn away. A frequency counts as far as its partner at 90 degrees does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.patterns.spectrum import Floats, taper

_CAP = 40.0
_AXES = 4.0
"""Degrees around the axes that are left out: edges of text, of the sheet and of JPEG blocks lie there."""
_RING = 31 / 256
"""Width over which the background of a frequency is averaged, as a share of the window."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The strongest paired frequency.

    Attributes:
        strength: times the smooth background, on the weaker of both partners; 1 is nothing.
        frequency: cycles per pixel.
        angle: degrees, 0 to 90.
        at: column and row in the averaged spectrum.

    """

    strength: float
    frequency: float
    angle: float
    at: tuple[int, int]


def averaged(windows: Sequence[Floats]) -> Floats:
    """Mean over square windows of one even side of the power spectrum over its background, (side, side).

    Zero frequency lies in the middle. The windows are brightness without its slow changes.
    """
    side = windows[0].shape[0]
    total = np.zeros((side, side // 2 - 1), np.float32)
    for window in windows:
        total += _whitened(window)
    return _whole(total * np.float32(1 / len(windows)))


def strongest(spectrum: Floats, slowest: float, fastest: float) -> Peak:
    """Find the strongest frequency between two, cycles per pixel, that has its partner at a right angle."""
    side = spectrum.shape[0]
    near = np.asarray(cv2.dilate(spectrum, np.ones((3, 3), np.uint8)), np.float32)
    paired = np.minimum(spectrum, _quarter_turned(near))
    radius, allowed = _plane(side)
    paired[~(allowed & (radius >= slowest) & (radius <= fastest))] = 0
    y, x = np.unravel_index(int(paired.argmax()), paired.shape)
    v, u = int(y) - side // 2, int(x) - side // 2
    angle = float(np.degrees(np.arctan2(v, u))) % 90.0
    return Peak(float(paired[y, x]), float(np.hypot(u, v)) / side, angle, (int(x), int(y)))


def _whitened(window: Floats) -> Floats:
    # Rows of a packed spectrum: column 0, then pairs of real and imaginary parts. Column 0 lies on an axis.
    side = window.shape[0]
    found = cv2.dft(window * taper(side))
    power = np.roll(found[:, 1:-1:2] ** 2 + found[:, 2:-1:2] ** 2, side // 2, axis=0)
    ring = round(_RING * side) | 1
    ground = cv2.blur(power, (ring, ring)) + np.float32(1e-3 * float(power.mean()) + 1e-6)
    return np.asarray(np.minimum(power / ground, _CAP), np.float32)


def _whole(half: Floats) -> Floats:
    """Both halves of the plane from the one with positive columns: a real picture has P(-u, -v) = P(u, v)."""
    side = half.shape[0]
    full = np.zeros((side, side), np.float32)
    full[:, side // 2 + 1 :] = half
    full[1:, 1 : side // 2] = half[1:, ::-1][::-1]
    return full


def _quarter_turned(spectrum: Floats) -> Floats:
    """The spectrum turned by 90 degrees about zero frequency, which stands at half its side."""
    return np.roll(np.rot90(spectrum), 1, axis=0)


@lru_cache(maxsize=3)
def _plane(side: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Cycles per pixel of each place in a spectrum, and whether it is off the axes and in the upper half."""
    k = np.arange(side, dtype=np.float32) - side // 2
    radius = np.hypot(k[None], k[:, None])
    angle = np.degrees(np.arctan2(k[:, None], k[None])) % 90.0
    off_axis = (angle > _AXES) & (angle < 90.0 - _AXES)
    return np.asarray(radius / side, np.float32), np.asarray(off_axis & (k[:, None] >= 0))
