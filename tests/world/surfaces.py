"""Faces that are surfaces, before the selfie camera: on a screen's real dots, in print, and as a mask with holes.

Screens and prints go through the camera model of documents (`optics`), so that moire and dots are a matter of pitch,
distance and lens. The mask goes through the ray casting of heads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import cv2
import numpy as np

from tests.world.impostors import Mask
from tests.world.mesh import face_points
from tests.world.optics import Shot, any_phone, shoot
from tests.world.optics.camera import Pose
from tests.world.pixels import Image, blur
from tests.world.prints import colour_print
from tests.world.screens import Kind, any_screen, shown
from tests.world.view import Presentation

Size = tuple[int, int]
WEBCAM: Size = (640, 480)
"""What the selfie step sends."""
_LIPS = (61, 291, 13, 14)
"""Corners and middle of the lips, as numbered by the face mesh."""


def on_screen(portrait: Image, kind: Kind, seed: int, *, size: Size = WEBCAM) -> Shot:
    """Film a portrait that fills a screen, its edges out of view; kinds as `screens.KINDS`."""
    random = np.random.default_rng(seed)
    screen = any_screen(kind, random)
    wide, high = screen.pixels
    part = _part(portrait, wide / high)
    picture = cv2.resize(part, (wide, high), interpolation=cv2.INTER_CUBIC)
    middle = (0.22 * wide, 0.03 * high, 0.56 * wide, 0.94 * high)
    made = shown(screen, np.asarray(picture, np.uint8), middle, edge_in_frame=False, random=random)
    return made.shoot(seed, size=size, phone=any_phone(random), pose=_pose(random, 1.15))


def in_print(
    portrait: Image,
    width_mm: float,
    seed: int,
    *,
    lpi: float = 133.0,
    screen: Literal["am", "fm"] = "am",
    size: Size = WEBCAM,
) -> Shot:
    """Film a print so wide, held so near that it fills the picture; "am" laser or offset, "fm" inkjet."""
    random = np.random.default_rng(seed)
    sheet = colour_print(_part(portrait, 1.0), width_mm, lpi=lpi, screen=screen, seed=seed, cut=False)
    wide, high = sheet.size_mm
    return shoot(
        sheet.pixels,
        seed=seed,
        size=size,
        width_mm=wide,
        corner_mm=0,
        gloss=sheet.gloss,
        hand=False,
        phone=any_phone(random),
        pose=_pose(random, 1.0),
        aim=(0.2 * wide, 0.16 * high, 0.6 * wide, 0.6 * high),
    )


def _part(portrait: Image, aspect: float) -> Image:
    """The middle of a portrait with the face in it, so wide for its height."""
    high = min(portrait.shape[0], int(portrait.shape[1] / aspect))
    wide = int(high * aspect)
    top, left = int((portrait.shape[0] - high) * 0.35), (portrait.shape[1] - wide) // 2
    return np.ascontiguousarray(portrait[top : top + high, left : left + wide])


def _pose(random: np.random.Generator, share: float) -> Pose:
    yaw, pitch, roll = random.normal(0, (4.0, 4.0, 2.0))
    return Pose(float(yaw), float(pitch), float(roll), share=share)


class ShadedMask(Mask):
    """A mask with holes at eyes and mouth, cut with soft edges; what lies behind is a little in shadow."""

    def __init__(
        self,
        portrait: Image,
        sheet: Callable[[Image], Presentation],
        wearer: Presentation,
        shade: float = 0.85,
    ) -> None:
        super().__init__(portrait, sheet, wearer)
        self._mouth = sheet(_mouth_marked(portrait))
        self._shade = shade

    def render(self, *angles: float, **place: Any) -> Image:
        """Return one frame."""
        front = self._sheet.render(*angles, **place)
        hole = _green(self._holes.render(*angles, **place)) | _green(self._mouth.render(*angles, **place))
        soft = blur(hole, 0.8)[..., None]
        behind = self._wearer.render(*angles, **place) * np.float32(self._shade)
        return np.asarray(np.clip(front * (1 - soft) + behind * soft, 0, 255), np.uint8)


def _green(frame: Image) -> np.typing.NDArray[np.bool_]:
    marks = frame.astype(np.int16)
    return np.asarray((marks[..., 1] - marks[..., 2] > 70) & (marks[..., 1] - marks[..., 0] > 70))


def _mouth_marked(portrait: Image) -> Image:
    right, left, upper, lower = (face_points(portrait)[k, :2] for k in _LIPS)
    middle, wide = (right + left + upper + lower) / 4, float(np.hypot(*(left - right)))
    marked = portrait.copy()
    at = int(middle[0]), int(middle[1])
    cv2.ellipse(marked, at, (int(0.62 * wide), int(0.34 * wide)), 0, 0, 360, (0, 255, 0), -1)
    return marked
