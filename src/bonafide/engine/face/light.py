"""Light from the screen on the skin: whether the face changes colour as this sequence of soft colours asks.

The page lights up in colours that the server chose; a face before it takes on a little of each, a picture on a
screen gives its own light and hardly any of ours back, and a recording shows another sequence (after Tang et al.,
Face Flashing, NDSS 2018). What is compared are log ratios of linear red and blue to green, which automatic
exposure cannot change; a straight drift in time, as of white balance, is taken out. Readings in, numbers out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Colour, FrameReading, LightFinding
from bonafide.engine.face.landmarks import Mesh
from bonafide.engine.image import Pixels

Floats = NDArray[np.float64]

SCREEN: Mapping[Colour, tuple[int, int, int]] = MappingProxyType(
    {
        Colour.SKY: (110, 165, 255),
        Colour.MINT: (110, 240, 140),
        Colour.ROSE: (255, 140, 205),
        Colour.AMBER: (255, 215, 90),
    }
)
"""sRGB that the page shows for each colour. Red stays below 0.8 of the linear sum (WCAG 2.3.1)."""
REGIONS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "forehead": (151, 9),
        "nose": (5, 195),
        "right_cheek": (50, 205),
        "left_cheek": (280, 425),
        "right_side": (234, 127, 93),
        "left_side": (454, 356, 323),
    }
)
"""Landmarks between which each patch of skin lies."""
MIDDLE, SIDES = ("forehead", "nose"), ("right_side", "left_side")
PATCH = 0.13
"""Half the side of a patch, in inter-ocular distances."""
SETTLED_MS = 500
"""A frame shows a colour for sure once the screen has had it this long: screens and cameras lag by up to 400 ms.

