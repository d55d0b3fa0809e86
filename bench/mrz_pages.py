"""Draw photographs of whole pages with a zone at four levels of degradation, for measuring the zone reader.

Every page follows from (seed, level, number) alone, so that any part of the set can be drawn again. What the
levels mean stands in LEVELS, in numbers; `describe` writes them down for the table. Drawn pages say how far
a reader goes as a picture gets worse, not how it does on real documents: the page is a tinted sheet with wavy
security lines, a grey portrait and print, and has no laminate, no hologram and no real camera behind it.

One of the three cuts of the font, OCRBL, is never used in training.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mrz_render import FONT_FOLDER, Rng, zone

Colour = NDArray[np.uint8]
Floats = NDArray[np.float32]
Lines = tuple[str, ...]
Range = tuple[float, float]

FONTS = tuple(FONT_FOLDER / name for name in ("OCRB.otf", "OCRBS.otf", "OCRBL.otf"))
_PAGE_WIDTH = 1400
_MILLIMETRES = {30: 85.6, 36: 105.0, 44: 125.0}
_SHAPES = {30: 1.586, 36: 1.42, 44: 1.42}
_PITCH_MM = 2.54


@dataclass(frozen=True, slots=True)
class Level:
    """How bad the picture is. Ranges are drawn from evenly; lengths in pixels of the photograph."""

    long_side: int
    fill: Range
    """Share of the long side that the page takes."""
    perspective: float
    """Most displacement of a corner, by the long side."""
    tilt: float
    """Most tilt in degrees, beside any of four quarter turns."""
    bend: float
    """Most sag of the page's middle, by its width."""
    blur: Range
    shake: float
    """Longest streak of a hand that moves, in any direction."""
    noise: Range
    """Deviation of the noise, grey levels of 255."""
    glare: float
    """Chance of a spot of glare anywhere on the page."""
    shade: float
    """Most fall of light across the picture, as a share."""
    ground: float
    """Strongest security lines under the print, grey levels."""
    wear: float
    """Most ink lost in patches, as a share."""
    jpeg: tuple[int, int]


