"""Copies of a document at print resolution: what a press, a copier or a home printer puts on paper.

A flat document (BGR, reflectance as sRGB) becomes the sheet that an attacker holds instead: ink by ink, dot by
dot, at PER_MM pixels per millimetre (610 dpi), so that a camera model may sample the dots as a sensor does.

- Clustered dots (laser, offset): a cosine spot turned to the angle of its ink, 85 to 200 lines per inch.
- Stochastic dots (inkjet): a blue-noise threshold with three drop sizes.
- Inks lie over each other by multiplication of linear reflectance (Neugebauer with Demichel's shares, resolved in
  space instead of averaged); light spreads in the paper by a Gaussian of about 25 micrometres (Yule and Nielsen).

Not modelled: drift between the ink separations over the sheet, banding of drums and print heads, bronzing.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.pixels import Floats, Image, blur, floats, to_image

PER_MM = 24.0
"""Resolution of a sheet, pixels per millimetre."""
LINES_PER_INCH = (85, 100, 106, 120, 133, 141, 150, 175, 200)
_MM_PER_INCH = 25.4
_ANGLES = (15.0, 75.0, 0.0, 45.0)
"""Screen angles of cyan, magenta, yellow and black, degrees."""
_INKS = floats([[0.62, 0.28, 0.05], [0.16, 0.07, 0.72], [0.08, 0.76, 0.84], [0.045, 0.045, 0.045]])
"""Linear reflectance (B, G, R) of a solid area of each ink on plain paper: dull, as toner and plain ink are."""

_BALANCE = floats([1.22, 1.1, 1.0])
"""Gain of cyan, magenta and yellow at which equal shares look grey."""

Screen = Literal["am", "fm"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A flat thing: BGR reflectance as sRGB, its size in millimetres, whether its corners are cut round."""

    pixels: Image
    size_mm: tuple[float, float]
    round_corners: bool = False
    gloss: float = 0.0
    """How strongly a lamp is mirrored, 0 to 1."""


def linear(picture: Image) -> Floats:
    """SRGB 0..255 to linear reflectance 0..1."""
    return floats(cv2.LUT(picture, _TO_LINEAR))


def encoded(reflectance: Floats) -> Image:
    """Linear reflectance 0..1 to sRGB 0..255."""
    at = np.asarray(np.clip(reflectance, 0, 1) * np.float32(4095) + np.float32(0.5), np.uint16)
    return np.asarray(_TO_SRGB[at], np.uint8)


def _curve() -> Floats:
    v = np.arange(256) / 255
    return floats(np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4))


def _inverse() -> Image:
    x = np.arange(4096) / 4095
    return to_image(255 * np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055) + 0.5)


_TO_LINEAR, _TO_SRGB = _curve(), _inverse()


def colour_print(
    document: Image,
    width_mm: float,
    *,
    lpi: float = 150,
    screen: Screen = "am",
    seed: int = 0,
    cut: bool = True,
) -> Sheet:
    """Print a document in colour on plain paper and cut it out by hand.

    Args:
        document: BGR picture of the flat document, as the attacker has it: a scan or a photograph.
        width_mm: width of the document.
        lpi: lines per inch of the clustered dots; without meaning for `screen="fm"`.
        screen: "am" laser or offset, "fm" inkjet.
        seed: varies paper, dot gain, saturation, misregister and the cut.
        cut: cut along the edge, more or less; else a white margin of 2 to 7 mm is left.

    """
    random = np.random.default_rng(seed)
    coarse = _sized(document, width_mm, PER_MM / 2)
    soft = blur(coarse, random.uniform(0.6, 1.0))
    inks = _separate(linear(to_image(soft)), black=random.uniform(0.5, 0.9))
    sheet = _lay(inks, lpi, screen, random)
    return _cut(encoded(sheet), random, flush=cut, gloss=0.25 if screen == "am" else 0.05)


def grey_copy(
    document: Image, width_mm: float, *, lpi: float = 106, seed: int = 0, steep: bool = True, cut: bool = True
) -> Sheet:
    """Copy a document with a black-and-white laser: one screen at 45 degrees, steep tones, specks of toner.

    `steep` is a copier's document mode; else its photo mode, with softer tones.
    """
    random = np.random.default_rng(seed)
    grey = cv2.cvtColor(_sized(document, width_mm), cv2.COLOR_BGR2GRAY)
    soft = blur(grey, PER_MM / 12 * random.uniform(0.7, 1.3)) / 255
    centre, width = (random.uniform(0.5, 0.6), 0.1) if steep else (0.5, 0.25)
    rise = floats(1 / (1 + np.exp(-(soft - centre) / width)))
    cover = floats(1 - rise) * random.uniform(0.85, 1.0)
    cover[random.random(cover.shape, np.float32) < 4e-5] = 1.0
    dots = _dots(blur(cover, 0.6), lpi, _ANGLES[3], random.uniform(0, 6, 2))
    paper = _paper(random)
    spread = blur(dots, 0.6)
    sheet = np.dstack([paper[c] * (1 - spread * (1 - _INKS[3, c])) for c in range(3)])
    return _cut(encoded(floats(sheet)), random, flush=cut, gloss=0.15)


def _sized(document: Image, width_mm: float, per_mm: float = PER_MM) -> Image:
    scale = width_mm * per_mm / document.shape[1]
    if abs(scale - 1) < 1e-3:
        return document
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(document, None, fx=scale, fy=scale, interpolation=how), np.uint8)


def _separate(reflectance: Floats, *, black: float) -> Floats:
    """Shares of cyan, magenta, yellow and black (h, w, 4), part of the common grey given to black."""
    cmy = 1 - np.sqrt(np.maximum(reflectance[..., ::-1], np.float32(0.004)))
    cmy *= _BALANCE
    under = np.maximum(cmy.min(axis=2, keepdims=True) - np.float32(0.25), 0) * np.float32(black)
    return floats(np.dstack([np.clip(cmy - under, 0, 1), under * np.float32(1.2)]))


