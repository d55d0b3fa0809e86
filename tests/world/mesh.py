"""What mediapipe sees in a portrait: the face mesh, the head's turn, the silhouette."""

from importlib import import_module
from typing import Any

import cv2
import numpy as np

from tests.world.pixels import Floats, Image, floats

_face_mesh: Any = import_module("mediapipe.python.solutions.face_mesh")
_segmentation: Any = import_module("mediapipe.python.solutions.selfie_segmentation")


class NoFaceError(ValueError):
    """The photograph shows no face that the mesh model finds."""


def face_points(image: Image) -> Floats:
    """Return the 478 mesh points (x, y, z in pixels of the image). Raises NoFaceError."""
    with _face_mesh.FaceMesh(static_image_mode=True, refine_landmarks=True, max_num_faces=1) as mesh:
        found = mesh.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)).multi_face_landmarks
    if not found:
        raise NoFaceError("no face in the photograph")
    height, width = image.shape[:2]
    return floats([(p.x * width, p.y * height, p.z * width) for p in found[0].landmark])


def head_angles(points: Floats) -> tuple[float, float]:
    """Return yaw and roll in degrees of a face mesh, from the line between the outer eye corners."""
    x, y, z = points[263] - points[33]
    return float(np.degrees(np.arctan2(z, x))), float(np.degrees(np.arctan2(y, x)))


def oval_order() -> list[int]:
    """Return the numbers of the mesh points around the face, in order."""
    after: dict[int, int] = dict(_face_mesh.FACEMESH_FACE_OVAL)
    order = [next(iter(after))]
    while len(order) < len(after):
        order.append(after[order[-1]])
    return order


def silhouette(image: Image) -> Floats:
    """Return how much each pixel is person, 0 to 1, by mediapipe's selfie segmentation."""
    with _segmentation.SelfieSegmentation(model_selection=0) as model:
        return floats(model.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)).segmentation_mask)
