"""Squares of a frame in which even patterns are looked for: on the face, and beside it."""

from __future__ import annotations

import cv2
import numpy as np

from bonafide.engine.evidence import Box
from bonafide.engine.face.surface.look import Look
from bonafide.engine.patterns.agreed import Window

SMALL, LARGE = 128, 256
"""Sides of the squares; the larger ones where the face has room for some."""
_ROOM = 320
_STEP, _APART, _MOST = 4, 0.45, 6
"""Tried every quarter of a side, so many sides apart, and so many of them on the face and as many beside it."""
_IN, _OUT = 0.85, 0.1
"""Share of a square on the face from which on it is the face's, and up to which it lies beside."""
_DARK = 30.0


def side_for(box: Box) -> int | None:
    """Side of the squares that fit on the face; None where none does."""
    least = min(box[2:])
    return None if least < SMALL else LARGE if least >= _ROOM else SMALL


def squares(look: Look) -> list[Window]:
    """The smoothest lit squares, six on the face and six beside it at most; `inside` is the face."""
    side = side_for(look.box)
    if side is None or min(look.image.shape[:2]) < side:
        return []
    green = np.ascontiguousarray(look.image[..., 1])
    busy, light = (
        _means(np.asarray(cv2.absdiff(green, cv2.blur(green, (5, 5))), np.uint8), side),
        _means(green, side),
    )
    height, width = green.shape
    found: list[tuple[float, Window]] = []
    for y in range(0, height - side + 1, side // _STEP):
        for x in range(0, width - side + 1, side // _STEP):
            share = _on_face(x, y, side, look.box)
            if light[y, x] >= _DARK and (share >= _IN or share <= _OUT):
                found.append((float(busy[y, x]), Window(x, y, share >= _IN, side)))
    found.sort(key=lambda one: one[0])
    return [*_spread(found, inside=True), *_spread(found, inside=False)]


def _means(plane: np.typing.NDArray[np.uint8], side: int) -> np.typing.NDArray[np.float32]:
    """Mean of the square that begins at each pixel."""
    return np.asarray(cv2.boxFilter(plane, cv2.CV_32F, (side, side), anchor=(0, 0)), np.float32)


def _on_face(x: int, y: int, side: int, box: Box) -> float:
    across = min(x + side, box[0] + box[2]) - max(x, box[0])
    down = min(y + side, box[1] + box[3]) - max(y, box[1])
    return max(0, across) * max(0, down) / side**2


def _spread(found: list[tuple[float, Window]], *, inside: bool) -> list[Window]:
    kept: list[Window] = []
    for _, one in found:
        apart = all(max(abs(one.x - k.x), abs(one.y - k.y)) >= _APART * one.side for k in kept)
        if one.inside == inside and apart and len(kept) < _MOST:
            kept.append(one)
    return kept
