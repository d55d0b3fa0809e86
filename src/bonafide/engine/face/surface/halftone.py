"""Halftone on a face: the square lattice of a printer's dots.

The physics is that of documents (`engine.patterns.screened`). A life-size print before a camera of 480 rows shows no
dots; a small one held near does, and a coarse one of any size.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from bonafide.engine.evidence import Sign
from bonafide.engine.face.surface.look import Look, beside, drawn
from bonafide.engine.face.surface.squares import side_for
from bonafide.engine.image import Pixels
from bonafide.engine.patterns.screened import Peak, averaged, strongest
from bonafide.engine.patterns.spectrum import Floats

_SLOWEST, _FASTEST = 0.1, 0.47
"""Cycles per pixel between which dots are looked for: below lie features of the face, above the sensor's end."""
_HALF = 6.0
"""Peak over background at which the score is 0.5."""


def halftone(looks: Sequence[Look]) -> Sign:
    """Look for a printer's dots on the face.

    Returns:
        Score p / (p + 6) for the peak p of the averaged spectrum over its background. Numbers: `peak`, `pixels`
        (from dot to dot), `angle` (degrees, 0 to 90). Without a score where the face is narrower than 128 pixels
        (`face_pixels_too_few`). Dots finer than two pixels show only as what the sensor makes of them.

    """
    found = [(look, *made) for look in looks if (made := _lattice(look)) is not None]
    if not found:
        return Sign(None, "face_pixels_too_few")
    look, spectrum, peak = max(found, key=lambda one: one[2].strength)
    numbers = {"peak": peak.strength, "pixels": 1 / max(peak.frequency, 1e-6), "angle": peak.angle}
    return Sign(peak.strength / (peak.strength + _HALF), "", numbers, _picture(look, spectrum, peak))


def _lattice(look: Look) -> tuple[Floats, Peak] | None:
    side = side_for(look.box)
    if side is None or min(look.image.shape[:2]) < side:
        return None
    x, y, wide, high = look.box
    top, left = max(0, y), max(0, x)
    grey = cv2.cvtColor(look.image, cv2.COLOR_BGR2GRAY)[top : y + high, left : x + wide].astype(np.float32)
    if min(grey.shape) < side:
        return None
    fine = np.clip(grey - cv2.GaussianBlur(grey, (0, 0), 3.0), -30, 30)
    places = [(r, c) for r in _starts(grey.shape[0], side) for c in _starts(grey.shape[1], side)]
    spectrum = averaged([fine[r : r + side, c : c + side] for r, c in places])
    return spectrum, strongest(spectrum, _SLOWEST, _FASTEST)


def _starts(length: int, side: int) -> list[int]:
    """Where squares begin: as few as cover the length."""
    return [round(v) for v in np.linspace(0, length - side, -(-length // side))]


def _picture(look: Look, spectrum: Floats, peak: Peak) -> bytes:
    """The face beside the averaged spectrum with a ring round the dots' frequency."""
    shown = cv2.cvtColor(np.clip(spectrum * (255 / 8), 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)
    side = spectrum.shape[0]
    for at in (peak.at, (side - peak.at[0], side - peak.at[1])):
        cv2.circle(shown, at, 5, (0, 0, 255), 1)
    x, y, wide, high = look.box
    face: Pixels = look.image[max(0, y) : y + high, max(0, x) : x + wide]
    return drawn(beside(face, np.asarray(shown, np.uint8)))
