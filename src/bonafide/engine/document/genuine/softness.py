"""Print that is softer than the edge of the sheet it is on: a copy of a copy, spread by ink and paper.

How sharp strokes look says little by itself: it depends on lens, focus and shake. But the edge of the sheet, seen by
the same lens at the same distance, is a step of no width. What strokes are blurred beyond it, they are blurred on the
paper: spreads of Gaussians add as squares. Presses, lasers and resin ribbons leave some hundredths of a millimetre;
a scan at 300 dpi printed on plain paper leaves more. An edge that is worn or throws a shadow looks softer than it is,
which lets a copy through and accuses nobody. Only wide strokes count: a thin one that is blurred loses height as it
loses slope, and looks crisp. The millimetres are no more than an estimate: where strokes meet and end, slopes are
gentler.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.drawn import small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.outline import Outline, pixels_per_mm, refine
from bonafide.engine.document.genuine.strokes import CONTRAST, blur, steepness
from bonafide.engine.evidence import Portrait, Sign
from bonafide.engine.image import Pixels

LEAST_PER_MM = 7.0
"""Pixels per millimetre below which strokes and their gaps run into each other."""
_HALF_MM = 0.0572
"""Blur on the paper, standard deviation in millimetres, at which the score is 0.5."""
_SAMPLES, _REACH, _STEP = 160, 10.0, 0.5
_FEWEST_SAMPLES, _FEWEST_STROKES = 32, 120
_STROKE_MM, _EDGE_MM = 1.2, 0.5
_WIDE_MM = 0.45
"""Strokes from this width on are measured."""
_HALF_DARK = 0.5
"""Share of the strongest strokes' darkness that belongs to a stroke."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Strokes:
    """Standard deviation of their blur in pixels, how many places were measured, and where."""

    blur: float
    count: int
    where: NDArray[np.bool_]


def soft_print(exhibit: Exhibit) -> Sign:
    """Measure by how much the front's strokes are softer than its border.

    Returns:
        Score b / (b + 0.0572) for the blur b on the paper in millimetres (standard deviation). Numbers:
        `print_blur_mm`, `border_blur_px`, `strokes_blur_px`, `strokes` (places measured). Without score: `no_border`,
        `too_few_pixels`, `border_unclear` (no clear side in each of both directions), `no_strokes`.

    """
    flat = exhibit.front
    if flat.quad is None:
        return Sign(None, "no_border")
    per_mm = pixels_per_mm(flat, exhibit.mrz)
    if per_mm < LEAST_PER_MM:
        return Sign(None, "too_few_pixels")
    grey = np.asarray(cv2.cvtColor(flat.photo, cv2.COLOR_BGR2GRAY), np.uint8)
    reach = _odd(_EDGE_MM * per_mm) // 2
    border = _border_blur(grey, refine(flat.photo, flat.quad), reach)
    if border is None:
        return Sign(None, "border_unclear")
    strokes = _strokes(grey, _searched(flat, exhibit.portrait, per_mm), per_mm)
    numbers = {"border_blur_px": border, "strokes": float(strokes.count)}
    if strokes.count < _FEWEST_STROKES:
        return Sign(None, "no_strokes", numbers)
    own = float(np.sqrt(max(0.0, strokes.blur**2 - border**2))) / per_mm
    numbers |= {"strokes_blur_px": strokes.blur, "print_blur_mm": own}
    return Sign(own / (own + _HALF_MM), "", numbers, _drawn(flat.photo, strokes.where))


def _border_blur(grey: Pixels, outline: Outline, reach: int) -> float | None:
    """Blur of the clear sides, standard deviation in pixels; None without a side in each direction."""
    sides = [_side_blur(grey, outline.corners[k], outline.corners[(k + 1) % 4], reach) for k in range(4)]
    level, upright = ([s for s in pair if s is not None] for pair in (sides[::2], sides[1::2]))
    return float(np.median(level + upright)) if level and upright else None


