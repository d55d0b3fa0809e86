"""How anything before the selfie camera is asked to be seen: one signature for heads, sheets and screens."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from tests.world.glow import Glow
from tests.world.pixels import Image
from tests.world.room import sensor_noise


class Presentation(Protocol):
    """What can be held before the selfie camera: `Puppet`, `FlatPhoto`, `Replay`, those of `impostors`."""

    def render(self, yaw: float = 0, pitch: float = 0, roll: float = 0, **place: Any) -> Image:
        """Return one camera frame; `place` as in `Posed.render`."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """One frame as it was asked for; meanings as in `Posed.render`."""

    angles: tuple[float, float, float]
    distance: float
    dx: float
    dy: float
    size: tuple[int, int]
    screen: Glow | None


class Posed:
    """What takes a pose and is drawn so by `_seen`, before a camera whose noise comes from `_random`."""

    _random: np.random.Generator
    _same: tuple[View, Image] | None = None

    def render(
        self,
        yaw: float = 0,
        pitch: float = 0,
        roll: float = 0,
        *,
        distance: float = 1.0,
        dx: float = 0,
        dy: float = 0,
        light: float = 1.0,
        size: tuple[int, int] = (640, 480),
        screen: Glow | None = None,
    ) -> Image:
        """Return one camera frame, BGR uint8 of shape (height, width, 3) for size = (width, height).

        Angles in degrees as `puppet` has them; `distance` 1.0 is an outstretched arm. dx, dy shift what is shown by
        that share of the frame's width and height (right, down). light multiplies the brightness of the scene,
        `screen` is the light of the page. Sensor noise differs from frame to frame.
        """
        view = View((yaw, pitch, roll), distance, dx, dy, size, screen)
        if self._same is None or self._same[0] != view or not self.stays:
            self._same = view, self._seen(view)
        return sensor_noise(self._same[1], light, self._random)

    @property
    def stays(self) -> bool:
        """Whether the same pose in the same light looks the same again, but for the sensor's noise."""
        return True

    def _seen(self, view: View) -> Image:
        """Draw without noise."""
        raise NotImplementedError
