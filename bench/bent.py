"""A photograph bent around an upright cylinder and turned before a camera.

Bending gives a print some depth of its own, the smaller the radius the more; a head has about 8 cm.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.face.detect import find_faces
from bonafide.engine.image import Pixels

AWAY_CM = 50.0
FOCAL_PER_HEIGHT = 1.1
SHEET_CM = (24.0, 30.0)
EYES_CM = 6.3
PX_PER_CM = 24.0
EYE_LINE = 0.42
GREY = (150.0, 160.0, 165.0)
FLAT = 1e4
"""A radius in cm at which the sheet is flat to a millionth."""


class BentPhoto:
    """A life-size print of a portrait (BGR) on a sheet of 24 x 30 cm, bent to `radius` cm, bulging."""

    def __init__(self, portrait: Pixels, radius: float = FLAT) -> None:
        self.radius = radius
        self._sheet = _life_size(portrait)
        self._random = np.random.default_rng(1)

    def render(self, yaw: float = 0, *, size: tuple[int, int] = (640, 480), pitch: float = 0) -> Pixels:
        """Return one camera frame, the sheet turned about its nearest upright line (degrees, as a head)."""
        ray_x, ray_y = _rays(size)
        along, sheet_x = self._hit(ray_x, np.radians(yaw))
        sheet_y = ray_y * along + np.tan(np.radians(pitch)) * 2
        places = [
            (s + half) * PX_PER_CM for s, half in ((sheet_x, SHEET_CM[0] / 2), (sheet_y, SHEET_CM[1] * 0.42))
        ]
        map_x, map_y = (np.asarray(np.nan_to_num(p, nan=-1e4), np.float32) for p in places)
        seen = cv2.remap(
            self._sheet, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=GREY
        )
        noisy = seen + self._random.normal(0, 2.2, seen.shape)
        return np.asarray(np.clip(noisy, 0, 255), np.uint8)

    def _hit(
        self, ray_x: NDArray[np.float64], turn: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Depth of the sheet along each ray, and the place on it in cm from the middle."""
        radius = self.radius
        # Turned about the nearest line at depth AWAY_CM: the axis of the cylinder swings behind it.
        axis_x, axis_z = radius * -np.sin(turn), AWAY_CM + radius * np.cos(turn)
        a, b = ray_x**2 + 1, ray_x * axis_x + axis_z
        c = axis_x**2 + axis_z**2 - radius**2
        inside = b * b - a * c
        with np.errstate(invalid="ignore"):
            along = c / (b + np.sqrt(inside))  # the nearer root, stable for large radii
        x, z = ray_x * along - axis_x, along - axis_z
        angle = np.arctan2(x, -z) - turn
        return along, np.where(np.abs(angle) < np.pi / 2, radius * angle, np.nan)


def _rays(size: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    width, height = size
    focal = FOCAL_PER_HEIGHT * height
    columns = (np.arange(width) - width / 2) / focal
    rows = (np.arange(height) - EYE_LINE * height) / focal
    across, down = np.meshgrid(columns, rows)
    return across, down


def _life_size(portrait: Pixels) -> Pixels:
    face = find_faces(portrait)[0]
    (ax, ay), (bx, by) = face.eyes
    scale = EYES_CM * PX_PER_CM / face.inter_eye_px
    wide, high = (round(side * PX_PER_CM) for side in SHEET_CM)
    place = np.array(
        [[scale, 0, wide / 2 - scale * (ax + bx) / 2], [0, scale, high * 0.42 - scale * (ay + by) / 2]],
        np.float32,
    )
    return np.asarray(
        cv2.warpAffine(portrait, place, (wide, high), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
