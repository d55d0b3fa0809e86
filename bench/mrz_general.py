"""The zone read by the general recogniser alone, with our decoding, repair and checks, to be measured against."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document import text
from bonafide.engine.document.mrz.decode import best_fit, checked, general_frames
from bonafide.engine.document.mrz.zone import box_of, strip, zones
from bonafide.engine.evidence import MrzRead

TODAY = date(2026, 11, 22)


def general_alone(image: NDArray[np.uint8]) -> MrzRead | None:
    """Read with the general recogniser only: the first valid candidate, else the one that fails least."""
    best: MrzRead | None = None
    fewest = 5
    for found in zones(text.find_lines(image))[:6]:
        for way in (found, tuple(line.turned() for line in reversed(found))):
            fit = best_fit([general_frames(strip(image, line), undecided=False) for line in way])
            read = checked(fit, box_of(way), TODAY) if fit is not None else None
            if read is not None and read.valid:
                return read
            if read is not None and len(read.failed) < fewest:
                best, fewest = read, len(read.failed)
    return best
