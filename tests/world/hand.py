"""A document moved before the camera as a hand moves it: it comes in, shakes, settles and is held still.

The document is a plane in space seen by a perspective camera. From t = 0 s it enters from the lower right,
from ENTERED it is in view but unsteady, from STEADY on it is held still, but for a resting hand's tremor.
"""

import time
from collections.abc import Iterator
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.desk import desk, fingers, over, wall
from tests.world.pixels import Floats, Image, blur, floats
from tests.world.puppet import rotation
from tests.world.room import sensor_noise

ENTERED, STEADY = 1.0, 2.2
"""Seconds after which the document is in view, and after which it is still."""
SHARE_OF_WIDTH, SHARE_OF_HEIGHT = 0.8, 0.8
"""The still document fills one of these, whichever is reached first."""
_EXPOSURE = 1 / 60
_MARGIN = 0.3

Background = Literal["desk", "wall"] | Image


class HeldDocument:
    """A document (BGR, upright) in a hand. `width_mm` is its real width: 125 for a passport, 85.6 for a card.

    glare: a lamp is mirrored in the laminate; 0 none, 1 a blown-out spot of about a tenth of the width. It
    wanders with the tilt. fingers: a thumb grips the right edge. light: brightness of the scene.
    defocus: blur of the lens in pixels. `seed` varies path, tremor and skin.
    """

    def __init__(
        self,
        document: Image,
        *,
        size: tuple[int, int] = (1280, 720),
        background: Background = "desk",
        seed: int = 0,
        glare: float = 0.0,
        fingers: bool = True,
        light: float = 1.0,
        defocus: float = 0.0,
    ) -> None:
        self.size, self.light, self.glare, self.defocus = size, light, glare, defocus
        self._aspect = document.shape[1] / document.shape[0]
        share = min(SHARE_OF_WIDTH, SHARE_OF_HEIGHT * size[1] / size[0] * self._aspect)
        self.width_px = share * size[0]
        random = np.random.default_rng(seed)
        self._phases = random.uniform(0, 2 * np.pi, (6, 4))
        self._tilt = random.uniform(-2.0, 2.0, 3)
        self._random = random
        self._card = held_card(document, self.width_px, random.uniform(0.75, 1.05), grip=fingers)
        self._backdrop = floats(_backdrop(background, size))
        self._gradient = _gradient(size, random.uniform(0, 2 * np.pi))

    def pose(self, t: float) -> npt.NDArray[np.float64]:
        """Return yaw, pitch, roll (degrees), x, y (document widths off the centre), distance (1 is held)."""
        coming = max(0.0, 1 - t / ENTERED) ** 2
        shaking = float(np.clip((STEADY - t) / (STEADY - ENTERED), 0, 1)) * float(t < STEADY)
        rates = np.array([0.9, 2.3, 5.1, 8.3])
        waves = np.sin(2 * np.pi * rates * t + self._phases) @ np.array([1.0, 0.6, 0.25, 0.12])
        amount = np.array([4.0, 4.0, 3.0, 0.035, 0.03, 0.05]) * shaking
        amount += np.array([0.12, 0.12, 0.06, 0.0004, 0.0004, 0.0006])
        base = np.array([*self._tilt, 0.0, 0.0, 1.0])
        path = np.array([14.0, -18.0, 16.0, 0.9, 0.75, 0.25]) * coming
        drift = np.array([0, 0, 0, 0.03, -0.02, 0.12]) * shaking
        return np.asarray(base + path + drift + amount * waves)

    def frame(self, t: float) -> Image:
        """Return the camera picture t seconds after the hand began to move, BGR (height, width, 3)."""
        now, before = self._place(t), self._place(t - _EXPOSURE)
        seen = floats(cv2.warpPerspective(self._card, now, self.size, flags=cv2.INTER_LINEAR))
        seen = _motion_blur(seen, now, before, self._card.shape)
        picture = self._backdrop * (1 - seen[..., 3:]) + seen[..., :3]
        picture *= self._gradient
        if self.glare:
            picture += self._lamp(t) * seen[..., 3:]
        if self.defocus:
            picture = blur(picture, self.defocus)
        return sensor_noise(picture, self.light, self._random)

    def frames(self) -> Iterator[Image]:
        """Yield frames without end in step with the clock; the first one is t = 0."""
        begin = time.monotonic()
        while True:
            yield self.frame(time.monotonic() - begin)

    def corners(self, t: float) -> Floats:
        """Return the document's corners at t: top left, top right, bottom right, bottom left; (4, 2)."""
        height, width = self._card.shape[:2]
        margin = _MARGIN / (1 + 2 * _MARGIN)
        left, right, top, bottom = (
            width * margin,
            width * (1 - margin),
            height * margin,
            height * (1 - margin),
        )
        points = [[(left, top), (right, top), (right, bottom), (left, bottom)]]
        return floats(floats(cv2.perspectiveTransform(floats(points), self._place(t)))[0])

    def _place(self, t: float) -> npt.NDArray[np.float64]:
        """Homography from the card's picture to the frame at t."""
        yaw, pitch, roll, x, y, away = self.pose(t)
        width, height = self.size
        focal = 1.1 * height
        depth = focal / self.width_px * away
        turn = rotation(yaw, pitch, roll)
        plane = np.column_stack([turn[:, 0], turn[:, 1], [x, y, depth]])
        lens = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
        scale = (1 + 2 * _MARGIN) / self._card.shape[1]
        to_unit = np.array([
            [scale, 0, -0.5 - _MARGIN], [0, scale, -scale * self._card.shape[0] / 2], [0, 0, 1],
        ])  # fmt: skip
        return np.asarray(lens @ plane @ to_unit)

    def _lamp(self, t: float) -> Floats:
        yaw, pitch, *_ = self.pose(t)
        width, height = self.size
        centre = (width * (0.55 + 0.02 * yaw), height * (0.42 + 0.03 * pitch))
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        radius = 0.055 * self.width_px
        spot = np.exp(-((x - centre[0]) ** 2 + 1.6 * (y - centre[1]) ** 2) / (2 * radius**2))
        return floats(spot * (420 * self.glare))[..., None]


