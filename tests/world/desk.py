"""What lies behind a document that is held to the camera: a wooden desk or a wall, and the holding hand."""

from functools import lru_cache

import cv2
import numpy as np

from tests.world.pixels import Floats, Image, blur, floats, smoothstep, to_image


@lru_cache(maxsize=4)
def desk(size: tuple[int, int], seed: int = 2) -> Image:
    """Return a wooden desk top with a cup and a sheet of paper, a little out of focus."""
    width, height = size
    random = np.random.default_rng(seed)
    grain = floats(random.normal(0, 1, (height // 3 + 1, width // 40 + 1)))
    grain = floats(cv2.resize(grain, size, interpolation=cv2.INTER_CUBIC))
    bands = np.sin(np.arange(height)[:, None] / height * 40 + grain * 0.8)
    wood = floats([58, 86, 118]) * (1 + 0.06 * grain + 0.08 * bands)[..., None]
    scene = np.ascontiguousarray(wood, np.float32)
    paper = floats([[0.72, -0.1], [1.05, 0.06], [0.98, 0.36], [0.66, 0.2]]) * floats([width, height])
    cv2.fillPoly(scene, [paper.astype(np.int32)], (205, 210, 212))
    cup = (int(0.1 * width), int(0.14 * height))
    cv2.circle(scene, cup, int(0.11 * height), (150, 120, 70), -1)
    cv2.circle(scene, cup, int(0.085 * height), (34, 44, 60), -1)
    return to_image(blur(scene, height / 240))


@lru_cache(maxsize=4)
def wall(size: tuple[int, int]) -> Image:
    """Return a plain, softly lit wall."""
    width, height = size
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    return to_image(floats([150, 160, 164]) * (1.1 - 0.35 * across - 0.1 * down))


def _capsule(x: Floats, y: Floats, start: tuple[float, float], end: tuple[float, float], r: float) -> Floats:
    """Signed distance (mm) to a rounded rod, negative inside."""
    ax, ay, bx, by = x - start[0], y - start[1], end[0] - start[0], end[1] - start[1]
    t = np.clip((ax * bx + ay * by) / (bx * bx + by * by), 0, 1)
    return floats(np.hypot(ax - bx * t, ay - by * t) - r)


def _skin(distance: Floats, r: float, tone: Floats) -> Floats:
    """Shade a rod of skin: bright along its middle, darker to its sides; fourth channel coverage."""
    cover = 1 - smoothstep(-0.35, 0.35, distance)
    round_ = np.sqrt(np.clip(1 - (1 + np.clip(distance / r, -1, 0)) ** 2, 0, 1))
    return floats(np.dstack([tone * (0.5 + 0.55 * round_[..., None]), cover]))


def over(below: Floats, above: Floats) -> Floats:
    """Lay one picture with coverage over another; both (h, w, 4), colours not multiplied by coverage."""
    a, b = above[..., 3:], below[..., 3:] * (1 - above[..., 3:])
    made = np.empty_like(above)
    np.add(a, b, out=made[..., 3:])
    colours = np.multiply(above[..., :3], a, out=made[..., :3])
    colours += below[..., :3] * b
    colours /= np.maximum(made[..., 3:], 1e-4)
    return made


def fingers(
    shape: tuple[int, int], per_mm: float, edge_mm: float, middle_mm: float, tone: tuple[float, float, float]
) -> tuple[Floats, Floats]:
    """Return what of a right hand lies behind and before the document, each (h, w, 4).

    edge_mm: where the document's right edge is; middle_mm: the height at which the thumb grips.
    """
    top, left = (
        max(0, int((at - 18.0) * per_mm)) for at in (middle_mm, edge_mm)
    )  # the hand is below and right
    y, x = np.mgrid[top : shape[0], left : shape[1]].astype(np.float32) / np.float32(per_mm)
    layers = np.zeros((*shape, 4), np.float32), np.zeros((*shape, 4), np.float32)
    for layer, part in zip(layers, _hand(x, y, edge_mm, middle_mm, floats(tone)), strict=True):
        layer[top:, left:] = part
    return layers


def _hand(x: Floats, y: Floats, edge_mm: float, middle_mm: float, skin: Floats) -> tuple[Floats, Floats]:
    """Fingers and palm, and the thumb with its shadow, at these places in mm."""
    behind = np.zeros((*x.shape, 4), np.float32)
    for offset, tip in ((34.0, -4.0), (20.0, -7.0), (6.0, -6.0)):
        rod = _capsule(
            x, y, (edge_mm + 60, middle_mm + offset + 26), (edge_mm + tip, middle_mm + offset), 8.0
        )
        behind = over(behind, _skin(rod, 8.0, skin * 0.86))
    palm = _capsule(x, y, (edge_mm + 90, middle_mm + 74), (edge_mm + 34, middle_mm + 24), 25.0)
    behind = over(behind, _skin(palm, 25.0, skin * 0.94))
    rod = _capsule(x, y, (edge_mm + 40, middle_mm + 22), (edge_mm - 1.0, middle_mm + 1.0), 7.5)
    thumb = _skin(rod, 7.5, skin)
    nail = _capsule(x, y, (edge_mm + 4.0, middle_mm + 3.0), (edge_mm - 2.5, middle_mm + 0.0), 3.6)
    thumb[..., :3] += (1 - smoothstep(-0.6, 0.4, nail))[..., None] * floats([26, 22, 24])
    shadow = _capsule(x, y, (edge_mm + 40, middle_mm + 25), (edge_mm - 2.0, middle_mm + 4.0), 8.0)
    dark = np.zeros((*x.shape, 4), np.float32)
    dark[..., 3] = 0.35 * (1 - smoothstep(-2.0, 2.5, shadow))
    return behind, over(dark, thumb)
