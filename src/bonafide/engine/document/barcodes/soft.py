"""Read the codewords of a blurred PDF417 symbol by comparing each with every pattern that exists.

A decoder that measures edges fails when edges run together. Here each codeword is compared as a whole with all
929 patterns of its row's cluster, softened like the picture, and the likeliest is taken; the symbol is then drawn
afresh, clean, for the decoder, whose error correction (ISO/IEC 15438, 4.7) decides whether all is right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.barcodes.grid import Grid
from bonafide.engine.document.barcodes.patterns import (
    START,
    STOP,
    drawn,
    fit_by_cluster,
    patterns,
    templates,
    words,
)

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

_LINES = 160
_LEAST_ROWS, _MOST_ROWS = 3, 92
_PEN = 3
"""Pixels a module when drawn."""


def redraw(grid: Grid) -> Image | None:
    """Draw the symbol afresh from the likeliest codewords; None where no rows can be told apart."""
    step = max(1, len(grid.lines) // _LINES)
    fit = fit_by_cluster(words(grid.lines[::step], grid.columns), grid.softness)
    rows = _rows(fit)
    if not _LEAST_ROWS <= len(rows) <= _MOST_ROWS:
        return None
    found = [_row(grid.lines[a * step : b * step], grid, cluster) for a, b, cluster in _trimmed(rows)]
    return _drawn(np.stack(found))


def _rows(fit: Floats) -> list[tuple[int, int, int]]:
    """Cut lines into rows (first, last + 1, cluster).

    The clusters follow each other 0, 1, 2, 0, ... downwards; of all such cuts the one that fits best (Viterbi).
    """
    change = 3.0 * float(np.abs(np.diff(fit, axis=1)).mean())
    score, came = np.zeros_like(fit), np.zeros(fit.shape, np.bool_)
    score[0] = fit[0]
    for y in range(1, len(fit)):
        stay, move = score[y - 1], np.roll(score[y - 1], 1) - change
        came[y] = move > stay
        score[y] = np.where(came[y], move, stay) + fit[y]
    k, end = int(np.argmax(score[-1])), len(fit)
    rows = []
    for y in range(len(fit) - 1, -1, -1):
        if y == 0 or came[y, k]:
            rows.append((y, end, k))
            k, end = (k - 1) % 3, y
    return rows[::-1]


def _trimmed(rows: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The first and the last row without the margin that was counted with them."""
    usual = round(float(np.median([b - a for a, b, _ in rows])))
    (top, end, first), (begin, bottom, last) = rows[0], rows[-1]
    rows[0], rows[-1] = (max(top, end - usual), end, first), (begin, min(bottom, begin + usual), last)
    return rows


def _row(lines: Floats, grid: Grid, cluster: int) -> NDArray[np.uint8]:
    """Modules of one row's codewords, from the mean of its middle lines."""
    cut = len(lines) // 5
    mean = lines[cut : len(lines) - cut].mean(axis=0, keepdims=True)
    likeness = words(mean, grid.columns)[0] @ templates(grid.softness)[cluster].T
    return np.asarray(patterns()[cluster][np.argmax(likeness, axis=1)].reshape(-1))


def _drawn(rows: NDArray[np.uint8]) -> Image:
    """A clean symbol with its quiet zone, black on white, rows three modules high."""
    start, stop = (np.tile(drawn(widths), (len(rows), 1)) for widths in (START, STOP))
    modules = np.concatenate([start, rows, stop], axis=1)
    clean = np.where(modules > 0.5, 0, 255).astype(np.uint8)
    large = np.repeat(np.repeat(clean, 3 * _PEN, axis=0), _PEN, axis=1)
    return np.pad(large, 6 * _PEN, constant_values=255)
