"""From light on the sensor to a finished picture: filters, noise, demosaic, white balance, sharpening, JPEG."""

from dataclasses import dataclass

import cv2
import numpy as np

from tests.world.optics.lattice import Doubles, Lattice, modulation
from tests.world.optics.phone import Phone
from tests.world.pixels import Floats, Image, floats

_SENSITIVITY = floats([0.62, 1.0, 0.56])
_SITES = ((0, 0, 2), (0, 1, 1), (1, 0, 1), (1, 1, 0))
"""Row, column and channel of the four filters: red, green, green, blue."""
_STEPS = 4095


@dataclass(frozen=True, slots=True)
class Glow:
    """Emitted light at sensor resolution (height, width, 3) without its dots, and where these lie."""

    light: Floats
    lattice: Lattice
    to_picture: Doubles
    origin_mm: tuple[float, float]


def expose(scene: Floats, glow: Glow | None, phone: Phone) -> Floats:
    """Light on the pixels behind their filters, (height, width), in units of the scene."""
    total = np.empty(scene.shape[:2], np.float32)
    for row, column, channel in _SITES:
        site = scene[row::2, column::2, channel] * _SENSITIVITY[channel]
        if glow is not None:
            lit = glow.light[row::2, column::2, channel] * _SENSITIVITY[channel]
            site = site + lit * _dots(glow, channel, (row, column), scene.shape, phone.blur)
        total[row::2, column::2] = site
    return total


def _dots(glow: Glow, channel: int, first: tuple[int, int], shape: tuple[int, ...], blur: float) -> Floats:
    x = np.arange(first[1], shape[1], 2, dtype=np.float32)[None]
    y = np.arange(first[0], shape[0], 2, dtype=np.float32)[:, None]
    return modulation(glow.lattice, channel, glow.to_picture, glow.origin_mm, (x, y), blur)


def exposure_for(mosaic: Floats) -> float:
    """Gain of the automatic exposure: green mean to 0.36 of white, but hardly anything blown out."""
    green = mosaic[0::8, 1::8]
    return min(0.36 / max(float(green.mean()), 1e-6), 0.92 / max(float(np.percentile(green, 97)), 1e-6))


def read_out(mosaic: Floats, level: float, phone: Phone, random: np.random.Generator) -> Floats:
    """Add shot and read noise to a mosaic in shares of white, clip at the full well, quantise to 12 bits."""
    electrons = mosaic * np.float32(phone.well * level)
    noise = random.standard_normal(mosaic.shape, np.float32)
    electrons += noise * np.sqrt(electrons.clip(0) + np.float32(phone.read**2))
    return floats(np.clip(np.rint(electrons * np.float32(_STEPS / (phone.well * level))), 0, _STEPS))


def develop(raw: Floats, illuminant: Floats, phone: Phone) -> Image:
    """Turn the raw mosaic (0 to 4095) into an 8-bit picture, BGR, at sensor resolution."""
    linear = floats(cv2.demosaicing(raw.astype(np.uint16), cv2.COLOR_BayerBG2BGR))
    linear *= floats(1 / (_SENSITIVITY * illuminant))
    levels = np.minimum(linear, _STEPS).astype(np.uint16)
    return _detail(_TONES[levels], phone)


def _tone_curve() -> Floats:
    """The sRGB transfer function with a gentle shoulder, 0 to 255."""
    x = np.arange(_STEPS + 1, dtype=np.float64) / _STEPS
    srgb = np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)
    return floats(255 * (srgb + 0.05 * np.sin(np.pi * (2 * srgb - 1)) * -0.5))


_TONES = _tone_curve()


def _detail(picture: Floats, phone: Phone) -> Image:
    """Smooth colour, core weak detail as noise and sharpen the rest, as image processors do."""
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    base = cv2.GaussianBlur(luma, (0, 0), 1.0)
    fine = luma - base
    core = np.float32(phone.coring * 255)
    kept = fine * (0.35 + 0.65 * np.minimum(np.abs(fine) * (0.5 / core), 1))
    colour = cv2.GaussianBlur(picture - luma[..., None], (0, 0), 0.8 + 60 * phone.coring)
    made = base + kept * np.float32(1 + phone.sharpen)
    return np.asarray(cv2.add(colour, cv2.merge([made] * 3), dtype=cv2.CV_8U), np.uint8)


def finish(picture: Image, size: tuple[int, int], quality: int) -> bytes:
    """Shrink to the finished size (width, height) and write as JPEG."""
    if (picture.shape[1], picture.shape[0]) != size:
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
