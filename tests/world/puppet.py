"""A head that really turns: one photograph on a three-dimensional head, seen by a perspective camera.

Angles in degrees: yaw > 0 the person turns to the own left (the nose moves to the image right in the unmirrored
camera picture), pitch > 0 looks up, roll > 0 tilts clockwise in the image. Neck and shoulders follow the head
only in part, as in people. `distance` 1.0 is 50 cm from lens to face, an outstretched arm; 0.6 is close.
"""

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.people import Image
from tests.world.relief import FIELD_PX_PER_CM, TEXTURE_PX_PER_CM, Floats, Relief, build_relief
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

    def __init__(self, portrait: Image, *, seed: int = 0) -> None:
        self._relief: Relief = build_relief(portrait)
        self._half = np.asarray(cv2.pyrDown(self._relief.texture), np.uint8)
        self._random = np.random.default_rng(seed)
        ear_y, ear_z = self._relief.ears
        self._pivot = np.array([0.0, ear_y + 3.0, ear_z])

    def render(
        self,
        yaw: float = 0,
        pitch: float = 0,
        roll: float = 0,
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
        focal = FOCAL_PER_HEIGHT * height
        away = ARM_CM * distance
        centre = ((0.5 + dx) * width, (EYE_LINE + dy) * height)
        step = max(1, GRID * height // 480)
        columns = np.arange(0, width + step, step, dtype=np.float32)
        rows = np.arange(0, height + step, step, dtype=np.float32)
        slopes = np.meshgrid((columns - centre[0]) / focal, (rows - centre[1]) / focal)
        start, direction = self._rays(slopes[0], slopes[1], away, (yaw, pitch, roll))
        hit, place = self._cast(start, direction, away)
        frame = self._paint(hit, place, size, step, focal / away)
        return sensor_noise(frame, light, self._random)

    def _follow(self, y: Floats, pitch: float) -> Floats:
        """How much of the head's turn each height follows: all of it to the chin, none at the shoulders."""
        chin_y, chin_z = self._relief.chin
        reach = self._pivot[2] - chin_z
        chin = chin_y - max(0.0, np.sin(np.radians(pitch)) * reach) * 0.5
        chin += max(0.0, -np.sin(np.radians(pitch)) * reach)
        t = np.clip((y - chin - 0.5) / 8.0, 0, 1)
        return np.asarray(1 - t * t * (3 - 2 * t), np.float32)

    def _rays(
        self, sx: Floats, sy: Floats, away: float, angles: tuple[float, float, float]
    ) -> tuple[Floats, Floats]:
        """Bring each camera ray into the space of the unturned head: start and direction, (rows, columns, 3)."""
        yaw, pitch, roll = angles
        follow = self._follow(sy[:, 0] * (away + 5.0), pitch)
        turns = [
            rotation((yaw - self._relief.yaw) * w, pitch * w, (roll - self._relief.roll) * w) for w in follow
        ]
        inverse = np.array(turns, np.float32).transpose(0, 2, 1)
        lens = np.array([0, 0, -away], np.float32) - self._pivot
        start = (inverse @ lens + self._pivot).astype(np.float32)
        direction = np.stack([sx, sy, np.ones_like(sx)], axis=-1)
        direction = np.einsum("rij,rcj->rci", inverse, direction, optimize=True)
        return np.broadcast_to(start[:, None], direction.shape), direction

    def _gap(self, start: Floats, direction: Floats, along: Floats | float) -> tuple[Floats, Floats, Floats]:
        """Return how far (cm, negative is inside) the points lie outside the solid, and their field x, y."""
        left, top = self._relief.origin
        x = (start[..., 0] + direction[..., 0] * along - left) * FIELD_PX_PER_CM
        y = (start[..., 1] + direction[..., 1] * along - top) * FIELD_PX_PER_CM
        z = start[..., 2] + direction[..., 2] * along
        walls = cv2.remap(
            self._relief.walls,
            x,
            y,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(30, -30, 0, 0),
        )
        return np.maximum(walls[..., 0] - z, z - walls[..., 1]), x, y

    def _cast(self, start: Floats, direction: Floats, away: float) -> tuple[Floats, Floats]:
        """March every ray to its first point inside, then halve the step; returns hit 0/1 and texture x, y."""
        found = np.full(start.shape[:2], np.nan, np.float32)
        for along in np.arange(away - 7.0, away + 24.0, STEP_CM):
            gap = self._gap(start, direction, float(along))[0]
            found[np.isnan(found) & (gap < 0)] = along
        hit = ~np.isnan(found)
        far = np.where(hit, found, 0).astype(np.float32)
        near = far - np.float32(STEP_CM)
        for _ in range(4):
            middle = (near + far) / 2
            inside = self._gap(start, direction, middle)[0] < 0
            far, near = np.where(inside, middle, far), np.where(inside, near, middle)
        return hit.astype(np.float32), self._texture_place(start, direction, far)

    def _texture_place(self, start: Floats, direction: Floats, along: Floats) -> Floats:
        """Return where in the texture the points reached lie, (rows, columns, 2) in texture pixels."""
        _, x, y = self._gap(start, direction, along)
        z = start[..., 2] + direction[..., 2] * along
        walls = cv2.remap(self._relief.walls, x, y, cv2.INTER_LINEAR)
        behind = (np.abs(walls[..., 1] - z) < np.abs(walls[..., 0] - z)).astype(np.float32)
        drift = cv2.remap(self._relief.drift, x, y, cv2.INTER_LINEAR) * behind[..., None]
        place = np.dstack([x, y]) / np.float32(FIELD_PX_PER_CM) + drift
        return np.asarray(place * np.float32(TEXTURE_PX_PER_CM), np.float32)

    def _paint(self, hit: Floats, place: Floats, size: tuple[int, int], step: int, px_per_cm: float) -> Image:
        """Sample the texture for every pixel and lay the person over the room."""
        width, height = size
        full = (hit.shape[1] * step, hit.shape[0] * step)
        shift = np.float32([[step, 0, 0], [0, step, 0]])

        def grow(values: Floats) -> Floats:
            return np.asarray(cv2.warpAffine(values, shift, full, flags=cv2.INTER_LINEAR), np.float32)[
                :height, :width
            ]

        cover = grow(hit)
        known = grow(place * hit[..., None]) / np.maximum(cover, 1e-3)[..., None]
        texture = self._relief.texture
        if px_per_cm < TEXTURE_PX_PER_CM * 0.7:
            texture, known = self._half, known / 2
        person = cv2.remap(
            texture, known[..., 0], known[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        alpha = np.clip(cv2.GaussianBlur(cover, None, step * 0.7) * 1.8 - 0.5, 0, 1)[..., None]
        return np.asarray(person * alpha + room(size) * (1 - alpha), np.uint8)