LEVELS = {
    1: Level(1600, (0.8, 0.95), 0.02, 3, 0.0, (0.4, 0.7), 0, (1, 3), 0.0, 0.15, 16, 0.05, (88, 95)),
    2: Level(1280, (0.75, 0.92), 0.04, 8, 0.004, (0.7, 1.0), 2, (3, 6), 0.3, 0.3, 26, 0.15, (70, 88)),
    3: Level(1100, (0.7, 0.9), 0.06, 14, 0.008, (0.9, 1.2), 3, (5, 9), 0.5, 0.45, 36, 0.25, (55, 75)),
    4: Level(1000, (0.65, 0.85), 0.08, 20, 0.012, (1.1, 1.5), 4, (8, 13), 0.7, 0.6, 46, 0.35, (40, 60)),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A drawn photograph (BGR) and the lines of its zone."""

    image: Colour
    lines: Lines


def page(seed: int, level: int, number: int) -> Page:
    """Draw one page; the same three numbers give the same page."""
    rng = np.random.default_rng((seed, level, number))
    settings = LEVELS[level]
    lines = zone(rng)
    sheet = _document(rng, lines, settings)
    seen = _laid(rng, sheet, settings)
    return Page(_photographed(rng, seen, settings), lines)


def describe() -> list[list[object]]:
    """Rows of a table: what every level means."""
    head: list[object] = ["level", *(field.name for field in fields(Level))]
    return [head, *([number, *map(_written, _values(level))] for number, level in LEVELS.items())]


def _values(level: Level) -> list[Any]:
    return [getattr(level, field.name) for field in fields(Level)]


def _written(value: Any) -> str:
    return " to ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _document(rng: Rng, lines: Lines, level: Level) -> Colour:
    columns = len(lines[0])
    width, height = _PAGE_WIDTH, round(_PAGE_WIDTH / _SHAPES[columns])
    pitch = _PITCH_MM / _MILLIMETRES[columns] * width
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    _viz(rng, draw, width, height - round(pitch * 2.3 * (len(lines) + 0.6)))
    font = int(rng.integers(len(FONTS)))
    left = (width - columns * pitch) * rng.uniform(0.3, 0.7)
    step = pitch * rng.uniform(1.67, 2.5)
    foot = height - pitch * rng.uniform(0.8, 1.6)
    for i, line in enumerate(reversed(lines)):
        for k, character in enumerate(line):
            at = (left + (k + 0.5) * pitch, foot - i * step)
            draw.text(at, character, fill=255, font=_font(font, round(pitch / 0.723)), anchor="ms")
    ink = _worn(rng, np.asarray(mask, np.float32) / np.float32(255), level.wear)[..., None]
    ink *= np.float32(rng.uniform(0.8, 1.0))
    paper = _paper(rng, height, width, level.ground)
    paper[round(0.15 * height) : round(0.6 * height), round(0.04 * width) : round(0.27 * width)] -= 70
    return np.asarray(np.clip(paper * (1 - ink) + rng.uniform(15, 60) * ink, 0, 255), np.uint8)


def _viz(rng: Rng, draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """Rows of print above the zone, so that the zone is not the only text."""
    size = round(height / 16)
    for row in range(7):
        word = "".join(rng.choice(list("ABCDEFGHIJKLMNOPRSTUVZ0123456789 "), int(rng.integers(6, 24))))
        at = (width * rng.uniform(0.3, 0.4), height * (0.05 + 0.13 * row))
        draw.text(at, word, fill=int(rng.uniform(140, 230)), font=_font(0, size))


def _worn(rng: Rng, ink: Floats, wear: float) -> Floats:
    """Thicken or thin the strokes, and rub ink off in patches as wide as some characters."""
    size = int(rng.integers(0, 3))
    if size:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size + 1, size + 1))
        ink = np.asarray((cv2.dilate if rng.random() < 0.5 else cv2.erode)(ink, kernel), np.float32)
    patches = rng.random((ink.shape[0] // 30, ink.shape[1] // 30), np.float32)
    lost = cv2.resize(patches, ink.shape[::-1], interpolation=cv2.INTER_CUBIC) * rng.uniform(0, wear)
    grains = rng.random((ink.shape[0] // 2, ink.shape[1] // 2), np.float32)
    grain = cv2.resize(grains, ink.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(ink * (1 - lost * (0.5 + grain)), np.float32)


def _paper(rng: Rng, height: int, width: int, strength: float) -> Floats:
    tone = rng.uniform(185, 245, 3).astype(np.float32)
    y, x = np.mgrid[0:height:2, 0:width:2].astype(np.float32)
    lines = np.zeros(y.shape, np.float32)
    for _ in range(2):
        sway = rng.uniform(5, 30) * np.sin(x / rng.uniform(60, 200) + rng.uniform(0, 6))
        wave = (y * rng.uniform(0.5, 1) + x * rng.uniform(-0.5, 0.5) + sway) / rng.uniform(3, 9)
        lines += rng.uniform(0.3, 1) * strength * (np.sin(wave) > rng.uniform(0.2, 0.8))
    whole = cv2.resize(lines, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(tone - whole[..., None] * rng.uniform(0.4, 1, 3).astype(np.float32), np.float32)


@lru_cache(maxsize=32)
def _font(index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS[index]), size)


def _laid(rng: Rng, sheet: Colour, level: Level) -> Colour:
    """On a table, bent, turned and seen at an angle."""
    height, width = sheet.shape[:2]
    sheet = _bent(rng, sheet, level.bend)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    angle = np.deg2rad(rng.uniform(-level.tilt, level.tilt) + 90 * int(rng.integers(4)))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    scale = level.long_side * rng.uniform(*level.fill) / width
    target = (corners - corners.mean(0)) @ turn.T * scale
    target += rng.uniform(-1, 1, (4, 2)) * level.perspective * level.long_side
    low, high = target.min(0), target.max(0)
    size = np.maximum(high - low, level.long_side * np.array([0.75, 0.75]))
    size *= level.long_side / size.max()
    target += size / 2 - (low + high) / 2
    view = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    table = tuple(float(v) for v in rng.uniform(40, 150, 3))
    out = cv2.warpPerspective(sheet, view, (round(size[0]), round(size[1])), borderValue=table)
    return np.asarray(out, np.uint8)


def _bent(rng: Rng, sheet: Colour, bend: float) -> Colour:
    if not bend:
        return sheet
    height, width = sheet.shape[:2]
    x = np.linspace(-1, 1, width, dtype=np.float32)
    sag = rng.uniform(-bend, bend) * width * (1 - x * x)
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    out = cv2.remap(sheet, across, down + sag, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(out, np.uint8)


def _photographed(rng: Rng, seen: Colour, level: Level) -> Colour:
    """Light, glare, blur, shake, noise and compression, in that order."""
    image: NDArray[Any] = seen.astype(np.float32) * _light(rng, seen.shape, level.shade)[..., None]
    if rng.random() < level.glare:
        image = image + _glare(rng, seen.shape)[..., None]
    image = cv2.GaussianBlur(image, (0, 0), rng.uniform(*level.blur))
    if level.shake:
        image = cv2.filter2D(image, -1, _streak(rng, rng.uniform(0, level.shake)))
    image = image + _noise(rng, seen.shape) * rng.uniform(*level.noise)
    out = np.clip(image, 0, 255).astype(np.uint8)
    _, code = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(*level.jpeg))])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)


def _light(rng: Rng, shape: tuple[int, ...], shade: float) -> Floats:
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j].astype(np.float32)
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0, shade)
    slope = (x * np.cos(angle) + y * np.sin(angle)) / 1.42
    return np.asarray((1 - fall * (0.5 + slope / 2)) * rng.uniform(0.75, 1.05), np.float32)


def _glare(rng: Rng, shape: tuple[int, ...]) -> Floats:
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    down, across = rng.uniform(0.15, 0.85, 2) * shape[:2]
    wide, tall = rng.uniform(0.02, 0.08, 2) * shape[1]
    return np.asarray(
        rng.uniform(50, 150) * np.exp(-((x - across) ** 2 / wide**2 + (y - down) ** 2 / tall**2) / 2),
        np.float32,
    )


def _streak(rng: Rng, length: float) -> Floats:
    half = int(np.ceil(length / 2)) + 1
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    angle = rng.uniform(0, np.pi)
    for t in np.linspace(-length / 2, length / 2, 21):
        x, y = half + t * np.cos(angle), half + t * np.sin(angle)
        for cx, cy in ((0, 0), (1, 0), (0, 1), (1, 1)):
            weight = (1 - abs(x - np.floor(x) - cx)) * (1 - abs(y - np.floor(y) - cy))
            kernel[int(y) + cy, int(x) + cx] += weight
    return np.asarray(kernel / kernel.sum(), np.float32)


@lru_cache(maxsize=1)
def _grain() -> Floats:
    return np.random.default_rng(77).standard_normal(9_000_000, np.float32)


def _noise(rng: Rng, shape: tuple[int, ...]) -> Floats:
    """Grain of deviation 1, a little coarser than a pixel, from one long strip of it."""
    count = shape[0] * shape[1] * shape[2]
    start = int(rng.integers(0, len(_grain()) - count))
    fine = _grain()[start : start + count].reshape(shape)
    return np.asarray(cv2.blur(fine, (2, 2)) * 1.2 + fine * 0.4, np.float32)
