"""Where fine patterns are looked for: smooth, lit squares of a photograph inside and outside the document."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from bonafide.engine.evidence import Quad
from bonafide.engine.image import Pixels
from bonafide.engine.patterns.agreed import Window
from bonafide.engine.patterns.spectrum import SIDE, Floats

__all__ = ["SIDE", "Floats", "Window", "choose"]

_STEP, _APART, _SMALL = 160, 120, 8
_DARK = 30.0
"""Mean luma below which a square holds no light to carry a pattern."""
_MOST_INSIDE, _MOST_OUTSIDE = 12, 12


def choose(photo: Pixels, quad: Quad | None) -> list[Window]:
    """Take the smoothest lit squares first, twelve inside and twelve outside at most; print hides faint patterns.

    Without a quad the whole photograph counts as inside. A square that the border crosses is left out: the
    border itself is a strong pattern.
    """
    height, width = photo.shape[:2]
    if min(height, width) < SIDE:
        return []
    green = photo[::2, ::2, 1]
    texture = cv2.absdiff(green, cv2.blur(green, (5, 5)))
    size = (width // _SMALL, height // _SMALL)
    busy, luma = (cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (texture, green))
    found: list[tuple[float, Window]] = []
    for window in _grid(width, height, quad):
        rows, columns = (slice(v // _SMALL, (v + SIDE) // _SMALL) for v in (window.y, window.x))
        part = rows, columns
        if float(luma[part].mean()) >= _DARK:
            found.append((float(busy[part].mean()), window))
    found.sort(key=lambda one: one[0])
    order = [window for _, window in found]
    return [*_spread(order, _MOST_INSIDE, inside=True), *_spread(order, _MOST_OUTSIDE, inside=False)]


def _spread(order: Sequence[Window], most: int, *, inside: bool) -> list[Window]:
    """Keep the first ones that do not overlap each other by more than about half."""
    kept: list[Window] = []
    for one in order:
        apart = all(max(abs(one.x - k.x), abs(one.y - k.y)) > _APART for k in kept)
        if one.inside == inside and apart and len(kept) < most:
            kept.append(one)
    return kept


def _grid(width: int, height: int, quad: Quad | None) -> list[Window]:
    made = []
    for y in _places(height):
        for x in _places(width):
            inside = True if quad is None else _is_inside(x, y, np.asarray(quad, np.float32))
            if inside is not None:
                made.append(Window(x, y, inside))
    return made


def _places(length: int) -> list[int]:
    room = length - SIDE
    return [int(v) for v in np.linspace(0, room, max(1, round(room / _STEP) + 1))]


def _is_inside(x: int, y: int, quad: Floats) -> bool | None:
    """Whether a square lies inside the quad; None where the border crosses it."""
    near, far = 0.1 * SIDE, 0.9 * SIDE
    corners = [(x + a, y + b) for a in (near, far) for b in (near, far)]
    signs = {cv2.pointPolygonTest(quad, (float(a), float(b)), measureDist=False) > 0 for a, b in corners}
    return signs.pop() if len(signs) == 1 else None
