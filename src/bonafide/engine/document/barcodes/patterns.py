"""The bar patterns of PDF417 (ISO/IEC 15438, 4.3) and how well a piece of a picture fits them.

A codeword is 17 modules wide, four bars and four spaces, bar first. There are three clusters of 929 patterns, which
take turns from row to row. The table was collected from symbols (`bench/pdf417_patterns.py`).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

START = (8, 1, 1, 1, 1, 1, 1, 3)
STOP = (7, 1, 1, 3, 1, 1, 1, 2, 1)
WORD = 17
SAMPLES = 3
"""Samples per module."""
SOFTNESS = (0.35, 0.55, 0.75, 1.0)
"""Sigmas, in modules, of the blur that is expected."""

_TABLE = Path(__file__).with_name("pdf417_patterns.npy")
_SIDE = 2
"""Modules beyond a codeword that are compared too: the space before it and the bar after it."""


@lru_cache(maxsize=1)
def patterns() -> NDArray[np.uint8]:
    """Modules of all patterns, 3 x 929 x 17, 1 is a bar."""
    middle = np.load(_TABLE, allow_pickle=False).astype(np.int64)
    word = (1 << 16) | (middle << 1)
    return np.asarray(word[..., None] >> np.arange(16, -1, -1) & 1, np.uint8)


def drawn(widths: tuple[int, ...], fine: int = 1) -> Floats:
    """Bars (1) and spaces (0) of the given widths in modules, bar first, `fine` samples a module."""
    bars = [1.0 - (i % 2) for i in range(len(widths))]
    return np.asarray(np.repeat(bars, [w * fine for w in widths]), np.float32)


@lru_cache(maxsize=len(SOFTNESS))
def templates(softness: float) -> Floats:
    """Patterns as a camera sees them, mean 0 and length 1: 3 x 929 x samples. `softness` is a sigma in modules."""
    bits = np.pad(patterns().astype(np.float32), ((0, 0), (0, 0), (_SIDE, _SIDE)))
    bits[..., -_SIDE:] = (1, 0.5)  # a bar follows, one module at least
    bits[..., 0] = 0.4  # a space came before, one module at least
    fine = np.repeat(bits, SAMPLES, axis=2).reshape(-1, bits.shape[2] * SAMPLES)
    sigma = softness * SAMPLES
    seen = cv2.GaussianBlur(fine, (0, 0), sigmaX=sigma, sigmaY=1e-6, borderType=cv2.BORDER_REPLICATE)
    return _unit(np.asarray(-seen, np.float32)).reshape(3, bits.shape[1], -1)


def words(lines: Floats, columns: int) -> Floats:
    """Cut lines into codewords and their neighbours' edges, mean 0 and length 1.

    `lines` is n x samples, from the start pattern to the stop pattern; gives n x (columns + 2) x samples.
    """
    wide = SAMPLES * _SIDE
    cuts = [SAMPLES * WORD * (k + 1) for k in range(columns + 2)]
    return _unit(np.stack([lines[:, c - wide : c + SAMPLES * WORD + wide] for c in cuts], axis=1))


def _unit(rows: Floats) -> Floats:
    away = rows - rows.mean(axis=-1, keepdims=True)
    return np.asarray(away / (np.linalg.norm(away, axis=-1, keepdims=True) + 1e-6), np.float32)


def fit_by_cluster(cut: Floats, softness: float) -> Floats:
    """How well lines of codewords (as `words` gives them) fit each cluster: n x 3, correlation -1 to 1.

    Each codeword counts with its best pattern; a line has the mean of its codewords.
    """
    flat = cut.reshape(-1, cut.shape[-1])
    best = [(flat @ one.T).max(axis=1) for one in templates(softness)]
    each = np.stack(best, axis=1).reshape(cut.shape[0], cut.shape[1], 3)
    return np.asarray(each.mean(axis=1), np.float32)


def best_softness(cut: Floats) -> tuple[float, float]:
    """The softness at which codewords fit best, and that fit."""
    scored = [(float(fit_by_cluster(cut, s).max(axis=1).mean()), s) for s in SOFTNESS]
    fit, softness = max(scored)
    return softness, fit
