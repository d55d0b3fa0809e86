"""The line recogniser of our own: a small convolutional net for OCR-B, trained by bench/train_mrz.py."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine import models
from bonafide.errors import BonafideError

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights" / "mrz.onnx"
SHA256 = "79cae950ca9ab3fefd8d44e5f6f3cfa6181219a7e470566185f1046097cbac60"
ROUGH = Path(__file__).parent / "weights" / "mrz_rough.onnx"
ROUGH_SHA256 = "e3363fca407f4178d7a2eb4b7eddc629e50e61df5882360e281c33a1643ef030"
"""A second net, trained on rougher lines: asked beside the first about what that is not quite sure of."""
HEIGHT = 24
STEP = 4
"""Columns of the strip per column of the answer."""
_THREADS = 2
_FAR = 5.0
"""Deviations from the mean beyond which nothing is print."""


def columns(strip: Image) -> Floats:
    """Log-probabilities of one upright line (BGR or grey, uint8): columns x (none, 37 characters).

    Raises BonafideError (code model_changed) where the weights are not those of this release.
    """
    return columns_of([strip])[0]


def columns_of(strips: Sequence[Image], *, rim: float = 0.0, rough: bool = False) -> list[Floats]:
    """As `columns`, for several lines in one run; each gives as many columns as its own width has.

    `rim`: width at either end, by the strip's height, that may lie beside the page and sets no contrast.
    `rough`: ask the second net instead of the first.
    """
    small = [_standard(strip, round(rim * HEIGHT)) for strip in strips]
    batch = np.zeros((len(small), 1, HEIGHT, max(x.shape[1] for x in small)), np.float32)
    for row, one in zip(batch, small, strict=True):
        row[0, :, : one.shape[1]] = one
    (out,) = _session(rough=rough).run(None, {"strip": batch})
    return [
        np.ascontiguousarray(frames[:, 0, : -(-one.shape[1] // STEP)].T, np.float32)
        for frames, one in zip(out, small, strict=True)
    ]


def _standard(strip: Image, rim: int) -> Floats:
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY) if strip.ndim == 3 else strip
    width = max(HEIGHT, round(grey.shape[1] * HEIGHT / grey.shape[0]))
    small = cv2.resize(grey, (width, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    inner = small[:, rim : width - rim] if width > 4 * rim else small
    return np.asarray(np.clip((small - inner.mean()) / (inner.std() + 1), -_FAR, _FAR), np.float32)


@lru_cache(maxsize=2)
def _session(*, rough: bool = False) -> Any:
    data = (ROUGH if rough else WEIGHTS).read_bytes()
    if hashlib.sha256(data).hexdigest() != (ROUGH_SHA256 if rough else SHA256):
        raise BonafideError(
            "The weights of the line recogniser are not those of this release.", code="model_changed"
        )
    return models.onnx_session(data, threads=_THREADS)
