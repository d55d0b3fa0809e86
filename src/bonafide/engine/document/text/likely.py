"""How likely the pixels of a line are what somebody says it reads (CTC, Graves et al. 2006)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.text.read import line_posteriors
from bonafide.engine.image import Pixels

Floats = NDArray[np.float32]


class LinePixels:
    """What the reader makes of one upright line (BGR): looked at once, asked as often as wanted."""

    def __init__(self, strip: Pixels) -> None:
        """Look at the line."""
        frames, self._characters = line_posteriors(strip)
        self._log = np.log(np.maximum(frames, 1e-12))

    def likelihoods(self, texts: Sequence[str]) -> list[float]:
        """Natural logarithm of the probability of each text.

        Minus infinity for a text with a character that the reader does not know.
        """
        place = {character: index for index, character in enumerate(self._characters)}
        return [_ctc(self._log, [place.get(c, -1) for c in text]) for text in texts]

    def spelled(self, allowed: str) -> str:
        """Read the line again as if it held these characters alone: the likeliest one at every step."""
        use = [0, *(i for i, c in enumerate(self._characters) if c and c in allowed)]
        best = np.asarray(use)[self._log[:, use].argmax(axis=1)]
        told = best != 0
        told[1:] &= best[1:] != best[:-1]
        return "".join(self._characters[index] for index in best[told])


def line_likelihoods(strip: Pixels, texts: Sequence[str]) -> list[float]:
    """Natural logarithm of the probability of each text for one upright line, as `LinePixels.likelihoods`."""
    return LinePixels(strip).likelihoods(texts)


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
