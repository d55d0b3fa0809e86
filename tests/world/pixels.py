"""Picture arrays and the few OpenCV calls that all helpers share, typed."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
"""An 8-bit picture, shape (height, width, 3), channels blue, green, red."""

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def floats(values: Any) -> Floats:
    """Return the values as a float32 array."""
    return np.asarray(values, np.float32)


def to_image(values: Any) -> Image:
    """Clip to 0..255 and return 8 bits."""
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def blur(values: Any, sigma: float) -> Floats:
    """Gaussian blur with the kernel size that fits sigma (pixels)."""
    return floats(cv2.GaussianBlur(floats(values), (0, 0), sigma))


def resized(values: Any, size: tuple[int, int]) -> Floats:
    """Resize to (width, height), averaging areas where it shrinks."""
    shrinks = size[0] < values.shape[1]
    return floats(
        cv2.resize(floats(values), size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    )


def sample(values: Floats | Image, x: Floats, y: Floats) -> Floats:
    """Sample bilinearly at float pixel positions; outside counts the nearest edge pixel."""
    found = cv2.remap(values, floats(x), floats(y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return floats(found)


def smoothstep(low: float, high: float, values: Any) -> Floats:
    """Rise smoothly from 0 at `low` to 1 at `high`."""
    t = np.clip((floats(values) - low) / (high - low), 0, 1)
    return floats(t * t * (3 - 2 * t))
