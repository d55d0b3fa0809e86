"""Find the document in the photograph and flatten it.

Classical: long straight edges in two directions, every pair of pairs a candidate, judged by how much of
its four sides really is an edge, by its size and by the shapes that documents have (ISO/IEC 7810: ID-1
85.6 x 54 mm, ID-2 105 x 74 mm, ID-3 125 x 88 mm; an opened passport is two ID-3 pages).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.lines import Floats, Lines, find_lines
from bonafide.engine.evidence import Point, Quad
from bonafide.engine.image import Pixels, shrink
from bonafide.engine.perspective import straighten

RATIOS = (85.6 / 54.0, 105.0 / 74.0, 125.0 / 88.0)
_SIDE = 400
_SAMPLES = 28
_LEAST_AREA = 0.06
_LEAST_SUPPORT = 0.5
_LEAST_SIDE = 0.3
_MOST_OF_IT = 0.9


def find_document(image: Pixels, *, side: int = _SIDE) -> Quad | None:
    """Find the four corners of the document in a BGR photograph.

    Args:
        image: height x width x 3, BGR.
        side: long side in pixels of the copy that is searched; smaller is faster and coarser.

    Returns:
        Corners in pixels of `image`, clockwise from the top left as the photograph shows it, or None where
        no rectangle is drawn clearly enough. A page that fills the frame with no border has no drawn sides:
        its picture is taken as the page when it has a document's shape and print all over.

    """
    work = shrink(image, side)
    lines = find_lines(work)
    found = None if lines is None else _best(lines, work.shape[1], work.shape[0])
    if (
        found is None or _areas(found[None])[0] < _MOST_OF_IT * work.shape[0] * work.shape[1]
    ) and fills_frame(work):
        return _whole(image)
    if found is None:
        return None
    return _as_quad(found * (image.shape[1] / work.shape[1]))


def rectify(image: Pixels, quad: Quad, long_side: int = 1600) -> Pixels:
    """Flatten the quad; the picture has a long side of `long_side` pixels and the nearest document shape."""
    return straighten(image, quad, flat_size(quad, long_side))


def flat_size(quad: Quad, long_side: int) -> tuple[int, int]:
    """Width and height in pixels of the flattened quad; a shape near a document's becomes that shape."""
    top, right, bottom, left = (float(v) for v in side_lengths(quad))
    width, height = (top + bottom) / 2, (left + right) / 2
    ratio = max(width, height) / max(1.0, min(width, height))
    nearest = min(RATIOS, key=lambda r: abs(np.log(ratio / r)))
    ratio = nearest if abs(np.log(ratio / nearest)) < 0.1 else ratio
    short = max(1, round(long_side / ratio))
    return (long_side, short) if width >= height else (short, long_side)


def side_lengths(quad: Quad) -> Floats:
    """Lengths of the top, right, bottom and left side in pixels."""
    corners = np.asarray(quad, np.float64)
    return np.asarray(np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1))


def fills_frame(image: Pixels) -> bool:
    """Whether the picture has a document's shape and print in all of its parts, up to the borders."""
    height, width = image.shape[:2]
    ratio = max(width, height) / min(width, height)
    if min(abs(np.log(ratio / r)) for r in RATIOS) > 0.05:
        return False
    grey = cv2.cvtColor(shrink(image, _SIDE), cv2.COLOR_BGR2GRAY)
    busy = (np.abs(cv2.Laplacian(grey, cv2.CV_16S)) > 24).astype(np.float32)
    parts = cv2.resize(busy, (4, 4), interpolation=cv2.INTER_AREA)
    return bool((parts > 0.02).sum() >= 14)


def _whole(image: Pixels) -> Quad:
    height, width = image.shape[:2]
    return ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))


def _best(lines: Lines, width: int, height: int) -> Floats | None:
    quads = _candidates(lines)
    quads = quads[_plausible(quads, width, height)]
    if not len(quads):
        return None
    support = _support(quads, lines)
    enough = (support.mean(axis=1) >= _LEAST_SUPPORT) & (support.min(axis=1) >= _LEAST_SIDE)
    if not enough.any():
        return None
    quads, support = quads[enough], support[enough]
    area = _areas(quads) / (width * height)
    score = support.mean(axis=1) + 0.5 * support.min(axis=1) + 0.4 * np.log(area) + _shape_prior(quads)
    return np.asarray(quads[int(np.argmax(score))])


