"""A frame as the face step's page sends it: small, or a closer look in the camera's own resolution."""

from __future__ import annotations

import cv2
import numpy as np

from bonafide.capture.closer import CloserLook, Share
from bonafide.engine.evidence import FrameReading, Move, MoveResult
from bonafide.engine.image import encode_jpeg
from tests.world.pixels import Image

SHORT_SIDE, QUALITY = 480, 80
QUALITIES, MOST_BYTES = (92, 84, 70), 250_000


def small(picture: Image) -> bytes:
    """The whole picture with a short side of 480 pixels, as JPEG."""
    return encode_jpeg(_coarse(picture), QUALITY)


def closer(picture: Image, reading: FrameReading) -> bytes:
    """The same picture in full, but coarse away from the face that was read in the small one before it.

    Empty where it does not get small enough to be sent, as on the page.
    """
    coarse = _coarse(picture)
    reached = [MoveResult(Move.LOOK_STRAIGHT, reached=True, seq=reading.seq)]
    part = CloserLook().ask(reached, reading, (coarse.shape[1], coarse.shape[0]), 0)
    return b"" if part is None else finely(picture, part)


def finely(picture: Image, part: Share) -> bytes:
    """The picture in full within that part, as the server told it, and coarse around; empty as `closer` is."""
    height, width = picture.shape[:2]
    made = np.asarray(cv2.resize(_coarse(picture), (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    left, top = round(part["x"] * width), round(part["y"] * height)
    fine = np.s_[top : top + round(part["height"] * height), left : left + round(part["width"] * width)]
    made[fine] = picture[fine]
    written = (encode_jpeg(made, quality) for quality in QUALITIES)
    return next((jpeg for jpeg in written if len(jpeg) <= MOST_BYTES), b"")


def _coarse(picture: Image) -> Image:
    scale = min(1.0, SHORT_SIDE / min(picture.shape[:2]))
    size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)
