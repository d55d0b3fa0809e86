"""The light of the applicant's own screen on what stands before it, and a camera that adapts itself.

Lambert's law with the square of the distance: a white screen adds `share` of the room's light to a white surface
that faces it at an arm's length; skin takes its part of each primary, as its texture says. Light is added as
light (a power law of 2.2), so a pixel brightens by the ratio of the lights, whatever its own colour.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np

from tests.world.pixels import Floats, Image, blur, floats
from tests.world.room import room

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


_ACROSS = np.array([[-0.5, 0.0, 0.5]], np.float32)


def on_solid(depth: Floats, sx: Floats, sy: Floats) -> Floats:
    """Share of the glow that reaches each point of a surface: its tilt to the screen, its distance.

    `depth` in cm along the optical axis (0 where nothing is), `sx`, `sy` the slopes of the rays of its columns
    and rows. Shape as `depth`.
    """
    known = floats(depth > 0)
    smooth = blur(depth, 1.5) / np.maximum(blur(known, 1.5), 1e-3)
    points = cv2.merge([smooth * sx[None, :], smooth * sy[:, None], smooth])
    steps = (cv2.filter2D(points, -1, way, borderType=cv2.BORDER_REPLICATE) for way in (_ACROSS, _ACROSS.T))
    (ax, ay, az), (dx, dy, dz) = (cv2.split(step) for step in steps)
    normal = dy * az - dz * ay, dz * ax - dx * az, dx * ay - dy * ax  # down x across: towards the camera
    px, py, pz = cv2.split(points)
    py = SCREEN_BELOW_CM - py
    away = np.maximum(np.sqrt(px * px + py * py + pz * pz), 5.0)
    long = np.maximum(np.sqrt(sum(n * n for n in normal)), 1e-6)
    tilt = np.clip((normal[1] * py - normal[0] * px - normal[2] * pz) / (long * away), 0, 1)
    return floats(tilt * (REFERENCE_CM / away) ** 2 * known)


def gain(glow: Glow, share: Floats | float) -> Floats:
    """By what a pixel brightens, per channel; `share` says how much of the glow arrives (a number, or an array)."""
    return floats((1 + np.asarray(share, np.float32)[..., None] * glow.light) ** np.float32(1 / GAMMA))


def brightened(picture: Image, by: Floats) -> Image:
    """Multiply each pixel by its gain: one for all (3 values), or height x width x 3."""
    if by.ndim == 3:
        return np.asarray(cv2.multiply(picture, by, dtype=cv2.CV_8U), np.uint8)
    table = np.clip(np.arange(256, dtype=np.float32)[:, None] * by, 0, 255)
    return np.asarray(cv2.LUT(picture, np.rint(table).astype(np.uint8)[:, None]), np.uint8)


def veiled(picture: Image, glow: Glow, away_cm: float) -> Image:
    """Add what the glass of a screen gives back to the light that the screen itself sends."""
    given = glow.light * GLASS * (REFERENCE_CM / away_cm) ** 2
    own = (np.arange(256, dtype=np.float32)[:, None] / 255) ** GAMMA
    table = np.clip(255 * (own + given) ** (1 / GAMMA), 0, 255)
    return np.asarray(cv2.LUT(picture, np.rint(table).astype(np.uint8)[:, None]), np.uint8)


@lru_cache(maxsize=16)
def room_lit(
    size: tuple[int, int], glow: Glow | None, place: Callable[[tuple[int, int]], Image] = room
) -> Image:
    """The place behind the person, which is farther from the screen; not to be written into."""
    if glow is None:
        return place(size)
    return brightened(place(size), gain(glow, (REFERENCE_CM / ROOM_CM) ** 2))


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