def _side_blur(
    grey: Pixels, start: NDArray[np.float64], end: NDArray[np.float64], reach: int
) -> float | None:
    """Blur across one side: median over the places where it is a clear step near the fitted line."""
    along = (end - start) / max(1e-9, float(np.linalg.norm(end - start)))
    across = np.asarray([along[1], -along[0]])
    steps, offsets = np.linspace(0.12, 0.88, _SAMPLES), np.arange(-_REACH, _REACH + 0.1, _STEP)
    at = start + steps[:, None, None] * (end - start) + offsets[None, :, None] * across
    seen = cv2.remap(
        grey.astype(np.float32), at[..., 0].astype(np.float32), at[..., 1].astype(np.float32), cv2.INTER_CUBIC
    )
    # Noise makes single profiles steep; the step itself is the same along a few pixels.
    seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), sigmaX=0.01, sigmaY=1.5), np.float32)
    pixel = round(1 / _STEP)
    slope = np.abs(seen[:, 2 * pixel :] - seen[:, : -2 * pixel]) / 2
    steepest = slope.argmax(axis=1)
    around = (steepest + pixel)[:, None] + np.arange(-pixel * reach, pixel * reach + 1)
    near = np.take_along_axis(seen, around.clip(0, seen.shape[1] - 1), axis=1)
    apart = np.abs(seen[:, :6].mean(axis=1) - seen[:, -6:].mean(axis=1))
    clear = (apart > CONTRAST) & (np.abs(offsets[steepest + pixel]) < 0.4 * _REACH)
    if clear.sum() < _FEWEST_SAMPLES:
        return None
    return blur((slope.max(axis=1) / np.maximum(near.max(axis=1) - near.min(axis=1), 1))[clear])


def _searched(flat: Flat, portrait: Portrait | None, per_mm: float) -> Pixels:
    """1 inside the document, away from its border and from the portrait, whose lines are soft by nature."""
    mask = np.zeros(flat.photo.shape[:2], np.uint8)
    if flat.quad is None:
        return mask
    cv2.fillPoly(mask, [np.round(np.asarray(flat.quad)).astype(np.int32)], 1)
    edge = 2 * round(1.5 * per_mm) + 1
    mask = np.asarray(cv2.erode(mask, np.ones((edge, edge), np.uint8), borderValue=0), np.uint8)
    if portrait is not None:
        cv2.fillPoly(mask, [np.round(_in_photo(flat, portrait)).astype(np.int32)], 0)
    return mask


def _in_photo(flat: Flat, portrait: Portrait) -> NDArray[np.float32]:
    """Corners of the portrait in the photograph, 4 x 2."""
    height, width = flat.image.shape[:2]
    frame = np.asarray([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    place = cv2.getPerspectiveTransform(frame, np.asarray(flat.quad, np.float32))
    x, y, w, h = portrait.box
    box = np.asarray([[(x, y), (x + w, y), (x + w, y + h), (x, y + h)]], np.float32)
    return np.asarray(cv2.perspectiveTransform(box, place)[0], np.float32)


def _strokes(grey: Pixels, searched: Pixels, per_mm: float) -> _Strokes:
    """Blur of the edges of the darkest strokes that are wide enough."""
    x, y, w, h = cv2.boundingRect(searched)
    part, mask = grey[y : y + h, x : x + w], searched[y : y + h, x : x + w] > 0
    where = np.zeros(grey.shape, np.bool_)
    if not mask.any():
        return _Strokes(0.0, 0, where)
    dark = np.asarray(cv2.morphologyEx(part, cv2.MORPH_BLACKHAT, _square(_STROKE_MM * per_mm)), np.uint8)
    thin = cv2.dilate(
        (dark > max(CONTRAST, float(np.percentile(dark[mask], 96)))).astype(np.uint8), _square(3)
    )
    steep = steepness(part, (thin > 0) & mask, _odd(_EDGE_MM * per_mm) // 2)
    steep[~_wide(dark, steep > 0, per_mm)] = 0
    peak = steep > 0
    count = int(peak.sum())
    where[y : y + h, x : x + w] = peak
    return _Strokes(blur(steep[peak]) if count else 0.0, count, where)


def _wide(dark: Pixels, edges: NDArray[np.bool_], per_mm: float) -> NDArray[np.bool_]:
    """Where wide strokes and their edges are; `dark` is how much darker a place is than what is around it."""
    if not edges.any():
        return edges
    inked = (dark > _HALF_DARK * float(np.percentile(dark[edges], 90))).astype(np.uint8)
    core = cv2.morphologyEx(inked, cv2.MORPH_OPEN, _square(_WIDE_MM * per_mm))
    return np.asarray(cv2.dilate(core, _square(3)) > 0, np.bool_)


def _odd(side: float) -> int:
    return 2 * max(1, round((side - 1) / 2)) + 1


def _square(side: float) -> Pixels:
    return np.ones((_odd(side), _odd(side)), np.uint8)


def _drawn(photo: Pixels, where: NDArray[np.bool_]) -> bytes:
    """The photograph with the places that were measured."""
    marked = photo.copy()
    marked[cv2.dilate(where.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = (0, 0, 255)
    return small_jpeg(marked)
