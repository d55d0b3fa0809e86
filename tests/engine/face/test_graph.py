"""The networks give here what they give as the package runs them, to the last bit."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from bonafide.engine import models
from bonafide.engine.face.graph import Graph, points_of
from bonafide.engine.image import Pixels, decode, shrink

TASKS = Path("/proc/self/task")
MESH = {"static_image_mode": True, "max_num_faces": 1, "refine_landmarks": True}


@pytest.fixture(scope="module")
def pictures(london: Path) -> list[Pixels]:
    found = [next((london / "neutral_front").glob(f"{person}_*.jpg")) for person in ("001", "024")]
    small = [shrink(decode(one.read_bytes()), 640) for one in found]
    return [np.asarray(cv2.cvtColor(one, cv2.COLOR_BGR2RGB), np.uint8) for one in small]


def plain(landmarks: Any) -> Any:
    return np.array([(p.x, p.y, p.z) for p in landmarks.landmark], np.float32)


def test_a_mesh_is_the_one_that_the_package_lays(pictures: list[Pixels]) -> None:
    library = models.native("mediapipe.python.solutions.face_mesh")
    own = Graph("face_mesh.FaceMesh", "multi_face_landmarks", **MESH)
    with library.FaceMesh(**MESH) as theirs:
        for picture in pictures:
            (mesh,) = own.run(picture)
            (other,) = theirs.process(picture).multi_face_landmarks
            assert points_of(mesh).shape == (478, 3)
            assert np.array_equal(points_of(mesh), plain(other))


def test_faces_are_the_ones_that_the_package_finds(pictures: list[Pixels]) -> None:
    library = models.native("mediapipe.python.solutions.face_detection")
    own = Graph("face_detection.FaceDetection", "detections", min_detection_confidence=0.5)
    with library.FaceDetection(min_detection_confidence=0.5) as theirs:
        for picture in pictures:
            assert own.run(picture) == theirs.process(picture).detections
            assert len(own.run(picture)) == 1


@pytest.mark.skipif(not TASKS.is_dir(), reason="this system does not list the threads of a process")
def test_a_graph_starts_no_thread(pictures: list[Pixels]) -> None:
    models.native("mediapipe.python.solutions.face_mesh")
    before = set(TASKS.iterdir())
    own = Graph("face_mesh.FaceMesh", "multi_face_landmarks", **MESH)
    assert len(own.run(pictures[0])) == 1
    assert set(TASKS.iterdir()) <= before


def test_where_nobody_is_there_is_nothing(pictures: list[Pixels]) -> None:
    own = Graph("face_mesh.FaceMesh", "multi_face_landmarks", **MESH)
    assert len(own.run(pictures[0])) == 1
    assert own.run(np.zeros((256, 256, 3), np.uint8)) == []


def test_landmarks_with_more_or_fewer_numbers_are_read_too() -> None:
    kinds = import_module("mediapipe.framework.formats.landmark_pb2")
    for more in ({"visibility": 0.5}, {}):
        found = kinds.NormalizedLandmarkList()
        found.landmark.add(x=0.25, y=0.5, **more)
        found.landmark.add(x=0.75, y=1.5, z=-2.0, **more)
        assert points_of(found).tolist() == [[0.25, 0.5, 0.0], [0.75, 1.5, -2.0]]
