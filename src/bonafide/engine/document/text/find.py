"""Where lines of print stand: a network marks their middles, every marked patch becomes a rectangle.

Differentiable binarization (Liao et al. 2020): the network is trained on shrunken lines, so that neighbours stay
apart; a rectangle found is grown again by its area times a constant over its perimeter.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine import models
from bonafide.engine.evidence import Quad
from bonafide.engine.image import Pixels, shrink
from bonafide.engine.models import ModelFile

Floats = NDArray[np.float32]

FINDER = ModelFile(
    "ppocr-v6-det-small",
    "rapidocr",
    "models/PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "Apache-2.0",
    "https://github.com/RapidAI/RapidOCR",
)
_LONG_SIDE, _SHORT_SIDE = 1280, 736
_MOST_PIXELS = 600_000
"""Pixels of the copy that is looked at, which memory goes with: about 170 bytes each. On the public specimens that
need `find_lines` nothing changed with half a million."""
_STEP = 32
"""The network halves its picture five times."""
_WIDEST = 8.0
_INK, _SURE = 0.3, 0.5
"""Heat from which a pixel is part of a line, and the mean of a line from which it counts."""
_GROWN = 1.6
_LEAST_SIDE, _MOST_LINES = 3.0, 1000
_ONE_LOOK = Lock()
"""Two sides are not looked at together: one look has two threads of its own, and takes a hundred megabytes."""


def find_lines(image: Pixels) -> list[Quad]:
    """Corners of every text line in `image` (BGR), clockwise from its own top left, also of small ones.

    The picture is looked at with a long side of 1280 pixels at most and a short side of 736 at least, as far as
    memory allows.
    """
    small = shrink(image, _LONG_SIDE)
    height, width = small.shape[:2]
    below = max(0, round(width / _WIDEST * 2) - height) if width > _WIDEST * height else 0
    if below:
        small = np.asarray(cv2.copyMakeBorder(small, 0, below, 0, 0, cv2.BORDER_REPLICATE), np.uint8)
    finer = max(1.0, _SHORT_SIDE / min(small.shape[:2]))
    found = _find(small, min(finer, (_MOST_PIXELS / (small.shape[0] * small.shape[1])) ** 0.5))
    return [_scaled(quad, image.shape[1] / width) for quad in found]


def find_print(image: Pixels, scale: float) -> list[Quad]:
    """Corners of every text line, found on a copy of this scale; cheaper and coarser than `find_lines`."""
    return _find(image, scale)


def _find(image: Pixels, scale: float) -> list[Quad]:
    height, width = image.shape[:2]
    size = (_stepped(width * scale), _stepped(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    batch = np.ascontiguousarray((small.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None])
    heat = np.empty((1, 1, *small.shape[:2]), np.float32)
    with _ONE_LOOK:
        models.onnx_run(_finder(), batch, heat)
    return _quads(heat[0, 0], width, height)


def _stepped(length: float) -> int:
    return max(_STEP, round(length / _STEP) * _STEP)


def _quads(heat: Floats, width: int, height: int) -> list[Quad]:
    """Rectangles around the marked patches, in pixels of a picture of that size."""
    ink = cv2.dilate((heat > _INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    patches, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    stretch = np.array([width / heat.shape[1], height / heat.shape[0]], np.float32)
    found = (_rectangle(np.asarray(patch), heat) for patch in patches[:_MOST_LINES])
    inner = np.array([width - 1, height - 1], np.float32)
    quads = [_ordered(np.clip(box * stretch, 0, inner)) for box in found if box is not None]
    return [quad for quad in quads if _is_seen(quad)]


def _rectangle(patch: NDArray[np.int32], heat: Floats) -> Floats | None:
    """Corners of the line of one patch, 4 x 2; None where it is too small or not sure enough."""
    middle, (long, short), angle = cv2.minAreaRect(patch)
    if min(long, short) < _LEAST_SIDE:
        return None
    box = np.asarray(cv2.boxPoints((middle, (long, short), angle)), np.float32)
    if _mean(heat, box) < _SURE:
        return None
    grown = long * short * _GROWN / (long + short)
    return np.asarray(cv2.boxPoints((middle, (long + grown, short + grown), angle)), np.float32)


def _mean(heat: Floats, box: Floats) -> float:
    """Mean heat inside the box."""
    low = np.clip(np.floor(box.min(axis=0)), 0, None).astype(int)
    high = np.minimum(np.ceil(box.max(axis=0)).astype(int) + 1, heat.shape[::-1])
    part = np.ascontiguousarray(heat[low[1] : high[1], low[0] : high[0]])
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [(box - low).astype(np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def _ordered(box: Floats) -> Quad:
    """Corners clockwise from the top left: the upper of the two left ones."""
    by_x = sorted(((float(x), float(y)) for x, y in box))
    left, right = (sorted(pair, key=lambda corner: corner[1]) for pair in (by_x[:2], by_x[2:]))
    return left[0], right[0], right[1], left[1]


def _is_seen(quad: Quad) -> bool:
    a, b, _, d = (np.asarray(corner) for corner in quad)
    return bool(min(np.linalg.norm(b - a), np.linalg.norm(d - a)) > _LEAST_SIDE)


def _scaled(quad: Quad, scale: float) -> Quad:
    a, b, c, d = ((x * scale, y * scale) for x, y in quad)
    return a, b, c, d


@lru_cache(maxsize=1)
def _finder() -> Any:
    """Load the network once per process, on first use."""
    return models.onnx_session(models.verified(FINDER), threads=2, large=True)
