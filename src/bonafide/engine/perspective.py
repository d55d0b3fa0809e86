"""Flat rectangles seen at a slant: from a photograph to the flat picture and back."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from bonafide.engine.image import Pixels

Corners = NDArray[np.float32]
Homography = NDArray[np.float64]


def frame(width: float, height: float, at: tuple[float, float] = (0, 0)) -> Corners:
    """Corners of an upright rectangle with its top left `at`, 4 x 2, clockwise from there."""
    x, y = at
    return np.asarray([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], np.float32)


def homography(source: ArrayLike, target: ArrayLike) -> Homography:
    """Give the 3 x 3 matrix that carries four points (4 x 2) of `source` onto those of `target`."""
    found = cv2.getPerspectiveTransform(np.asarray(source, np.float32), np.asarray(target, np.float32))
    return np.asarray(found, np.float64)


def straighten(
    image: Pixels,
    quad: ArrayLike,
    size: tuple[int, int],
    *,
    margin: tuple[float, float] = (0, 0),
    flags: int = cv2.INTER_AREA,
) -> Pixels:
    """Cut the quad (4 x 2, clockwise from its own top left) out of the picture as a rectangle.

    `size` is width and height of the result in pixels, of which `margin` (left and right, top and bottom) shows
    what lies around the quad. What lies outside the picture repeats its border.
    """
    x, y = margin
    matrix = homography(quad, frame(size[0] - 2 * x, size[1] - 2 * y, margin))
    flat = cv2.warpPerspective(image, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8)
