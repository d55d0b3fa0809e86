"""Cut the lines of a candidate zone out level, straight and at the scale that the recogniser was trained on.

A bar from the finder is only about right: its ends may hold print that is no part of the zone, its middle
may be off where specks clung to it, and the page may bend. The ink itself says where the line runs: its
middle is measured in pieces along the line, and a parabola through them is followed. Seen at an angle the lines
run together; how much they do tells how the characters shrink along them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.mrz.zone import Line

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]

HEIGHT = 48
HEIGHT_PER_PITCH = 1.45
"""The net was trained on strips 1.1 to 1.8 times as high as the characters stand apart; OCR-B capitals
take 0.94."""
_PITCH = HEIGHT / HEIGHT_PER_PITCH
_FINEST = 40.0
"""Pixels from character to character beyond which the picture is shrunk first, so that nothing aliases."""
_REACH = 1.0
"""How far above and below its supposed middle a line is looked for, by its pitch."""
_AROUND, _CLOSEST, _FAINT = 5.6, 1.3, 0.3
"""Where other lines of a zone are looked for: how far off, how near, by the pitch; how faint they may be."""
_PIECES = 12
_SLANTS = np.linspace(-0.6, 0.6, 13)
_LEAST_SLANT = 0.05
_MOST_TAPER = (-0.5, 0.8)
"""How much farther off the right end of a line may be than the left, by that, for this to be followed."""
_MEASURED = (0.05, 0.95)
"""Between which places, by the line's length, the narrowing is measured."""
ROOM = 2.3
"""Room at either end, by the pitch: the finder may miss two characters."""


def strips(image: Image, lines: Sequence[Line], pitch: float, *, taper: bool = False) -> list[Image]:
    """Cut `lines` (in pixels of `image`, BGR or grey) out as grey strips 48 high, read in their direction.

    `pitch`: how far the characters stand apart, in pixels. `taper`: follow how the lines run together, so that
    characters are as wide and high at one end as at the other; of one line alone nothing tells that.
    """
    half = HEIGHT_PER_PITCH / 2
    grey, moved, pitch = _near(image, lines, pitch)
    tracks = [_Track(grey, line, pitch, _columns(line, pitch)) for line in moved]
    bends = [track.bend() for track in tracks]
    if taper and len(tracks) > 1:
        narrowing = _taper(tracks, bends)
        tracks = [replace(track, taper=narrowing) for track in tracks]
        bends = [track.bend() for track in tracks]
    upright = [t.sampled(bend, half) for t, bend in zip(tracks, bends, strict=True)]
    slant = _slant(upright)
    if abs(slant) < _LEAST_SLANT:
        return upright
    return [t.sampled(bend, half, slant) for t, bend in zip(tracks, bends, strict=True)]


def _taper(tracks: Sequence[_Track], bends: Sequence[Floats]) -> float:
    """How much farther off the right end of the lines is than the left: 1 is twice as far.

    Parallel lines of a plane stand as much closer in the picture as they are farther off.
    """
    near, far = (
        float(np.linalg.norm(tracks[-1].middle(bends[-1], at) - tracks[0].middle(bends[0], at)))
        for at in _MEASURED
    )
    ratio = (max(near, 1e-3) / max(far, 1e-3)) ** (1 / (_MEASURED[1] - _MEASURED[0]))
    return float(np.clip(ratio - 1, *_MOST_TAPER))


def neighbours(image: Image, line: Line, pitch: float) -> list[Line]:
    """Rows of ink that run beside `line` where other lines of its zone could be, itself among them, downwards.

    A finder may see one line of a zone and miss another; what it missed is parallel and as long.
    """
    grey, (moved,), small = _near(image, [line], pitch, around=_AROUND + 1)
    tall = _Track(grey, moved, small, _columns(moved, small))
    ink = _ink(tall.sampled(np.zeros(len(tall.along)), _AROUND)).mean(1)
    rows = _rows(_AROUND)
    high = max(3, round(0.94 / (rows[1] - rows[0])))
    band = np.convolve(ink, np.ones(high) / high, "same")
    peaks = [
        float(rows[i])
        for i in range(1, len(rows) - 1)
        if band[i] >= max(band[i - 1], band[i + 1]) and band[i] > _FAINT * band.max()
    ]
    offsets = sorted([0.0, *(x for x in peaks if abs(x) > _CLOSEST)])
    return [line if x == 0 else _shifted(line, x * pitch) for x in offsets]


def _shifted(line: Line, down: float) -> Line:
    return Line(line.left + line.across * down, line.right + line.across * down, line.height)


def _columns(line: Line, pitch: float) -> Floats:
    """Where the columns of a line's strip lie along it, by the pitch."""
    width = max(HEIGHT, round((line.length / pitch + 2 * ROOM) * _PITCH))
    return np.asarray((np.arange(width) + 0.5) / _PITCH - ROOM, np.float64)


