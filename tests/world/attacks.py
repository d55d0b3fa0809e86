"""Documents that are not the original: copies and pictures of a document, to be held like one.

Each function takes the flat document (BGR) and returns the flat thing that is held instead.
"""

import cv2
import numpy as np

from tests.world.pixels import Image, blur, floats, resized, to_image


def photocopy(document: Image, *, seed: int = 0) -> Image:
    """Return a black-and-white copy on office paper: no colour, steep tones, toner specks, white margin."""
    random = np.random.default_rng(seed)
    grey = floats(cv2.cvtColor(document, cv2.COLOR_BGR2GRAY))
    steep = 255 / (1 + np.exp(-(blur(grey, 0.8) - 140) / 28))
    specks = random.random(grey.shape) < 0.0006
    steep[specks] = 60
    copy = to_image(steep * 0.93 + 12)
    edge = document.shape[1] // 18
    return _framed(np.dstack([copy] * 3), edge, (246, 247, 247))


def colour_print(document: Image) -> Image:
    """Return an inkjet print: halftone dots, narrower colours, white margin."""
    height, width = document.shape[:2]
    soft = blur(document, 1.0)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    for channel, angle in enumerate((0.26, 1.31, 0.78)):
        across = x * np.cos(angle) + y * np.sin(angle)
        along = y * np.cos(angle) - x * np.sin(angle)
        soft[..., channel] += 13 * np.cos(across * 1.45) * np.cos(along * 1.45)
    grey = soft.mean(axis=2, keepdims=True)
    return _framed(to_image((grey + (soft - grey) * 0.8) * 0.9 + 20), width // 22, (244, 246, 246))


def on_screen(document: Image) -> Image:
    """Return a phone or tablet that shows the document: dark bezel, bluish light, the grid of its pixels."""
    height, width = document.shape[:2]
    size = (round(width / 2.6), round(height / 2.6))
    shown = floats(cv2.resize(resized(document, size), (width, height), interpolation=cv2.INTER_NEAREST))
    columns = 1 + 0.07 * np.cos(np.arange(width, dtype=np.float32) * 2 * np.pi / 2.6)
    rows = 1 + 0.07 * np.cos(np.arange(height, dtype=np.float32) * 2 * np.pi / 2.6)
    lit = shown * columns[None, :, None] * rows[:, None, None] * floats([1.1, 1.0, 0.94]) + 5
    return _framed(to_image(lit), width // 14, (20, 18, 18))


def _framed(picture: Image, edge: int, colour: tuple[int, int, int]) -> Image:
    return np.asarray(
        cv2.copyMakeBorder(picture, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=colour), np.uint8
    )
