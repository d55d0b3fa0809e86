"""The description of a face model that the operator brings. Light to import: no vision library is loaded here.

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
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from bonafide.engine import models

_NEEDED = {"name", "file", "sha256", "licence", "source"}
_ALLOWED = _NEEDED | {"order", "mean", "scale", "thresholds", "calibrated"}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class DescriptionError(models.ModelError):
    """The description of a model cannot be used."""

    code = "model_description"
    status = 422


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


def read_weights(model: FaceModel) -> bytes:
    """Return the bytes of the model's file, after they were hashed.

    Raises:
        ModelError: model_missing where it cannot be read, model_changed where it is not the file described.

    """
    try:
        data = Path(model.path).read_bytes()
    except OSError as error:
        raise models.ModelError(f"The file of model {model.name} cannot be read.") from error
    if hashlib.sha256(data).hexdigest() != model.sha256:
        raise models.ModelError(
            f"The file of model {model.name} is not the one described.", code="model_changed"
        )
    return data


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
    _want(math.isfinite(value), f"{what} is a number")
    return float(value)


def _want(holds: bool, rule: str) -> None:
    if not holds:
        raise DescriptionError(f"In a model description {rule}.")


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
