"""A portrait that lies on the paper instead of in it: the edge of a sheet glued on throws a shadow.

Light comes from one side. So a raised sheet has a thin dark line, straight and unbroken, along two of its sides that
meet, and none along the other two. A printed frame is dark all around, and print beside a portrait is broken. What
lies under even light throws no shadow and is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.drawn import outlined, small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.outline import pixels_per_mm, size_mm
from bonafide.engine.evidence import Sign
from bonafide.engine.image import Pixels
from bonafide.engine.perspective import frame, homography

LEAST_PER_MM = 7.0
"""Pixels per millimetre below which a shadow of .2 mm is not told from blur."""
_HALF = 0.045
"""Share of the light that the shadow takes, at which the score is 0.5."""
_FRAME = 0.5
"""Share of the shadow's darkness from which a line along the other sides makes it a frame."""
_PER_MM = 12.0
_BAND = 0.18
"""How far from the sides of the portrait's box its edge is looked for, as a share of the box's width."""
_RIM_MM, _LEAST_MM = 0.8, 1.5
_LINE_MM = 0.9
"""Dark lines narrower than this count."""
_PARTS, _UNSEEN = 14, 1
"""A side is looked at in so many parts; the line may be missing in so many."""
_TILTS = np.radians(np.arange(-2.6, 2.61, 0.26))
_DARKEST = 20.0
_FROM, _TO = 0.07, 0.87

Floats = NDArray[np.float32]
_AROUND = ("top", "right", "bottom", "left")
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Band:
    """A strip along one side, in millimetres: from and to across it, from and to along it."""

    near: float
    far: float
    start: float
    end: float
    upright: bool


def raised_portrait(exhibit: Exhibit) -> Sign:
    """Look for a shadow along two sides of the portrait that meet, and none along the other two.

    Returns:
        Score s^2 / (s^2 + 0.045^2) for the share s of the light that the fainter of both shadows takes, less what the
        darker line along the other sides takes; 0 where that is half as much or more. Numbers: `shadow` (s),
        `line_top`, `line_right`, `line_bottom`, `line_left` (shares). Without score: `no_portrait`, `no_border`,
        `too_few_pixels`, `sides_hidden` (a side lies too near to the document's border).

    """
    flat = exhibit.front
    if exhibit.portrait is None:
        return Sign(None, "no_portrait")
    if flat.quad is None:
        return Sign(None, "no_border")
    if pixels_per_mm(flat, exhibit.mrz) < LEAST_PER_MM:
        return Sign(None, "too_few_pixels")
    size = size_mm(flat, exhibit.mrz)
    scale = size[0] / flat.image.shape[1]
    x, y, w, h = (value * scale for value in exhibit.portrait.box)
    bands = _bands((x, y, w, h), size)
    if min(band.far - band.near for band in bands.values()) < _LEAST_MM:
        return Sign(None, "sides_hidden")
    place = homography(frame(*size), np.asarray(flat.quad, np.float32))
    grey = np.asarray(cv2.cvtColor(flat.photo, cv2.COLOR_BGR2GRAY), np.uint8)
    lines = {side: _line(_seen(grey, place, band), band.end - band.start) for side, band in bands.items()}
    shadow = _shadow(lines)
    numbers = {"shadow": shadow, **{f"line_{side}": value for side, value in lines.items()}}
    return Sign(shadow**2 / (shadow**2 + _HALF**2), "", numbers, _drawn(flat, exhibit.portrait.box))


def _bands(box: _Box, size: tuple[float, float]) -> Mapping[str, _Band]:
    """Where to look, by side, inside the document."""
    x, y, w, h = box
    reach = _BAND * w
    found = {}
    for side, edge in zip(_AROUND, (y, x + w, y + h, x), strict=True):
        upright = side in {"left", "right"}
        limit, start, length = (size[0], y, h) if upright else (size[1], x, w)
        near, far = max(edge - reach, _RIM_MM), min(edge + reach, limit - _RIM_MM)
        found[side] = _Band(near, far, start + _FROM * length, start + _TO * length, upright)
    return found


def _seen(grey: Pixels, place: NDArray[np.float64], band: _Band) -> Pixels:
    """The strip in the photograph, its side upright: columns across it, rows along it."""
    shape = (round((band.far - band.near) * _PER_MM), round((band.end - band.start) * _PER_MM))
    across, along = [1 / _PER_MM, 0, band.near], [0, 1 / _PER_MM, band.start]
    rows = [across, along] if band.upright else [along, across]
    to_photo = place @ np.asarray([*rows, [0, 0, 1]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(grey, to_photo, shape, flags=how, borderMode=cv2.BORDER_REPLICATE))


def _line(strip: Pixels, length: float) -> float:
    """How dark the darkest thin line is that runs through the strip with hardly a gap, as a share of the light."""
    width = strip.shape[1]
    parts = cv2.resize(strip.astype(np.float32), (width, _PARTS), interpolation=cv2.INTER_AREA)
    window = np.ones((1, 2 * round(_LINE_MM * _PER_MM / 2) + 1), np.uint8)
    light = cv2.morphologyEx(parts, cv2.MORPH_CLOSE, window)
    dark = cv2.dilate((light - parts) / np.maximum(light, _DARKEST), np.ones((1, 3), np.uint8))
    middles = (np.arange(_PARTS) - (_PARTS - 1) / 2) * (length / _PARTS * _PER_MM)
    shift = np.round(np.tan(_TILTS)[:, None] * middles).astype(np.intp)
    at = (np.arange(width) + shift[..., None]).clip(0, width - 1)
    tilted = np.take_along_axis(np.asarray(dark)[None], at, axis=2)
    unbroken = np.partition(tilted, _UNSEEN, axis=1)[:, _UNSEEN]
    rim = window.size // 2
    return float(unbroken[:, rim:-rim].max())


def _shadow(lines: Mapping[str, float]) -> float:
    """The fainter line of the best two sides that meet, less the darker one of the other two; 0 for a frame."""
    values = [lines[side] for side in _AROUND]
    meeting = list(pairwise([*values, values[0]]))
    found = [(min(meeting[k]), max(meeting[(k + 2) % 4])) for k in range(4)]
    return max((own - other for own, other in found if other < _FRAME * own), default=0.0)


def _drawn(flat: Flat, box: tuple[int, int, int, int]) -> bytes:
    """The flat front with the box about whose sides was looked."""
    x, y, w, h = box
    return small_jpeg(outlined(flat.image, [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]))