def _candidates(lines: Lines) -> Floats:
    """All quads made of two level and two upright lines, clockwise from the top left; n x 4 x 2."""
    cross = np.cross(lines.level[:, None, :], lines.upright[None, :, :])
    depth = np.where(np.abs(cross[..., 2]) < 1e-6, 1e-6, cross[..., 2])
    points = cross[..., :2] / depth[..., None]
    middle = points.mean(axis=(0, 1))
    tops = np.argsort(_offset(lines.level, middle, axis=1))
    lefts = np.argsort(_offset(lines.upright, middle, axis=0))
    a, b = (tops[k] for k in np.triu_indices(len(tops), 1))
    c, d = (lefts[k] for k in np.triu_indices(len(lefts), 1))
    corners = [points[np.ix_(u, v)] for u, v in ((a, c), (a, d), (b, d), (b, c))]
    return np.stack(corners, axis=2).reshape(-1, 4, 2)


def _offset(lines: Floats, middle: Floats, axis: int) -> Floats:
    """Signed distance of the lines from a point, growing downwards (axis 1) or to the right (axis 0)."""
    distance = -(lines[:, :2] @ middle + lines[:, 2])
    return np.asarray(distance * np.sign(lines[:, axis] + 1e-12))


def _plausible(quads: Floats, width: int, height: int) -> NDArray[np.bool_]:
    slack = 0.04 * max(width, height)
    inside = (quads > -slack).all(axis=(1, 2)) & (quads < np.array([width, height]) + slack).all(axis=(1, 2))
    sides = _sides(quads)
    parallel = np.minimum(sides[:, 0], sides[:, 2]) / np.maximum(sides[:, 0], sides[:, 2]).clip(1)
    upright = np.minimum(sides[:, 1], sides[:, 3]) / np.maximum(sides[:, 1], sides[:, 3]).clip(1)
    large = _areas(quads) > _LEAST_AREA * width * height
    return np.asarray(inside & (parallel > 0.6) & (upright > 0.6) & large & (_shape_error(quads) < 0.3))


def _sides(quads: Floats) -> Floats:
    return np.asarray(np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2))


def _areas(quads: Floats) -> Floats:
    x, y = quads[:, :, 0], quads[:, :, 1]
    return np.asarray(0.5 * np.abs((x * np.roll(y, -1, 1) - y * np.roll(x, -1, 1)).sum(axis=1)))


def _shape_error(quads: Floats) -> Floats:
    """How far the side ratio is, in log units, from the nearest document's."""
    sides = _sides(quads)
    width, height = sides[:, 0] + sides[:, 2], sides[:, 1] + sides[:, 3]
    ratio = np.log(np.maximum(width, height) / np.minimum(width, height).clip(1e-6))
    return np.asarray(np.abs(ratio[:, None] - np.log(RATIOS)).min(axis=1))


def _shape_prior(quads: Floats) -> Floats:
    return np.asarray(-2.0 * np.maximum(0.0, _shape_error(quads) - 0.04))


def _support(quads: Floats, lines: Lines) -> Floats:
    """Share of each side that lies on an edge of its own direction; n x 4."""
    steps = np.linspace(0.04, 0.96, _SAMPLES)
    ends = np.roll(quads, -1, axis=1)
    points = quads[:, :, None, :] + steps[None, None, :, None] * (ends - quads)[:, :, None, :]
    height, width = lines.level_edges.shape
    column = np.clip(np.rint(points[..., 0]), 0, width - 1).astype(int)
    row = np.clip(np.rint(points[..., 1]), 0, height - 1).astype(int)
    hits = np.empty(column.shape, np.uint8)
    hits[:, ::2] = lines.level_edges[row[:, ::2], column[:, ::2]]
    hits[:, 1::2] = lines.upright_edges[row[:, 1::2], column[:, 1::2]]
    return np.asarray(hits.mean(axis=2))


def _as_quad(corners: Floats) -> Quad:
    a, b, c, d = (_point(p) for p in corners)
    return a, b, c, d


def _point(p: Floats) -> Point:
    return float(p[0]), float(p[1])
