"""The dot screen of a printer or copier: a square lattice of 85 to 200 lines per inch, found in the spectrum.

Line work of security print runs in curves and in one direction at a place; a clustered-dot screen has the same
frequency everywhere and once more a quarter turn away. So the spectra of windows over the flat document, each set
against its own smooth background, are averaged, and a frequency counts as far as its partner at 90 degrees does.
A screen is visible only below half the sampling: 2.1 pixels per line and more (standards: 150 lpi on an ID-1 card
needs 1,010 pixels of width and better 1,520).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.drawn import small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.outline import pixels_per_mm, size_mm
from bonafide.engine.evidence import Sign
from bonafide.engine.image import Pixels

COARSEST_LPI, FINEST_LPI = 80.0, 205.0
_MM_PER_INCH = 25.4
_REACHABLE = 0.47
"""Cycles per pixel up to which a screen is looked for."""
LEAST_LPI = 100.0
"""Where not even screens up to this are visible, nothing is said."""
_WINDOW = 256
_MOST_PER_MM = 18.0
_CAP = 40.0
_AXES = 4.0
"""Degrees around the axes that are left out: edges of text, of the sheet and of JPEG blocks lie there."""
_HALF = 3.0
"""Peak over background at which the score is 0.5."""


@dataclass(frozen=True, slots=True)
class _Peak:
    strength: float
    lpi: float
    angle: float


def halftone(exhibit: Exhibit) -> Sign:
    """Look for a printer's dot screen on the front.

    Returns:
        Score p / (p + 3) for the peak p of the averaged spectrum over its background. Numbers: `peak`, `lpi`
        (lines per inch by the document's physical size), `angle` (degrees, 0 to 90), `finest_lpi` that could have
        been seen, `width_px`, `least_width_px`. Without score where the document is too small in the picture
        (`too_few_pixels`).

    """
    flat = exhibit.front
    per_mm = pixels_per_mm(flat, exhibit.mrz)
    width_mm = max(size_mm(flat, exhibit.mrz))
    finest = _REACHABLE * per_mm * _MM_PER_INCH
    numbers = {
        "width_px": per_mm * width_mm,
        "least_width_px": LEAST_LPI / _MM_PER_INCH / _REACHABLE * width_mm,
        "finest_lpi": min(finest, FINEST_LPI),
    }
    if finest < LEAST_LPI:
        return Sign(None, "too_few_pixels", numbers)
    scale = min(per_mm, _MOST_PER_MM)
    spectrum = _spectrum(_flat_grey(flat, exhibit, scale))
    peak, picture = _strongest(spectrum, scale)
    numbers |= {"peak": peak.strength, "lpi": peak.lpi, "angle": peak.angle}
    return Sign(peak.strength / (peak.strength + _HALF), "", numbers, picture)


def _flat_grey(flat: Flat, exhibit: Exhibit, per_mm: float) -> NDArray[np.float32]:
    """Brightness of the document at so many pixels per millimetre, resampled once from the photograph."""
    size = tuple(max(_WINDOW, round(side * per_mm)) for side in size_mm(flat, exhibit.mrz))
    grey = cv2.cvtColor(flat.photo, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    whole = ((0, 0), (width, 0), (width, height), (0, height))
    corners = np.asarray(whole if flat.quad is None else flat.quad, np.float32)
    frame = np.asarray([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    place = cv2.getPerspectiveTransform(corners, frame)
    return cv2.warpPerspective(grey, place, size, flags=cv2.INTER_CUBIC).astype(np.float32)


def _spectrum(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean over windows of the power spectrum divided by its smooth background, zero frequency in the middle."""
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 3.0)
    np.clip(fine, -30, 30, out=fine)
    total = np.zeros((_WINDOW, _WINDOW // 2 - 1), np.float32)
    count = 0
    for y in _starts(grey.shape[0]):
        for x in _starts(grey.shape[1]):
            total += _whitened(fine[y : y + _WINDOW, x : x + _WINDOW])
            count += 1
    return _whole(total * np.float32(1 / count))


def _whole(half: NDArray[np.float32]) -> NDArray[np.float32]:
    """Both halves of the plane from the one with positive columns: a real picture has P(-u, -v) = P(u, v)."""
    full = np.zeros((_WINDOW, _WINDOW), np.float32)
    full[:, _WINDOW // 2 + 1 :] = half
    full[1:, 1 : _WINDOW // 2] = half[1:, ::-1][::-1]
    return full


def _starts(length: int) -> list[int]:
    """Where windows begin: as few as cover the length."""
    number = max(1, -(-length // _WINDOW))
    return [round(v) for v in np.linspace(0, length - _WINDOW, number)]


@lru_cache(maxsize=1)
def _taper() -> NDArray[np.float32]:
    rise = np.hanning(_WINDOW)
    return np.asarray(rise[:, None] * rise[None], np.float32)


def _whitened(window: NDArray[np.float32]) -> NDArray[np.float32]:
    # Rows of a packed spectrum: column 0, then pairs of real and imaginary parts. Column 0 lies on an axis.
    found = cv2.dft(window * _taper())
    power = np.roll(found[:, 1:-1:2] ** 2 + found[:, 2:-1:2] ** 2, _WINDOW // 2, axis=0)
    ground = cv2.blur(power, (31, 31)) + np.float32(1e-3 * float(power.mean()) + 1e-6)
    return np.asarray(np.minimum(power / ground, _CAP), np.float32)


def _strongest(spectrum: NDArray[np.float32], per_mm: float) -> tuple[_Peak, bytes]:
    """Find the strongest frequency that has its partner at a right angle."""
    near = np.asarray(cv2.dilate(spectrum, np.ones((3, 3), np.uint8)), np.float32)
    paired = np.minimum(spectrum, _quarter_turned(near))
    paired[~_searched(per_mm)] = 0
    y, x = np.unravel_index(int(paired.argmax()), paired.shape)
    v, u = int(y) - _WINDOW // 2, int(x) - _WINDOW // 2
    lpi = float(np.hypot(u, v)) * per_mm / _WINDOW * _MM_PER_INCH
    angle = float(np.degrees(np.arctan2(v, u))) % 90.0
    return _Peak(float(paired[y, x]), lpi, angle), _drawn(spectrum, (int(x), int(y)))


def _quarter_turned(spectrum: NDArray[np.float32]) -> NDArray[np.float32]:
    """The spectrum turned by 90 degrees about zero frequency, which stands at _WINDOW / 2."""
    turned = np.rot90(spectrum)
    return np.roll(turned, 1, axis=0)


@lru_cache(maxsize=1)
def _plane() -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    k = np.arange(_WINDOW, dtype=np.float32) - _WINDOW // 2
    radius = np.hypot(k[None], k[:, None])
    angle = np.degrees(np.arctan2(k[:, None], k[None])) % 90.0
    off_axis = (angle > _AXES) & (angle < 90.0 - _AXES)
    return np.asarray(radius / _WINDOW, np.float32), np.asarray(off_axis & (k[:, None] >= 0))


def _searched(per_mm: float) -> NDArray[np.bool_]:
    radius, allowed = _plane()
    lpi = radius * np.float32(per_mm * _MM_PER_INCH)
    return np.asarray(allowed & (lpi >= COARSEST_LPI) & (lpi <= FINEST_LPI) & (radius <= _REACHABLE))


def _drawn(spectrum: NDArray[np.float32], at: tuple[int, int]) -> bytes:
    """The averaged spectrum with a ring around the peak."""
    shown: Pixels = np.clip(spectrum * (255 / 8), 0, 255).astype(np.uint8)
    picture = cv2.cvtColor(shown, cv2.COLOR_GRAY2BGR)
    mirrored = (_WINDOW - at[0], _WINDOW - at[1])
    for place in (at, mirrored):
        cv2.circle(picture, place, 7, (0, 0, 255), 1)
    return small_jpeg(np.asarray(picture, np.uint8))
