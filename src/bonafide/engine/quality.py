"""How usable a picture is: sharpness, glare, light, contrast, colour. Thresholds belong to policy.

Sharpness is the Tenengrad measure (Krotkov 1988) taken at one size and set against the picture's own
contrast, so that a pale page and a dark one are judged by the steepness of their edges alone.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Box, Quality
from bonafide.engine.image import Pixels, shrink

_SIDE = 640
SPOT_SIDE = 320
"""Long side at which light spots are looked for, pixels."""
_CLIPPED = 244
_REACH = 9
_LEAST_STEP = 24.0
_FEWEST_EDGES = 0.002
_EDGE_SHARE = 0.2
_SOFT, _CRISP = 1.0, 2.4
"""Sobel response per level of local contrast: of a blur of four pixels at the fixed size, of a clear print.

Between them a Gaussian blur of 1, 1.5, 2, 3 pixels gives a sharpness of about 0.75, 0.5, 0.4, 0.2.
"""
_MAX_BLOB = 0.35
_MIN_BLOB = 0.0015
_MIN_FALL = 20.0
_RIM_DROP = 36.0
_HALO = 10


def measure(image: Pixels, region: Box | None = None) -> Quality:
    """Measure a BGR image, or the part of it inside `region` (x, y, width, height, cut to the image).

    Returns:
        Quality; width and height are those of the measured part. An empty region gives all zeros.

    """
    part = image if region is None else cut(image, region)
    height, width = part.shape[:2]
    if min(height, width) < 8:
        return Quality(width, height, 0.0, 0.0, 0.0, 0.0, 0.0)
    work = _sized(part)
    grey = np.asarray(cv2.cvtColor(work, cv2.COLOR_BGR2GRAY), np.uint8)
    low, high = _spread(grey)
    return Quality(
        width=width,
        height=height,
        sharpness=_sharpness(grey, high - low),
        glare=float(light_spots(shrink(work, SPOT_SIDE)).mean()),
        brightness=float(grey.mean()),
        contrast=high - low,
        chroma=_chroma(shrink(work, SPOT_SIDE // 2)),
    )


def cut(image: Pixels, box: Box) -> Pixels:
    """Return the view of the image inside the box, cut to its borders; may be empty."""
    x, y, width, height = box
    return image[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)]


def _sized(part: Pixels) -> Pixels:
    """Bring the long side to the fixed size; enlarging shows honestly how little a small picture holds."""
    if max(part.shape[:2]) >= _SIDE:
        return shrink(part, _SIDE)
    scale = _SIDE / max(part.shape[:2])
    return np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR), np.uint8)


def _spread(grey: Pixels) -> tuple[float, float]:
    counts = np.bincount(grey.ravel(), minlength=256).cumsum()
    low, high = np.searchsorted(counts, (0.05 * counts[-1], 0.95 * counts[-1]))
    return float(low), float(high)


def _sharpness(grey: Pixels, contrast: float) -> float:
    calm = cv2.GaussianBlur(grey, (3, 3), 0)  # sensor noise has edges too
    reach = np.ones((_REACH, _REACH), np.uint8)
    local = cv2.subtract(cv2.dilate(calm, reach), cv2.erode(calm, reach))[1:-1:2, 1:-1:2]
    across = cv2.Sobel(calm, cv2.CV_16S, 1, 0)[1:-1:2, 1:-1:2]
    down = cv2.Sobel(calm, cv2.CV_16S, 0, 1)[1:-1:2, 1:-1:2]
    edges = local >= max(_LEAST_STEP, 0.3 * contrast)
    if np.count_nonzero(edges) < _FEWEST_EDGES * edges.size:
        return 0.0
    slope = np.hypot(across[edges].astype(np.float32), down[edges].astype(np.float32)) / local[edges]
    keep = max(1, int(_EDGE_SHARE * slope.size))
    steepest = float(np.partition(slope, slope.size - keep)[-keep:].mean())
    return float(np.clip((steepest - _SOFT) / (_CRISP - _SOFT), 0.0, 1.0))


def light_spots(image: Pixels) -> NDArray[np.bool_]:
    """Mark the bright blobs that fade into their surroundings; white paper ends in an edge and is left out.

    `image` is BGR, taken as it is: `Quality.glare` is the share of this mask at a long side of 320 pixels.
    """
    grey = np.asarray(image.min(axis=2), np.uint8)
    solid = cv2.morphologyEx((grey >= _CLIPPED).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    found = np.zeros(grey.shape, np.bool_)
    for k in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[k])
        share = area / solid.size
        if _MIN_BLOB <= share <= _MAX_BLOB:
            x0, y0 = max(0, x - _HALO), max(0, y - _HALO)
            window = np.s_[y0 : y + height + _HALO, x0 : x + width + _HALO]
            blob = labels[window] == k
            if _fades(np.asarray(grey[window], np.uint8), blob):
                found[window] |= blob
    return found


def _fades(grey: Pixels, blob: NDArray[np.bool_]) -> bool:
    """Tell a light spot from a white field: near its rim the light falls little, further out clearly."""
    mask = blob.astype(np.uint8)
    near = cv2.dilate(mask, np.ones((7, 7), np.uint8))
    far = cv2.dilate(mask, np.ones((2 * _HALO + 1, 2 * _HALO + 1), np.uint8))
    rim, ring = grey[(near > 0) & ~blob], grey[(far > 0) & (near == 0)]
    if rim.size == 0 or ring.size == 0:
        return False
    drop_near, drop_far = 255.0 - float(np.median(rim)), 255.0 - float(np.median(ring))
    return drop_near <= _RIM_DROP and drop_far >= max(_MIN_FALL, 1.5 * drop_near)


def _chroma(work: Pixels) -> float:
    balanced = work.astype(np.float32)
    means = np.maximum(balanced.reshape(-1, 3).mean(axis=0), 1.0)
    balanced = np.clip(balanced * (means.mean() / means), 0, 255) / 255.0
    lab = cv2.cvtColor(balanced, cv2.COLOR_BGR2LAB)
    return float(np.hypot(lab[:, :, 1], lab[:, :, 2]).mean())
