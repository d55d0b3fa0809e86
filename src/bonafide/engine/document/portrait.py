"""The face printed on the document."""

from __future__ import annotations

from bonafide.engine.evidence import Box, Portrait
from bonafide.engine.face.detect import Face, find_faces
from bonafide.engine.image import Pixels, encode_jpeg
from bonafide.engine.quality import cut, measure

_ASIDE, _ABOVE, _BELOW = 0.45, 0.6, 0.4
"""Air kept around the face box, in box widths and heights, so that the picture still shows hair and chin."""
_LEAST_SHARE = 0.0012
"""Ghost portraits and faces in laser images are smaller than this share of the side."""


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
    """Find the face with the largest box; None where none is large enough to be a holder's portrait."""
    faces = [f for f in find_faces(image) if _share(f, image) >= _LEAST_SHARE]
    return max(faces, key=lambda f: f.area, default=None)


def _share(face: Face, image: Pixels) -> float:
    return float(face.area / (image.shape[0] * image.shape[1]))


def _with_air(box: Box, width: int, height: int) -> Box:
    x, y, w, h = box
    left, right = max(0, round(x - _ASIDE * w)), min(width, round(x + (1 + _ASIDE) * w))
    top, bottom = max(0, round(y - _ABOVE * h)), min(height, round(y + (1 + _BELOW) * h))
    return left, top, right - left, bottom - top
