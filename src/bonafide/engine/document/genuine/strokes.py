"""How blurred edges are: their steepest slope set against the height of the step, read the same way everywhere.

A step blurred by a Gaussian has the slope height / (s sqrt(2 pi)) in its middle. Differences over two pixels, the
window in which the height is looked for and sharpening make it look a little softer or crisper than it is; so edges
are only ever compared with other edges that were read in the same way.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.image import Pixels

CONTRAST = 35.0
"""Grey levels between both sides of an edge, from which its slope is measured."""
_STEEPEST = 1 / np.sqrt(2 * np.pi)
_APART = 5

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


def steepness(grey: Pixels, where: Mask, reach: int, contrast: float = CONTRAST) -> Floats:
    """Slope over height of the step at the steepest places among `where`, 1 / pixel; 0 at all others.

    The height is what the brightest and the darkest pixel within `reach` pixels are apart.
    """
    window = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    height = cv2.dilate(grey, window).astype(np.float32) - cv2.erode(grey, window)
    soft = grey.astype(np.float32)
    across, down = (cv2.Sobel(soft, cv2.CV_32F, dx, 1 - dx, ksize=1) for dx in (1, 0))
    # Not cv2.magnitude: its last bit depends on where in memory the numbers lie.
    steep = np.sqrt(across * across + down * down) / (2 * np.maximum(height, 1))
    steep = np.asarray(np.where(where & (height > contrast), steep, 0), np.float32)
    crest = cv2.dilate(steep, np.ones((_APART, _APART), np.uint8))
    return np.asarray(np.where(steep >= crest, steep, 0), np.float32)


def blur(steep: Floats) -> float:
    """Standard deviation of the blur in pixels, of the median edge."""
    return float(_STEEPEST / np.median(steep))
