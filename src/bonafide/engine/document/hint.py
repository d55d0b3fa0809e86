"""One preview frame of the document camera in, one thing to tell the person out.

Runs some times a second for everybody who holds a document before a camera, so it works on a small copy:
no text is read and no model is loaded. Movement needs two frames and is judged by the caller with `moved`.
"""

from __future__ import annotations

import cv2
import numpy as np

from bonafide.engine.document.locate import find_document
from bonafide.engine.evidence import Box, DocumentHint, Hint, Quad, Quality
from bonafide.engine.image import Limits, Pixels, decode, shrink
from bonafide.engine.quality import measure

PREVIEW = Limits(max_bytes=2_000_000, max_pixels=4_000_000, min_side=100)
FrameBox = tuple[float, float, float, float]
"""Left, top, right, bottom of the guide on the screen, as shares 0 to 1 of the preview."""

_THUMB = (32, 20)
_SEARCH_SIDE = 320
_WORK_SIDE = 640
_BLANK_SPREAD = 2.5
_DARK, _BRIGHT = 50.0, 242.0
_TOO_SMALL, _TOO_LARGE = 0.6, 1.12
_OUTSIDE = 0.06
_GLARE = 0.012
_SOFT = 0.4


def hint_document(jpeg: bytes, *, frame: FrameBox = (0.06, 0.1, 0.94, 0.9)) -> DocumentHint:
    """Judge one preview frame (JPEG, about 640 pixels wide, at most 2 MB).

    Returns:
        One hint, the corners found (in preview pixels, None without a document), the quality of the document
        or else of the whole frame, and a 32 x 20 grey thumbnail for `moved`.

    Raises:
        ImageError: the bytes are no acceptable picture; codes as in `bonafide.engine.image.decode`.

    """
    preview = decode(jpeg, limits=PREVIEW)
    work = shrink(preview, _WORK_SIDE)
    scale = preview.shape[1] / work.shape[1]
    thumb = _thumbnail(work)
    if _is_blank(thumb):
        return DocumentHint(Hint.CAMERA_BLANK, None, measure(work), thumb)
    quad = find_document(work, side=_SEARCH_SIDE)
    quality = measure(work, None if quad is None else _bounds(quad))
    hint = _light(quality) or _place(quad, work, frame) or _print(quality) or Hint.GOOD
    return DocumentHint(hint, quad and _scaled(quad, scale), quality, thumb)


def moved(thumb_a: bytes, thumb_b: bytes) -> float:
    """How much two thumbnails differ: mean difference of luma after taking out a change of light, 0 to 1.

    A document held still under sensor noise stays below about 0.02. Thumbnails of different or wrong
    length count as wholly different (1.0).
    """
    if len(thumb_a) != len(thumb_b) or len(thumb_a) != _THUMB[0] * _THUMB[1]:
        return 1.0
    a, b = (np.frombuffer(t, np.uint8).astype(np.float32) for t in (thumb_a, thumb_b))
    return float(np.abs((a - a.mean()) - (b - b.mean())).mean() / 255.0)


def _thumbnail(work: Pixels) -> bytes:
    grey = cv2.cvtColor(work, cv2.COLOR_BGR2GRAY)
    return bytes(cv2.resize(grey, _THUMB, interpolation=cv2.INTER_AREA).tobytes())


def _is_blank(thumb: bytes) -> bool:
    """Covered lens, dead camera or a single colour: the thumbnail averages noise away and nothing is left."""
    return float(np.frombuffer(thumb, np.uint8).std()) < _BLANK_SPREAD


def _light(quality: Quality) -> Hint | None:
    if quality.brightness < _DARK:
        return Hint.TOO_DARK
    return Hint.TOO_BRIGHT if quality.brightness > _BRIGHT else None


def _place(quad: Quad | None, work: Pixels, frame: FrameBox) -> Hint | None:
    if quad is None:
        return Hint.NO_DOCUMENT
    height, width = work.shape[:2]
    guide = np.asarray(frame) * (width, height, width, height)
    size = guide[2:] - guide[:2]
    corners = np.asarray(quad)
    fill = float(((corners.max(axis=0) - corners.min(axis=0)) / size).max())
    if fill < _TOO_SMALL:
        return Hint.CLOSER
    if fill > _TOO_LARGE:
        return Hint.FARTHER
    slack = _OUTSIDE * size
    inside = (corners >= guide[:2] - slack).all() and (corners <= guide[2:] + slack).all()
    return None if inside else Hint.INTO_FRAME


def _print(quality: Quality) -> Hint | None:
    if quality.glare > _GLARE:
        return Hint.GLARE
    return Hint.BLURRY if quality.sharpness < _SOFT else None


def _bounds(quad: Quad) -> Box:
    x, y, width, height = cv2.boundingRect(np.asarray(quad, np.float32))
    return int(x), int(y), int(width), int(height)


def _scaled(quad: Quad, scale: float) -> Quad:
    a, b, c, d = ((x * scale, y * scale) for x, y in quad)
    return a, b, c, d
