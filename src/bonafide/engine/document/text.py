"""Printed text in a photograph, read by one general recogniser (PP-OCRv6 through rapidocr).

Scripts it knows: Latin with diacritics, simplified and traditional Chinese, Japanese kana. It has no
Cyrillic, Greek, Arabic, Korean, Thai or Devanagari; such text comes out as noise with low confidence.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Quad
from bonafide.engine.models import ModelFile

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

_SOURCE = "https://github.com/RapidAI/RapidOCR"
MODELS = (
    ModelFile(
        "ppocr-v6-det-small",
        "rapidocr",
        "models/PP-OCRv6_det_small.onnx",
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
        "Apache-2.0",
        _SOURCE,
    ),
    ModelFile(
        "ppocr-v6-rec-small",
        "rapidocr",
        "models/PP-OCRv6_rec_small.onnx",
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
        "Apache-2.0",
        _SOURCE,
    ),
)
"""The finder of lines and their reader."""
_THREADS = 2
_LOCK = threading.Lock()
_LONG_SIDE = 1280
_LINE_HEIGHT, _LEAST_COLUMNS, _STEP, _BATCH = 48, 96, 32, 8
"""Pixels of a line as the reader takes it: height, least width, steps of width; most lines of one batch."""


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


def find_print(image: Image, short_side: int) -> list[Quad]:
    """Corners of every text line, found on a copy whose short side has `short_side` pixels; cheaper, coarser."""
    height, width = image.shape[:2]
    scale = short_side / min(height, width)
    size = (max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    with _LOCK:
        finder = _engine()._load_det_model()  # noqa: SLF001 - no public way to a size of one's own
        heat = finder.session((small.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None])
        boxes, _ = finder.postprocess_op(heat, (height, width))
    return [_quad(box, 1.0) for box in boxes]


def read_strips(strips: Sequence[Image]) -> list[tuple[str, float]]:
    """Read upright lines cut close around them (BGR, uint8), in batches of about one length.

    As `read_line` for each, at half the time: a short line is not padded to the length of a long one.
    """
    found = [("", 0.0)] * len(strips)
    for group in _alike([_columns(strip) for strip in strips]):
        batch = np.zeros((len(group), 3, _LINE_HEIGHT, max(w for _, w in group)), np.float32)
        for row, (index, _) in enumerate(group):
            picture = _line_picture(strips[index])
            batch[row, :, :, : picture.shape[2]] = picture
        with _LOCK:
            reader = _engine()._load_rec_model()  # noqa: SLF001 - the public way pads every line
            texts, _ = reader.postprocess_op(
                reader.session(batch), return_word_box=False, wh_ratio_list=None, max_wh_ratio=None
            )
        for (index, _), (text, score) in zip(group, texts, strict=True):
            found[index] = (str(text), float(score))
    return found


def _columns(strip: Image) -> int:
    """Width of the strip at the reader's height, in whole steps."""
    width = strip.shape[1] * _LINE_HEIGHT / strip.shape[0]
    return int(max(_LEAST_COLUMNS, math.ceil(width / _STEP) * _STEP))


def _line_picture(strip: Image) -> Floats:
    width = math.ceil(strip.shape[1] * _LINE_HEIGHT / strip.shape[0])
    scaled = cv2.resize(strip, (width, _LINE_HEIGHT))
    return np.asarray((scaled.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1), np.float32)


def _alike(widths: Sequence[int]) -> list[list[tuple[int, int]]]:
    """Group (index, width) so that widths in a group differ by one step at most."""
    groups: list[list[tuple[int, int]]] = []
    for one in sorted(enumerate(widths), key=lambda pair: pair[1]):
        last = groups[-1] if groups else None
        if last and len(last) < _BATCH and one[1] <= last[0][1] + _STEP:
            last.append(one)
        else:
            groups.append([one])
    return groups


def line_posteriors(strip: Image) -> tuple[Floats, tuple[str, ...]]:
    """Return probabilities of one upright line (frames x characters) and the characters, CTC blank first."""
    with _LOCK:
        reader = _engine()._load_rec_model()  # noqa: SLF001 - no public way to the probabilities
        ratio = max(strip.shape[1] / strip.shape[0], 320 / 48)
        frames = reader.session(reader.resize_norm_img(strip, ratio)[None])[0]
        characters = tuple(reader.postprocess_op.character)
    return np.asarray(frames, np.float32), characters


def line_likelihoods(strip: Image, texts: Sequence[str]) -> list[float]:
    """Natural logarithm of the probability of each text for one upright line (CTC, Graves et al. 2006).

    Minus infinity for a text with a character that the reader does not know.
    """
    frames, characters = line_posteriors(strip)
    place = {character: index for index, character in enumerate(characters)}
    log = np.log(np.maximum(frames[0] if frames.ndim == 3 else frames, 1e-12))
    return [_ctc(log, [place.get(c, -1) for c in text]) for text in texts]


def _ctc(log: Floats, text: list[int]) -> float:
    """Sum over every way to write `text` with blanks (0) between; `log` is frames x characters."""
    if not text or min(text) < 0:
        return -math.inf
    states = np.zeros(2 * len(text) + 1, np.int64)
    states[1::2] = text
    skip = np.zeros(len(states), bool)
    skip[3::2] = states[3::2] != states[1:-2:2]
    alpha = np.full(len(states), -np.inf)
    alpha[:2] = log[0, states[:2]]
    for frame in log[1:]:
        one = np.concatenate([[-np.inf], alpha[:-1]])
        two = np.where(skip, np.concatenate([[-np.inf, -np.inf], alpha[:-2]]), -np.inf)
        alpha = np.logaddexp(np.logaddexp(alpha, one), two) + frame[states]
    return float(np.logaddexp(alpha[-1], alpha[-2]))


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
