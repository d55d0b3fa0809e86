"""One photographed side, cut out, flat and upright."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from bonafide.engine.document.locate import find_document, rectify, side_lengths
from bonafide.engine.evidence import Box, Quad
from bonafide.engine.face.detect import find_near_faces
from bonafide.engine.image import Pixels, shrink
from bonafide.engine.perspective import frame, homography

FLAT_SIDE = 1600
PHOTO_SIDE = 2600
"""Larger photographs are shrunk to this long side: finer print than that is not on identity documents."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A side on its way: the photograph, where the document is in it, the flat picture and its quarter turns.

    `turns` counts the quarter turns to the left (counter-clockwise) that brought `image` upright.
    `quad` is None where no border was found and the whole photograph stands for the document.
    """

    photo: Pixels
    quad: Quad | None
    image: Pixels
    turns: int = 0


def flatten(photo: Pixels) -> Flat:
    """Find the document in a BGR photograph and flatten it, never enlarging it by much."""
    photo = shrink(photo, PHOTO_SIDE)
    quad = find_document(photo)
    if quad is None or is_border(quad, photo):
        return Flat(photo, None, shrink(photo, FLAT_SIDE))
    long_side = min(FLAT_SIDE, round(float(side_lengths(quad).max())))
    return Flat(photo, quad, rectify(photo, quad, max(64, long_side)))


def is_border(quad: Quad, photo: Pixels) -> bool:
    """Whether the quad is the photograph's own border."""
    height, width = photo.shape[:2]
    corners = ((0, 0), (width, 0), (width, height), (0, height))
    return bool(np.abs(np.asarray(quad) - np.asarray(corners)).max() <= 0.02 * max(width, height))


def whole(side: Flat) -> Flat:
    """Take the whole photograph as the document."""
    return Flat(side.photo, None, shrink(side.photo, FLAT_SIDE))


def turned(side: Flat, turns: int) -> Flat:
    """Turn the flat picture left by quarter turns; the corners follow, so that the first is its top left."""
    turns %= 4
    if turns == 0:
        return side
    quad = side.quad
    if quad is not None:
        a, b, c, d = (quad[(k + turns) % 4] for k in range(4))
        quad = (a, b, c, d)
    image = np.ascontiguousarray(np.rot90(side.image, turns))
    return replace(side, quad=quad, image=image, turns=(side.turns + turns) % 4)


def turned_box(box: Box, image: Pixels, turns: int) -> Box:
    """Follow a box of `image` through quarter turns to the left."""
    height, width = image.shape[:2]
    x, y, w, h = box
    for _ in range(turns % 4):
        x, y, w, h = y, width - x - w, h, w
        width, height = height, width
    return x, y, w, h


def turns_by_zone(box: Box, image: Pixels) -> int:
    """Quarter turns to the left that bring a machine readable zone to the bottom (ICAO 9303-3, 4)."""
    x, y, width, height = box
    if width >= height:
        return 0 if y + height / 2 >= image.shape[0] / 2 else 2
    return 3 if x + width / 2 >= image.shape[1] / 2 else 1


def turns_by_face(image: Pixels) -> int:
    """Quarter turns to the left after which a face stands upright and is seen best; 0 without a face."""
    small = shrink(image, 640)
    scores = [_upright_score(np.ascontiguousarray(np.rot90(small, k))) for k in range(4)]
    best = int(np.argmax(scores))
    return best if scores[best] > scores[0] + 0.05 else 0


def _upright_score(image: Pixels) -> float:
    def level(eyes: tuple[tuple[float, float], tuple[float, float]]) -> bool:
        (ax, ay), (bx, by) = eyes
        return bx - ax > abs(by - ay)

    return max((f.score for f in find_near_faces(image) if level(f.eyes)), default=0.0)


def carry_box(box: Box, source: Flat, target: Flat) -> Box | None:
    """Carry a box found on the whole photograph over to the flat picture; None where it lies outside."""
    assert target.quad is not None  # noqa: S101 - the callers ask only for flattened sides
    height, width = target.image.shape[:2]
    scale = source.photo.shape[1] / source.image.shape[1]
    x, y, w, h = (v * scale for v in box)
    matrix = homography(target.quad, frame(width, height))
    moved = cv2.perspectiveTransform(frame(w, h, (x, y))[:, None], matrix).reshape(4, 2)
    slack = 0.03 * max(width, height)
    if (moved < -slack).any() or (moved > np.array([width, height]) + slack).any():
        return None
    (x0, y0), (x1, y1) = moved.min(axis=0), moved.max(axis=0)
    return round(float(x0)), round(float(y0)), round(float(x1 - x0)), round(float(y1 - y0))
