"""A line of print around whose strokes the paper is smoother, and whose strokes are crisper: wiped and typed over.

Around strokes a camera leaves more fine detail than elsewhere, never less: its sharpening sets a rim beside them and
JPEG rings there. Who wipes a line out of the picture and types another one takes the paper's fine pattern and the
camera's noise away just there. Each line is set against the paper next to it, because backgrounds differ by field,
and against the other lines, because some documents print fields on plain windows.

What is typed into the picture never went through the lens: its strokes are crisper than those of other lines of its
size and darkness. That adds to a lack of detail and does not do alone: issuers print with more than one machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.drawn import small, small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.outline import pixels_per_mm, size_mm
from bonafide.engine.document.genuine.strokes import blur, steepness
from bonafide.engine.evidence import Box, Portrait, Sign
from bonafide.engine.image import Pixels

LEAST_PER_MM = 8.0
"""Pixels per millimetre below which gaps between strokes are too narrow to look into."""
_MOST_PER_MM = 18.0
_HALF = 0.26
"""Logarithm of how much less fine detail there is, at which the score is 0.5."""
_FEWEST_LINES = 4
_STROKE_MM, _GAP_MM, _EDGE_MM = 1.2, 1.8, 1.5
_TALL_MM, _WIDE_MM = (1.1, 4.5), 7.0
_FAINT, _SHARE = 30.0, 0.45
_NEAR_PX = (3.0, 6.0)
_AROUND_MM, _BESIDE_MM = 0.35, (1.2, 3.2)
_FEWEST_PX = (150, 150)
_FEWEST_SIDES = 2
_BLOWN = 240.0
_REACH_MM, _NEAR_STROKE, _STEP = 0.25, 3.0, 30.0
_FEWEST_EDGES, _FEWEST_PEERS = 20, 3
_ALIKE_TALL, _ALIKE_DARK = 0.2, 0.35
"""Logarithms of height and darkness by which lines of one kind differ at most."""
_USUAL, _CRISPER, _MOST_CRISPER = 0.04, 2.0, 0.35
"""Logarithm by which lines of one kind differ in blur; what counts of the rest for a lack of detail, and how much."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Page:
    """The flat front in grey: its fine detail, distance to the nearest stroke in pixels, and where to look."""

    grey: Pixels
    detail: Floats
    distance: Floats
    allowed: NDArray[np.bool_]
    per_mm: float


@dataclass(frozen=True, slots=True)
class _Line:
    """Fine detail around the strokes of a line, and of the paper on its second smoothest side, grey levels.

    `blur` of its strokes is in pixels, None where too few edges are clear; `dark` is stroke against paper.
    """

    box: Box
    around: float
    beside: float
    blur: float | None
    dark: float


def retyped_line(exhibit: Exhibit) -> Sign:
    """Look for a line of the front that lacks fine detail around its strokes.

    Returns:
        Score d^2 / (d^2 + 0.26^2) for the lack d of the most suspicious line: the smaller of two logarithms, of the
        detail beside the line and of that around the other lines over that around its own strokes, and up to 0.35
        more for strokes crisper than those of three or more lines of its kind; 0 where the sum is not above 0.
        Numbers: `lines`, `lacks_detail` (d), `crisper` (what of it crisp strokes add), and the line's `line_x`,
        `line_y`, `line_width`, `line_height` in millimetres. Without score: `no_border`, `too_few_pixels`,
        `few_lines`.

    """
    flat = exhibit.front
    if flat.quad is None:
        return Sign(None, "no_border")
    per_mm = min(pixels_per_mm(flat, exhibit.mrz), _MOST_PER_MM)
    if per_mm < LEAST_PER_MM:
        return Sign(None, "too_few_pixels")
    page = _page(_flat_grey(flat, exhibit, per_mm), exhibit, per_mm)
    lines = [line for box in _boxes(page) if (line := _measured(page, box)) is not None]
    if len(lines) < _FEWEST_LINES:
        return Sign(None, "few_lines", {"lines": float(len(lines))})
    found = [(_lack(line, lines), _crisper(line, lines), line) for line in lines]
    bare, crisper, line = max(found, key=lambda one: one[0] + one[1])
    lack = max(0.0, bare + crisper)
    x, y, w, h = (value / per_mm for value in line.box)
    place = {"line_x": x, "line_y": y, "line_width": w, "line_height": h} if lack else {}
    numbers = {"lines": float(len(lines)), "lacks_detail": lack, "crisper": crisper if lack else 0.0, **place}
    return Sign(lack**2 / (lack**2 + _HALF**2), "", numbers, _drawn(page.grey, line.box if lack else None))


