"""The dot screen of a printer or copier: a square lattice of 85 to 200 lines per inch, found in the spectrum.

Line work of security print runs in curves and in one direction at a place; a clustered-dot screen has the same
frequency everywhere and once more a quarter turn away. So the spectra of windows over the flat document, each set
against its own smooth background, are averaged, and a frequency counts as far as its partner at 90 degrees does.
A screen is visible only below half the sampling: 2.1 pixels per line and more (standards: 150 lpi on an ID-1 card
needs 1,010 pixels of width and better 1,520).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.drawn import small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.outline import pixels_per_mm, size_mm
from bonafide.engine.evidence import Sign
from bonafide.engine.image import Pixels
from bonafide.engine.patterns.screened import averaged, strongest

COARSEST_LPI, FINEST_LPI = 80.0, 205.0
_MM_PER_INCH = 25.4
_REACHABLE = 0.47
"""Cycles per pixel up to which a screen is looked for."""
LEAST_LPI = 100.0
"""Where not even screens up to this are visible, nothing is said."""
_WINDOW = 256
_MOST_PER_MM = 18.0
_HALF = 3.0
"""Peak over background at which the score is 0.5."""


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
    per_lpi = 1 / (scale * _MM_PER_INCH)
    peak = strongest(spectrum, COARSEST_LPI * per_lpi, min(_REACHABLE, FINEST_LPI * per_lpi))
    numbers |= {"peak": peak.strength, "lpi": peak.frequency / per_lpi, "angle": peak.angle}
    return Sign(peak.strength / (peak.strength + _HALF), "", numbers, _drawn(spectrum, peak.at))


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
    """Averaged over windows that cover the document."""
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 3.0)
    np.clip(fine, -30, 30, out=fine)
    places = [(y, x) for y in _starts(grey.shape[0]) for x in _starts(grey.shape[1])]
    return averaged([fine[y : y + _WINDOW, x : x + _WINDOW] for y, x in places])


def _starts(length: int) -> list[int]:
    """Where windows begin: as few as cover the length."""
    number = max(1, -(-length // _WINDOW))
    return [round(v) for v in np.linspace(0, length - _WINDOW, number)]


def _drawn(spectrum: NDArray[np.float32], at: tuple[int, int]) -> bytes:
    """The averaged spectrum with a ring around the peak."""
    shown: Pixels = np.clip(spectrum * (255 / 8), 0, 255).astype(np.uint8)
    picture = cv2.cvtColor(shown, cv2.COLOR_GRAY2BGR)
    mirrored = (_WINDOW - at[0], _WINDOW - at[1])
    for place in (at, mirrored):
        cv2.circle(picture, place, 7, (0, 0, 255), 1)
    return small_jpeg(np.asarray(picture, np.uint8))