def _slant(upright: list[Image]) -> float:
    """How far the characters lean, as columns per row: the lean under which ink falls into fewest columns."""
    ink = [_ink(strip[HEIGHT // 6 : -HEIGHT // 6])[::2, ::2] for strip in upright]
    return float(_SLANTS[int(np.argmax([sum(_sharpness(x, slant) for x in ink) for slant in _SLANTS]))])


def _sharpness(ink: Floats, slant: float) -> float:
    rows, columns = np.mgrid[0 : ink.shape[0], 0 : ink.shape[1]]
    shifted = columns + np.round(slant * (rows - ink.shape[0] / 2)).astype(np.intp)
    inside = np.clip(shifted, 0, ink.shape[1] - 1)
    return float(np.square(np.diff(ink[rows, inside].sum(0))).sum())


def _near(
    image: Image, lines: Sequence[Line], pitch: float, *, around: float = 3
) -> tuple[Image, list[Line], float]:
    """Take the part of the picture around the lines, grey, shrunk where it is finer than needed."""
    ends = np.array([p for line in lines for p in (line.left, line.right)])
    low = np.maximum(0, np.floor(ends.min(0) - around * pitch)).astype(int)
    high = np.minimum(image.shape[1::-1], np.ceil(ends.max(0) + around * pitch)).astype(int)
    part = image[low[1] : max(high[1], low[1] + 2), low[0] : max(high[0], low[0] + 2)]
    grey = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY) if part.ndim == 3 else part
    scale = min(1.0, _FINEST / pitch)
    if scale < 0.8:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    else:
        scale = 1.0
    moved = [Line((x.left - low) * scale, (x.right - low) * scale, x.height * scale) for x in lines]
    return np.asarray(grey, np.uint8), moved, pitch * scale


@dataclass(frozen=True, slots=True, eq=False)
class _Track:
    """A line to cut out: its picture, its place there, its pitch, and where its columns lie, by the pitch.

    `taper`: how much farther off its right end is than its left; 1 is twice as far.
    """

    grey: Image
    line: Line
    pitch: float
    along: Floats
    taper: float = 0.0

    def sampled(self, bend: Floats, reach: float, slant: float = 0.0) -> Image:
        """Sample rows from `reach` above to `reach` below the bent middle; lengths by the pitch."""
        (ax, ay), (dx, dy) = self.line.along, self.line.across
        (left, top), rows = self.line.left, _rows(reach)
        places, pitch = self._places(), self._pitches()
        x = np.multiply.outer(rows, pitch * (slant * ax + dx)) + (left + places * ax + bend * pitch * dx)
        y = np.multiply.outer(rows, pitch * (slant * ay + dy)) + (top + places * ay + bend * pitch * dy)
        maps = (x.astype(np.float32), y.astype(np.float32))
        cut = cv2.remap(self.grey, *maps, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(cut, np.uint8)

    def bend(self) -> Floats:
        """Offset of the line's middle from the supposed one, per column, by the pitch."""
        return _bend(self.sampled(np.zeros(len(self.along)), _REACH), self.along)

    def middle(self, bend: Floats, at: float) -> Floats:
        """Where the bent middle of the line is, `at` 0 (its left end) to 1, in pixels."""
        index = int(np.abs(self._shares() - at).argmin())
        aside = bend[index] * self._pitches()[index]
        return np.asarray(
            self.line.left + self.line.along * self._places()[index] + self.line.across * aside, np.float64
        )

    def _shares(self) -> Floats:
        """Where the columns lie on the document, by the line's length."""
        return self.along * (self.pitch / self.line.length)

    def _places(self) -> Floats:
        """Where the columns lie in the picture, in pixels from the line's left end."""
        shares = self._shares()
        return np.asarray(
            self.line.length * shares * (1 + self.taper) / (1 + self.taper * shares), np.float64
        )

    def _pitches(self) -> Floats:
        """Pitch at each column, in pixels, as it sets the height; over the whole line about `pitch`."""
        return np.asarray(
            self.pitch * np.sqrt(1 + self.taper) / (1 + self.taper * self._shares()), np.float64
        )


def _rows(reach: float) -> Floats:
    return np.asarray(((np.arange(HEIGHT) + 0.5) / HEIGHT * 2 - 1) * reach, np.float64)


def _bend(tall: Image, along: Floats) -> Floats:
    """Offset of the line's middle from the supposed one, per column, by the pitch."""
    ink = _ink(tall)
    rows = _rows(_REACH)
    pieces = np.array_split(np.arange(len(along)), _PIECES)
    profile = np.array([ink[:, piece].mean(1) for piece in pieces])
    middle, weight = _middles(profile, rows)
    if (weight > 0).sum() < 4:
        return np.zeros(len(along))
    at = np.array([along[piece].mean() for piece in pieces])
    span = max(1.0, float(np.abs(along).max()))
    fit = np.polyfit(at / span, middle, 2, w=weight)
    rest = np.abs(np.polyval(fit, at / span) - middle)
    near = weight * (rest <= np.median(rest[weight > 0]) * 2.5 + 0.02)
    if (near > 0).sum() >= 4:
        fit = np.polyfit(at / span, middle, 2, w=near)
    return np.asarray(np.clip(np.polyval(fit, along / span), -0.7, 0.7), np.float64)


def _ink(tall: Image) -> Floats:
    """Return how much darker each pixel is than what surrounds it."""
    calm = cv2.morphologyEx(tall, cv2.MORPH_CLOSE, np.ones((9, 25), np.uint8))
    return np.asarray(np.clip(calm.astype(np.float64) - tall - 10, 0, None), np.float64)


def _middles(profile: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """Middle of the band of ink of each piece; weight 0 where there is none or where it reaches the rim."""
    window = max(1, round(0.94 / (2 * _REACH) * HEIGHT))
    band = np.array([np.convolve(row, np.ones(window), "same") for row in profile])
    weighted = np.clip(band - 0.9 * band.max(1, keepdims=True), 0, None)
    total = weighted.sum(1)
    middle = (weighted @ rows) / np.maximum(total, 1e-9)
    return middle, np.where((total > 0) & (band.max(1) > 0.15 * band.max()), np.sqrt(band.max(1)), 0.0)
