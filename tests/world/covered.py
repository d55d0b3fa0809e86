"""Faces that cannot be seen well: dark glasses, masks, a reflection in glasses, one-sided and wrong light.

Painted over a photograph along its mesh, so that the place is right on every face. Also what must never be a
fault: a hat, a veil that leaves the face bare.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from tests.world.mesh import face_points
from tests.world.pixels import Image

_EYES = ((33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
         (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382))  # fmt: skip
_LOWER = (227, 137, 50, 36, 6, 266, 280, 366, 447, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
          150, 136, 172, 58, 132, 93)  # fmt: skip
_OVAL = (10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
         150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109)  # fmt: skip


def _filled(image: Image, points: np.ndarray, colour: Sequence[int], grow: float = 1.0) -> Image:
    middle = points.mean(axis=0)
    out = image.copy()
    cv2.fillPoly(
        out, [np.round(middle + (points - middle) * grow).astype(np.int32)], [int(c) for c in colour]
    )
    return np.asarray(out, np.uint8)


def dark_glasses(image: Image) -> Image:
    """Black lenses over both eyes."""
    points = face_points(image)[:, :2]
    for ring in _EYES:
        image = _filled(image, points[list(ring)], (18, 16, 16), 2.6)
    return image


def mask(image: Image, colour: tuple[int, int, int] = (196, 158, 120)) -> Image:
    """A cloth from the bridge of the nose to the chin; BGR, pale blue unless told otherwise."""
    return _filled(image, face_points(image)[list(_LOWER), :2], colour)


def glare(image: Image) -> Image:
    """A window mirrored in the right lens."""
    points = face_points(image)[list(_EYES[0]), :2]
    return _filled(image, points, (255, 255, 255), 1.3)


def half_lit(image: Image) -> Image:
    """A lamp from one side only: the other side of the face keeps a tenth of its light."""
    points = face_points(image)[:, :2]
    middle, wide = points[1, 0], np.ptp(points[:, 0])
    x = np.arange(image.shape[1], dtype=np.float32)
    share = 0.1 + 0.9 / (1 + np.exp(-(x - middle) / (0.06 * wide)))
    return np.asarray(image * share[None, :, None], np.uint8)


def dark(image: Image) -> Image:
    """Far too little light."""
    return np.asarray(image * 0.08, np.uint8)


def blown_out(image: Image) -> Image:
    """Far too much light."""
    return np.asarray(np.clip(image.astype(np.float32) * 3.2 + 40, 0, 255), np.uint8)


def hat(image: Image) -> Image:
    """A dark cap down to the brows."""
    points = face_points(image)[:, :2]
    brow, (left, right) = points[[105, 334], 1].min(), (points[:, 0].min(), points[:, 0].max())
    out, reach = image.copy(), (right - left) * 0.15
    out[: round(brow), round(left - reach) : round(right + reach)] = (40, 30, 28)
    return out


def veil(image: Image) -> Image:
    """A cloth around the face that leaves the face itself bare."""
    oval = np.round(face_points(image)[list(_OVAL), :2]).astype(np.int32)
    bare = np.zeros(image.shape[:2], np.uint8)
    cv2.fillPoly(bare, [oval], 1)
    out = np.full_like(image, (90, 60, 50))
    out[bare > 0] = image[bare > 0]
    return out


FAULTS: dict[str, tuple[Callable[[Image], Image], tuple[str, ...]]] = {
    "dark glasses": (dark_glasses, ("eyes_not_visible", "face_covered")),
    "mask, pale blue": (mask, ("mouth_covered", "face_covered")),
    "mask, white": (lambda image: mask(image, (235, 236, 238)), ("mouth_covered", "face_covered")),
    "mask, black": (lambda image: mask(image, (30, 30, 30)), ("mouth_covered", "face_covered")),
    "window in the glasses": (glare, ("glasses_glare",)),
    "light from one side": (half_lit, ("light_uneven", "insufficient_illumination")),
    "far too dark": (dark, ("insufficient_illumination",)),
    "far too bright": (blown_out, ("excessive_illumination",)),
}
"""What to paint, and the reasons of which at least one has to be given."""
NO_FAULTS: dict[str, Callable[[Image], Image]] = {"cap": hat, "veil around the face": veil}
