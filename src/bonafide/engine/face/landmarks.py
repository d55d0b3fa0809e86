"""Face mesh of 478 points (Kartynnik et al. 2019, with attention: Grishchenko et al. 2020) and head pose.

Signs, for pictures that are not mirrored: yaw > 0 the person turns to the own left (the nose moves to the
right of the picture), pitch > 0 looks up, roll > 0 tilts the head to the own left shoulder (clockwise in
the picture).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine import models
from bonafide.engine.evidence import Box
from bonafide.engine.face.detect import Face
from bonafide.engine.face.graph import Graph, points_of
from bonafide.engine.image import Pixels

Points = NDArray[np.float32]

CROP_SIDE = 256
CROP_SPAN = 2.0
"""The crop around the face, in lengths of the longer side of its box; the mesh finds the face again in it."""
RIGHT_EYE_OUTER, LEFT_EYE_OUTER = 33, 263
RIGHT_IRIS, LEFT_IRIS = 468, 473
FOREHEAD, CHIN, NOSE_TIP = 10, 152, 1
PITCH_AT_REST = 1.2
"""Tilt of the forehead-to-chin line on a level head, degrees: median of 34 frontal studio portraits."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """478 points: x and y in pixels of the image given, z in pixels, smaller is nearer to the camera."""

    points: Points

    @property
    def inter_eye_px(self) -> float:
        """Distance between the iris centres, pixels."""
        return float(np.linalg.norm(self.points[LEFT_IRIS, :2] - self.points[RIGHT_IRIS, :2]))

    @property
    def box(self) -> Box:
        """Smallest box around the points: forehead to chin, cheek to cheek."""
        low, high = self.points[:, :2].min(axis=0), self.points[:, :2].max(axis=0)
        return round(low[0]), round(low[1]), round(high[0] - low[0]), round(high[1] - low[1])


@dataclass(frozen=True, slots=True)
class Pose:
    """Head turn in degrees; signs as at the head of this module."""

    yaw: float
    pitch: float
    roll: float


def _make() -> Graph:
    models.verified(models.FACE_MESH)
    models.verified(models.FACE_NEAR)
    options = {"static_image_mode": True, "max_num_faces": 1, "refine_landmarks": True}
    return Graph("face_mesh.FaceMesh", "multi_face_landmarks", min_detection_confidence=0.3, **options)


_MESH = models.Shared(_make)


def load() -> None:
    """Load the mesh now instead of at the first face."""
    with _MESH.lend():
        pass


def find_mesh(image: Pixels, face: Face) -> Mesh | None:
    """Lay the mesh over one face that was found; None where the network sees none (a profile, a pattern)."""
    crop, corner, scale = _crop(image, face.box)
    rgb = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB), np.uint8)
    with _MESH.lend() as mesh:
        answer = mesh.run(rgb)
    if not answer:
        return None
    points = points_of(answer[0]) * (CROP_SIDE / scale)
    points[:, :2] += corner
    return Mesh(points)


def _crop(image: Pixels, box: Box) -> tuple[Pixels, Points, float]:
    span = max(box[2], box[3]) * CROP_SPAN
    corner = np.array([box[0] + box[2] / 2 - span / 2, box[1] + box[3] / 2 - span / 2], np.float32)
    scale = CROP_SIDE / span
    turn = np.array([[scale, 0, -corner[0] * scale], [0, scale, -corner[1] * scale]], np.float32)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    crop = cv2.warpAffine(image, turn, (CROP_SIDE, CROP_SIDE), flags=how, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(crop, np.uint8), corner, scale


def head_pose(mesh: Mesh) -> Pose:
    """Head pose from the axes of the mesh: eye line across, forehead to chin down."""
    p = mesh.points
    across = _unit(p[LEFT_EYE_OUTER] - p[RIGHT_EYE_OUTER])
    down = p[CHIN] - p[FOREHEAD]
    down = _unit(down - across * float(down @ across))
    yaw = np.degrees(np.arctan2(across[2], np.hypot(across[0], across[1])))
    roll = np.degrees(np.arctan2(across[1], across[0]))
    pitch = np.degrees(np.arctan2(down[2], np.hypot(down[0], down[1]))) - PITCH_AT_REST
    return Pose(float(yaw), float(-pitch), float(roll))


def _unit(vector: Points) -> Points:
    return vector / max(float(np.linalg.norm(vector)), 1e-6)
