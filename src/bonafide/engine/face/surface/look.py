"""What the signs of a surface look at: a few frames of one recording, at the resolution in which they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from bonafide.engine.evidence import Box, Frame
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.landmarks import Points
from bonafide.engine.image import Pixels, decode, encode_jpeg, shrink

FRONTAL = 15.0
"""Degrees up to which a face shows both its cheeks well enough to be looked at."""
PICTURE_SIDE = 320


@dataclass(frozen=True, slots=True)
class Look:
    """One frame.

    Attributes:
        image: BGR, as it was sent.
        box: the face in it, pixels.
        points: x and y of the 478 points of the mesh in it, pixels.

    """

    image: Pixels
    box: Box
    points: Points

    @property
    def inter_eye_px(self) -> float:
        """Distance between the irises, pixels."""
        return float(np.linalg.norm(self.points[473] - self.points[468]))


def looks_at(frames: Sequence[Frame], seen: Sequence[Seen], best: Seen | None) -> list[Look]:
    """The best frame and the one in which the face is largest; empty without a face, one where both are the same."""
    if best is None or best.mesh is None:
        return []
    level = [one for one in seen if one.mesh is not None and abs(one.reading.yaw) < FRONTAL]
    near = max(level, key=lambda one: one.reading.inter_eye_px, default=best)
    sent = {frame.seq: frame.jpeg for frame in frames}
    chosen = {one.reading.seq: one for one in (best, near)}
    return [_look(one, sent.get(seq)) for seq, one in chosen.items()]


def _look(one: Seen, jpeg: bytes | None) -> Look:
    image = one.image if jpeg is None else decode(jpeg)
    if one.mesh is None:
        raise ValueError("a frame without a mesh cannot be looked at")
    scale = image.shape[1] / one.image.shape[1]
    x, y, wide, high = (round(value * scale) for value in one.mesh.box)
    return Look(image, (x, y, wide, high), np.asarray(one.mesh.points[:, :2] * scale, np.float32))


def drawn(image: Pixels, *, at: Box | None = None) -> bytes:
    """Small JPEG of a picture, or of its part `at` with half as much room around."""
    if at is not None:
        x, y, wide, high = at
        top, left = max(0, y - high // 4), max(0, x - wide // 4)
        image = image[top : y + high + high // 4, left : x + wide + wide // 4]
    return encode_jpeg(shrink(np.ascontiguousarray(image), PICTURE_SIDE), 80)


def beside(left: Pixels, right: Pixels) -> Pixels:
    """Two pictures beside each other, the second brought to the height of the first."""
    width = max(1, round(right.shape[1] * left.shape[0] / right.shape[0]))
    return np.hstack([left, np.asarray(cv2.resize(right, (width, left.shape[0])), np.uint8)])