def _lack(line: _Line, lines: list[_Line]) -> float:
    others = float(np.median([other.around for other in lines if other is not line]))
    own = max(line.around, 0.05)
    return float(min(np.log(line.beside / own), np.log(others / own)))


def _crisper(line: _Line, lines: list[_Line]) -> float:
    """What crisp strokes add to a line's lack of detail."""
    peers = [other.blur for other in lines if other is not line and other.blur and _of_a_kind(line, other)]
    if line.blur is None or len(peers) < _FEWEST_PEERS:
        return 0.0
    crisper = float(np.log(np.median(peers) / line.blur))
    return float(np.clip(_CRISPER * (crisper - _USUAL), 0, _MOST_CRISPER))


def _of_a_kind(one: _Line, other: _Line) -> bool:
    taller, darker = np.log(one.box[3] / other.box[3]), np.log(one.dark / other.dark)
    return bool(abs(taller) < _ALIKE_TALL and abs(darker) < _ALIKE_DARK)


def _flat_grey(flat: Flat, exhibit: Exhibit, per_mm: float) -> Pixels:
    """The front at so many pixels per millimetre, resampled once: shrinking would smooth what is measured."""
    width, height = (round(side * per_mm) for side in size_mm(flat, exhibit.mrz))
    frame = np.asarray([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    place = cv2.getPerspectiveTransform(np.asarray(flat.quad, np.float32), frame)
    grey = cv2.cvtColor(flat.photo, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.warpPerspective(grey, place, (width, height), flags=cv2.INTER_CUBIC), np.uint8)


def _page(grey: Pixels, exhibit: Exhibit, per_mm: float) -> _Page:
    allowed = np.zeros(grey.shape, np.bool_)
    edge = round(_EDGE_MM * per_mm)
    allowed[edge:-edge, edge:-edge] = True
    if exhibit.portrait is not None:
        x, y, w, h = _on_page(exhibit.portrait, exhibit.front.image, grey)
        allowed[max(0, y) : y + h, max(0, x) : x + w] = False
    side = 2 * round(_STROKE_MM * per_mm / 2) + 1
    dark = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((side, side), np.uint8))
    strokes = dark > max(_FAINT, _SHARE * float(np.percentile(dark, 98.5)))
    soft = grey.astype(np.float32)
    detail = np.asarray(cv2.absdiff(soft, cv2.GaussianBlur(soft, (0, 0), 1.0)), np.float32)
    distance = cv2.distanceTransform((~strokes).astype(np.uint8), cv2.DIST_L2, 5)
    return _Page(grey, detail, np.asarray(distance, np.float32), allowed, per_mm)


def _on_page(portrait: Portrait, image: Pixels, grey: Pixels) -> Box:
    """Box of the portrait, a little larger, on the page."""
    scale = grey.shape[1] / image.shape[1]
    x, y, w, h = (round(value * scale) for value in portrait.box)
    return x - 4, y - 4, w + 8, h + 8


def _boxes(page: _Page) -> list[Box]:
    """Lines of print: strokes joined along the line, as tall as print is and clearly wider than tall."""
    strokes = ((page.distance == 0) & page.allowed).astype(np.uint8)
    along = np.ones((1, 2 * round(_GAP_MM * page.per_mm / 2) + 1), np.uint8)
    joined = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, along)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    low, high, least = (mm * page.per_mm for mm in (*_TALL_MM, _WIDE_MM))
    found: list[Box] = [(int(x), int(y), int(w), int(h)) for x, y, w, h, a in stats[1:] if a > _SHARE * w * h]
    return [box for box in found if low <= box[3] <= high and box[2] >= max(least, 2.2 * box[3])]