def _lay(inks: Floats, lpi: float, screen: Screen, random: np.random.Generator) -> Floats:
    """Put the four inks, given at half the resolution, on paper; linear reflectance (h, w, 3)."""
    height, width = 2 * inks.shape[0], 2 * inks.shape[1]
    sheet = np.empty((height, width, 3), np.float32)
    sheet[:] = _paper(random)
    for k in range(4):
        slip = random.normal(0, 0.02 * PER_MM, 2)
        move = np.array([[2, 0, 0.5 + slip[0]], [0, 2, 0.5 + slip[1]]])
        share = inks[..., k] * np.float32(random.uniform(0.92, 1.08))
        cover = floats(cv2.warpAffine(share, move, (width, height), borderMode=cv2.BORDER_REPLICATE))
        if screen == "am":
            dots = _dots(cover, lpi, _ANGLES[k] + random.uniform(-1.5, 1.5), random.uniform(0, 6, 2))
        else:
            dots = _drops(cover, random)
        spread = blur(dots, 0.6)
        for channel in range(3):
            sheet[..., channel] *= 1 - spread * (1 - _INKS[k, channel])
    return sheet


def _paper(random: np.random.Generator) -> Floats:
    """Linear reflectance of office paper: white, a little blue where it is brightened."""
    blue = random.uniform(0.0, 0.04)
    return floats([0.84 + blue, 0.83, 0.82 - blue / 2]) * np.float32(random.uniform(0.94, 1.02))


@lru_cache(maxsize=1)
def _shares() -> Floats:
    """Share of a cell in which the cosine spot lies below each of 1001 levels: the map from spot to threshold."""
    turn = np.linspace(0, np.pi, 700)
    spot = np.sort(((np.cos(turn)[:, None] * np.cos(turn)[None] + 1) / 2).ravel())
    return floats(np.searchsorted(spot, np.linspace(0, 1, 1001)) / spot.size)


def _dots(cover: Floats, lpi: float, angle: float, phase: npt.NDArray[np.float64]) -> Floats:
    """Clustered dots of one ink, coverage 0 to 1 per pixel with soft rims."""
    height, width = cover.shape
    step = 2 * np.pi * lpi / _MM_PER_INCH / PER_MM / np.sqrt(2)
    turn = np.radians(angle + 45)
    x = np.arange(width, dtype=np.float32)[None] * np.float32(step)
    y = np.arange(height, dtype=np.float32)[:, None] * np.float32(step)
    c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    # cos(u) cos(v) as a sum of two waves, each made from separable parts: cheap on large sheets.
    spot = _wave(x, y, c + s, s - c, phase[0] + phase[1]) + _wave(x, y, c - s, s + c, phase[0] - phase[1])
    level = _shares()[np.asarray(spot * np.float32(249.9) + np.float32(500), np.uint16)]
    # The rim of a dot is soft over about 15 micrometres, which is a larger step in level for finer screens.
    rim = np.float32(0.12 + 0.0008 * lpi)
    ink = (cover + level - 1) * (1 / rim)
    ink += np.float32(0.5)
    np.clip(ink, 0, 1, out=ink)
    ink[cover <= 0.01] = 0
    return floats(ink)


def _wave(x: Floats, y: Floats, a: np.float32, b: np.float32, phase: float) -> Floats:
    across, down = x * a + np.float32(phase), y * b
    return floats(np.cos(across) * np.cos(down) - np.sin(across) * np.sin(down))


@lru_cache(maxsize=1)
def _noise() -> Floats:
    """Blue-noise thresholds 0 to 1, 512 x 512: white noise without its low frequencies, ranked."""
    random = np.random.default_rng(17)
    spectrum = np.fft.fft2(random.standard_normal((512, 512)))
    f = np.hypot(np.fft.fftfreq(512)[:, None], np.fft.fftfreq(512)[None])
    values = np.fft.ifft2(spectrum * np.clip(f / 0.3, 0, 1) ** 2).real
    return floats(values.ravel().argsort().argsort().reshape(512, 512) / values.size)


def _drops(cover: Floats, random: np.random.Generator) -> Floats:
    """Inkjet drops of three sizes scattered by blue noise."""
    height, width = cover.shape
    tile = np.roll(_noise(), random.integers(0, 512, 2), (0, 1))
    rows, columns = -(-height // 512), -(-width // 512)
    level = np.tile(tile, (rows, columns))[:height, :width]
    drops = np.floor(cover * np.float32(3) + level) * np.float32(1 / 3)
    return floats(np.clip(drops, 0, 1, out=drops))


def _cut(sheet: Image, random: np.random.Generator, *, flush: bool, gloss: float) -> Sheet:
    """Cut the sheet out: along the document within a millimetre, every other one round, or with a margin."""
    near, far = (0.0, 0.8) if flush else (2.0, 7.0)
    top, bottom, left, right = (round(float(v) * PER_MM) for v in random.uniform(near, far, 4))
    if flush:
        cropped = sheet[top : sheet.shape[0] - bottom, left : sheet.shape[1] - right]
        pixels = np.ascontiguousarray(cropped)
    else:
        white = tuple(float(v) for v in encoded(_paper(random))[:3].ravel())
        pixels = np.asarray(
            cv2.copyMakeBorder(sheet, top, bottom, left, right, cv2.BORDER_CONSTANT, value=white), np.uint8
        )
    size = (pixels.shape[1] / PER_MM, pixels.shape[0] / PER_MM)
    return Sheet(pixels, size, round_corners=flush and random.random() < 0.5, gloss=gloss)
