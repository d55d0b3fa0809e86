"""A head that really turns: one photograph on a three-dimensional head, seen by a perspective camera.

Angles in degrees: yaw > 0 the person turns to the own left (the nose moves to the image right in the
unmirrored picture), pitch > 0 looks up, roll > 0 tilts clockwise in the image. Neck and shoulders follow the
head only in part, as in people. `distance` 1.0 is 50 cm from lens to face, an outstretched arm; 0.6 is close.
"""

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.cutout import PX_PER_CM
from tests.world.pixels import Floats, Image, blur, floats, sample, smoothstep
from tests.world.relief import EMPTY, FIELD_PX_PER_CM, Relief, build_relief
from tests.world.room import room, sensor_noise

ARM_CM = 50.0
FOCAL_PER_HEIGHT = 1.1
"""Focal length over image height: 49 degrees from top to bottom, a common laptop camera."""
EYE_LINE = 0.42
"""Where the bridge of the nose stands in the frame, share of the height."""
STEP_CM = 0.8
GRID = 2
"""Rays are cast for every GRID-th pixel of a 640 x 480 frame; texture is sampled for every pixel."""


def rotation(yaw: float, pitch: float, roll: float) -> npt.NDArray[np.float64]:
    """Return the 3 x 3 matrix that turns a head: first pitch, then yaw, then roll."""
    y, p, r = np.radians([yaw, pitch, roll])
    turn = np.array([[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]])
    nod = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    tilt = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return np.asarray(tilt @ turn @ nod)


class Puppet:
    """A person made from one frontal portrait (BGR). Raises NoFaceError where the portrait shows no face."""

    def __init__(self, portrait: Image, *, seed: int = 0, relief: Relief | None = None) -> None:
        self._relief = relief or build_relief(portrait)
        self._half = np.asarray(cv2.pyrDown(self._relief.texture), np.uint8)
        self._random = np.random.default_rng(seed)
        ear_y, ear_z = self._relief.ears
        self._pivot = floats([0.0, ear_y + 3.0, ear_z])

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
    ) -> Image:
        """Return one camera frame, BGR uint8 of shape (height, width, 3) for size = (width, height).

        dx, dy shift the person by that share of the frame's width and height (right, down). light multiplies
        the brightness of the scene. Sensor noise differs from frame to frame.
        """
        width, height = size
        focal, away = FOCAL_PER_HEIGHT * height, ARM_CM * distance
        step = max(1, GRID * height // 480)
        columns = np.arange(0, width + step, step) - (0.5 + dx) * width
        rows = np.arange(0, height + step, step) - (EYE_LINE + dy) * height
        start, direction = self._rays(floats(columns / focal), floats(rows / focal), away, (yaw, pitch, roll))
        hit, place = self._cast(start, direction, away)
        frame = self._paint(hit, place, size, step, focal / away)
        return sensor_noise(frame, light, self._random)

    def _follow(self, y: Floats, pitch: float) -> Floats:
        """How much of the head's turn each height follows: all of it to the chin, none at the shoulders."""
        chin_y, chin_z = self._relief.chin
        nod = -np.sin(np.radians(pitch)) * (self._pivot[2] - chin_z)
        chin = chin_y + max(0.0, nod) + min(0.0, nod) * 0.5
        return 1 - smoothstep(chin + 0.5, chin + 8.5, y)

    def _rays(
        self, sx: Floats, sy: Floats, away: float, angles: tuple[float, float, float]
    ) -> tuple[Floats, Floats]:
        """Bring each camera ray into the space of the unturned head: (rows, 1, 3) and (rows, columns, 3)."""
        yaw, pitch, roll = angles
        yaw, roll = yaw - self._relief.yaw, roll - self._relief.roll
        turns = [rotation(yaw * w, pitch * w, roll * w) for w in self._follow(sy * (away + 5.0), pitch)]
        inverse = floats(turns).transpose(0, 2, 1)
        start = inverse @ (floats([0, 0, -away]) - self._pivot) + self._pivot
        edge, slope = inverse[:, :, 0], inverse[:, :, 1] * sy[:, None] + inverse[:, :, 2]
        return floats(start[:, None]), edge[:, None] * sx[None, :, None] + slope[:, None]

    def _gap(self, start: Floats, direction: Floats, along: Floats | np.float32) -> Floats:
        """Return field x, y in pixels, and how far (cm) the points lie outside the solid, and whether the
        back is the nearer wall; stacked, shape (4, rows, columns)."""
        left, top = self._relief.origin
        x = (start[..., 0] + direction[..., 0] * along - left) * np.float32(FIELD_PX_PER_CM)
        y = (start[..., 1] + direction[..., 1] * along - top) * np.float32(FIELD_PX_PER_CM)
        z = start[..., 2] + direction[..., 2] * along
        walls = _walls(self._relief.walls, floats(x), floats(y))
        front, back = walls[..., 0] - z, z - walls[..., 1]
        return floats(np.stack([x, y, np.maximum(front, back), back > front]))

    def _cast(self, start: Floats, direction: Floats, away: float) -> tuple[Floats, Floats]:
        """March every ray to its first point inside, then halve the step; returns hit and texture place."""
        found = np.zeros(direction.shape[:2], np.float32)
        for along in np.arange(away - 7.0, away + 24.0, STEP_CM, dtype=np.float32):
            outside = self._gap(start, direction, along)[2]
            found[(found == 0) & (outside < 0)] = along
        hit = found > 0
        far, near = found, found - np.float32(STEP_CM)
        for _ in range(4):
            middle = floats((near + far) / 2)
            inside = self._gap(start, direction, middle)[2] < 0
            far, near = floats(np.where(inside, middle, far)), floats(np.where(inside, near, middle))
        at = self._gap(start, direction, far)
        drift = sample(self._relief.drift, floats(at[0]), floats(at[1])) * at[3][..., None]
        place = np.dstack([at[0], at[1]]) / np.float32(FIELD_PX_PER_CM) + drift
        return floats(hit), floats(place * PX_PER_CM)

    def _paint(
        self, hit: Floats, place: Floats, size: tuple[int, int], step: int, px_per_cm: float
    ) -> Floats:
        """Sample the texture for every pixel and lay the person over the room."""
        cover = _enlarge(hit, step, size)
        known = _enlarge(place * hit[..., None], step, size) / np.maximum(cover, 1e-3)[..., None]
        texture = self._relief.texture
        if px_per_cm < PX_PER_CM * 0.7:
            texture, known = self._half, known / 2
        person = sample(texture, floats(known[..., 0]), floats(known[..., 1]))
        alpha = np.clip(blur(cover, step * 0.7) * 1.8 - 0.5, 0, 1)[..., None]
        return floats(person * alpha + room(size) * (1 - alpha))


def _walls(walls: Floats, x: Floats, y: Floats) -> Floats:
    """Sample the walls; beyond the field stands nothing."""
    nothing = (EMPTY, -EMPTY, 0, 0)
    edge = cv2.BORDER_CONSTANT
    return floats(cv2.remap(walls, x, y, cv2.INTER_LINEAR, borderMode=edge, borderValue=nothing))


def _enlarge(values: Floats, step: int, size: tuple[int, int]) -> Floats:
    """Bring values known at every `step`-th pixel to every pixel, bilinearly."""
    shift = floats([[step, 0, 0], [0, step, 0]])
    return floats(cv2.warpAffine(values, shift, size, flags=cv2.INTER_LINEAR))
