"""A head that really turns: one photograph on a three-dimensional head, seen by a perspective camera.

Angles in degrees: yaw > 0 the person turns to the own left (the nose moves to the image right in the
unmirrored picture), pitch > 0 looks up, roll > 0 tilts clockwise in the image. Neck and shoulders follow the
head only in part, as in people. `distance` 1.0 is 50 cm from lens to face, an outstretched arm; 0.6 is close.
"""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.cast import Rays, cast, scout
from tests.world.cutout import PX_PER_CM
from tests.world.glow import brightened, gain, on_solid, room_lit
from tests.world.pixels import Floats, Image, blur, floats, smoothstep
from tests.world.relief import Relief, build_relief
from tests.world.room import room
from tests.world.view import Posed, View

ARM_CM = 50.0
FOCAL_PER_HEIGHT = 1.1
"""Focal length over image height: 49 degrees from top to bottom, a common laptop camera."""
EYE_LINE = 0.42
"""Where the bridge of the nose stands in the frame, share of the height."""
GRID = 2
"""Rays are cast for every GRID-th pixel of a 640 x 480 frame; texture is sampled for every pixel."""


def rotation(yaw: float, pitch: float, roll: float) -> npt.NDArray[np.float64]:
    """Return the 3 x 3 matrix that turns a head: first pitch, then yaw, then roll."""
    return np.asarray(rotations(*(np.array([angle]) for angle in (yaw, pitch, roll)))[0])


def rotations(
    yaw: npt.NDArray[Any], pitch: npt.NDArray[Any], roll: npt.NDArray[Any]
) -> npt.NDArray[np.float64]:
    """Return n x 3 x 3 matrices as `rotation` does, of n angles each."""
    (sy, sp, sr), (cy, cp, cr) = (
        [way(np.radians(a)) for a in (yaw, pitch, roll)] for way in (np.sin, np.cos)
    )
    none, one = np.zeros_like(sy), np.ones_like(sy)
    turn = np.array([[cy, none, -sy], [none, one, none], [sy, none, cy]])
    nod = np.array([[one, none, none], [none, cp, sp], [none, -sp, cp]])
    tilt = np.array([[cr, -sr, none], [sr, cr, none], [none, none, one]])
    turn, nod, tilt = (part.transpose(2, 0, 1) for part in (turn, nod, tilt))
    return np.asarray(tilt @ turn @ nod, np.float64)


class Puppet(Posed):
    """A person made from one frontal portrait (BGR). Raises NoFaceError where the portrait shows no face."""

    def __init__(
        self,
        portrait: Image,
        *,
        seed: int = 0,
        relief: Relief | None = None,
        place: Callable[[tuple[int, int]], Image] = room,
    ) -> None:
        self._place = place
        self._relief = relief or build_relief(portrait)
        self._half = np.asarray(cv2.pyrDown(self._relief.texture), np.uint8)
        self._random = np.random.default_rng(seed)
        ear_y, ear_z = self._relief.ears
        self._pivot = floats([0.0, ear_y + 3.0, ear_z])

    def _seen(self, view: View) -> Image:
        width, height = view.size
        focal, away = FOCAL_PER_HEIGHT * height, ARM_CM * view.distance
        step = max(1, GRID * height // 480)
        columns = np.arange(0, width + step, step) - (0.5 + view.dx) * width
        rows = np.arange(0, height + step, step) - (EYE_LINE + view.dy) * height
        rays = self._rays(floats(columns / focal), floats(rows / focal), away, view.angles)
        frame = room_lit(view.size, view.screen, self._place).copy()
        region = scout(self._relief, rays, away)
        if region:
            hit, place, depth = cast(self._relief, rays, region)
            corner = region.rows.start * step, region.columns.start * step
            glow = None
            if view.screen is not None:
                slopes = floats(columns[region.columns] / focal), floats(rows[region.rows] / focal)
                glow = gain(view.screen, on_solid(depth, *slopes))
            self._paint(frame[corner[0] :, corner[1] :], hit, place, (step, focal / away), glow)
        return frame

    def _follow(self, y: Floats, pitch: float) -> Floats:
        """How much of the head's turn each height follows: all of it to the chin, none at the shoulders."""
        chin_y, chin_z = self._relief.chin
        nod = -np.sin(np.radians(pitch)) * (self._pivot[2] - chin_z)
        chin = chin_y + max(0.0, nod) + min(0.0, nod) * 0.5
        return 1 - smoothstep(chin + 0.5, chin + 8.5, y)

    def _rays(self, sx: Floats, sy: Floats, away: float, angles: tuple[float, float, float]) -> Rays:
        """Bring each camera ray into the space of the unturned head."""
        yaw, pitch, roll = angles
        yaw, roll = yaw - self._relief.yaw, roll - self._relief.roll
        share = self._follow(sy * (away + 5.0), pitch)
        inverse = floats(rotations(yaw * share, pitch * share, roll * share)).transpose(0, 2, 1)
        start = inverse @ (floats([0, 0, -away]) - self._pivot) + self._pivot
        edge, slope = inverse[:, :, 0], inverse[:, :, 1] * sy[:, None] + inverse[:, :, 2]
        return Rays(floats(start[:, None]), floats(edge[:, None] * sx[None, :, None] + slope[:, None]))

    def _paint(
        self,
        frame: Image,
        hit: Floats,
        place: Floats,
        scale: tuple[int, float],
        glow: Floats | None,
    ) -> None:
        """Sample the texture for every pixel and lay the person over the frame; both begin at one corner."""
        step, px_per_cm = scale
        size = min(frame.shape[1], hit.shape[1] * step), min(frame.shape[0], hit.shape[0] * step)
        cover = _enlarge(hit, step, size)
        known = _enlarge(place * hit[..., None], step, size) / np.maximum(cover, 1e-3)[..., None]
        texture = self._relief.texture
        if px_per_cm < PX_PER_CM * 0.7:
            texture, known = self._half, known / 2
        x, y = cv2.split(floats(known))
        seen = cv2.remap(texture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        person = np.asarray(seen, np.uint8)
        if glow is not None:
            person = brightened(person, _enlarge(glow, step, size))
        alpha = np.clip(blur(cover, step * 0.7) * 1.8 - 0.5, 0, 1)
        behind = frame[: size[1], : size[0]]
        behind[:] = cv2.blendLinear(person, np.ascontiguousarray(behind), alpha, 1 - alpha)


def _enlarge(values: Floats, step: int, size: tuple[int, int]) -> Floats:
    """Bring values known at every `step`-th pixel to every pixel, bilinearly."""
    shift = floats([[step, 0, 0], [0, step, 0]])
    return floats(cv2.warpAffine(values, shift, size, flags=cv2.INTER_LINEAR))
