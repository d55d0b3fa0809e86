"""Narrow dark bars round the document: the rim of a device, told by its two straight parallel lines.

Where `bezel` needs the document's corners and `panel` the whole lit area, here each side is looked for by itself, so
that a rim is found that a hand covers in part, that leaves the picture, or that was taken for the document's border.
Rims are black and as wide on one side as on the next; a dark table, mat or keyboard is not both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.genuine.windows import Floats
from bonafide.engine.evidence import Point, Quad
from bonafide.engine.image import Pixels

Doubles = NDArray[np.float64]
LONG = 640
"""Long side in pixels of the picture that is searched; widths and reaches below count in its pixels."""
_DARK = 0.18
"""Brightness of a bar at most, as a share of the document's white; black plastic and cloth have 0.2 and more."""
_STEP = 0.06
_BEFORE, _INSIDE, _FAR = 4, 6, 90
"""How far a line is looked at on its lit side, where its bar must have begun to be dark, and how far it may reach."""
_PIECE, _SIDE = 0.12, 0.25
"""Length of a piece, and of all pieces of a side together, as shares of the picture's height."""
_WIDTHS = (0.010, 0.10)
"""Width of a bar as a share of the root of the document's area: rims have 0.013 to 0.06."""
_COVER = 0.0125
"""Narrower bars along the document's own border are the cover of a passport."""
_LIKE = 2.0
_STRAIGHT, _CLOSED = 1.2, 0.5
_OWN = 0.02
_SIDES_OF_PHONE, _PHONE = 3, (1.75, 2.6)
"""Sides, and length over width, of the rim of a phone; ID-1 has 1.586, an open passport 1.41."""
_FRAME, _BEYOND = 0.026, 0.12
"""Least width of a bar that may be told from a cover; share of its length that lies beyond the document's side."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One side of the rim, from `begin` to `end` in the photograph along its inner line.

    Attributes:
        outwards: unit vector away from the document.
        length: of all its pieces, as a share of the picture's height.
        width: as a share of the root of the document's area, 0 where its second line is out of the picture.
        own: it lies along or within what was taken for the document's border.

    """

    begin: Point
    end: Point
    outwards: Point
    length: float
    width: float
    own: bool


@dataclass(frozen=True, slots=True)
class _Scene:
    """The shrunken picture, the document's corners in it, and its white."""

    bright: Floats
    corners: Floats
    white: float

    @property
    def height(self) -> int:
        return int(self.bright.shape[0])


def find_bars(photo: Pixels, quad: Quad | None) -> list[Bar]:
    """Find the bars of like width that lie on different sides of the document, longest first; four at most.

    Without a quad the middle of the photograph stands for the document.
    """
    scale = LONG / max(photo.shape[:2])
    scene = _scene(photo, quad, scale)
    if scene is None:
        return []
    level = np.asarray(np.clip(scene.bright, 0, 255), np.uint8)
    lines = cv2.createLineSegmentDetector().detect(level)[0]
    if lines is None:
        return []
    pieces = [p for line in np.asarray(lines, np.float64).reshape(-1, 4) if (p := _piece(scene, line))]
    phone = _like(list(_sides(pieces)))
    if _is_phone(phone):
        return [_on_photo(replace(bar, own=False), scale) for bar in phone]
    wider = [p for p in pieces if not (p.own and 0 < p.width < _COVER)]
    sides = [replace(bar, own=bar.own and not _runs_on(scene, bar)) for bar in _sides(wider)]
    return [_on_photo(bar, scale) for bar in _like(sides)]


def _scene(photo: Pixels, quad: Quad | None, scale: float) -> _Scene | None:
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    bright = small.max(axis=2)
    height, width = bright.shape
    middle = np.asarray([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]) * (width, height)
    corners = np.asarray(middle if quad is None else np.asarray(quad) * scale, np.float32)
    mask = np.zeros(bright.shape, np.uint8)
    cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), 1)
    if not mask.any():
        return None
    return _Scene(bright.astype(np.float32), corners, float(np.percentile(bright[mask > 0], 85)))


def _piece(scene: _Scene, line: Doubles) -> Bar | None:
    """Take one line for the inner edge of a bar: lit before it, black behind it up to a second, parallel line."""
    begin, end = line[:2], line[2:]
    length = float(np.hypot(*(end - begin)))
    if length < _PIECE * scene.height:
        return None
    out = np.array([end[1] - begin[1], begin[0] - end[0]]) / length
    out *= 1.0 if ((begin + end) / 2 - scene.corners.mean(axis=0)) @ out >= 0 else -1.0
    along = np.linspace(0.04, 0.96, max(8, int(length / 4)))
    points = begin + along[:, None] * (end - begin)
    values, seen = _profiles(scene.bright, points, out)
    good, level = _falls(scene, values, seen)
    if good is None:
        return None
    wide, closed = _widths(scene, values, seen, level)
    own, width = _is_own(scene, points), 0.0
    if closed[good].mean() >= 0.2:
        if not _is_straight(along[good & closed], wide[good & closed]):
            return None
        area = float(np.sqrt(max(1.0, cv2.contourArea(scene.corners))))
        width = float(np.median(wide[good & closed])) / area
        if not _WIDTHS[0] <= width <= _WIDTHS[1]:
            return None
    return Bar(_point(begin), _point(end), _point(out), length / scene.height, width, own)


