"""A face as 128 numbers (dlib's residual network, King 2017), and how alike two of them are.

The face is stood upright by five points (eye corners and nose), cut to 150 x 150, and read together with its
mirror image: their mean is steadier than one of them. For a decision it is cut three times, a little narrower
and a little wider than the network was trained, which is steadier again (docs/benchmarks/faces.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine import models
from bonafide.engine.evidence import Box
from bonafide.engine.face import network, own_model
from bonafide.engine.face.described import FaceModel
from bonafide.engine.face.detect import Face
from bonafide.engine.face.landmarks import Mesh, find_mesh
from bonafide.engine.face.quality import cut
from bonafide.engine.image import Pixels, shrink

Embedding = NDArray[np.float32]

MODEL = models.FACE_EMBEDDER.name
CHIP_SIDE = 150
CHIP_PADDING = 0.25
STEADY_PADDINGS = (0.2, 0.25, 0.3)
"""Room around the face in the three crops that a template averages, in lengths of the face."""
WORK_SIDE = 512
SPAN = 2.4
"""Crop around the face before alignment, in lengths of its box."""
EYES = (33, 133, 263, 362)
LIPS = (13, 14)
# The point predictor was trained on boxes of dlib's own detector. Fitted on 173 portraits where that detector
# saw the face: its side is 1.01 times the geometric mean of the mesh box, its centre between eyes and mouth.
BOX_SIDE = 1.01


def _points() -> Any:
    path = models.verified(models.FACE_POINTS)
    return models.native("dlib").shape_predictor(str(path))


_POINTS = models.Shared(_points)


def load() -> None:
    """Load the points now instead of at the first face, and run the network once on no face at all."""
    with _POINTS.lend():
        pass
    network.descriptors([np.zeros((CHIP_SIDE, CHIP_SIDE, 3), np.uint8)])


def embed(image: Pixels, face: Face, *, mesh: Mesh | None = None, mirror: bool = True) -> Embedding:
    """Embed one face of a BGR image.

    Args:
        image: the picture the face was found in.
        face: where it is.
        mesh: its mesh, if already laid; else it is laid here.
        mirror: read the mirror image too and average (4 ms more).

    Returns:
        128 float32 values of Euclidean length 1.

    """
    chip = align(image, face, mesh=mesh)
    return _mean(network.descriptors(_with_mirrors([chip]) if mirror else [chip]))


def _mean(found: Embedding) -> Embedding:
    """Mean direction of several descriptors, length 1."""
    mean = (found / np.linalg.norm(found, axis=1, keepdims=True)).mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def template(
    image: Pixels, face: Face, *, mesh: Mesh | None = None, model: FaceModel | None = None
) -> Embedding:
    """Embed one face for a decision: steadier than `embed`, at a few times its cost.

    Args:
        image: BGR, the picture the face was found in.
        face: where it is.
        mesh: its mesh, if already laid.
        model: the operator's own; None is the shipped one.

    Returns:
        float32 values of Euclidean length 1: 128 of the shipped model. Templates of two models cannot be compared.

    Raises:
        ModelError: the model's file is missing, changed or unfit.

    """
    mesh = mesh or find_mesh(image, face)
    if model is None:
        return _mean(network.descriptors(_with_mirrors(_aligned(image, face, mesh, STEADY_PADDINGS))))
    return _mean(own_model.descriptors(model, _with_mirrors([own_model.align(image, face, mesh)])))


def _with_mirrors(chips: list[Pixels]) -> list[Pixels]:
    return [*chips, *(np.ascontiguousarray(chip[:, ::-1]) for chip in chips)]


def similarity(a: Embedding, b: Embedding) -> float:
    """Cosine of two embeddings, -1 to 1. What a value means is measured, see docs/benchmarks."""
    return float(np.clip(np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)), -1.0, 1.0))


def align(image: Pixels, face: Face, *, mesh: Mesh | None = None) -> Pixels:
    """Cut the face upright: 150 x 150 RGB, eyes level, as the network was trained."""
    return _aligned(image, face, mesh or find_mesh(image, face), (CHIP_PADDING,))[0]


def _aligned(image: Pixels, face: Face, mesh: Mesh | None, paddings: Sequence[float]) -> list[Pixels]:
    side, (x, y) = _detector_box(face, mesh)
    span = side * SPAN
    around: Box = (round(x - span / 2), round(y - span / 2), round(span), round(span))
    crop = cut(image, around)
    small = np.asarray(cv2.cvtColor(shrink(crop, WORK_SIDE), cv2.COLOR_BGR2RGB), np.uint8)
    scale = small.shape[1] / crop.shape[1]
    corner = (max(around[0], 0), max(around[1], 0))
    return _chips(small, (x - corner[0]) * scale, (y - corner[1]) * scale, side * scale, paddings)


def _detector_box(face: Face, mesh: Mesh | None) -> tuple[float, tuple[float, float]]:
    if mesh is None:
        x, y, wide, high = face.box
        return float(wide), (x + wide / 2, y + high * 0.47)
    eyes, lips = (mesh.points[list(which), :2].mean(axis=0) for which in (EYES, LIPS))
    middle = (eyes + lips) / 2
    return BOX_SIDE * float(np.sqrt(mesh.box[2] * mesh.box[3])), (float(middle[0]), float(middle[1]))


def _chips(rgb: Pixels, x: float, y: float, side: float, paddings: Sequence[float]) -> list[Pixels]:
    dlib = models.native("dlib")
    half = side / 2
    box = dlib.rectangle(round(x - half), round(y - half), round(x + half), round(y + half))
    with _POINTS.lend() as points:
        shape = points(rgb, box)
    cuts = (dlib.get_face_chip(rgb, shape, size=CHIP_SIDE, padding=padding) for padding in paddings)
    return [np.asarray(cut, np.uint8) for cut in cuts]
