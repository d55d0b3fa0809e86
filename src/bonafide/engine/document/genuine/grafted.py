"""A portrait without the noise that the camera left everywhere else: pasted into the picture afterwards.

Every sensor adds noise, and what a phone's processing and JPEG leave of it trembles over paper, table and skin alike.
A photograph from a studio or a file, reduced to the portrait's size, brings its own calm: whole blocks of its
background hardly change from pixel to pixel. Blocks that calm elsewhere in the photograph mean that the camera or the
saving smooths by itself, and nothing is said then. What is blown out or black is calm by nature and left out.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.drawn import small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.evidence import Sign
from bonafide.engine.perspective import frame, homography

_BLOCK = 16
"""Pixels: four blocks of JPEG, so that its grid falls alike into all."""
_CALM = 0.15
"""Grey levels from the mean around it, below which a pixel is calm."""
_DARK, _BRIGHT = 40.0, 238.0
_INSIDE, _OUTSIDE = 0.85, 1.15
"""The box of the portrait is made smaller to look into it, and larger to look beside it."""
_FEWEST = 40
_HIGH, _ELSEWHERE = 98, 99
"""Percentiles of the blocks' calm: some of the portrait, nearly the calmest of the rest."""
_HALF = 0.2
"""Share of calm pixels more than elsewhere, at which the score is 0.5."""

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


def grafted_portrait(exhibit: Exhibit) -> Sign:
    """Compare the calmest blocks of the portrait with the calmest elsewhere in the photograph.

    Returns:
        Score d^2 / (d^2 + 0.2^2) for the share d of calm pixels by which the portrait's exceed the others; 0 where
        they do not. Numbers: `portrait_calm`, `calm_elsewhere` (shares of their pixels). Without score:
        `no_portrait`, `no_border`, `too_few_pixels` (fewer than 40 blocks of it are neither blown out nor black).

    """
    flat = exhibit.front
    if exhibit.portrait is None:
        return Sign(None, "no_portrait")
    if flat.quad is None:
        return Sign(None, "no_border")
    calm, usable = _blocks(flat)
    corners = _in_photo(flat, exhibit.portrait.box)
    inside = _box(corners, _INSIDE, calm.shape) & usable
    beside = ~_box(corners, _OUTSIDE, calm.shape) & usable
    if inside.sum() < _FEWEST or beside.sum() < _FEWEST:
        return Sign(None, "too_few_pixels")
    own, others = float(np.percentile(calm[inside], _HIGH)), float(np.percentile(calm[beside], _ELSEWHERE))
    more = max(0.0, own - others)
    numbers = {"portrait_calm": own, "calm_elsewhere": others}
    return Sign(more**2 / (more**2 + _HALF**2), "", numbers, _drawn(calm))


def _blocks(flat: Flat) -> tuple[Floats, Mask]:
    """Share of calm pixels in each block of the photograph, and which blocks are neither blown out nor black."""
    grey = cv2.cvtColor(flat.photo, cv2.COLOR_BGR2GRAY)
    columns, rows = grey.shape[1] // _BLOCK, grey.shape[0] // _BLOCK
    soft = grey[: rows * _BLOCK, : columns * _BLOCK].astype(np.float32)
    apart = cv2.absdiff(soft, cv2.GaussianBlur(soft, (0, 0), 1.0))
    calm = (apart < _CALM).astype(np.float32)
    share, light = (
        np.asarray(cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
        for part in (calm, soft)
    )
    return share, (light > _DARK) & (light < _BRIGHT)


def _in_photo(flat: Flat, box: tuple[int, int, int, int]) -> Floats:
    """Corners of a box of the flat picture in the photograph, 4 x 2."""
    height, width = flat.image.shape[:2]
    place = homography(frame(width, height), np.asarray(flat.quad, np.float32))
    x, y, w, h = box
    corners = np.asarray([[(x, y), (x + w, y), (x + w, y + h), (x, y + h)]], np.float32)
    return np.asarray(cv2.perspectiveTransform(corners, place)[0], np.float32)


def _box(corners: Floats, size: float, shape: tuple[int, ...]) -> Mask:
    """Blocks inside the corners, which are drawn together or apart about their middle."""
    middle = corners.mean(axis=0)
    mask = np.zeros(shape, np.uint8)
    at = (middle + (corners - middle) * size) / _BLOCK - 0.5
    cv2.fillPoly(mask, [np.round(at).astype(np.int32)], 1)
    return np.asarray(mask > 0, np.bool_)


def _drawn(calm: Floats) -> bytes:
    """The photograph by the calm of its blocks: bright is calm."""
    shown = np.clip(calm * 255, 0, 255).astype(np.uint8)
    large = cv2.resize(shown, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    return small_jpeg(np.asarray(cv2.applyColorMap(large, cv2.COLORMAP_INFERNO), np.uint8))
