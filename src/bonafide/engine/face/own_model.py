"""A face model that the operator brings: described in a file, verified by its SHA-256, run by onnxruntime.

The description is YAML:

    name: sface                       # short word, goes into every decision
    file: face_recognition_sface_2021dec.onnx   # beside the description, or an absolute path
    sha256: 64 hex digits
    licence: Apache-2.0
    source: https://...               # where the file was published
    order: rgb                        # colour order of the input: rgb or bgr
    mean: 0                           # subtracted from 0..255, then divided by
    scale: 1
    thresholds: {match_min: 0.36, review_min: 0.20}   # printed by `bonafide calibrate`
    calibrated: on what the thresholds were measured

The network takes n x 3 x 112 x 112 float32 (faces stood upright on five points, as ArcFace and its descendants
were trained: Deng et al. 2019) and gives n x d. Thresholds are this model's own; without them it can be
calibrated, and decides nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cv2
import numpy as np
import yaml
from numpy.typing import NDArray

from bonafide.engine import models
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
_NEEDED = {"name", "file", "sha256", "licence", "source"}
_ALLOWED = _NEEDED | {"order", "mean", "scale", "thresholds", "calibrated"}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class DescriptionError(models.ModelError):
    """The description of a model cannot be used."""

    code = "model_description"
    status = 422


class UnfitError(models.ModelError):
    """The file is no network that takes 112 x 112 faces and gives one vector each."""

    code = "model_unfit"


class UncalibratedError(models.ModelError):
    """The model has no thresholds of its own yet."""

    code = "model_uncalibrated"


@dataclass(frozen=True, slots=True)
class FaceModel:
    """One described model. Plain data: it crosses the border to the engine's processes.

    Attributes:
        name, path, sha256, licence, source: as described; path absolute.
        rgb: colour order of the input, else BGR.
        mean, scale: input is (value - mean) / scale.
        match_min, review_min: this model's own thresholds; None before calibration.
        calibrated: on what they were measured.

    """

    name: str
    path: str
    sha256: str
    licence: str
    source: str
    rgb: bool = True
    mean: float = 0.0
    scale: float = 1.0
    match_min: float | None = None
    review_min: float | None = None
    calibrated: str = ""

    def thresholds(self) -> tuple[float, float]:
        """Return match_min and review_min. Raises UncalibratedError where there are none."""
        if self.match_min is None or self.review_min is None:
            raise UncalibratedError(
                f"Model {self.name} has no thresholds: run `bonafide calibrate` and write them down."
            )
        return self.match_min, self.review_min


def read_description(file: Path) -> FaceModel:
    """Read a description.

    Raises:
        DescriptionError: not readable, a key unknown or missing, or a value out of place.

    """
    try:
        said = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DescriptionError(f"The model description {file.name} cannot be read.") from error
    if not isinstance(said, Mapping) or not set(said) <= _ALLOWED or not set(said) >= _NEEDED:
        raise DescriptionError(f"{file.name} needs {_listed(_NEEDED)} and may have {_listed(_ALLOWED)}.")
    return _described(said, file)


def _described(said: Mapping[str, Any], file: Path) -> FaceModel:
    name, digest, order = str(said["name"]), str(said["sha256"]).lower(), said.get("order", "rgb")
    _want(_NAME.fullmatch(name) is not None, "name is a short word of a-z, 0-9, . _ -")
    _want(name != models.FACE_EMBEDDER.name, "name is another than that of the shipped model")
    _want(_SHA256.fullmatch(digest) is not None, "sha256 has 64 hex digits")
    _want(bool(str(said["licence"]).strip()), "licence is named")
    _want(urlsplit(str(said["source"])).scheme == "https", "source is an https address")
    _want(order in {"rgb", "bgr"}, "order is rgb or bgr")
    scale = _real(said.get("scale", 1.0), "scale")
    _want(scale > 0, "scale is above 0")
    match_min, review_min = _thresholds(said.get("thresholds"))
    return FaceModel(
        name=name,
        path=str((file.parent / str(said["file"])).resolve()),
        sha256=digest,
        licence=str(said["licence"]),
        source=str(said["source"]),
        rgb=order == "rgb",
        mean=_real(said.get("mean", 0.0), "mean"),
        scale=scale,
        match_min=match_min,
        review_min=review_min,
        calibrated=str(said.get("calibrated", "")),
    )


def _thresholds(said: Any) -> tuple[float | None, float | None]:
    if said is None:
        return None, None
    _want(
        isinstance(said, Mapping) and set(said) == {"match_min", "review_min"},
        "thresholds has match_min and review_min",
    )
    match_min, review_min = _real(said["match_min"], "match_min"), _real(said["review_min"], "review_min")
    _want(-1 < review_min <= match_min < 1, "-1 < review_min <= match_min < 1")
    return match_min, review_min


def _real(value: Any, what: str) -> float:
    _want(isinstance(value, (int, float)) and not isinstance(value, bool), f"{what} is a number")
    _want(bool(np.isfinite(value)), f"{what} is a number")
    return float(value)


def _want(holds: bool, rule: str) -> None:
    if not holds:
        raise DescriptionError(f"In a model description {rule}.")


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


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
    try:
        data = Path(model.path).read_bytes()
    except OSError as error:
        raise models.ModelError(f"The file of model {model.name} cannot be read.") from error
    if hashlib.sha256(data).hexdigest() != model.sha256:
        raise models.ModelError(
            f"The file of model {model.name} is not the one described.", code="model_changed"
        )
    runtime = models.native("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads, options.log_severity_level = 1, 1, 4
    try:
        session = runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
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
