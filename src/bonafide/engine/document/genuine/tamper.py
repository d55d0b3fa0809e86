"""A part of the picture that was changed after it was taken: it lacks the traces of the first saving."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.drawn import small, small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.lattice import Lattice, read_lattice
from bonafide.engine.evidence import Sign
from bonafide.engine.image import Pixels

_WINDOW = 7
"""Blocks of 8 x 8 pixels over which votes are summed, each way: a line of print is about 4 blocks high."""
_LEAST_VOTES = 40.0
_DROP = 0.75
"""A window whose votes fall below this share of the document's own is off the lattice."""
_HALF = 60.0
"""Missing votes in one region at which the score is 0.5."""
_WEAK = 0.3
_FEWEST = 2000.0


def edited_picture(exhibit: Exhibit) -> Sign:
    """Look for a region of the front that was saved less often than the rest of it.

    Returns:
        Score d / (d + 60) for the votes d that the largest region lacks. Numbers: `missing_votes`, `lattice` (how
        clearly the document lies on the steps of a JPEG), the region's `x`, `y`, `width`, `height` in the
        photograph. Without score where the picture bears no traces of JPEG (`no_jpeg_traces`): never saved as
        one, or shrunk since.

    """
    flat = exhibit.front
    left, top, right, bottom = _around(flat)
    part = flat.photo[top:bottom, left:right]
    luma = np.ascontiguousarray(cv2.cvtColor(part, cv2.COLOR_BGR2YCrCb)[..., 0])
    lattice = _usable(read_lattice(np.asarray(luma, np.uint8)), part, flat, (left, top))
    total, weight = float(lattice.votes.sum()), float(lattice.weights.sum())
    if weight < _FEWEST or total < _WEAK * weight:
        return Sign(None, "no_jpeg_traces", {"lattice": total / max(1.0, weight)})
    missing, box = _largest_gap(lattice, total / weight)
    x, y, w, h = (8 * v for v in box)
    place = {"x": left + x, "y": top + y, "width": w, "height": h} if missing else {}
    numbers = {"missing_votes": missing, "lattice": total / weight, **{k: float(v) for k, v in place.items()}}
    return Sign(missing / (missing + _HALF), "", numbers, _drawn(part, (x, y, w, h)))


def _around(flat: Flat) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the document in the photograph, left and top on the grid of its blocks."""
    height, width = flat.photo.shape[:2]
    if flat.quad is None:
        return 0, 0, width // 8 * 8, height // 8 * 8
    corners = np.asarray(flat.quad)
    (x0, y0), (x1, y1) = np.maximum(corners.min(axis=0), 0), np.minimum(corners.max(axis=0), (width, height))
    left, top = int(x0) // 8 * 8, int(y0) // 8 * 8
    return left, top, left + (int(x1) - left) // 8 * 8, top + (int(y1) - top) // 8 * 8


def _usable(lattice: Lattice, part: Pixels, flat: Flat, corner: tuple[int, int]) -> Lattice:
    """Drop blocks beside the document and blocks that are blown out or black: clipping moves coefficients."""
    rows, columns = lattice.votes.shape
    whole = cv2.inRange(part[: rows * 8, : columns * 8], (2, 2, 2), (253, 253, 253))
    keep = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA) == 255
    if flat.quad is not None:
        inside = np.zeros((rows, columns), np.uint8)
        shape = np.round((np.asarray(flat.quad) - corner) / 8).astype(np.int32)
        cv2.fillPoly(inside, [shape], 1)
        keep &= cv2.erode(inside, np.ones((3, 3), np.uint8)) > 0
    return Lattice(lattice.votes * keep, lattice.weights * keep)


def _largest_gap(lattice: Lattice, share: float) -> tuple[float, tuple[int, int, int, int]]:
    """Votes that the largest region off the lattice lacks, and its box in blocks."""
    weights, votes = _summed(lattice.weights), _summed(lattice.votes)
    off = ((weights > _LEAST_VOTES) & (votes < _DROP * share * weights)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(off)
    lacking = (share * lattice.weights - lattice.votes).ravel()
    gaps = np.bincount(labels.ravel(), weights=lacking, minlength=count)
    gaps[0] = 0.0
    best = int(gaps.argmax())
    if best == 0:
        return 0.0, (0, 0, 0, 0)
    x, y, width, height = (int(v) for v in stats[best, :4])
    return float(gaps[best]), (x, y, width, height)


def _summed(values: NDArray[np.float32]) -> NDArray[np.float32]:
    size = (_WINDOW, _WINDOW)
    return np.asarray(
        cv2.boxFilter(values, -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT), np.float32
    )


def _drawn(part: Pixels, box: tuple[int, int, int, int]) -> bytes:
    made = small(part)
    scale = made.shape[1] / part.shape[1]
    x, y, width, height = (round(v * scale) for v in box)
    if width:
        cv2.rectangle(made, (x - 3, y - 3), (x + width + 3, y + height + 3), (0, 0, 255), 2)
    return small_jpeg(made)
