"""Which network compares faces here, and the thresholds that belong to it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bonafide.checks.base import Limits
from bonafide.engine.face.described import FaceModel, read_description, read_weights
from bonafide.engine.models import FACE_EMBEDDER
from bonafide.policy.thresholds import SHIPPED
from bonafide.traces.faces import Maker

MAKER = Maker(FACE_EMBEDDER.name, FACE_EMBEDDER.sha256)
"""The network that makes the templates which are kept: always the shipped one."""


def chosen() -> FaceModel | None:
    """The operator's model of `BONAFIDE_FACE_MODEL`; None is the shipped one.

    Raises:
        ModelError: its description cannot be used, or has no thresholds (model_uncalibrated).

    """
    place: str = settings.BONAFIDE.face_model
    return _read(place) if place else None


@lru_cache(maxsize=1)
def _read(place: str) -> FaceModel:
    model = read_description(Path(place))
    model.thresholds()
    return model


def require() -> None:
    """Refuse to start with a model that could not be used: description, thresholds, file and its SHA-256.

    Raises:
        ModelError: with the code that says which.

    """
    model = chosen()
    if model is not None:
        read_weights(model)


def limits() -> Limits:
    """The shipped limits, with the thresholds of the operator's model where there is one."""
    model = chosen()
    if model is None:
        return SHIPPED
    match_min, review_min = model.thresholds()
    return replace(SHIPPED, match_min=match_min, review_min=review_min)
