"""Security paper: a pale tint with guilloche lines, waves and rosettes, drawn from seeded curves."""

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.pixels import Image

Colour = tuple[int, int, int]
_INKS: tuple[Colour, ...] = ((214, 186, 150), (180, 200, 228), (196, 214, 182), (206, 180, 206))


def _curve(canvas: Image, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], ink: Colour) -> None:
    points = np.round(np.column_stack([x, y]) * 16).astype(np.int32)
    cv2.polylines(canvas, [points], isClosed=False, color=ink, thickness=1, lineType=cv2.LINE_AA, shift=4)


def _waves(canvas: Image, ink: Colour, phase: float, pitch: float) -> None:
    height, width = canvas.shape[:2]
    x = np.linspace(0, width, 240)
    for row in np.arange(-height * 0.1, height * 1.1, pitch):
        sway = np.sin(x / width * 9 + phase + row / height * 3) * height * 0.035
        sway += np.sin(x / width * 23 + row / height * 11) * height * 0.009
        _curve(canvas, x, row + sway, ink)


def _rosette(canvas: Image, centre: tuple[float, float], radius: float, petals: int, ink: Colour) -> None:
    turn = np.linspace(0, 2 * np.pi, 500)
    for share in np.linspace(0.25, 1.0, 12):
        r = radius * share * (0.72 + 0.28 * np.sin(petals * turn + share * 5))
        _curve(canvas, centre[0] + r * np.cos(turn), centre[1] + r * np.sin(turn), ink)


@lru_cache(maxsize=6)
def security_paper(width: int, height: int, seed: int = 1) -> Image:
    """Return unprinted security paper, BGR, (height, width, 3)."""
    random = np.random.default_rng(seed)
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    left, right = np.array([232, 240, 236], np.float32), np.array([240, 232, 222], np.float32)
    tint = left * (1 - across) + right * across
    canvas = np.ascontiguousarray(np.broadcast_to(tint, (height, width, 3)).astype(np.uint8))
    for number, ink in enumerate(_INKS):
        _waves(canvas, ink, phase=number * 1.7, pitch=height / (26 + 5 * number))
    for number in range(5):
        place = (width * random.uniform(0.3, 0.95), height * random.uniform(0.1, 0.9))
        _rosette(
            canvas, place, height * random.uniform(0.14, 0.3), 6 + 2 * number, _INKS[number % len(_INKS)]
        )
    return canvas
