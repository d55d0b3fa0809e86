"""What the tests of the zone start from: one day, lines as read, whether there is a font to draw with."""

from datetime import date

import numpy as np
import pytest
from tests.world.fonts import ocr_b_available

from bonafide.engine.document.mrz.ctc import INDEX, LineReading
from bonafide.engine.document.mrz.formats import ALPHABET

TODAY = date(2026, 11, 22)

needs_font = pytest.mark.skipif(not ocr_b_available(), reason="Debian package fonts-ocr-b absent")


def reading(line: str, doubts: dict[int, str], *, behind: float = 0.1) -> LineReading:
    """A line read with certainty but where `doubts` names a rival, `behind` by so much (log-probability)."""
    scores = np.full((len(line), len(ALPHABET)), -12.0, np.float32)
    for column, character in enumerate(line):
        scores[column, INDEX[character]] = 0.0
        if column in doubts:
            scores[column, INDEX[doubts[column]]] = -behind
    first = np.sort(scores, axis=1)
    return LineReading(line, scores, -0.1, line, np.tanh((first[:, -1] - first[:, -2]) / 2))
