"""Running a face model that the operator brings: verified by its SHA-256, run by onnxruntime, aligned as ArcFace.

Its description is read in `bonafide.engine.face.described`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine import models
from bonafide.engine.face.described import FaceModel, read_weights
from bonafide.engine.face.detect import Face
from bonafide.engine.face.landmarks import LEFT_IRIS, NOSE_TIP, RIGHT_IRIS, Mesh
from bonafide.engine.image import Pixels

Floats = NDArray[np.float32]

SIDE = 112
MOUTH_RIGHT, MOUTH_LEFT = 61, 291
# Where the person's right eye, left eye, nose tip and mouth corners stand in the 112 x 112 crop (ArcFace).
PLACES = np.array(
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)],
    np.float32,
)


class UnfitError(models.ModelError):
    """The file is no network that takes 112 x 112 faces and gives one vector each."""

    code = "model_unfit"


def descriptors(model: FaceModel, faces: list[Pixels]) -> Floats:
    """Run the model on upright faces, each 112 x 112 BGR uint8; returns n x d, not normalised.

    Raises:
        ModelError: model_missing, model_changed (other bytes than described).
        UnfitError: the network takes or gives something else.

    """
    with _shared(model).lend() as session:
        source = session.get_inputs()[0].name
        stacked = np.stack([face[..., ::-1] if model.rgb else face for face in faces]).astype(np.float32)
        prepared = np.ascontiguousarray(((stacked - model.mean) / model.scale).transpose(0, 3, 1, 2))
        # one at a time: many published files have a batch of one fixed in their shape
        found = [session.run(None, {source: one[None]})[0] for one in prepared.astype(np.float32)]
    return np.concatenate([np.asarray(one, np.float32).reshape(1, -1) for one in found])


@lru_cache(maxsize=4)
def _shared(model: FaceModel) -> models.Shared[Any]:
    return models.Shared(lambda: _session(model))


def _session(model: FaceModel) -> Any:
    data = read_weights(model)
    runtime = models.native("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads, options.log_severity_level = 1, 1, 4
    try:
        session = models.opened(data, options)
        (answer,) = session.run(
            None, {session.get_inputs()[0].name: np.zeros((1, 3, SIDE, SIDE), np.float32)}
        )
    except Exception as error:  # the runtime has no error class of its own that is public
        raise UnfitError(f"The file of model {model.name} does not take faces of 112 x 112.") from error
    if answer.shape[0] != 1 or answer.size < 2:
        raise UnfitError(f"Model {model.name} does not give one vector for a face.")
    return session


def align(image: Pixels, face: Face, mesh: Mesh | None) -> Pixels:
    """Cut the face upright: 112 x 112 BGR. Without a mesh the two eyes alone decide."""
    if mesh is None:
        seen, places = np.array(face.eyes, np.float32), PLACES[:2]
    else:
        five = [RIGHT_IRIS, LEFT_IRIS, NOSE_TIP, MOUTH_RIGHT, MOUTH_LEFT]
        seen, places = mesh.points[five, :2], PLACES
    turn = similarity_transform(seen, places)
    shrunk = float(np.hypot(turn[0, 0], turn[1, 0]))
    # warping down by more than half skips pixels: soften first
    soft = cv2.GaussianBlur(image, (0, 0), 0.4 / shrunk) if shrunk < 0.5 else image
    return np.asarray(cv2.warpAffine(soft, turn, (SIDE, SIDE), flags=cv2.INTER_LINEAR), np.uint8)


def similarity_transform(seen: Floats, places: Floats) -> Floats:
    """Least-squares turn, scale and shift from `seen` to `places` (n x 2 each), as a 2 x 3 matrix.

    As complex numbers the best factor has one closed form, and no reflection can come out.
    """
    one, two = seen @ np.array([1, 1j]), places @ np.array([1, 1j])
    first, second = one - one.mean(), two - two.mean()
    factor = (first.conj() @ second) / max(float((np.abs(first) ** 2).sum()), 1e-9)
    shift = two.mean() - factor * one.mean()
    return np.array(
        [[factor.real, -factor.imag, shift.real], [factor.imag, factor.real, shift.imag]], np.float32
    )
