"""Draw machine readable lines in OCR-B and wear them out: the training set of the line recogniser.

A line is drawn large, printed badly (worn, thick, thin), laid on a patterned ground, seen by a sensor of
low resolution at an angle, blurred, shaken, lit unevenly, made noisy, compressed, and cut out a little
askew, in that order. Half of the lines are rough: blur near the least that can be read, coarse grain, strong
compression. What it cannot show: real security print, laminate, curved pages beyond a gentle
bend, real camera pipelines.

The font is not part of the project: Debian package fonts-ocr-b.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.world.zones import Holder, build_td1, build_td2, build_td3, build_visa

from bonafide.engine.document.mrz.codes import SPECIAL, codes
from bonafide.engine.document.mrz.formats import ALPHABET, LETTERS

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]
Rng = np.random.Generator

FONT_FOLDER = Path("/usr/share/fonts/opentype/ocr-b")
FONTS = tuple(FONT_FOLDER / name for name in ("OCRB.otf", "OCRBS.otf"))
PITCH = 40
"""Pixels from character to character when drawn; OCR-B is 0.723 em wide and its capitals 0.68 em high."""
_CAPITAL = 0.94 * PITCH
_EDGE = 3.5
"""Paper beside the first and the last character, by the pitch: the reader cuts up to 2.3 beyond what it found."""
_BLUR = (0.05, 0.13)
"""Deviation of the blur of rough lines, by the pitch; at 0.13 a person reads many characters by guess."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A strip as the reader cuts it (height x width, grey), and the middle of each character (x, pixels)."""

    strip: Grey
    middles: Floats
    text: str


