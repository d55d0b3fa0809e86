"""Pictures of the report: what each check of the image saw, painted so that a person sees it too.

All take and give BGR pixels; `uri` turns them into a data address, so that the page needs no other file.
The pictures explain, they do not judge: every number beside them comes from the engine.
"""

from __future__ import annotations

import base64

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Box
from bonafide.engine.image import Pixels, encode_jpeg, shrink
from bonafide.engine.quality import SPOT_SIDE, light_spots

MAP_SIDE = 640
PAGE_SIDE = 1400
CLIPPED = 244
_EDGE = 24.0
_FULL_CHROMA = 40.0
_GLARE, _WHITE = (60, 40, 225), (235, 205, 165)
_MEASURED_SIDE = 640


def pixels(jpeg: bytes) -> Pixels | None:
    """Decode a picture that the engine made; None where there is none."""
    if not jpeg:
        return None
    made = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return None if made is None else np.asarray(made, np.uint8)


def uri(image: Pixels, side: int = MAP_SIDE) -> str:
    """JPEG as a data address, its long side at most `side` pixels."""
    jpeg = encode_jpeg(shrink(image, side), 85)
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()


def crop(image: Pixels, box: Box, margin: float = 0.0) -> Pixels:
    """Cut a box out, with a margin as a share of its size, kept inside the picture."""
    x, y, width, height = box
    dx, dy = round(width * margin), round(height * margin)
    top, left = max(0, y - dy), max(0, x - dx)
    return image[top : max(top + 1, y + height + dy), left : max(left + 1, x + width + dx)]


def sharpness_map(image: Pixels) -> Pixels:
    """Edges coloured by steepness for their contrast, red soft to green crisp; the rest is faint."""
    work = shrink(image, MAP_SIDE)
    grey = cv2.GaussianBlur(cv2.cvtColor(work, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    reach = np.ones((9, 9), np.uint8)
    local = cv2.subtract(cv2.dilate(grey, reach), cv2.erode(grey, reach)).astype(np.float32)
    slope = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    steep = np.clip((slope / np.maximum(local, 1.0) - 1.0) / 1.4, 0, 1)
    hue = (steep * 75).astype(np.uint8)
    full = np.full_like(hue, 225)
    colour = cv2.cvtColor(np.dstack([hue, full, full]), cv2.COLOR_HSV2BGR)
    strength = np.where((local >= _EDGE) & (slope > 0.7 * local), 1.0, 0.0).astype(np.float32)
    return _over(_faint(work), np.asarray(colour, np.uint8), strength)


def glare_map(image: Pixels) -> Pixels:
    """Light spots that count in red; what is merely white paper in pale blue."""
    work = shrink(image, MAP_SIDE)
    white = 0.6 * (work.min(axis=2) >= CLIPPED).astype(np.float32)
    base = _over(_faint(work), np.full_like(work, _WHITE), white)
    spots = light_spots(shrink(shrink(image, _MEASURED_SIDE), SPOT_SIDE)).astype(np.float32)
    strength = cv2.resize(spots, (work.shape[1], work.shape[0]), interpolation=cv2.INTER_NEAREST)
    return _over(base, np.full_like(work, _GLARE), 0.85 * np.asarray(strength, np.float32))


def chroma_map(image: Pixels) -> Pixels:
    """CIELAB chroma after grey-world balance: dark is grey, bright is colourful (0 to 40)."""
    work = shrink(image, MAP_SIDE).astype(np.float32)
    means = np.maximum(work.reshape(-1, 3).mean(axis=0), 1.0)
    balanced = np.clip(work * (means.mean() / means), 0, 255) / 255.0
    lab = cv2.cvtColor(balanced.astype(np.float32), cv2.COLOR_BGR2LAB)
    chroma = np.hypot(lab[:, :, 1], lab[:, :, 2])
    level = np.clip(255 * chroma / _FULL_CHROMA, 0, 255).astype(np.uint8)
    return np.asarray(cv2.applyColorMap(level, cv2.COLORMAP_INFERNO), np.uint8)


def _faint(image: Pixels) -> Pixels:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    pale = (150 + 0.4 * grey).clip(0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(pale, cv2.COLOR_GRAY2BGR), np.uint8)


def _over(base: Pixels, paint: Pixels, strength: NDArray[np.float32]) -> Pixels:
    share = strength[:, :, None]
    return np.asarray((base * (1 - share) + paint * share).clip(0, 255), np.uint8)
