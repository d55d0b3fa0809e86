"""A head that costs little while the clock runs: drawn before in many poses, then shown in the nearest one.

What lies between two drawn poses is made up by shifting, turning and scaling the whole picture by less than a step,
as a hand that holds a camera does; the page's light is a gain that was measured once on the head at rest. Every frame
has sensor noise and tremor of its own, and every drawn pose is a three-dimensional view.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from tests.world.glow import GAMMA, Glow, gain
from tests.world.pixels import Floats, Image, blur, floats
from tests.world.puppet import EYE_LINE
from tests.world.room import sensor_noise
from tests.world.view import Posed

SIZE = (640, 480)
YAW_STEP, PITCH_STEP, AWAY_STEP = 2.0, 3.0, 0.02
REST = (0.0, 0.0, 1.0)
WHITE = Glow((255, 255, 255), 0.15)
Pose = tuple[float, float, float]


def poses(*, nods: bool) -> list[Pose]:
    """Yaw and pitch in degrees and distance: turns and, with `nods`, nods at an arm's length, then the approach."""
    turns = [(yaw, 0.0, 1.0) for yaw in np.arange(-38, 38.1, YAW_STEP)]
    nodding = [(0.0, pitch, 1.0) for pitch in np.arange(-24, 24.1, PITCH_STEP)] if nods else []
    near = [(0.0, 0.0, away) for away in np.arange(0.60, 1.0, AWAY_STEP)]
    return [(float(a), float(b), float(c)) for a, b, c in dict.fromkeys([*turns, *nodding, *near])]


class QuickHead:
    """Stands for a head in `Performer`. Costs less than a second of a core before, two milliseconds a frame then."""

    def __init__(self, head: Posed, seed: int, *, nods: bool = False) -> None:
        self._random = np.random.default_rng(seed)
        self._drawn = {pose: _drawn(head, pose) for pose in poses(nods=nods)}
        self._poses = np.array(list(self._drawn))
        self._share = _share(self._drawn[REST], _drawn(head, REST, WHITE))
        self._gains: dict[Glow, Floats] = {}

    def render(self, yaw: float = 0, pitch: float = 0, roll: float = 0, **place: Any) -> Image:
        """Return one frame of 640 x 480; `place` as in `Posed.render`, whatever its `size`."""
        away = float(place.get("distance", 1.0))
        pose = self._nearest((yaw, pitch, away))
        move = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] * EYE_LINE), -roll, pose[2] / away)
        shift = float(place.get("dx", 0)) * SIZE[0], float(place.get("dy", 0)) * SIZE[1]
        move = np.asarray(move) + np.array([[0.0, 0.0, shift[0]], [0.0, 0.0, shift[1]]])
        seen = cv2.warpAffine(self._drawn[pose], move, SIZE, borderMode=cv2.BORDER_REFLECT)
        screen = place.get("screen")
        if screen is not None:
            seen = cv2.multiply(seen, self._gain(screen), dtype=cv2.CV_8U)
        return sensor_noise(np.asarray(seen, np.uint8), float(place.get("light", 1.0)), self._random)

    def _nearest(self, wanted: Pose) -> Pose:
        apart = (self._poses - wanted) / (YAW_STEP, PITCH_STEP, AWAY_STEP)
        yaw, pitch, away = self._poses[int((apart**2).sum(axis=1).argmin())]
        return float(yaw), float(pitch), float(away)

    def _gain(self, screen: Glow) -> Floats:
        if screen not in self._gains:
            self._gains[screen] = gain(screen, self._share)
        return self._gains[screen]


def _drawn(head: Posed, pose: Pose, screen: Glow | None = None) -> Image:
    return head.render(pose[0], pose[1], 0.0, distance=pose[2], size=SIZE, screen=screen)


def _share(dark: Image, lit: Image) -> Floats:
    """How much of the page's light arrives at each pixel, from the head at rest without and with white light."""
    ratio = blur(lit, 3.0).mean(axis=2) / np.maximum(blur(dark, 3.0).mean(axis=2), 1.0)
    return floats(np.clip(ratio**GAMMA - 1.0, 0.0, None) / WHITE.share)
