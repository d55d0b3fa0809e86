"""A lit area on the plane: what a screen shows, on which dots, how bright, and how its light pulses."""

from dataclasses import dataclass

import numpy as np

from tests.world.optics.lattice import Lattice
from tests.world.pixels import Floats, Image, floats


@dataclass(frozen=True, slots=True)
class Flicker:
    """Light that pulses as a square wave: `hz`, share `duty` of the time on, `depth` 0 to 1, phase in turns."""

    hz: float
    duty: float = 0.5
    depth: float = 1.0
    phase: float = 0.0


@dataclass(frozen=True, slots=True)
class Emission:
    """A screen's lit area.

    Attributes:
        picture: what is shown, BGR, at the screen's own pixels.
        box_mm: left, top, width, height on the plane, from its top left corner.
        lattice: its dots.
        level: light of full white in paper whites of the room.
        black: light that a black pixel lets through, as a share of white (LCD 0.001, OLED 0).
        pulse: dimming by pulses or the gap of a refresh, None where the light is steady.

    """

    picture: Image
    box_mm: tuple[float, float, float, float]
    lattice: Lattice
    level: float = 1.5
    black: float = 0.001
    pulse: Flicker | None = None


def row_gains(pulse: Flicker | None, rows: int, readout_ms: float, exposure_ms: float, t: float) -> Floats:
    """Mean light of a pulsing source while each row of a rolling shutter is open, (rows, 1), mean about 1."""
    if pulse is None:
        return np.ones((rows, 1), np.float32)
    start = t + np.arange(rows) / rows * readout_ms / 1000
    share = (_on(start + exposure_ms / 1000, pulse) - _on(start, pulse)) / (exposure_ms / 1000)
    gain = 1 + pulse.depth * (share / pulse.duty - 1)
    return floats(gain)[:, None]


def _on(t: np.typing.NDArray[np.float64], pulse: Flicker) -> np.typing.NDArray[np.float64]:
    """Time that the source was on since the beginning, seconds."""
    turns = t * pulse.hz + pulse.phase
    whole = np.floor(turns)
    return np.asarray((whole * pulse.duty + np.minimum(turns - whole, pulse.duty)) / pulse.hz)
