"""Draw whole pages with a zone at four levels of degradation, for measuring the zone reader.

Level 0: clean. 1: perspective 1.5 %, blur 0.6, JPEG 90. 2: perspective 4 %, turned up to 3 degrees, blur
1.0, noise 6, a glare spot, JPEG 75. 3: perspective 8 %, turned up to 7 degrees, blur 1.4 and a shake,
noise 10, glare, JPEG 55. Blur in pixels at a long side of 1280. Drawn pages say how far a reader goes as
a picture gets worse, not how it does on real documents: no laminate, no holograms, no real camera.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mrz_render import FONTS, Rng

Colour = NDArray[np.uint8]

LONG_SIDE = 1280
_SHAPES = {30: 1.586, 36: 1.42, 44: 1.42}


@dataclass(frozen=True, slots=True)
class Level:
    """How bad the picture is; lengths as shares of the long side or pixels, angles in degrees."""

    perspective: float
    turn: float
    blur: float
    shake: int
    noise: float
    glare: bool
    jpeg: int


LEVELS = (
    Level(0, 0, 0, 0, 0, glare=False, jpeg=100),
    Level(0.015, 0, 0.6, 0, 2, glare=False, jpeg=90),
    Level(0.04, 3, 1.0, 0, 6, glare=True, jpeg=75),
    Level(0.08, 7, 1.4, 5, 10, glare=True, jpeg=55),
)


def page(rng: Rng, lines: tuple[str, ...], level: Level) -> Colour:
    """Draw a document with the zone at its foot on a dark table and degrade it: BGR, long side 1280."""
    flat = _document(rng, lines)
    seen = _laid(rng, flat, level)
    return _photographed(rng, seen, level)


def _document(rng: Rng, lines: tuple[str, ...]) -> Colour:
    width = 2 * LONG_SIDE
    height = round(width / _SHAPES[len(lines[0])])
    tone = rng.uniform(195, 240, 3)
    sheet = np.full((height, width, 3), tone, np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wave = np.sin((y + 25 * np.sin(x / rng.uniform(60, 160))) / rng.uniform(4, 9))
    sheet -= (rng.uniform(6, 26) * (wave > 0.4))[..., None]
    image = Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    _viz(rng, draw, width, height)
    pitch = width * 0.92 / len(lines[0])
    for i, line in enumerate(reversed(lines)):
        for k, character in enumerate(line):
            at = (width * 0.04 + (k + 0.5) * pitch, height * 0.955 - i * 2.5 * pitch * 0.78)
            draw.text(at, character, fill=(28, 26, 30), font=_font(round(pitch / 0.723)), anchor="ms")
    return np.asarray(image)


def _viz(rng: Rng, draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """A grey portrait and rows of print, so that the zone is not the only text."""
    draw.rectangle((width * 0.05, height * 0.18, width * 0.28, height * 0.62), fill=(120, 118, 125))
    for row in range(6):
        word = "".join(rng.choice(list("ABCDEFGHIJKLMNOPRSTUVZ0123456789 "), int(rng.integers(6, 18))))
        draw.text((width * 0.34, height * (0.16 + 0.08 * row)), word, fill=(50, 50, 60), font=_font(56))


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS[0]), size)


def _laid(rng: Rng, flat: Colour, level: Level) -> Colour:
    """On the table, turned and seen at an angle."""
    height, width = flat.shape[:2]
    scale = 0.9 * LONG_SIDE / width
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    angle = np.deg2rad(rng.uniform(-level.turn, level.turn))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    size = (LONG_SIDE, round(LONG_SIDE * height / width * 1.1))
    target = (corners - corners.mean(0)) @ turn.T * scale + np.array(size) / 2
    target += rng.uniform(-0.5, 0.5, (4, 2)) * level.perspective * LONG_SIDE
    view = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    table = tuple(float(v) for v in rng.uniform(40, 110, 3))
    out = cv2.warpPerspective(flat, view, size, flags=cv2.INTER_AREA, borderValue=table)
    return np.asarray(out, np.uint8)


def _photographed(rng: Rng, seen: Colour, level: Level) -> Colour:
    image: NDArray[Any] = seen.astype(np.float32)
    if level.blur:
        image = cv2.GaussianBlur(image, (0, 0), level.blur)
    if level.shake:
        kernel = np.zeros((level.shake, level.shake), np.float32)
        kernel[level.shake // 2] = 1 / level.shake
        image = cv2.filter2D(image, -1, kernel)
    if level.glare:
        y, x = np.mgrid[0 : image.shape[0], 0 : image.shape[1]].astype(np.float32)
        middle = rng.uniform(0.2, 0.8, 2) * image.shape[:2]
        spot = np.exp(-(((y - middle[0]) ** 2 + (x - middle[1]) ** 2) / (2 * rng.uniform(40, 110) ** 2)))
        image = image + 150 * spot[..., None]
    image = image + rng.normal(0, level.noise, image.shape) if level.noise else image
    out = np.clip(image, 0, 255).astype(np.uint8)
    _, code = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, level.jpeg])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)
