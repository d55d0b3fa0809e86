"""A card on a table, photographed at four levels of badness.

| level | corners moved | turned | blur sigma | shake | noise sigma | glare | JPEG |
| 0 | 0 | 0 | 0 | 0 | 0 | no | 98 |
| 1 | 1.5 % of the long side | 0 | 0.6 px | 0 | 2 | no | 90 |
| 2 | 4 % | up to 3 degrees | 1.0 px | 0 | 6 | a spot | 75 |
| 3 | 8 % | up to 7 degrees | 1.4 px | 5 px in any direction | 10 | a spot | 55 |

Pixels count at a long side of 1280, of which the card takes 90 %. No lens, no sensor mosaic, no camera pipeline.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bonafide.engine.perspective import frame, homography
from tests.world.pixels import Floats, Image, floats, to_image

LONG_SIDE = 1280


@dataclass(frozen=True, slots=True)
class Level:
    """How bad: shares of the long side, degrees, pixels, grey levels."""

    corners: float
    turn: float
    blur: float
    shake: float
    noise: float
    glare: bool
    jpeg: int


LEVELS = (
    Level(0.0, 0, 0.0, 0, 0, glare=False, jpeg=98),
    Level(0.015, 0, 0.6, 0, 2, glare=False, jpeg=90),
    Level(0.04, 3, 1.0, 0, 6, glare=True, jpeg=75),
    Level(0.08, 7, 1.4, 5, 10, glare=True, jpeg=55),
)


def photograph(card: Image, level: Level, seed: int, *, long_side: int = LONG_SIDE) -> Image:
    """Take one picture of a flat card: BGR, its long side `long_side` pixels."""
    random = np.random.default_rng(seed)
    seen = _laid(random, card, level, long_side)
    seen = _optics(random, seen, level)
    ok, code = cv2.imencode(".jpg", to_image(seen), [cv2.IMWRITE_JPEG_QUALITY, level.jpeg])
    if not ok:
        raise RuntimeError
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)


def _laid(random: np.random.Generator, card: Image, level: Level, long_side: int) -> Floats:
    height, width = card.shape[:2]
    scale = 0.9 * long_side / max(height, width)
    size = (round(width * scale / 0.9), round(height * scale / 0.9))
    corners = frame(width, height)
    angle = np.deg2rad(random.uniform(-level.turn, level.turn))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = (corners - corners.mean(0)) @ turn.T * scale + np.array(size) / 2
    target += random.uniform(-0.5, 0.5, (4, 2)) * level.corners * long_side
    view = homography(corners, target)
    table = tuple(float(v) for v in random.uniform(40, 110, 3))
    soft = cv2.GaussianBlur(card, (0, 0), max(0.3, 0.35 / scale))  # the pixel's own area
    return floats(cv2.warpPerspective(soft, view, size, flags=cv2.INTER_LINEAR, borderValue=table))


def _optics(random: np.random.Generator, seen: Floats, level: Level) -> Floats:
    if level.blur:
        seen = floats(cv2.GaussianBlur(seen, (0, 0), level.blur))
    if level.shake:
        seen = floats(cv2.filter2D(seen, -1, _shake(level.shake, random.uniform(0, np.pi))))
    if level.glare:
        y, x = np.mgrid[0 : seen.shape[0], 0 : seen.shape[1]].astype(np.float32)
        middle = random.uniform(0.2, 0.8, 2) * seen.shape[:2]
        spot = np.exp(-((y - middle[0]) ** 2 + (x - middle[1]) ** 2) / (2 * random.uniform(40, 110) ** 2))
        seen = floats(seen + 150 * spot[..., None])
    if level.noise:
        seen = floats(np.clip(seen, 0, 255) + random.normal(0, level.noise, seen.shape))
    return seen


def _shake(length: float, angle: float) -> Floats:
    """A straight shake: a line of `length` pixels."""
    size = int(np.ceil(length / 2)) + 1
    kernel = np.zeros((2 * size + 1, 2 * size + 1), np.float32)
    fine = np.linspace(-length / 2, length / 2, 60)
    for t in fine:
        x, y = size + t * np.cos(angle), size + t * np.sin(angle)
        left, top = int(np.floor(x)), int(np.floor(y))
        for dy in (0, 1):
            for dx in (0, 1):
                kernel[top + dy, left + dx] += (1 - abs(x - left - dx)) * (1 - abs(y - top - dy))
    return floats(kernel / kernel.sum())
