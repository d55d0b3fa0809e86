"""The pixels behind the lines of a document, each line looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bonafide.engine.document.text import LinePixels
from bonafide.engine.evidence import Box, Word
from bonafide.engine.image import Pixels

_MARGIN = 2
"""Pixels kept around a line that is looked at again."""


class PixelsOfLines:
    """Answers for lines of several sides: how likely texts are, what a line says, a line with more room."""

    def __init__(self, sides: Sequence[tuple[Pixels, Sequence[Word]]]) -> None:
        """Take the flat pictures (BGR), at least one, each with its lines."""
        self._first = sides[0][0]
        self._home = {id(word): image for image, words in sides for word in words}
        self._looked: dict[tuple[int, Box], LinePixels] = {}
        self._made: list[Word] = []

    def likelihoods(self, word: Word, texts: Sequence[str]) -> list[float]:
        """As `LinePixels.likelihoods` for the line."""
        return self._look(word).likelihoods(texts)

    def spelling(self, word: Word, characters: str) -> str:
        """As `LinePixels.spelled` for the line."""
        return self._look(word).spelled(characters)

    def wider(self, word: Word, left: float, right: float) -> Word:
        """Return the line with so many shares of its width more on its left and right."""
        x, y, width, height = word.box
        start = max(0, round(x - left * width))
        made = replace(word, box=(start, y, round(x + width * (1 + right)) - start, height))
        self._made.append(made)
        self._home[id(made)] = self._home.get(id(word), self._first)
        return made

    def _look(self, word: Word) -> LinePixels:
        image = self._home.get(id(word), self._first)
        key = id(image), word.box
        if key not in self._looked:
            self._looked[key] = LinePixels(_cut(image, word.box))
        return self._looked[key]


def _cut(image: Pixels, box: Box) -> Pixels:
    x, y, width, height = box
    top, left = max(0, y - _MARGIN), max(0, x - _MARGIN)
    return np.ascontiguousarray(image[top : y + height + _MARGIN, left : x + width + _MARGIN])
