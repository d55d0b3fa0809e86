"""The light of the applicant's own screen on what stands before it, and a camera that adapts itself.

Lambert's law with the square of the distance: a white screen adds `share` of the room's light to a white surface
that faces it at an arm's length; skin takes its part of each primary, as its texture says. Light is added as
light (a power law of 2.2), so a pixel brightens by the ratio of the lights, whatever its own colour.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np

from tests.world.pixels import Floats, Image, blur, floats

GAMMA = 2.2
REFERENCE_CM = 50.0
SCREEN_BELOW_CM = 8.0
"""The middle of the screen lies this far below the lens."""
ROOM_CM = 220.0
GLASS = 0.015
"""What the dark glass of a tablet gives back of the light that falls on it."""


class Glow(NamedTuple):
    """Colour of the page (sRGB 0 to 255, red first) and the share of the room's light that white would add.

    A laptop of 300 cd/m2 gives about 75 lux at 50 cm; a lit room has 100 to 500 lux, a window 1000 and more.
    """

    rgb: tuple[int, int, int]
    share: float = 0.25

    @property
    def light(self) -> Floats:
        """Light that is added to a white surface at an arm's length: blue, green, red; the room gives 1."""
        return floats((np.array(self.rgb[::-1]) / 255.0) ** GAMMA * self.share)


def on_solid(depth: Floats, sx: Floats, sy: Floats) -> Floats:
    """Share of the glow that reaches each point of a surface: its tilt to the screen, its distance.

    `depth` in cm along the optical axis (0 where nothing is), `sx`, `sy` the slopes of the rays of its columns
    and rows. Shape as `depth`.
    """
    known = floats(depth > 0)
    smooth = blur(depth, 1.5) / np.maximum(blur(known, 1.5), 1e-3)
    x, y = smooth * sx[None, :], smooth * sy[:, None]
    points = np.dstack([x, y, smooth])
    across, down = np.gradient(points, axis=1), np.gradient(points, axis=0)
    normal = np.cross(down, across)  # towards the camera: negative z
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-6)
    to_screen = floats([0, SCREEN_BELOW_CM, 0]) - points
    away = np.maximum(np.linalg.norm(to_screen, axis=2), 5.0)
    tilt = np.clip((normal * to_screen).sum(axis=2) / away, 0, 1)
    return floats(tilt * (REFERENCE_CM / away) ** 2 * known)


def lit(picture: Floats, glow: Glow, share: Floats | float) -> Floats:
    """Brighten what reflects; `share` says how much of the glow arrives (a number, or height x width)."""
    gain = 1 + np.asarray(share)[..., None] * glow.light
    return floats(picture * gain ** (1 / GAMMA))


def veiled(picture: Floats, glow: Glow, away_cm: float) -> Floats:
    """Add what the glass of a screen gives back to the light that the screen itself sends."""
    given = glow.light * GLASS * (REFERENCE_CM / away_cm) ** 2
    return floats(255 * ((picture / 255) ** GAMMA + given) ** (1 / GAMMA))


def room_lit(room: Image, glow: Glow | None) -> Image:
    """The place behind the person, which is farther from the screen."""
    if glow is None:
        return room
    return np.asarray(np.clip(lit(floats(room), glow, (REFERENCE_CM / ROOM_CM) ** 2), 0, 255), np.uint8)


@dataclass(slots=True)
class AutoCamera:
    """Automatic exposure and white balance, as webcams have: both pull the mean of the picture to grey, late.

    `pull` 0 to 1 is how far, `lag_s` how late. The first frame is taken as settled.
    """

    lag_s: float = 1.5
    pull: float = 0.6
    _gain: Floats = field(default_factory=lambda: np.ones(3, np.float32))
    _rest: Floats | None = None

    def __call__(self, frame: Image, seconds: float) -> Image:
        """Return the frame as such a camera gives it, `seconds` after the one before."""
        mean = floats(cv2.mean(frame)[:3]) + 1
        if self._rest is None:
            self._rest = mean
        wanted = (self._rest / mean) ** self.pull
        self._gain += (wanted - self._gain) * (1 - np.float32(np.exp(-seconds / self.lag_s)))
        levels = np.arange(256, dtype=np.float32)[:, None] * self._gain
        return np.asarray(cv2.LUT(frame, np.clip(levels, 0, 255).astype(np.uint8)[:, None]), np.uint8)
