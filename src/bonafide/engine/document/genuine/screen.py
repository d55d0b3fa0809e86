"""Whether the document is shown on a screen: what its dots, its edge and its darkness leave in a picture.

Three cues, each 0 to 1, added up: even patterns, dark strips along the document's own sides, and a rim or a lit panel
round it. 0.5 is what one clear cue or two faint ones reach. docs/benchmarks/document_screens.md says how the numbers
were set.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from bonafide.engine.document.genuine.bands import find_bands
from bonafide.engine.document.genuine.bars import Bar, find_bars
from bonafide.engine.document.genuine.bezel import Strip, find_strips, surroundings
from bonafide.engine.document.genuine.drawn import LONG_SIDE, small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.moire import Pattern, find_colour, find_patterns
from bonafide.engine.document.genuine.panel import Side, find_panel
from bonafide.engine.document.genuine.windows import SIDE
from bonafide.engine.evidence import Quad, Sign
from bonafide.engine.image import Pixels, shrink

_RAMPS = {
    "luma": (10.6, 12.2),
    "colour": (10.2, 11.2),
    "fine": (8.5, 10.5),
    "leaning": (9.5, 12.2),
    "beside": (8.5, 10.5),
}
"""Where a pattern on both sides of the border begins to count, and where it is clear: dB, the last three in
deviations. Fine coloured print over wood came to 10.2 dB in colour. `beside` a rim or blackness a coloured pattern
on a leaning plane is asked for as well; the highest of 100 originals was 9.8, without either."""
_BESIDE, _CLEAR = 0.1, 0.5
"""Cues together between which a coloured pattern is asked for as well: where anything speaks, and not enough."""
_IN_DB = ("luma", "colour")
_ONE_SIDED = 0.3
"""Without light outside the border an even pattern may be print, or the copy of print: never more than this."""
_ONE_SIDED_BARRED, _ACROSS = 0.4, 0.8
"""Nor without a border, unless a bar of a rim runs through the picture as well, for this share of its height: bars of
a printed code are shorter."""
_SMALLEST = 600
"""Short side in pixels below which a picture is no native photograph and its patterns say nothing."""
_CLOSED = (0.0, 0.4, 0.9, 1.0, 1.0)
_OPEN, _BLACK_ROUND, _ROUND = 0.1, 0.35, 3
_BLACKER, _BLACK_THING = 0.1, 0.115
"""Strips below the first share of the document's white, round it on three sides, reflect less than 1 % as much: glass
or a far dark room, but no black table, cloth or plastic, which reflect 1.2 % and more: the second share. Between both
blackness counts the less."""
_PANEL = (0.0, 0.3, 0.7, 0.9, 1.0)
_OWN_BARS, _THIN_OWN_BARS = (0.0, 0.2, 0.3, 0.9, 1.0), (0.0, 0.0, 0.0, 0.3, 0.3)
_THIN = 0.026
"""Bars along the document's own border may be a mat under it; thin ones are the cover of a passport."""
_BAND_DEPTH, _BAND_CLEAR = 0.02, 10.0
"""From where on bands are told of. They are no cue: print that a hand moves past the rows gives them on every honest
walk, and the limit of this sign was set without them."""
_RED, _YELLOW, _GREEN = (60, 60, 235), (40, 200, 240), (90, 200, 90)


def electronic_replica(exhibit: Exhibit) -> Sign:
    """Measure how much the photograph looks like one of a screen.

    Returns:
        Score: the cues added up, at most 1. Numbers: `moire`, `edge`, `panel` (the cues, 0 to 1), `bands` (1 where
        bands wander over the burst; not counted, and not there without four frames), `luma_db`, `colour_db` (even
        pattern on both sides of the border), `fine` (a fine faint one, in deviations over noise), `leaning` (one on
        a plane that leans as it may, likewise), `beside` (a coloured one, asked where only a rim or blackness
        speaks), `across`, `down` (frequency of the clearest, cycles per pixel), `strips` (dark strips between two
        lines), `panel_sides`, `bars` (sides of a rim). Without score where the photograph is too small or too dark
        for both patterns and edges (`too_few_pixels`).

    """
    photo, quad = exhibit.front.photo, exhibit.front.quad
    large = min(photo.shape[:2]) >= _SMALLEST
    patterns = find_patterns(photo, quad) if large else []
    strips = find_strips(surroundings(photo, quad)) if quad is not None else []
    sides = find_panel(photo, quad) if quad is not None and not _is_black_round(strips) else []
    bars = find_bars(photo, quad) if large or quad is not None else []
    if not patterns and quad is None:
        return Sign(None, "too_few_pixels")
    cues = {"moire": 0.0, "edge": _edge(strips), "panel": _panel(sides, bars, quad)}
    across = any(bar.length >= _ACROSS for bar in bars)
    most = _ONE_SIDED_BARRED if quad is None and across else _ONE_SIDED
    cues["moire"] = _moire(patterns, most)
    if patterns and _BESIDE <= sum(cues.values()) < _CLEAR:
        beside = find_colour(photo, quad)
        patterns += [beside] if beside is not None and beside.crosses else []
        cues["moire"] = _moire(patterns, most)
    counts = {"strips": sum(s.closed for s in strips), "panel_sides": len(sides), "bars": len(bars)}
    numbers = {**cues, **_bands(exhibit), **_details(patterns), **counts}
    drawn = _picture(photo, quad, patterns, strips, [*sides, *bars])
    return Sign(min(1.0, sum(cues.values())), "", numbers, drawn)