def hold(
    document: Image,
    *,
    t: float,
    size: tuple[int, int] = (1280, 720),
    background: Background = "desk",
    seed: int = 0,
    glare: float = 0.0,
) -> Image:
    """Return one frame of `HeldDocument`; for many frames make the object once and call `frame`."""
    return HeldDocument(document, size=size, background=background, seed=seed, glare=glare).frame(t)


def _backdrop(background: Background, size: tuple[int, int]) -> Image:
    if isinstance(background, str):
        return desk(size) if background == "desk" else wall(size)
    return np.asarray(cv2.resize(background, size, interpolation=cv2.INTER_AREA), np.uint8)


def _gradient(size: tuple[int, int], angle: float) -> Floats:
    """Light that falls off by a fifth from one side of the frame to the other."""
    x = np.linspace(-1, 1, size[0], dtype=np.float32)[None]
    y = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    return floats(1.0 + 0.09 * (x * np.cos(angle) + y * np.sin(angle)))[..., None]


def held_card(document: Image, width_px: float, tone: float, *, grip: bool) -> Floats:
    """Return document, hand and their coverage on a canvas with a margin; colours multiplied by coverage."""
    scale = min(1.0, 1.25 * width_px / document.shape[1])
    print_ = cv2.resize(document, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = print_.shape[:2]
    long_mm = 125.0 if width / height < 1.5 else 85.6
    per_mm = width / long_mm
    left, top = round(width * _MARGIN), round(height * _MARGIN)
    shape = (height + 2 * top, width + 2 * left)
    card = np.zeros((*shape, 4), np.float32)
    card[top : top + height, left : left + width, :3] = print_
    card[top : top + height, left : left + width, 3] = _rounded(height, width, 3.2 * per_mm)
    if grip:
        skin = (118.0 * tone, 150.0 * tone, 205.0 * tone)
        edge, middle = (left + width) / per_mm, (top + 0.36 * height) / per_mm
        behind, before = fingers(shape, per_mm, edge, middle, skin)
        card = over(over(behind, card), before)
    card[..., :3] = blur(card[..., :3], 0.6) * card[..., 3:]
    return card


def _rounded(height: int, width: int, radius: float) -> Floats:
    """Coverage of a sheet with rounded corners, 0 to 1."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    far_x = np.maximum(np.abs(x - (width - 1) / 2) - (width / 2 - radius), 0)
    far_y = np.maximum(np.abs(y - (height - 1) / 2) - (height / 2 - radius), 0)
    return floats(np.clip(radius - np.hypot(far_x, far_y) + 0.5, 0, 1))


def _motion_blur(
    seen: Floats, now: npt.NDArray[np.float64], before: npt.NDArray[np.float64], shape: tuple[int, ...]
) -> Floats:
    """Smear along the way that the middle of the card went while the shutter was open."""
    middle = np.array([shape[1] / 2, shape[0] / 2, 1.0])
    a, b = now @ middle, before @ middle
    dx, dy = a[:2] / a[2] - b[:2] / b[2]
    length = float(np.hypot(dx, dy))
    if length < 1.5:
        return seen
    reach = int(np.ceil(length)) | 1
    kernel = np.zeros((reach + 2, reach + 2), np.float32)
    centre = np.array([(reach + 1) / 2] * 2)
    half = np.array([dx, dy]) / 2
    start, end = np.round(centre - half).astype(int), np.round(centre + half).astype(int)
    cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0)
    return floats(cv2.filter2D(seen, -1, kernel / kernel.sum()))
