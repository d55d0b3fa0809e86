"""What a line of print says: a network gives the likeliest character at every step along it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine import models
from bonafide.engine.image import Pixels
from bonafide.engine.models import ModelFile

Floats = NDArray[np.float32]

READER = ModelFile(
    "ppocr-v6-rec-small",
    "rapidocr",
    "models/PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    "Apache-2.0",
    "https://github.com/RapidAI/RapidOCR",
)
_AT_ONCE = 2
"""Lines read at once, each by one thread: no time is lost on waiting for each other inside the network."""
_LINE_HEIGHT, _LEAST_COLUMNS, _STEP = 48, 96, 32
"""Pixels of a line as the network takes it: height, least width, steps of width."""
_AFTER = 64
"""Empty pixels behind a line: the network knows lines with room behind them, and loses letters without."""
_USUAL_COLUMNS = 320
"""Width to which the network's authors fill up; `line_posteriors` keeps to it, margins were measured so."""
_BLANK = 0


def read_strips(strips: Sequence[Pixels]) -> list[tuple[str, float]]:
    """Read upright lines cut close around them (BGR): text and confidence 0 to 1, "" where nothing is read.

    Every line is read by itself: in batches the short ones are filled up and results leave the cache, which
    takes half as long again and three times the memory.
    """
    if not strips:
        return []
    _reader()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = list(pool.map(_read_strip, strips[:-1]))
    return [*found, _read_strip(strips[-1], last=True)]


def line_posteriors(strip: Pixels) -> tuple[Floats, tuple[str, ...]]:
    """Return probabilities of one upright line (frames x characters) and the characters, CTC blank first."""
    columns = max(_USUAL_COLUMNS, int(strip.shape[1] * _LINE_HEIGHT / strip.shape[0]))
    return _frames(strip, columns), _characters()


def _read_strip(strip: Pixels, *, last: bool = False) -> tuple[str, float]:
    """Read one line; after the `last` one the network gives back the memory that the widest took."""
    width = strip.shape[1] * _LINE_HEIGHT / strip.shape[0]
    columns = max(_LEAST_COLUMNS, math.ceil(width / _STEP) * _STEP) + _AFTER
    frames = _frames(strip, columns, give_back=last)
    best = frames.argmax(axis=1)
    told = best != _BLANK
    told[1:] &= best[1:] != best[:-1]
    if not told.any():
        return "", 0.0
    characters = _characters()
    text = "".join(characters[index] for index in best[told])
    return text, float(frames.max(axis=1)[told].mean())


def _frames(strip: Pixels, columns: int, *, give_back: bool = False) -> Floats:
    """Probabilities of the characters at every step, the line filled up with grey to so many columns."""
    width = min(columns, math.ceil(strip.shape[1] * _LINE_HEIGHT / strip.shape[0]))
    batch = np.zeros((1, 3, _LINE_HEIGHT, columns), np.float32)
    scaled = cv2.resize(strip, (width, _LINE_HEIGHT))
    batch[0, :, :, :width] = (scaled.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)
    if not give_back:
        (frames,) = _reader().run(None, {"x": batch})
        return np.asarray(frames[0], np.float32)
    answer: Floats = np.empty((1, _steps(columns), len(_characters())), np.float32)
    models.onnx_run(_reader(), batch, answer)
    return np.asarray(answer[0], np.float32)


def _steps(columns: int) -> int:
    """Steps of the answer: the network halves its picture twice, rounding up, and once more, rounding down."""
    return -(-columns // 4) // 2


@lru_cache(maxsize=1)
def _characters() -> tuple[str, ...]:
    """Character of every class: the blank, those listed in the file, the space."""
    listed = _reader().get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *listed, " ")


@lru_cache(maxsize=1)
def _reader() -> Any:
    """Load the network once per process, on first use."""
    return models.onnx_session(models.verified(READER), threads=1)