def _bands(exhibit: Exhibit) -> dict[str, float]:
    bands = find_bands(exhibit.burst)
    return {} if bands is None else {"bands": float(bands.depth > _BAND_DEPTH and bands.clear > _BAND_CLEAR)}


def _moire(patterns: Sequence[Pattern], one_sided: float) -> float:
    return max((_ramp(*one, one_sided) for one in _named(patterns)), default=0.0)


def _named(patterns: Sequence[Pattern]) -> list[tuple[Pattern, str]]:
    return list(zip(patterns, _RAMPS, strict=False))


def _ramp(pattern: Pattern, kind: str, one_sided: float) -> float:
    """Nothing up to the first limit, 0.5 at the second, 1 as far again above it; little where it cannot cross."""
    low, clear = _RAMPS[kind]
    value = float(np.clip(0.5 * (pattern.strength - low) / (clear - low), 0, 1))
    return value if pattern.crosses else min(value, one_sided)


def _edge(strips: Sequence[Strip]) -> float:
    closed = sum(s.closed for s in strips)
    ends_open = len(strips) - closed
    black = max(_BLACK_ROUND * _blackness(strips), _OPEN * (closed > 0 and ends_open > 0))
    return min(1.0, _CLOSED[closed] + black)


def _blackness(strips: Sequence[Strip]) -> float:
    """How far the third darkest of the strips that run out of the picture is blacker than any thing, 0 to 1."""
    levels = sorted(s.level for s in strips if not s.closed)
    if len(levels) < _ROUND:
        return 0.0
    return float(np.clip((_BLACK_THING - levels[_ROUND - 1]) / (_BLACK_THING - _BLACKER), 0, 1))


def _is_black_round(strips: Sequence[Strip]) -> bool:
    return _blackness(strips) >= 1


def _panel(sides: Sequence[Side], bars: Sequence[Bar], quad: Quad | None) -> float:
    """The better of a lit panel and a rim, for both may be the same thing; one bar round nothing is no rim."""
    if quad is None and len(bars) < 2:
        return 0.0
    if bars and all(bar.own for bar in bars):
        rim = (_OWN_BARS if max(bar.width for bar in bars) >= _THIN else _THIN_OWN_BARS)[len(bars)]
    else:
        rim = _PANEL[len(bars)]
    return max(rim, _PANEL[min(3, len(sides))])


def _details(patterns: Sequence[Pattern]) -> dict[str, float]:
    made = {f"{kind}_db" if kind in _IN_DB else kind: p.strength for p, kind in _named(patterns)}
    if patterns:
        across, down = _strongest(patterns).frequency
        made |= {"across": float(across), "down": float(down)}
    return made


def _strongest(patterns: Sequence[Pattern]) -> Pattern:
    return max(_named(patterns), key=lambda one: one[0].strength / _RAMPS[one[1]][1])[0]


def _picture(
    photo: Pixels,
    quad: Quad | None,
    patterns: Sequence[Pattern],
    strips: Sequence[Strip],
    sides: Sequence[Side | Bar],
) -> bytes:
    """Draw the photograph with strips red, panel sides and bars yellow; beside it the spectrum, its peak circled."""
    small = np.array(shrink(photo, LONG_SIDE))
    scale = small.shape[1] / photo.shape[1]
    if quad is not None:
        _line(small, [(x * scale, y * scale) for x, y in quad], _GREEN, closed=True)
        for strip in strips:
            _line(small, _on_photo(strip, quad) * scale, _RED if strip.closed else _YELLOW, closed=True)
    for side in sides:
        _line(small, [(x * scale, y * scale) for x, y in (side.begin, side.end)], _YELLOW, closed=False)
    if patterns:
        shown = _strongest(patterns)
        x, y = (round(v * scale) for v in (shown.at.x, shown.at.y))
        cv2.rectangle(small, (x, y), (x + round(SIDE * scale), y + round(SIDE * scale)), (255, 255, 255), 1)
        tile = _spectrum(shown)
        height, width = min(tile.shape[0], small.shape[0]), min(tile.shape[1], small.shape[1])
        small[-height:, -width:] = tile[-height:, -width:]
    return small_jpeg(small)


def _line(image: Pixels, points: object, colour: tuple[int, int, int], *, closed: bool) -> None:
    shape = np.rint(np.asarray(points, np.float64)).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(image, [shape], closed, colour, 2, cv2.LINE_AA)


def _on_photo(strip: Strip, quad: Quad) -> np.typing.NDArray[np.float64]:
    """Corners of a strip in the photograph."""
    unit = np.asarray([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    matrix = cv2.getPerspectiveTransform(unit, np.asarray(quad, np.float32))
    corners = strip.corners((0.0, 0.0, 1.0, 1.0))
    return np.asarray(cv2.perspectiveTransform(corners[None], matrix)[0], np.float64)


def _spectrum(pattern: Pattern) -> Pixels:
    """The spectrum of the square, zero in the middle of its left edge, 160 pixels high, its peak circled."""
    levels = np.clip(pattern.spectrum * 10, 0, 255).astype(np.uint8)
    tile = cv2.cvtColor(cv2.resize(levels, (80, 160), interpolation=cv2.INTER_AREA), cv2.COLOR_GRAY2BGR)
    at = round(pattern.frequency[0] * 160), round((pattern.frequency[1] + 0.5) * 160)
    cv2.circle(tile, at, 7, _RED, 1, cv2.LINE_AA)
    return np.asarray(tile, np.uint8)
