"""Holes of a mask: a printed face through which somebody's own eyes or mouth are seen.

Two traces. Behind a sheet that turns, eyes and mouth go elsewhere than the sheet carries what is printed on it
(`engine.face.sheet`). And round both eyes a closed line may run at which it suddenly grows brighter towards the eye:
on a bare face it grows darker there, or gently.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import DepthFinding, Sign
from bonafide.engine.face.landmarks import Points
from bonafide.engine.face.surface.look import Look, drawn
from bonafide.engine.face.surface.sheet import rise, sheet_share
from bonafide.engine.image import Pixels

Floats = NDArray[np.float32]

_OFF = (0.035, 0.09)
"""Prints without holes keep eyes and mouth within the first of the sheet; see `sheet.SheetFit.parts_off`."""
_RING = (2.5, 3.0)
"""Mean step of CIELAB lightness along the ring, each at most 3, at which it begins to count and is whole."""
_STEP_MOST = 3.0
LEAST_EYES, WORK_EYES = 60.0, 90.0
"""Pixels between the irises below which no ring is looked for, and to which a larger face is brought."""
_CORNERS = ((33, 133), (263, 362))
_ANGLES, _LAP = 48, 8
_RADII = np.linspace(0.8, 2.3, 32)
"""In half widths of the eye; a ring is 0.6 times as high as wide."""
_HIGH = 0.6


def holes(depth: Sequence[DepthFinding], looks: Sequence[Look]) -> Sign:
    """Look for holes round eyes and mouth.

    Returns:
        The stronger of both traces, 0 to 1. Numbers: `parts_off` (largest distance of eyes or mouth from where the
        sheet carries them) where turns were followed, `ring` (mean step of lightness on the weaker eye, 0 to 3) where
        the eyes are at least 60 pixels apart. Without a score where neither could be measured (`eyes_not_measured`).

    """
    numbers: dict[str, float] = {}
    scores = []
    share = sheet_share(depth)
    off = [one.parts_off for one in depth if one.parts_off is not None]
    if share is not None and off:
        numbers["parts_off"] = max(off)
        scores.append(share * rise(max(off), _OFF))
    large = sorted(
        (one for one in looks if one.inter_eye_px >= LEAST_EYES), key=lambda one: -one.inter_eye_px
    )
    rings = _rings(large[0]) if large else []
    if rings:
        numbers["ring"] = min(ring for ring, _ in rings)
        scores.append(rise(numbers["ring"], _RING))
    if not scores:
        return Sign(None, "eyes_not_measured")
    return Sign(max(scores), "", numbers, _picture(large[0], rings) if rings else b"")


def _rings(look: Look) -> list[tuple[float, Points]]:
    """Of each eye the mean step along the best closed line, and that line in pixels of the picture, (48, 2)."""
    scale = min(1.0, WORK_EYES / look.inter_eye_px)
    x, y, wide, high = look.box
    part = look.image[max(0, y) : y + high, max(0, x) : x + wide]
    small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else part
    light = cv2.cvtColor(np.asarray(small, np.float32) / np.float32(255), cv2.COLOR_BGR2Lab)[..., 0]
    made = []
    for corners in _CORNERS:
        places = _places(look.points[list(corners)])
        at = np.asarray((places - np.array([max(0, x), max(0, y)])) * scale, np.float32)
        read = cv2.remap(light, at[..., 0].copy(), at[..., 1].copy(), cv2.INTER_LINEAR)
        steps = _steps(np.asarray(read, np.float32))
        line = _closed(steps)
        found = float(steps[np.arange(_ANGLES), line].mean())
        made.append((found, places[np.arange(_ANGLES), line + 2].astype(np.float32)))
    return made


def _places(corners: Points) -> NDArray[np.float64]:
    """Places round an eye by angle and radius, (48, 32, 2) pixels."""
    first, second = sorted(np.asarray(corners, np.float64), key=lambda p: float(p[0]))
    along = (second - first) / 2
    across = np.array([-along[1], along[0]]) * _HIGH
    turn = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)[:, None, None]
    reach = _RADII[None, :, None]
    return np.asarray((first + second) / 2 + reach * (np.cos(turn) * along + np.sin(turn) * across))


def _steps(read: Floats) -> Floats:
    """How much lighter it is inside than outside at each place, at most 3 either way, (48, 28)."""
    smooth = (np.roll(read, 1, 0) + read + np.roll(read, -1, 0)) / 3
    inner, outer = (smooth[:, :-4] + smooth[:, 1:-3]) / 2, (smooth[:, 3:-1] + smooth[:, 4:]) / 2
    return np.asarray(np.clip(inner - outer, -_STEP_MOST, _STEP_MOST), np.float32)


def _closed(steps: Floats) -> NDArray[np.int64]:
    """The radius at each angle of the line with the largest sum that moves by one place an angle at most."""
    lap = np.r_[steps, steps[: 2 * _LAP]]
    total, before = lap[0].copy(), []
    for row in lap[1:]:
        padded = np.pad(total, 1, constant_values=-np.inf)
        three = np.stack([padded[:-2], padded[1:-1], padded[2:]])
        before.append(three.argmax(axis=0) - 1)
        total = row + three.max(axis=0)
    line = [int(total.argmax())]
    for moved in reversed(before):
        line.append(line[-1] + int(moved[line[-1]]))
    kept = np.array(line[::-1])[_LAP : _LAP + _ANGLES]
    return np.asarray(np.roll(kept, _LAP), np.int64)


def _picture(look: Look, rings: Sequence[tuple[float, Points]]) -> bytes:
    """The face with the line found round each eye."""
    shown: Pixels = look.image.copy()
    for _, line in rings:
        cv2.polylines(shown, [np.rint(line).astype(np.int32)], isClosed=True, color=(0, 0, 255), thickness=1)
    return drawn(shown, at=look.box)