def _measured(page: _Page, box: Box) -> _Line | None:
    """Detail of a line; None where it is blown out or too few places are left."""
    inner, gap, outer = (round(mm * page.per_mm) for mm in (_AROUND_MM, *_BESIDE_MM))
    top, left = max(0, box[1] - outer), max(0, box[0] - outer)
    window = np.s_[top : box[1] + box[3] + outer, left : box[0] + box[2] + outer]
    distance, detail = page.distance[window], page.detail[window]
    own = _within(distance.shape, box, (left, top), inner)
    around = own & (distance > _NEAR_PX[0]) & (distance < _NEAR_PX[1])
    apart = ~_within(distance.shape, box, (left, top), gap) & page.allowed[window] & (distance > _NEAR_PX[0])
    # A rosette may end just where a line is printed: paper as smooth as the line's on two sides is enough.
    beside = [
        side for part in _sides(box, (left, top)) if (side := detail[part][apart[part]]).size > _FEWEST_PX[1]
    ]
    if around.sum() < _FEWEST_PX[0] or len(beside) < _FEWEST_SIDES:
        return None
    if float(page.grey[window][around].mean()) > _BLOWN:
        return None
    second = sorted(float(np.median(side)) for side in beside)[1]
    return _Line(box, float(np.median(detail[around])), max(second, 0.05), *_strokes(page, box))


def _strokes(page: _Page, box: Box) -> tuple[float | None, float]:
    """Blur of a line's strokes in pixels and how much darker than the paper they are, in grey levels."""
    reach = max(1, round(_REACH_MM * page.per_mm))
    x, y, w, h = box
    window = np.s_[max(0, y - reach) : y + h + reach, max(0, x - reach) : x + w + reach]
    grey, distance = np.ascontiguousarray(page.grey[window]), page.distance[window]
    steep = steepness(grey, distance < _NEAR_STROKE, reach, _STEP)
    edges = steep[steep > 0]
    ink, paper = grey[distance == 0], grey[distance > _NEAR_STROKE]
    dark = float(np.median(paper)) - float(np.percentile(ink, 10)) if ink.size and paper.size else 0.0
    return blur(edges) if edges.size >= _FEWEST_EDGES else None, max(1.0, dark)


def _sides(box: Box, origin: tuple[int, int]) -> list[tuple[slice, slice]]:
    """Above, below, left and right of the box in a window that begins at `origin`."""
    x, y = box[0] - origin[0], box[1] - origin[1]
    every = slice(None)
    return [
        (slice(0, y), every),
        (slice(y + box[3], None), every),
        (every, slice(0, x)),
        (every, slice(x + box[2], None)),
    ]


def _within(shape: tuple[int, ...], box: Box, origin: tuple[int, int], margin: int) -> NDArray[np.bool_]:
    """Where a window that begins at `origin` is inside the box grown by a margin."""
    x, y = box[0] - origin[0], box[1] - origin[1]
    mask = np.zeros(shape, np.bool_)
    mask[max(0, y - margin) : y + box[3] + margin, max(0, x - margin) : x + box[2] + margin] = True
    return mask


def _drawn(grey: Pixels, box: Box | None) -> bytes:
    made = cv2.cvtColor(small(grey), cv2.COLOR_GRAY2BGR)
    if box is not None:
        scale = made.shape[1] / grey.shape[1]
        x, y, w, h = (round(value * scale) for value in box)
        cv2.rectangle(made, (x - 3, y - 3), (x + w + 3, y + h + 3), (0, 0, 255), 2)
    return small_jpeg(np.asarray(made, np.uint8))
