"""What stands beside the head in a capture, and how its frames look as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

GRID = 16
"""Tiles on a side of the square that every frame is brought to."""
TILE_SIZE = 60
"""Numbers of one tile: its DCT coefficients without the four that light falling in changes."""
FRAME_SIZE = 1023
"""Numbers of one frame: its 32 x 32 lowest DCT coefficients without the first."""
FRAMES = 8
"""Frames that are looked at: those in which the head is turned least."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The numbers of one capture.

    Attributes:
        tiles: numbers of each tile row by row, GRID * GRID x TILE_SIZE, each of length 1; zeros where `seen` is not.
        seen: which tiles show something that can be compared: beside the head throughout, and no bare wall.
        frames: numbers of the head in up to FRAMES frames, n x FRAME_SIZE, each of length 1.

    """

    tiles: Floats
    seen: NDArray[np.bool_]
    frames: Floats
