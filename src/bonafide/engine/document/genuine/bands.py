"""Bands that wander along the rows of film frames: light that pulses faster than the mains, seen row after row.

A rolling shutter reads a frame from the first row to the last in 10 to 30 ms. A screen dimmed by pulses of 240 Hz
and more leaves four and more bands in that time; lamps at twice the mains' frequency leave less than four.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from bonafide.engine.image import Pixels

FEWEST = 4
_ROWS = 240
_NOISE = 40
_SLOWEST, _FASTEST = 4, 16
"""Bands per frame that are looked at: below, mains light; above, print that the hand moves."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The strongest wandering band pattern: bands per frame, depth as a share of the light, dB over the others."""

    per_frame: int
    depth: float
    clear: float


def find_bands(frames: Sequence[Pixels]) -> Bands | None:
    """Compare each row's light with its mean over the frames; None with fewer than four frames of one size."""
    if len(frames) < FEWEST or len({f.shape for f in frames}) > 1:
        return None
    light = np.stack([_rows(frame) for frame in frames])
    change = light - light.mean(axis=0)
    change -= change.mean(axis=1, keepdims=True)
    spectrum = np.abs(np.fft.rfft(change * np.hanning(_ROWS), axis=1)).mean(axis=0) * (4 / _ROWS)
    part = spectrum[_SLOWEST : _FASTEST + 1]
    peak = int(np.argmax(part))
    clear = 20 * np.log10(
        max(float(part[peak]), 1e-9) / max(float(np.median(spectrum[_SLOWEST:_NOISE])), 1e-9)
    )
    return Bands(peak + _SLOWEST, float(part[peak]), float(clear))


def _rows(frame: Pixels) -> np.typing.NDArray[np.float64]:
    """Logarithm of the light of each row in the middle of the frame, print weakened by taking bright pixels."""
    width = frame.shape[1]
    green = frame[:, width // 4 : width - width // 4, 1]
    small = cv2.resize(green, (96, _ROWS), interpolation=cv2.INTER_AREA)
    return np.asarray(2.2 * np.log(np.percentile(small, 70, axis=1) + 4.0))
