"""The face printed on the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from bonafide.engine.evidence import Box, Point, Portrait
from bonafide.engine.face.detect import Face, find_faces, find_near_faces
from bonafide.engine.image import Pixels, encode_jpeg
from bonafide.engine.quality import cut, measure

_ASIDE, _ABOVE, _BELOW = 0.45, 0.6, 0.4
"""Air kept around the face box, in box widths and heights, so that the picture still shows hair and chin."""
_LEAST_SHARE = 0.0012
"""Ghost portraits and faces in laser images are smaller than this share of the side."""
_PART = 0.55


def cut_portrait(rectified: Pixels) -> Portrait | None:
    """Cut the largest face out of a flattened side that stands upright (BGR).

    Returns:
        Portrait: JPEG with some air around, the box of that cut in `rectified`, the distance of the eyes
        there in pixels, and the quality of the cut; None where no face is found.

    """
    face = largest_face(rectified)
    if face is None:
        return None
    box = _with_air(face.box, rectified.shape[1], rectified.shape[0])
    picture = cut(rectified, box)
    return Portrait(encode_jpeg(picture, 95), box, face.inter_eye_px, measure(picture))


def largest_face(image: Pixels) -> Face | None:
    """Find the face with the largest box; None where none is large enough to be a holder's portrait.

    Print crossing the face or a pale tint hides it from the detector at one size and not at another, so the
    side, its left and its right part are asked, in colour and then in grey.
    """
    grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    for picture in (image, np.asarray(grey, np.uint8)):
        found = [
            f for part, x, y in _parts(picture) for f in _seen(part, x, y) if _share(f, image) >= _LEAST_SHARE
        ]
        if found:
            return max(found, key=lambda f: f.area)
    found = [f for f in find_faces(image) if _share(f, image) >= _LEAST_SHARE]
    return max(found, key=lambda f: f.area, default=None)


def _parts(image: Pixels) -> Iterator[tuple[Pixels, int, int]]:
    """Every page in the picture (two where it is an open passport), and its left and right part."""
    height, width = image.shape[:2]
    half = height // 2
    pages = [(image, 0), (image[:half], 0), (image[half:], half)] if height > 1.15 * width else [(image, 0)]
    part = round(_PART * width)
    for page, y in pages:
        yield page, 0, y
        yield page[:, :part], 0, y
        yield page[:, width - part :], width - part, y


def _seen(part: Pixels, dx: int, dy: int) -> list[Face]:
    def moved(p: Point) -> Point:
        return p[0] + dx, p[1] + dy

    return [
        replace(
            f,
            box=(f.box[0] + dx, f.box[1] + dy, f.box[2], f.box[3]),
            eyes=(moved(f.eyes[0]), moved(f.eyes[1])),
        )
        for f in find_near_faces(np.ascontiguousarray(part))
    ]


def _share(face: Face, image: Pixels) -> float:
    return float(face.area / (image.shape[0] * image.shape[1]))


def _with_air(box: Box, width: int, height: int) -> Box:
    x, y, w, h = box
    left, right = max(0, round(x - _ASIDE * w)), min(width, round(x + (1 + _ASIDE) * w))
    top, bottom = max(0, round(y - _ABOVE * h)), min(height, round(y + (1 + _BELOW) * h))
    return left, top, right - left, bottom - top
