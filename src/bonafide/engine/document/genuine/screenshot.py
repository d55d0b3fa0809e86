"""Whether the picture is a screenshot or another digital original: exact pixels that no lens and sensor gave.

A camera's picture has noise wherever there is light, and its edges pass through a lens. A picture that was never
photographed has areas whose pixels are all the same, edges from one pixel to the next, and often the size of a
screen. JPEG smooths noise away in its own 8 x 8 squares only, so that sameness across their borders is what counts.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import PHOTO_SIDE
from bonafide.engine.document.genuine.drawn import LONG_SIDE, small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.evidence import Sign
from bonafide.engine.image import Pixels, shrink

_RUN = 24
"""Pixels of the same value in a row that count as a run: three squares of JPEG."""
_LIT = (24, 253)
"""Values between which a camera always has noise; darker and brighter is clipped."""
_RUNS_NONE, _RUNS_CLEAR = 0.01, 0.06
_BLACK_NONE, _BLACK_CLEAR = 0.15, 0.40
_STEPS_NONE, _STEPS_CLEAR = 0.12, 0.30
_BORDER_NONE, _BORDER_CLEAR = 0.10, 0.25
_STEP, _BORDER_STEP = 96, 40
_ONE_CUE, _SIZE_CUE = 0.4, 0.2
_BLACK_CUE = 0.3
"""A camera may drown black cloth altogether, so that this and a screen's size are not enough."""
_SCREENS = frozenset(
    {
        (720, 1280), (720, 1600), (750, 1334), (828, 1792), (1080, 1920), (1080, 2160), (1080, 2280),
        (1080, 2340), (1080, 2400), (1125, 2436), (1170, 2532), (1179, 2556), (1206, 2622), (1242, 2688),
        (1284, 2778), (1290, 2796), (1320, 2868), (1440, 2560), (1440, 2960), (1440, 3040), (1440, 3120),
        (1440, 3200), (768, 1366), (900, 1440), (900, 1600), (1050, 1680), (1200, 1920), (1600, 2560),
        (1536, 2048), (1620, 2160), (1640, 2360), (1668, 2388), (2048, 2732), (2160, 3840),
    }
)  # fmt: skip
"""Common sizes of phones', tablets' and computers' screens, short side first."""
_CAMERA_TOO = frozenset({(720, 1280), (1080, 1920), (1440, 2560), (2160, 3840), (1536, 2048)})
"""Sizes that cameras give as well and that therefore say nothing."""
_SHRUNK = {
    size: (round(size[0] * PHOTO_SIDE / size[1]), PHOTO_SIDE) for size in _SCREENS if size[1] > PHOTO_SIDE
}
"""What is left of larger ones once the photograph was shrunk to its largest side."""
_TELLING = frozenset({_SHRUNK.get(size, size) for size in _SCREENS - _CAMERA_TOO})


def screenshot(exhibit: Exhibit) -> Sign:
    """Measure how exact the pixels of the front's picture are.

    Returns:
        Score: 0.4 each for runs of equal pixels, for edges of one pixel alone and for a border that keeps to one
        row or column of pixels; 0.3 for runs in black alone; a screen's size adds 0.2. So no single cue reaches
        0.5. Numbers: `runs` (share of pixels that are lit and stand in 24 x 24 equal ones), `black` (the same of
        black ones), `steps` (share of strong edges that need one pixel only), `border` (longest such border, as a
        share of the picture's side), `screen_size`. Without score where less than a twentieth of the picture is
        lit (`picture_too_dark`).

    """
    photo = exhibit.front.photo
    green = photo[..., 1]
    lit = (green > _LIT[0]) & (green < _LIT[1])
    if lit.mean() < 0.05:
        return Sign(None, "picture_too_dark")
    equal = _equal(photo)
    runs = np.asarray(equal & lit, np.float32)
    black = float((equal & (green <= _LIT[0])).mean())
    known = (min(photo.shape[:2]), max(photo.shape[:2])) in _TELLING
    numbers = {"runs": float(runs.mean()), "black": black, "steps": _steps(photo), "border": _border(photo)}
    whole = min(1.0, _score(numbers) + _SIZE_CUE * known)
    return Sign(whole, "", {**numbers, "screen_size": float(known)}, _picture(photo, runs))


def _score(numbers: dict[str, float]) -> float:
    """Add up the cues but the size; even ground counts once, lit or black."""
    even = _ONE_CUE * _between(numbers["runs"], _RUNS_NONE, _RUNS_CLEAR)
    even = max(even, _BLACK_CUE * _between(numbers["black"], _BLACK_NONE, _BLACK_CLEAR))
    steps = _between(numbers["steps"], _STEPS_NONE, _STEPS_CLEAR)
    return even + _ONE_CUE * (steps + _between(numbers["border"], _BORDER_NONE, _BORDER_CLEAR))


def _between(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0, 1))


def _equal(photo: Pixels) -> NDArray[np.bool_]:
    """Mark pixels that stand in a square patch of equal ones."""
    green = np.ascontiguousarray(photo[..., 1])
    across = np.zeros_like(green)
    across[:, 1:] = green[:, 1:] != green[:, :-1]
    across[1:] |= (green[1:] != green[:-1]).view(np.uint8)
    differs = cv2.dilate(across, np.ones((1, _RUN), np.uint8))
    return np.asarray(cv2.dilate(differs, np.ones((_RUN, 1), np.uint8)) == 0)


def _steps(photo: Pixels) -> float:
    """Share of strong level edges whose whole height lies between two neighbouring pixels."""
    green = np.ascontiguousarray(photo[::4, :, 1])
    three = cv2.absdiff(green[:, 3:], green[:, :-3])
    row, column = np.nonzero(three > _STEP)
    if len(row) < 100:
        return 0.0
    one = cv2.absdiff(green[:, 2:-1], green[:, 1:-2])
    return float((one[row, column] >= 0.94 * three[row, column]).mean())


def _border(photo: Pixels) -> float:
    """Longest straight step that lies between two columns or two rows, as a share of the side it runs along."""
    green = np.ascontiguousarray(photo[..., 1])
    return max(_aligned(green[::3]), _aligned(np.ascontiguousarray(green[:, ::3].T)))


def _aligned(green: Pixels) -> float:
    """Share of the rows that step by the whole height of an edge at one and the same column."""
    step = cv2.absdiff(green[:, 1:], green[:, :-1])
    beside = np.maximum(step[:, :-2], step[:, 2:])
    alone = (step[:, 1:-1] > _BORDER_STEP) & (beside < step[:, 1:-1] // 4)
    return float(alone.mean(axis=0).max(initial=0.0))


def _picture(photo: Pixels, runs: NDArray[np.float32]) -> bytes:
    """Draw the areas of equal pixels in red over the picture."""
    shown = np.array(shrink(photo, LONG_SIDE))
    equal = cv2.resize(runs, shown.shape[1::-1], interpolation=cv2.INTER_AREA)[..., None]
    red = np.array((40, 40, 230), np.float32)
    return small_jpeg(np.asarray(shown * (1 - 0.6 * equal) + red * (0.6 * equal), np.uint8))
