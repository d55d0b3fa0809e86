"""The small second picture of the holder that many documents carry, against the portrait.

Whoever swaps the portrait seldom swaps its pale copy elsewhere on the page. Both are embedded by the face model and
compared; a ghost is faint, small and crossed by print, so only clearly different faces say anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from bonafide.engine.document.genuine.drawn import small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.evidence import Box, Point, Sign
from bonafide.engine.face.detect import Face, find_near_faces
from bonafide.engine.face.embed import embed, similarity
from bonafide.engine.image import Pixels, shrink

LEAST_EYES_PX = 14.0
"""Distance of the eyes below which the model sees hardly more than interpolation."""
_FACE_SIDE = 320
_SPAN, _TALL = 0.4, 0.65
"""Width and height of the parts that are searched, as shares of the document's."""


def ghost_portrait(exhibit: Exhibit) -> Sign:
    """Compare the portrait with its ghost.

    Returns:
        Score 1 - s for the cosine similarity s of both faces, cut to 0 to 1. Numbers: `similarity`,
        `ghost_inter_eye_px`. Without score where the front has no portrait (`no_portrait`), no second face
        (`no_ghost`), or one too small to compare (`ghost_too_small`).

    """
    if exhibit.portrait is None:
        return Sign(None, "no_portrait")
    image = exhibit.front.image
    portrait = shrink(_inside(image, exhibit.portrait.box), _FACE_SIDE)
    faces = find_near_faces(portrait)
    if not faces:
        return Sign(None, "no_portrait")
    ghost = _ghost(image, exhibit.portrait.box)
    if ghost is None:
        return Sign(None, "no_ghost")
    if ghost.inter_eye_px < LEAST_EYES_PX:
        return Sign(None, "ghost_too_small", {"ghost_inter_eye_px": ghost.inter_eye_px})
    crop, face = _enlarged(image, ghost)
    alike = similarity(embed(_grey(portrait), faces[0]), embed(crop, face))
    numbers = {"similarity": alike, "ghost_inter_eye_px": ghost.inter_eye_px}
    return Sign(float(np.clip(1 - alike, 0, 1)), "", numbers, _drawn(portrait, crop))


def _inside(image: Pixels, box: Box) -> Pixels:
    x, y, width, height = box
    return np.ascontiguousarray(image[max(0, y) : y + height, max(0, x) : x + width])


def _ghost(image: Pixels, portrait: Box) -> Face | None:
    """Find the clearest face beside the portrait, in grey and with its contrast spread."""
    width = image.shape[1]
    left, right = portrait[0], portrait[0] + portrait[2]
    # The wider part of the document beside the portrait.
    start, end = (right, width) if width - right >= left else (0, left)
    if end - start < 0.15 * width:
        return None
    for x, y, part in _parts(image, start, end):
        found = find_near_faces(_spread(part))
        if found:
            return _moved(max(found, key=lambda f: f.score), x, y)
    return None


def _parts(image: Pixels, start: int, end: int) -> Iterator[tuple[int, int, Pixels]]:
    """Overlapping parts between two columns, from the document's edge inwards: a ghost is small in the whole."""
    height, width = image.shape[:2]
    wide, high = min(end - start, max(64, round(_SPAN * width))), round(_TALL * height)
    far, near = (end - wide, start) if start else (0, end - wide)
    for x in dict.fromkeys((far, near)):
        for y in (height - high, 0):
            yield x, y, np.ascontiguousarray(image[y : y + high, x : x + wide])


def _moved(face: Face, dx: float, dy: float, scale: float = 1.0) -> Face:
    def point(p: Point) -> Point:
        return (p[0] + dx) * scale, (p[1] + dy) * scale

    x, y, width, height = face.box
    box = (
        round((x + dx) * scale),
        round((y + dy) * scale),
        round(width * scale),
        round(height * scale),
    )
    return replace(face, box=box, eyes=(point(face.eyes[0]), point(face.eyes[1])))


def _enlarged(image: Pixels, face: Face) -> tuple[Pixels, Face]:
    """Cut the face out with air, enlarge it to a fixed size and spread its contrast."""
    x, y, width, height = face.box
    left, top = max(0, x - width // 2), max(0, y - height // 2)
    crop = image[top : y + height + height // 2, left : x + width + width // 2]
    scale = _FACE_SIDE / max(crop.shape[:2])
    large = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return _spread(np.asarray(large, np.uint8)), _moved(face, -left, -top, scale)


def _grey(image: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8)


def _spread(image: Pixels) -> Pixels:
    """Grey with its contrast spread over the whole range."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    low, high = np.percentile(grey, (2, 98))
    spread = np.clip((grey - low) * (235 / max(8.0, float(high - low))) + 10, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(spread, cv2.COLOR_GRAY2BGR), np.uint8)


def _drawn(portrait: Pixels, ghost: Pixels) -> bytes:
    """Both faces beside each other."""
    tall = 240
    both = [cv2.resize(p, (max(1, round(p.shape[1] * tall / p.shape[0])), tall)) for p in (portrait, ghost)]
    return small_jpeg(np.asarray(np.hstack(both), np.uint8))
