"""A flat-bed scanner: no perspective, even light, a bare lid, a resolution that somebody chose.

What comes out is a picture file that is handed in where a photograph is asked for. Modelled: the lid (white or
black), the narrow shadow that the lamp leaves along two edges, the sensor's blur and small noise, the driver's
sharpening, a skew of the sheet on the glass, cropping by hand or by the driver. Not modelled: dust, ripples of
the step motor, colour fringes of the three lines.
"""

from typing import Literal

import cv2
import numpy as np

from tests.world.pixels import Floats, Image, blur, floats, to_image
from tests.world.prints import Sheet

DPI = (150, 200, 300, 400, 600)
_MM_PER_INCH = 25.4
Crop = Literal["bed", "loose", "exact"]


def scan(sheet: Sheet, *, dpi: int = 300, crop: Crop = "loose", skew: float = 0.0, seed: int = 0) -> Image:
    """Scan a flat thing.

    Args:
        sheet: what lies on the glass.
        dpi: resolution of the file.
        crop: "bed" leaves the lid around it as on an A5 sheet, "loose" a strip of 2 to 15 mm, "exact" nothing.
        skew: turn of the sheet on the glass in degrees; an exact crop is straightened by the driver.
        seed: varies lid, crop, tone and noise.

    """
    random = np.random.default_rng(seed)
    per_mm = dpi / _MM_PER_INCH
    width_mm, height_mm = sheet.size_mm
    edges = _edges(crop, sheet.size_mm, random)
    size = (
        round((width_mm + edges[2] + edges[3]) * per_mm),
        round((height_mm + edges[0] + edges[1]) * per_mm),
    )
    lid = float(random.uniform(238, 252)) if random.random() < 0.8 else float(random.uniform(8, 30))
    cover, page = _placed(sheet, size, (edges[2], edges[0]), per_mm, 0.0 if crop == "exact" else skew)
    shadow = 1 - 0.35 * (_shifted(cover, 0.5 * per_mm) - cover).clip(0, 1)
    mixed = page * cover[..., None] + lid * shadow[..., None] * (1 - cover[..., None])
    picture = blur(mixed, 0.5)
    picture += np.float32(random.uniform(0.2, 0.7)) * (picture - blur(picture, 1.2))
    picture = floats((picture - 128) * random.uniform(1.0, 1.08) + 128)
    return to_image(picture + random.normal(0, random.uniform(0.5, 1.2), picture.shape))


def _edges(
    crop: Crop, size_mm: tuple[float, float], random: np.random.Generator
) -> tuple[float, float, float, float]:
    """Millimetres of lid above, below, left and right."""
    if crop == "exact":
        return 0.0, 0.0, 0.0, 0.0
    if crop == "loose":
        a, b, c, d = (float(v) for v in random.uniform(2, 15, 4))
        return a, b, c, d
    across, down = max(10.0, 210.0 - size_mm[0]), max(10.0, 148.0 - size_mm[1])
    left, top = random.uniform(3, across - 3), random.uniform(3, down - 3)
    return float(top), float(down - top), float(left), float(across - left)


def _placed(
    sheet: Sheet, size: tuple[int, int], at_mm: tuple[float, float], per_mm: float, skew: float
) -> tuple[Floats, Floats]:
    """Coverage (0 to 1) and colours of the sheet on the glass at the resolution of the file."""
    height, width = sheet.pixels.shape[:2]
    step = sheet.size_mm[0] * per_mm / width
    # Average over the cell of the sensor first: a plain warp would alias halftone that the optics smear.
    fine = blur(sheet.pixels, 0.42 / step) if step < 0.9 else floats(sheet.pixels)
    c, s = np.cos(np.radians(skew)) * step, np.sin(np.radians(skew)) * step
    centre = (at_mm[0] * per_mm + width * step / 2, at_mm[1] * per_mm + height * step / 2)
    place = np.array([
        [c, -s, centre[0] - c * width / 2 + s * height / 2],
        [s, c, centre[1] - s * width / 2 - c * height / 2],
    ])  # fmt: skip
    page = cv2.warpAffine(fine, place, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    shape = rounded(height, width, 3.18 * width / sheet.size_mm[0] if sheet.round_corners else 0.0)
    cover = cv2.warpAffine(shape, place, size, flags=cv2.INTER_LINEAR)
    return floats(cover), floats(page)


def rounded(height: int, width: int, radius: float) -> Floats:
    """Coverage of a sheet with corners of that radius in pixels, 0 to 1."""
    if radius <= 0:
        return np.ones((height, width), np.float32)
    x = np.maximum(np.abs(np.arange(width) - (width - 1) / 2) - (width / 2 - radius), 0)
    y = np.maximum(np.abs(np.arange(height) - (height - 1) / 2) - (height / 2 - radius), 0)
    return floats(np.clip(radius - np.hypot(x[None], y[:, None]) + 0.5, 0, 1))


def _shifted(cover: Floats, by: float) -> Floats:
    move = np.array([[1, 0, by], [0, 1, by]])
    return blur(cv2.warpAffine(cover, move, cover.shape[::-1]), max(0.6, by / 2))