It also keeps the page to two changes a second.
"""
MIN_COLOURS = 6
LIGHT_YAW = 15.0
SEEN = 0.004
"""Least RMS change of log chromaticity that is told from noise: JPEG, sensor, breath."""
LAGS = range(0, 701, 50)
"""Lags that are told apart, milliseconds; the last stands for itself and every longer one."""
DARKEST = 1e-4


def draw_colours(count: int, choose: Sequence[int]) -> tuple[Colour, ...]:
    """Turn random numbers into `count` colours of which no two neighbours are alike.

    `choose` holds one number for the first (0 to 3) and one for each further step (0 to 2).
    """
    colours = list(Colour)
    drawn = [colours[choose[0]]]
    for step in choose[1:count]:
        drawn.append([c for c in colours if c is not drawn[-1]][step])
    return tuple(drawn)


def skin_colours(image: Pixels, mesh: Mesh) -> tuple[float, ...]:
    """Mean linear RGB, 0 to 1, of each region in turn; 0 for a region outside the picture. `image` is BGR."""
    half = max(2, round(PATCH * mesh.inter_eye_px))
    found: list[float] = []
    for marks in REGIONS.values():
        x, y = mesh.points[list(marks), :2].mean(axis=0)
        rows = slice(max(0, round(float(y)) - half), max(0, round(float(y)) + half + 1))
        columns = slice(max(0, round(float(x)) - half), max(0, round(float(x)) + half + 1))
        patch = image[rows, columns]
        means = _LINEAR[patch].reshape(-1, 3).mean(axis=0)[::-1] if patch.size else np.zeros(3)
        found.extend(round(float(value), 5) for value in means)
    return tuple(found)


def linear(srgb: Floats | float) -> Floats:
    """SRGB 0 to 1 as linear light (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


_LINEAR = linear(np.arange(256) / 255.0).astype(np.float32)


def is_settled(reading: FrameReading) -> bool:
    """Whether this reading shows a straight face under a colour that has stood long enough."""
    face = reading.faces == 1 and reading.inter_eye_px > 0 and abs(reading.yaw) < LIGHT_YAW
    return face and bool(reading.skin) and reading.light >= 0 and reading.light_ms >= SETTLED_MS


def light_finding(readings: Sequence[FrameReading], colours: Sequence[Colour]) -> LightFinding:
    """Compare what the skin did with what this sequence should do to it.

    Args:
        readings: of one capture, any number of them without a colour.
        colours: the sequence as issued; the `light` of a reading is an index into it.

    """
    if not colours:
        return LightFinding(available=False, why="no_light")
    steps = first_settled(readings, len(colours))
    if len(steps) < min(MIN_COLOURS, len(colours)):
        return LightFinding(available=False, why="too_few_colours", colours=len(steps))
    seen = detrended(_chroma([steps[k].skin for k in steps]), _times(steps.values()))
    strength = float(np.sqrt((seen**2).mean()))
    times, kept = _times(steps.values()), list(steps)
    own, chance = agreement(seen, times, kept, colours)
    return LightFinding(
        available=strength >= SEEN,
        why="" if strength >= SEEN else "no_response",
        correlation=round(own, 4),
        chance=chance,
        strength=round(strength, 5),
        delay_ms=_delay(readings, colours),
        gradient=_gradient([steps[k].skin for k in kept], [colours[k] for k in kept], times),
        colours=len(kept),
    )


def agreement(
    seen: Floats, times: Floats, kept: Sequence[int], colours: Sequence[Colour]
) -> tuple[float, float]:
    """Compare changes without mean and drift (n x 2, red and blue) with what this sequence gives and others would.

    `kept` are the colours of `colours` that were seen, by index. Returns correlation and chance as in `LightFinding`.
    """
    own = _fit(seen, given([colours[k] for k in kept], times))
    fits = _fits(seen, times, kept, len(colours))
    return own, float((fits >= own - 1e-9).mean())


def given(colours: Sequence[Colour], times: Floats) -> Floats:
    """What these colours, shown one after the other, change in linear red and blue minus green, n x 2."""
    return detrended(_emitted(colours), times)


def first_settled(readings: Sequence[FrameReading], count: int) -> dict[int, FrameReading]:
    """The first settled reading of each colour, in the order of the sequence."""
    found: dict[int, FrameReading] = {}
    for reading in sorted(readings, key=lambda r: r.seq):
        if is_settled(reading) and reading.light < count:
            found.setdefault(reading.light, reading)
    return dict(sorted(found.items()))


def _times(readings: Iterable[FrameReading]) -> Floats:
    return np.array([reading.client_ms for reading in readings], np.float64)


def _chroma(skins: Sequence[tuple[float, ...]], regions: Sequence[str] = ()) -> Floats:
    """Log of red and blue over green, mean of the regions (all but the sides where none is named), n x 2."""
    names = list(REGIONS)
    wanted = [names.index(name) for name in (regions or [n for n in names if n not in SIDES])]
    light = np.log(np.maximum(np.array(skins).reshape(len(skins), -1, 3)[:, wanted], DARKEST))
    return np.asarray((light[..., [0, 2]] - light[..., [1]]).mean(axis=1), np.float64)


def _emitted(colours: Sequence[Colour]) -> Floats:
    """Linear red and blue minus green of what the screen shows, n x 2: what a little of it adds to skin."""
    light = linear(np.array([SCREEN[colour] for colour in colours]) / 255.0)
    return np.asarray(light[:, [0, 2]] - light[:, [1]], np.float64)


def detrended(values: Floats, times: Floats) -> Floats:
    """Take mean and straight drift out of each column."""
    base = np.column_stack([np.ones(len(times)), times - times.mean()])
    return np.asarray(values - base @ np.linalg.lstsq(base, values, rcond=None)[0], np.float64)


def _fit(seen: Floats, given: Floats) -> float:
    """Correlation of both columns together; 0 where one of them does not change."""
    size = float(np.linalg.norm(seen) * np.linalg.norm(given))
    return float((seen * given).sum() / size) if size > 1e-12 else 0.0


@lru_cache(maxsize=4)
def _all_sequences(count: int) -> NDArray[np.int64]:
    """Every sequence of that many colours without equal neighbours, as indices."""
    steps = [(first, *more) for first in range(4) for more in product(range(1, 4), repeat=count - 1)]
    return np.asarray(np.cumsum(np.array(steps), axis=1) % 4)


def _fits(seen: Floats, times: Floats, kept: Sequence[int], count: int) -> Floats:
    """How well each sequence that could have been drawn explains what was seen."""
    light = _emitted(list(Colour))[_all_sequences(count)[:, list(kept)]]
    base = np.column_stack([np.ones(len(times)), times - times.mean()])
    keep = np.eye(len(times)) - base @ np.linalg.pinv(base)
    given = np.einsum("ij,njk->nik", keep, light)
    size = np.linalg.norm(given.reshape(len(given), -1), axis=1) * np.linalg.norm(seen)
    return np.asarray((given * seen).sum(axis=(1, 2)) / np.maximum(size, 1e-12), np.float64)


def _delay(readings: Sequence[FrameReading], colours: Sequence[Colour]) -> int | None:
    """Lag that explains all frames best, taking a frame to show the colour before until the lag is over.

    Of lags that explain them alike the longest: who sends no frame before a colour has stood long shows no less.
    """
    used = [r for r in readings if r.skin and 0 <= r.light < len(colours) and abs(r.yaw) < LIGHT_YAW]
    if len(used) < MIN_COLOURS:
        return None
    times = _times(used)
    seen = detrended(_chroma([r.skin for r in used]), times)
    fits = {lag: _fit(seen, detrended(_emitted(_lagged(used, colours, lag)), times)) for lag in LAGS}
    best = max(fits.values())
    return max(lag for lag, fit in fits.items() if fit >= best - 1e-9)


def _lagged(used: Sequence[FrameReading], colours: Sequence[Colour], lag: int) -> list[Colour]:
    return [colours[r.light if r.light_ms >= lag else max(0, r.light - 1)] for r in used]


def _gradient(skins: Sequence[tuple[float, ...]], colours: Sequence[Colour], times: Floats) -> float | None:
    """How much weaker the sides of the face answer than its middle; None where the middle does not answer."""
    given = detrended(_emitted(colours), times)
    middle = _gain(detrended(_chroma(skins, MIDDLE), times), given)
    if middle <= 0:
        return None
    return round(1.0 - _gain(detrended(_chroma(skins, SIDES), times), given) / middle, 3)


def _gain(seen: Floats, given: Floats) -> float:
    return float((seen * given).sum() / max(float((given**2).sum()), 1e-12))
