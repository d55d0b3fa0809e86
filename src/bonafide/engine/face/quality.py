"""How usable a face picture is: the classical measures of ISO/IEC 29794-5 that need no trained model.

Measured on the face alone, brought to one size, so that the numbers do not depend on the camera's resolution.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Box, Quality
from bonafide.engine.image import Pixels

FACE_SIDE = 128
BLOWN_OUT = 250
CRISP_ENERGY = 30.0
"""Mean gradient energy at which sharpness is 0.5; studio portraits lie far above, a 2 px blur below."""


def face_quality(image: Pixels, box: Box | None = None) -> Quality:
    """Measure the part of `image` (BGR) inside `box`, or all of it where there is no face."""
    region = cut(image, box) if box else image
    height, width = region.shape[:2]
    small = _sized(region)
    luma = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    counts = np.bincount(luma.ravel(), minlength=256)
    return Quality(
        width=width,
        height=height,
        sharpness=_sharpness(luma),
        glare=float(counts[BLOWN_OUT:].sum() / luma.size),
        brightness=float(counts @ np.arange(256) / luma.size),
        contrast=_percentile(counts, 0.95) - _percentile(counts, 0.05),
        chroma=_chroma(small),
    )


def _percentile(counts: NDArray[np.int64], share: float) -> float:
    """Grey level below which this share of the pixels lies, as `numpy.percentile` interpolates it."""
    below = np.cumsum(counts)
    place = (below[-1] - 1) * share
    first = int(place)
    a, b = (int(np.searchsorted(below, at, side="right")) for at in (first, min(first + 1, below[-1] - 1)))
    on = float(place - first)
    return a + (b - a) * on if on < 0.5 else b - (b - a) * (1 - on)


def cut(image: Pixels, box: Box) -> Pixels:
    """Cut a box out of the image, kept inside it; at least one pixel."""
    x, y = min(max(box[0], 0), image.shape[1] - 1), min(max(box[1], 0), image.shape[0] - 1)
    right = min(max(box[0] + box[2], x + 1), image.shape[1])
    bottom = min(max(box[1] + box[3], y + 1), image.shape[0])
    return image[y:bottom, x:right]


def _sized(region: Pixels) -> Pixels:
    scale = FACE_SIDE / max(region.shape[:2])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    size = (max(8, round(region.shape[1] * scale)), max(8, round(region.shape[0] * scale)))
    return np.asarray(cv2.resize(region, size, interpolation=how), np.uint8)


def _sharpness(luma: Pixels) -> float:
    # Second derivatives: light falling off over the face is no detail. Scaled by contrast.
    spread = max(_deviation(luma), 8.0)
    energy = _deviation(cv2.Laplacian(luma, cv2.CV_32F)) ** 2 * (40.0 / spread) ** 2
    return energy / (energy + CRISP_ENERGY)


def _deviation(values: cv2.typing.MatLike) -> float:
    """Standard deviation of one channel."""
    return float(cv2.meanStdDev(values)[1][0, 0])


def _chroma(small: Pixels) -> float:
    means = np.array(cv2.sumElems(small)[:3]) / (small.shape[0] * small.shape[1])
    gains = means.mean() / np.maximum(means, 1.0)
    table = np.clip(np.arange(256)[:, None] * gains, 0, 255).astype(np.uint8)
    balanced = cv2.LUT(small, table[:, None])
    _light, a, b = cv2.split(cv2.cvtColor(balanced, cv2.COLOR_BGR2LAB))
    red, yellow = (part.astype(np.float32) - np.float32(128.0) for part in (a, b))
    return float(np.sqrt(red * red + yellow * yellow).mean())