def sample(rng: Rng, text: str, height: int) -> Sample:
    """Draw and wear out one line; `height` is the strip's, in pixels."""
    sheet = _print(rng, text)
    room = rng.uniform(1.15, 1.95)
    scale = height / (room * _CAPITAL)
    width = round(sheet.shape[1] * scale * rng.uniform(0.92, 1.08))
    view = _view(rng, sheet.shape, room, width, height)
    sensor = min(1.0, rng.triangular(6.5, 11.0, 20.0) / (PITCH * scale))
    small = np.diag([sensor, sensor, 1.0])
    size = (max(8, round(width * sensor)), max(6, round(height * sensor)))
    seen = cv2.warpPerspective(
        sheet, small @ view, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    seen = _photograph(rng, seen, PITCH * scale * sensor)
    points = np.array([[[_place(i), sheet.shape[0] / 2]] for i in range(len(text))], np.float64)
    middles = cv2.perspectiveTransform(points, view)[:, 0, 0].astype(np.float32)
    strip = cv2.resize(seen, (width, height), interpolation=cv2.INTER_CUBIC)
    return Sample(np.asarray(strip, np.uint8), middles, text)


def _place(index: int) -> float:
    """Middle of a character on the sheet."""
    return (index + _EDGE + 0.5) * PITCH


def _view(rng: Rng, shape: tuple[int, ...], room: float, width: int, height: int) -> NDArray[Any]:
    """Homography from the sheet to the strip: room above and below, a tilt, a vanishing point, a shear."""
    middle, half = shape[0] / 2, room * _CAPITAL / 2
    left, right = (middle + rng.normal(0, 0.06, 2) * _CAPITAL * (1 + room - 1.15)).tolist()
    a, b = half * (1 + rng.normal(0, 0.03, 2))
    cut = rng.uniform(0.1, _EDGE - 0.1, 2) * PITCH
    lean = rng.normal(0, 0.04) * half
    corners = [
        (cut[0] + lean, left - a),
        (shape[1] - cut[1] + lean, right - b),
        (shape[1] - cut[1] - lean, right + b),
        (cut[0] - lean, left + a),
    ]
    target = [(0, 0), (width, 0), (width, height), (0, height)]
    return cv2.getPerspectiveTransform(np.array(corners, np.float32), np.array(target, np.float32))


def _print(rng: Rng, text: str) -> Grey:
    """Ink on its ground, neighbouring lines above and below included, about three lines high."""
    height, width = round(_CAPITAL * 3.2), round((len(text) + 2 * _EDGE) * PITCH)
    ink = _ink(rng, text, height, width)
    ground = _ground(rng, height, width)
    dark = rng.uniform(5, 80)
    strength = rng.uniform(0.75, 1.0)
    shade = ground * (1 - ink * strength) + dark * ink * strength
    for side in (slice(0, round(_EDGE * PITCH)), slice(-round(_EDGE * PITCH), None)):
        if rng.random() < 0.2:
            _end_of_page(rng, shade[:, side], right=side.stop is None)
    return np.asarray(np.clip(shade, 0, 255), np.uint8)


def _end_of_page(rng: Rng, beside: Floats, *, right: bool) -> None:
    """Let the page end beside the line, and what it lies on begin."""
    paper = round(rng.uniform(0.8, _EDGE) * PITCH)
    table = rng.uniform(30, 160)
    beside[:, slice(paper, None) if right else slice(0, beside.shape[1] - paper)] = table


def _ink(rng: Rng, text: str, height: int, width: int) -> Floats:
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    font = _font(int(rng.integers(len(FONTS))))
    step = 2.5 * PITCH * rng.uniform(0.72, 1.15)
    other = "".join(rng.permutation(list(text)))
    for i, line in ((0, text), (-1, other), (1, other)):
        if i == 0 or rng.random() < 0.5:
            for k, character in enumerate(line):
                middle = (_place(k), height / 2 + i * step + _CAPITAL / 2)
                draw.text(middle, character, fill=255, font=font, anchor="ms")
    return _worn(rng, np.asarray(np.asarray(mask) / 255, np.float32))


def _worn(rng: Rng, ink: Floats) -> Floats:
    size = int(rng.integers(0, 4))
    if size:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size + 1, size + 1))
        ink = np.asarray((cv2.dilate if rng.random() < 0.6 else cv2.erode)(ink, kernel), np.float32)
    if rng.random() < 0.35:
        specks = cv2.resize(rng.random((ink.shape[0] // 3, ink.shape[1] // 3), np.float32), ink.shape[::-1])
        ink = ink * (specks > rng.uniform(0.05, 0.35))
    if rng.random() < 0.3:
        fade = cv2.resize(
            rng.uniform(0.4, 1, (2, 6)).astype(np.float32), ink.shape[::-1], interpolation=cv2.INTER_CUBIC
        )
        ink = ink * np.clip(fade, 0.3, 1)
    return np.asarray(ink, np.float32)


def _ground(rng: Rng, height: int, width: int) -> Floats:
    """Paper of uneven tone with wavy security lines."""
    base = np.full((height, width), rng.uniform(165, 250), np.float32)
    base += cv2.resize(
        rng.normal(0, 12, (3, 8)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    for _ in range(int(rng.integers(0, 4))):
        wave = y * rng.uniform(-1, 1) + x * rng.uniform(-0.6, 0.6)
        wave += rng.uniform(0, 40) * np.sin(x / rng.uniform(20, 120) + rng.uniform(0, 6))
        base -= rng.uniform(4, 48) * (np.sin(wave / rng.uniform(1.5, 13)) > rng.uniform(0.2, 0.9))
    return base


def _photograph(rng: Rng, seen: NDArray[np.generic], pitch: float) -> Grey:
    """Blur, shake, light, noise, compression, at the resolution of the sensor; `pitch` in its pixels."""
    rough = rng.random() < 0.5
    image: NDArray[Any] = np.asarray(seen, np.float32)
    blur = rng.uniform(*_BLUR) * pitch if rough else rng.triangular(0.2, 0.5, 1.25)
    image = cv2.GaussianBlur(image, (0, 0), blur)
    if rng.random() < (0.5 if rough else 0.3):
        image = cv2.filter2D(image, -1, _shake(rng))
    image = image * rng.uniform(0.45, 1.1) + rng.uniform(-15, 25)
    if rng.random() < 0.25:
        x = np.arange(image.shape[1], dtype=np.float32)
        spot = np.exp(-(((x - rng.uniform(0, len(x))) / (rng.uniform(0.03, 0.2) * len(x))) ** 2))
        image = image + rng.uniform(30, 130) * spot
    grain = rng.normal(0, 1, image.shape).astype(np.float32)
    if rough:
        grain = 0.5 * grain + 1.2 * cv2.blur(grain, (2, 2))
    image = image + grain * (rng.uniform(2, 9) if rough else rng.triangular(0.5, 1, 11))
    return _compressed(rng, np.asarray(np.clip(image, 0, 255), np.uint8), rough=rough)


def _compressed(rng: Rng, image: Grey, *, rough: bool) -> Grey:
    if rng.random() < (0.1 if rough else 0.3):
        return image
    _, code = cv2.imencode(
        ".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 65 if rough else 96))]
    )
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE), np.uint8)


def _shake(rng: Rng) -> Floats:
    size = int(rng.integers(2, 5))
    kernel = np.zeros((2 * size + 1, 2 * size + 1), np.float32)
    angle, reach = rng.uniform(0, np.pi), rng.uniform(0.6, 0.8 * size)
    for t in np.linspace(-reach, reach, 15):
        kernel[round(size + t * np.sin(angle)), round(size + t * np.cos(angle))] += 1
    return np.asarray(kernel / kernel.sum(), np.float32)


@lru_cache(maxsize=4)
def _font(index: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS[index]), round(PITCH / 0.723))


def zone(rng: Rng) -> tuple[str, ...]:
    """A zone of a fictional holder, any of the five layouts, check digits right.

    One state in five is one of the special codes; one number in five of a card is a long one; one name in six
    is cut; one date in twelve is unknown in part or, for the expiry, open.
    """
    kind = int(rng.integers(5))
    long = rng.random() < 0.2 and kind < 2
    holder = Holder(
        last=_name(rng, 2, long=rng.random() < 0.17),
        first=_name(rng, 3),
        number=_code(rng, 10, 13) if long else _code(rng, 7, 10),
        birthdate=_open(rng, _day(rng, date(1940, 1, 1), 25000), (4, 2)),
        expiration_date=_open(rng, _day(rng, date(2020, 1, 1), 5000), (0,)),
        sex=str(rng.choice(["M", "F", "<"])),
        state=_state(rng),
        nationality=_state(rng),
    )
    extra = _code(rng, 4, 11) if rng.random() < 0.5 else ""
    if kind == 0:
        return build_td1(holder, optional="" if long else extra)
    if kind == 1:
        return build_td2(holder, optional="" if long else extra[:7])
    if kind == 2:
        return build_td3(holder, personal_number=extra)
    return build_visa(holder, optional=extra[:8], large=kind == 3)


def _code(rng: Rng, low: int, high: int) -> str:
    return "".join(rng.choice(list(ALPHABET[1:]), int(rng.integers(low, high))))


def _state(rng: Rng) -> str:
    return str(rng.choice(sorted(SPECIAL if rng.random() < 0.2 else codes())))


def _open(rng: Rng, day: str, kept: tuple[int, ...]) -> str:
    """Blank the end of a date, one time in twelve."""
    return day if rng.random() > 1 / 12 else day[: int(rng.choice(kept))].ljust(6, "<")


def text(rng: Rng) -> str:
    """A line to train on: half from zones, half at random so that no language is learnt."""
    if rng.random() < 0.5:
        lines = zone(rng)
        return lines[int(rng.integers(len(lines)))]
    length = int(rng.choice([30, 36, 44]))
    fillers = rng.uniform(0, 0.4)
    weights = np.array([fillers, *[(1 - fillers) / 36] * 36])
    return "".join(rng.choice(list(ALPHABET), length, p=weights))


def _name(rng: Rng, most: int, *, long: bool = False) -> str:
    count, length = (4, (9, 14)) if long else (int(rng.integers(1, most + 1)), (2, 10))
    words = ("".join(rng.choice(list(LETTERS), int(rng.integers(*length)))) for _ in range(count))
    return " ".join(words)


def _day(rng: Rng, start: date, days: int) -> str:
    return (start + timedelta(days=int(rng.integers(days)))).strftime("%y%m%d")
