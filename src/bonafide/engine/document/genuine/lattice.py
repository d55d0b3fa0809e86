"""Traces of an earlier JPEG: where a picture was saved, changed in part, and saved again.

Saving rounds every frequency of an 8 x 8 block to multiples of a step. What was saved twice still clusters at
multiples of the first, coarser step; what was put in between does not (double quantisation: Popescu and Farid
2004; localised by Bianchi and Piva 2012). Each block votes by how near its coefficients lie to those multiples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_MODES = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (2, 2))
_STEPS = range(2, 25)
_FEWEST = 150
_SAMPLE = 4000
_PRESENT = 0.25


@dataclass(frozen=True, slots=True)
class Lattice:
    """Votes of the blocks of a picture.

    Attributes:
        votes: per block of 8 x 8 the sum over its coefficients of cos(2 pi c / step): near their number where
            the block lies on the lattice, near 0 where it does not.
        weights: how many coefficients voted.

    """

    votes: Floats
    weights: Floats


def read_lattice(luma: NDArray[np.uint8]) -> Lattice:
    """Find the steps that the whole picture shares, and let every block vote on the coarsest of each mode.

    `luma` is cut at multiples of 8 pixels from the corner of the file, or the blocks are not the file's.
    """
    blocks = _coefficients(luma)
    votes = np.zeros(blocks.shape[:2], np.float32)
    weights = np.zeros_like(votes)
    for k in range(len(_MODES)):
        values = blocks[..., k]
        step = _step(values)
        if step == 0:
            continue
        counts = np.abs(values) > 0.6 * step
        votes += np.where(counts, np.cos(values * np.float32(2 * np.pi / step)), 0)
        weights += counts
    return Lattice(votes, weights)


def _coefficients(luma: NDArray[np.uint8]) -> Floats:
    """Low cosine coefficients of all blocks as JPEG scales them: rows x columns x modes."""
    rows, columns = luma.shape[0] // 8, luma.shape[1] // 8
    blocks = luma[: rows * 8, : columns * 8].astype(np.float32).reshape(rows, 8, columns, 8)
    n = np.arange(8)
    base = np.cos((2 * n[None] + 1) * n[:3, None] * np.pi / 16) * np.where(
        n[:3, None] == 0, np.sqrt(1 / 8), 0.5
    )
    down = np.einsum("rycx,uy->rucx", blocks, base.astype(np.float32), optimize=True)
    both = np.einsum("rucx,vx->rcuv", down, base.astype(np.float32), optimize=True)
    return np.stack([both[..., u, v] for u, v in _MODES], axis=-1)


def _step(values: Floats) -> int:
    """Coarsest step whose multiples most coefficients lie near; 0 where there is none."""
    best, clear = 0, 0.0
    values = values.ravel()[:: max(1, values.size // _SAMPLE)]
    for step in _STEPS:
        chosen = values[np.abs(values) > 0.6 * step]
        if chosen.size < _FEWEST:
            break
        found = float(np.cos(chosen * np.float32(2 * np.pi / step)).mean())
        if found > _PRESENT and found > 0.8 * clear:
            best, clear = step, found
    return best
