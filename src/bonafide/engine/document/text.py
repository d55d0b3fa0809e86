"""Printed text in a photograph, read by one general recogniser (PP-OCRv6 through rapidocr).

Scripts it knows: Latin with diacritics, simplified and traditional Chinese, Japanese kana. It has no
Cyrillic, Greek, Arabic, Korean, Thai or Devanagari; such text comes out as noise with low confidence.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Quad

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

_THREADS = 2
_LOCK = threading.Lock()
_LONG_SIDE = 1280


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of print: text, confidence 0 to 1, corners in the image clockwise from its own top-left."""

    text: str
    confidence: float
    box: Quad


def read_text(image: Image) -> list[TextLine]:
    """Read every line in `image` (BGR, uint8), top to bottom. Lines may stand upright or upside down."""
    small, scale = _shrink(image)
    with _LOCK:
        out = _engine()(small, use_det=True, use_cls=True, use_rec=True)
    if out.boxes is None or out.txts is None:
        return []
    return [
        TextLine(str(text), float(score), _quad(box, scale))
        for box, text, score in zip(out.boxes, out.txts, out.scores, strict=True)
    ]


def read_line(strip: Image) -> tuple[str, float]:
    """Read one upright line from a strip (BGR, uint8) cut close around it: text and confidence 0 to 1."""
    with _LOCK:
        out = _engine()(strip, use_det=False, use_cls=False, use_rec=True)
    return (str(out.txts[0]), float(out.scores[0])) if out.txts else ("", 0.0)


def find_lines(image: Image) -> list[Quad]:
    """Corners of every text line in `image` (BGR, uint8), without reading any of them."""
    small, scale = _shrink(image)
    with _LOCK:
        out = _engine()(small, use_det=True, use_cls=False, use_rec=False)
    return [] if out.boxes is None else [_quad(box, scale) for box in out.boxes]


def line_posteriors(strip: Image) -> tuple[Floats, tuple[str, ...]]:
    """Return probabilities of one upright line (frames x characters) and the characters, CTC blank first."""
    with _LOCK:
        reader = _engine()._load_rec_model()  # noqa: SLF001 - no public way to the probabilities
        ratio = max(strip.shape[1] / strip.shape[0], 320 / 48)
        frames = reader.session(reader.resize_norm_img(strip, ratio)[None])[0]
        characters = tuple(reader.postprocess_op.character)
    return np.asarray(frames, np.float32), characters


def _shrink(image: Image) -> tuple[Image, float]:
    scale = _LONG_SIDE / max(image.shape[:2])
    if scale >= 1:
        return image, 1.0
    return np.asarray(
        cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    ), scale


def _quad(box: NDArray[np.float32], scale: float) -> Quad:
    a, b, c, d = ((float(x / scale), float(y / scale)) for x, y in box)
    return a, b, c, d


@lru_cache(maxsize=1)
def _engine() -> Any:
    """Load the models once per process, on first use (about 0.5 s and 300 MB)."""
    from rapidocr import RapidOCR  # noqa: PLC0415 - heavy, and most processes never read a document

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