def _profiles(bright: Floats, points: Doubles, out: Doubles) -> tuple[Floats, NDArray[np.bool_]]:
    """Brightness along the normal at each point, from `_BEFORE` pixels before it, and what of it is in view."""
    height, width = bright.shape
    at = points[:, None] + np.arange(-_BEFORE, _FAR)[None, :, None] * out
    seen = ((at >= 0) & (at <= (width - 1, height - 1))).all(axis=2)
    x, y = at[..., 0].astype(np.float32), at[..., 1].astype(np.float32)
    values = cv2.remap(bright, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(values, np.float32), np.asarray(seen)


def _falls(scene: _Scene, values: Floats, seen: NDArray[np.bool_]) -> tuple[NDArray[np.bool_] | None, float]:
    """At which points the light falls to one and the same black; None where it does not at nearly all of them."""
    dark = values[:, _BEFORE + 2 : _BEFORE + 8].min(axis=1)
    in_view = seen[:, _BEFORE + 3]
    if in_view.mean() < 0.5 or seen[:, 0].mean() < 0.8:
        return None, 0.0
    level = float(np.median(dark[in_view]))
    if level > _DARK * scene.white:
        return None, level
    lit = np.median(values[:, :2], axis=1)
    good = in_view & (lit > level + max(10.0, _STEP * scene.white)) & (dark < level + 6 + 0.02 * scene.white)
    return (good if good[in_view].mean() >= 0.85 else None), level


def _widths(
    scene: _Scene, values: Floats, seen: NDArray[np.bool_], level: float
) -> tuple[Doubles, NDArray[np.bool_]]:
    """How far the black reaches at each point, pixels, and whether light begins again there, in view."""
    first = _BEFORE + 2
    start = first + values[:, first : first + 6].argmin(axis=1)
    beyond = np.arange(values.shape[1]) >= start[:, None]
    ends = beyond & ((values > level + max(8.0, 0.04 * scene.white)) | ~seen)
    at = ends.argmax(axis=1)
    closed = ends.any(axis=1) & seen[np.arange(len(at)), at]
    return (at - _BEFORE).astype(np.float64), closed


def _is_straight(along: Doubles, wide: Doubles) -> bool:
    """Whether the second line is straight where it is in view."""
    if len(along) < 6:
        return False
    fit = np.polyfit(along, wide, 1)
    rest = np.abs(wide - np.polyval(fit, along))
    near = rest <= np.median(rest) + 1
    rest = np.abs(wide - np.polyval(np.polyfit(along[near], wide[near], 1), along))
    return bool((rest < _STRAIGHT).mean() >= _CLOSED)


def _is_own(scene: _Scene, points: Doubles) -> bool:
    away = [
        cv2.pointPolygonTest(scene.corners, (float(x), float(y)), measureDist=True) for x, y in points[::2]
    ]
    return bool(np.median(np.abs(away)) < _OWN * scene.bright.shape[1] or np.mean(np.asarray(away) > 0) > 0.3)


def _is_phone(bars: Sequence[Bar]) -> bool:
    """Whether three sides or four make a frame longer than that of any document."""
    if len(bars) < _SIDES_OF_PHONE:
        return False
    ends = np.asarray([p for bar in bars for p in (bar.begin, bar.end)], np.float32)
    short, long = sorted(cv2.minAreaRect(ends)[1])
    return bool(_PHONE[0] < long / max(1.0, short) < _PHONE[1])


def _runs_on(scene: _Scene, bar: Bar) -> bool:
    """Whether a wide bar along the document's side goes on beyond its corners: a mat or a frame ends there."""
    if bar.width < _FRAME:
        return False
    points = np.linspace(bar.begin, bar.end, 40)
    away = [cv2.pointPolygonTest(scene.corners, (float(x), float(y)), measureDist=True) for x, y in points]
    return bool(np.mean(np.asarray(away) < -_OWN * scene.bright.shape[1]) > _BEYOND)


def _sides(pieces: Sequence[Bar]) -> Iterator[Bar]:
    """Join pieces of one line, and keep the longest line of each direction."""
    groups: list[list[Bar]] = []
    for piece in sorted(pieces, key=lambda p: -p.length):
        group = next((g for g in groups if _continues(g[0], piece)), None)
        if group is None:
            groups.append([piece])
        else:
            group.append(piece)
    whole = [_joined(group) for group in groups if any(p.width for p in group)]
    taken: list[Bar] = []
    for bar in sorted(whole, key=lambda b: -b.length):
        if bar.length >= _SIDE and all(np.dot(bar.outwards, other.outwards) < 0.7 for other in taken):
            taken.append(bar)
            yield bar


def _continues(one: Bar, other: Bar) -> bool:
    apart = np.subtract(other.begin, one.begin)
    off = abs(float(apart @ np.asarray(one.outwards)))
    return bool(np.dot(one.outwards, other.outwards) > 0.985 and off < 6 + 0.02 * np.hypot(*apart))


def _joined(group: Sequence[Bar]) -> Bar:
    """One bar for all its pieces, from its farthest end to the other; what leaves the picture has no width."""
    known = [b for b in group if b.width]
    along = np.array([-group[0].outwards[1], group[0].outwards[0]])
    ends = sorted((p for b in group for p in (b.begin, b.end)), key=lambda p: float(np.dot(along, p)))
    width = float(np.average([b.width for b in known], weights=[b.length for b in known]))
    length = sum(b.length for b in group)
    return Bar(ends[0], ends[-1], group[0].outwards, length, width, group[0].own)


def _like(sides: Sequence[Bar]) -> list[Bar]:
    """Return the largest group of bars that are about as wide as one of them."""
    groups = [[o for o in sides if 1 / _LIKE < o.width / s.width < _LIKE] for s in sides]
    return max(groups, key=len, default=[])


def _on_photo(bar: Bar, scale: float) -> Bar:
    (ax, ay), (bx, by) = bar.begin, bar.end
    begin, end = (ax / scale, ay / scale), (bx / scale, by / scale)
    return Bar(begin, end, bar.outwards, bar.length, bar.width, bar.own)


def _point(p: Doubles) -> Point:
    return float(p[0]), float(p[1])
