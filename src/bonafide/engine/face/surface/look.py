"""What the signs of a surface look at: a few frames of one recording, at the resolution in which they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from bonafide.engine.evidence import Box, Frame
from bonafide.engine.face.hint import WORK_SIDE, Seen
from bonafide.engine.face.landmarks import Points
from bonafide.engine.image import Pixels, decode, encode_jpeg, read_size, shrink

FRONTAL = 15.0
"""Degrees up to which a face shows both its cheeks well enough to be looked at."""
PICTURE_SIDE = 320
CLOSER = 1.25
"""A frame whose short side is so many times that of the usual one is a closer look (`capture.closer`)."""
CLOSER_MOST = 3
_ROOM = (0.6, 0.45, 0.3)
"""Part of a closer look that is fine, beside, above and below the face in its widths and heights. The page leaves a
little more than this, for a head moves until the frame is cut."""


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
    """The best frame and the one in which the face is largest; empty without a face, one where both are the same.

    A closer look is brought to the size of the usual frame.
    """
    if best is None or best.mesh is None:
        return []
    level = [one for one in seen if one.mesh is not None and abs(one.reading.yaw) < FRONTAL]
    near = max(level, key=lambda one: one.reading.inter_eye_px, default=best)
    sent, usual = {frame.seq: frame.jpeg for frame in frames}, _usual(frames)
    return [
        _look(one, _brought(one, sent, usual)) for one in {o.reading.seq: o for o in (best, near)}.values()
    ]


def closer_looks(frames: Sequence[Frame], seen: Sequence[Seen]) -> list[Look]:
    """The face with a little room around, in the camera's own resolution: of the closer looks the largest few.

    Empty where all frames are of about one size, or no closer look shows a face straight on.
    """
    usual = _usual(frames)
    larger = {frame.seq: frame.jpeg for frame in frames if _short(frame) > CLOSER * usual}
    level = [o for o in seen if o.reading.seq in larger and o.mesh and abs(o.reading.yaw) < FRONTAL]
    level.sort(key=lambda one: -one.reading.inter_eye_px)
    return [_cut(_look(one, decode(larger[one.reading.seq]))) for one in level[:CLOSER_MOST]]


def _short(frame: Frame) -> int:
    return min(read_size(frame.jpeg))


def _usual(frames: Sequence[Frame]) -> int:
    """Short side of most frames, pixels."""
    return sorted(_short(frame) for frame in frames)[len(frames) // 2] if frames else 0


def _brought(one: Seen, sent: Mapping[int, bytes], usual: int) -> Pixels:
    jpeg = sent.get(one.reading.seq)
    if jpeg is None or max(read_size(jpeg)) <= WORK_SIDE:  # read as it was sent
        return one.image
    image = decode(jpeg)
    short, long = sorted(image.shape[:2])
    return shrink(image, round(long * usual / short)) if short > CLOSER * usual else image


def _cut(look: Look) -> Look:
    x, y, wide, high = look.box
    beside, above, below = _ROOM
    left, top = max(0, round(x - beside * wide)), max(0, round(y - above * high))
    part = look.image[top : round(y + (1 + below) * high), left : round(x + (1 + beside) * wide)]
    points = np.asarray(look.points - np.array([left, top]), np.float32)
    return Look(np.ascontiguousarray(part), (x - left, y - top, wide, high), points)


def _look(one: Seen, image: Pixels) -> Look:
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
