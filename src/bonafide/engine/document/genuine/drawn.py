"""Small pictures on which a person sees what was measured."""

from __future__ import annotations

import cv2
import numpy as np

from bonafide.engine.image import Pixels, encode_jpeg, shrink

LONG_SIDE = 480
_QUALITY = 80


def small(image: Pixels) -> Pixels:
    """Copy of at most 480 pixels on the long side, thinned out first, because averaging all pixels costs more."""
    step = max(1, max(image.shape[:2]) // (2 * LONG_SIDE))
    return np.array(shrink(np.ascontiguousarray(image[::step, ::step]), LONG_SIDE))


def small_jpeg(image: Pixels) -> bytes:
    """Encode BGR or grey pixels as JPEG with a long side of at most 480."""
    return encode_jpeg(small(image), _QUALITY)


def outlined(
    image: Pixels, points: np.typing.ArrayLike, colour: tuple[int, int, int] = (0, 0, 255)
) -> Pixels:
    """Shrunken copy of a BGR picture with a closed line drawn over it; `points` n x 2 in pixels of `image`."""
    made = small(image)
    scale = made.shape[1] / image.shape[1]
    shape = np.round(np.asarray(points, np.float64) * scale).astype(np.int32)
    cv2.polylines(made, [shape.reshape(-1, 1, 2)], isClosed=True, color=colour, thickness=2)
    return made
