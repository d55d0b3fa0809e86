"""The place behind the person and the noise of the camera."""

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.pixels import Floats, Image, blur, to_image


@lru_cache(maxsize=8)
def room(size: tuple[int, int], seed: int = 5) -> Image:
    """Return an out-of-focus room, BGR, for size = (width, height): wall, window, shelf, plant, lamp."""
    width, height = size
    random = np.random.default_rng(seed)
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    wall = np.array([168, 182, 190], np.float32) * (1.08 - 0.25 * across - 0.12 * down)
    scene = np.array(np.broadcast_to(wall, (height, width, 3)), order="C")
    _window(scene, width, height)
    _shelf(scene, width, height, random)
    return to_image(blur(scene, height / 70))


def _window(scene: Floats, width: int, height: int) -> None:
    left, right, top, bottom = int(0.04 * width), int(0.24 * width), int(0.05 * height), int(0.62 * height)
    cv2.rectangle(scene, (left, top), (right, bottom), (238, 232, 222), -1)
    cv2.rectangle(scene, (left, top), (right, bottom), (150, 165, 175), max(2, width // 90))
    cv2.line(
        scene,
        ((left + right) // 2, top),
        ((left + right) // 2, bottom),
        (150, 165, 175),
        max(2, width // 130),
    )


def _shelf(scene: Floats, width: int, height: int, random: np.random.Generator) -> None:
    for level in (0.30, 0.55, 0.80):
        base = int(level * height)
        x = int(0.72 * width)
        while x < width:
            wide = int(random.uniform(0.012, 0.03) * width)
            tall = int(random.uniform(0.10, 0.17) * height)
            colour = tuple(float(c) for c in random.uniform(50, 170, 3))
            cv2.rectangle(scene, (x, base - tall), (x + wide, base), colour, -1)
            x += wide + int(random.uniform(0, 0.01) * width)
        cv2.rectangle(scene, (int(0.70 * width), base), (width, base + height // 45), (70, 100, 130), -1)


@lru_cache(maxsize=4)
def _noise_tile(height: int, width: int) -> npt.NDArray[np.int16]:
    """Noise of 2.2 grey levels RMS before rounding, whole levels as a sensor gives them."""
    random = np.random.default_rng(99)
    noise = random.standard_normal((height + 64, width + 64, 3), np.float32) * np.float32(2.2)
    return np.asarray(np.rint(noise), np.int16)


def sensor_noise(frame: Floats | Image, light: float, random: np.random.Generator) -> Image:
    """Scale the brightness by `light` and add the noise of a small sensor, 2.2 grey levels RMS."""
    height, width = frame.shape[:2]
    y, x = random.integers(0, 64, 2)
    noise = _noise_tile(height, width)[y : y + height, x : x + width]
    as_is = frame.dtype == np.uint8 and light == 1.0
    levels = frame if as_is else cv2.convertScaleAbs(np.clip(frame, 0, None), alpha=light)
    return np.asarray(cv2.add(levels, noise, dtype=cv2.CV_8U), np.uint8)
