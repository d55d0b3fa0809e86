"""Moire on a face: the even pattern that a screen's dots leave on the face and beside it alike.

The physics is that of documents (`engine.patterns`); nothing is known of the plane here, so a few tilts are tried.
Skin has no even pattern. Cloth and hair may have, and end where the face begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import cv2
import numpy as np

from bonafide.engine.evidence import Sign
from bonafide.engine.face.surface.look import Look, beside, drawn
from bonafide.engine.face.surface.squares import LARGE, SMALL, squares
from bonafide.engine.image import Pixels
from bonafide.engine.parallel import mapped
from bonafide.engine.patterns.agreed import Doubles, Pattern, Window, agreed
from bonafide.engine.patterns.spectrum import standing_out, telling

_WORTH = 8.5
"""DB seen straight on from which tilts are tried in small squares: they cost most of the time."""
_SLOWEST = 0.1
"""Cycles per pixel below which features of the face rule the spectrum of so small a square."""
_FOCAL = 1.1
"""Focal length over image height, about that of laptops and phones."""
_CHANNELS = {"luma_db": (0.11, 0.59, 0.3), "colour_db": (-1.0, 0.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Way:
    """How a look is judged: tilts that are tried, degrees, and where a pattern begins to count and is clear, dB.

    `every`: of so many squares one proposes what the others are asked for.
    """

    tilts: tuple[float, ...]
    low: float
    clear: float
    every: int = 1

    def score(self, pattern: Pattern) -> float:
        """Give 0 where it begins to count, 0.5 where it is clear; not cut off at 0 and 1."""
        return 0.5 * (pattern.strength - self.low) / (self.clear - self.low)


_USUAL = Way((-3.0, 0.0, 3.0), 10.5, 12.5)
"""One live still came to 9.7."""
_ROOMY, _MANY = Way((-6.0, -3.0, 0.0, 3.0, 6.0), 9.5, 11.0, every=2), 4
"""For a closer look with so many large squares on the face and beside it: of 106 faces, photographed and rendered,
the highest came to 8.7. Fewer squares speak less clearly: there faces came to 10.5."""
Choose = Callable[[Sequence[Window]], Way]


def moire(looks: Sequence[Look]) -> Sign:
    """Look for the dots of a screen.

    Returns:
        Score 0 up to 10.5 dB over the surroundings, 0.5 at 12.5, 1 at 14.5, on the weaker side of the face's border.
        Numbers: `luma_db`, `colour_db`, `across`, `down` (cycles per pixel of the clearer one). Without a score
        where the face is narrower than 128 pixels, or nothing lit lies beside it (`face_pixels_too_few`).

    """
    return _scored(looks, lambda _windows: _USUAL)


def moire_closer(looks: Sequence[Look]) -> Sign:
    """Look for the dots of a screen in closer looks, where a pixel is small enough to show them.

    Returns:
        As `moire`, but with room for four squares of 256 pixels on the face and four beside it the score is 0 up to
        9.5 dB, 0.5 at 11, 1 at 12.5. `looks` more: how many there were. Without any look no score
        (`no_closer_look`): the page sent none, for a thin camera or a slow line.

    """
    if not looks:
        return Sign(None, "no_closer_look")
    sign = _scored(looks, _of_closer)
    return replace(sign, numbers={**sign.numbers, "looks": len(looks)})


def _of_closer(windows: Sequence[Window]) -> Way:
    inside = sum(window.inside for window in windows)
    roomy = windows[0].side == LARGE and min(inside, len(windows) - inside) >= _MANY
    return _ROOMY if roomy else _USUAL


def _scored(looks: Sequence[Look], way: Choose) -> Sign:
    made = mapped(lambda look: _patterns(look, way), looks)
    found = [(look, *one) for look, all_ in zip(looks, made, strict=True) for one in all_]
    if not found:
        return Sign(None, "face_pixels_too_few")
    look, _name, clearest, score = max(found, key=lambda one: one[3])
    numbers = {name: max(p.strength for _, of, p, _score in found if of == name) for name in _CHANNELS}
    numbers |= {"across": float(clearest.frequency[0]), "down": float(clearest.frequency[1])}
    return Sign(float(np.clip(score, 0, 1)), "", numbers, _picture(look, clearest))


def _patterns(look: Look, way: Choose) -> list[tuple[str, Pattern, float]]:
    """The clearest pattern in luma and in colour, and the score of each, which may lie beyond 0 and 1.

    None without three squares on both sides of the face's border.
    """
    windows = squares(look)
    if len(windows) < 3 or len({w.inside for w in windows}) < 2:
        return []
    by = way(windows)
    made = [(name, _clearest(look, windows, weights, by)) for name, weights in _CHANNELS.items()]
    return [(name, pattern, by.score(pattern)) for name, pattern in made]


def _clearest(
    look: Look, windows: Sequence[Window], weights: tuple[float, float, float], way: Way
) -> Pattern:
    spectra = [standing_out(_channel(look.image, w, weights)) for w in windows]
    kept = telling(_SLOWEST, windows[0].side)

    def seen(*tilts: tuple[float, float]) -> Pattern:
        slopes = [_slopes(windows, look.image.shape, across, down) for across, down in tilts]
        return agreed(spectra, windows, np.stack(slopes), kept, every=way.every)

    if windows[0].side == SMALL and (straight := seen((0.0, 0.0))).strength < _WORTH:
        return straight
    tilts = [float(np.tan(np.radians(v))) for v in way.tilts]
    return seen(*product(tilts, tilts))


def _channel(
    image: Pixels, window: Window, weights: tuple[float, float, float]
) -> np.typing.NDArray[np.float32]:
    part = image[window.y : window.y + window.side, window.x : window.x + window.side].astype(np.float32)
    return np.asarray(cv2.transform(part, np.array([weights], np.float32)), np.float32)


def _slopes(windows: Sequence[Window], shape: tuple[int, ...], across: float, down: float) -> Doubles:
    """Derivative of plane by picture at each square, (n, 2, 2), for a plane tilted by two tangents."""
    focal, tilt = _FOCAL * shape[0], np.array([across, down])
    at = (np.array([w.middle for w in windows]) - np.array([shape[1], shape[0]]) / 2) / focal
    nearer = (1 - at @ tilt)[:, None, None]
    return np.asarray((np.eye(2)[None] + at[:, :, None] * tilt[None, None] / nearer) / nearer)


def _picture(look: Look, pattern: Pattern) -> bytes:
    """The square in which the pattern is clearest, its contrast raised, beside its spectrum with the peak circled."""
    window = pattern.at
    part = look.image[window.y : window.y + window.side, window.x : window.x + window.side]
    fine = part.astype(np.float32) - cv2.GaussianBlur(part, (0, 0), 4.0)
    raised = np.clip(128 + 5 * fine, 0, 255).astype(np.uint8)
    levels = np.clip(pattern.spectrum * 10, 0, 255).astype(np.uint8)
    tile = cv2.cvtColor(levels, cv2.COLOR_GRAY2BGR)
    at = round(pattern.frequency[0] * window.side), round((pattern.frequency[1] + 0.5) * window.side)
    cv2.circle(tile, at, 5, (0, 0, 255), 1, cv2.LINE_AA)
    return drawn(beside(raised, np.asarray(tile, np.uint8)))
