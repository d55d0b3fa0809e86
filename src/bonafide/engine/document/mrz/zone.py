"""Where the zone may stand: two or three long, parallel, evenly spaced lines, cut out as upright strips."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Box, Quad

Image = NDArray[np.uint8]
Points = NDArray[np.float64]
Transform = NDArray[np.float64]
"""2 x 3, affine."""

_SHORTEST_ASPECT = 9.0
"""A line of 30 characters on a TD1 card is at least this many times as long as it is high, margins
included."""
_MOST_LINES = 14
_LEAST_OVERLAP, _PARALLEL = 0.75, 0.12
_LEVEL, _LEVEL_FAR, _GAP = 0.5, 0.9, 3.0
"""How far a piece may be off the line that it continues, by the height: near end, far end, along it."""
_STRIP_HEIGHT = 48
_CLOSE_UP_WIDTH = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A text line along its own direction: middle of its left and right end, and height, in image pixels."""

    left: Points
    right: Points
    height: float

    @property
    def length(self) -> float:
        return float(np.linalg.norm(self.right - self.left))

    @property
    def along(self) -> Points:
        return np.asarray((self.right - self.left) / self.length, np.float64)

    @property
    def across(self) -> Points:
        """Direction down the page, seen with the text upright."""
        x, y = self.along
        return np.array([-y, x])

    def turned(self) -> Line:
        """Return the same line read the other way round."""
        return Line(self.right, self.left, self.height)


def line_of(quad: Quad) -> Line:
    """Take the long axis of a quadrangle; boxes of upright pages run down, others as their corners say."""
    a, b, c, d = np.array(quad, np.float64)
    width, height = np.linalg.norm(b - a), np.linalg.norm(d - a)
    if width >= height:
        return Line((a + d) / 2, (b + c) / 2, float((height + np.linalg.norm(c - b)) / 2))
    return Line((a + b) / 2, (d + c) / 2, float((width + np.linalg.norm(c - d)) / 2))


def zones(quads: list[Quad]) -> list[tuple[Line, ...]]:
    """Return candidate zones, likeliest first: two or three lines in reading order, one of two ways round."""
    return groups(joined([line_of(q) for q in quads]))


def groups(lines: list[Line], *, most: int = _MOST_LINES) -> list[tuple[Line, ...]]:
    """Group the `most` longest lines into candidate zones, as `zones` does."""
    long = sorted((x for x in lines if x.length > _SHORTEST_ASPECT * x.height), key=lambda x: -x.length)
    pairs = _pairs(long[:most])
    triples = [(a, b, d) for (a, b), (c, d) in product(pairs, pairs) if b == c and _even(long, a, b, d)]
    found = [tuple(long[i] for i in chosen) for chosen in (*triples, *pairs)]
    return sorted(found, key=lambda g: -sum(x.length for x in g) / len(g) * (1 + 0.05 * len(g)))


def flush(zone: tuple[Line, ...]) -> tuple[Line, ...]:
    """Give all lines the ends of the one that reaches farthest: no line of a zone is shorter than the others."""
    level = sum(line.along for line in zone) / len(zone)
    start = min(float(line.left @ level) for line in zone)
    end = max(float(line.right @ level) for line in zone)
    return tuple(
        Line(
            line.left + line.along * (start - float(line.left @ level)),
            line.right + line.along * (end - float(line.right @ level)),
            line.height,
        )
        for line in zone
    )


def windows(rows: list[Line], line: Line) -> list[tuple[Line, ...]]:
    """Zones that `line` could be part of, given the rows around it from top to bottom."""
    spans = [tuple(rows[i : i + n]) for n in (2, 3) for i in range(len(rows) - n + 1)]
    return [x for x in spans if any(y is line for y in x) and (len(x) == 2 or _even(list(x), 0, 1, 2))]


def _even(lines: list[Line], *chosen: int) -> bool:
    """Whether three lines stand evenly spaced."""
    a, b, c = (lines[i] for i in chosen)
    upper, lower = (float(_middle(y) @ x.across - _middle(x) @ x.across) for x, y in ((a, b), (b, c)))
    return 0.65 < upper / lower < 1.5


def _middle(line: Line) -> Points:
    return np.asarray((line.left + line.right) / 2, np.float64)


def _pairs(lines: list[Line]) -> list[tuple[int, int]]:
    """Tell which line may be followed by which: parallel, about as long, flush, up to 4.5 heights below.

    Ends may differ by a quarter, where print next to the zone was taken in or the first characters were
    missed.
    """
    if not lines:
        return []
    left, right = np.array([x.left for x in lines]), np.array([x.right for x in lines])
    along, length = np.array([x.along for x in lines]), np.array([x.length for x in lines])
    across = np.column_stack([-along[:, 1], along[:, 0]])
    height = np.array([x.height for x in lines])
    middle = (left + right) / 2
    step = np.einsum("ijk,ik->ij", middle[None] - middle[:, None], across)
    start = np.einsum("ijk,ik->ij", left[None] - left[:, None], along)
    end = np.einsum("ijk,ik->ij", right[None] - left[:, None], along)
    overlap = np.minimum(end, length[:, None]) - np.maximum(start, 0)
    like = np.minimum(height[:, None], height[None])
    fits = (np.abs(across @ along.T) < _PARALLEL) & (end > start) & (step > 0.8 * like) & (step < 4.5 * like)
    fits &= overlap > _LEAST_OVERLAP * np.maximum(length[:, None], length[None])
    return [(int(a), int(b)) for a, b in np.argwhere(fits)]


def joined(lines: list[Line]) -> list[Line]:
    """Join pieces of one printed line that a finder tore apart at wide gaps."""
    rest = sorted(lines, key=lambda x: -x.length)
    out: list[Line] = []
    while rest:
        line = rest.pop(0)
        while (piece := next((x for x in rest if _continues(line, x)), None)) is not None:
            rest.remove(piece)
            line = _merge(line, piece)
        out.append(line)
    return out


def _continues(line: Line, piece: Line) -> bool:
    """Whether `piece` goes on where `line` ends, or before it begins: level there, and nearly its direction.

    The page may bend, so its far end may be off by more.
    """
    height = min(max(line.height, piece.height), 1.5 * min(line.height, piece.height))
    ends = [(float((p - line.left) @ line.along), float((p - line.left) @ line.across)) for p in _ends(piece)]
    near, far = sorted(ends, key=lambda end: abs(end[0] - line.length / 2))
    gap = max(ends[0][0] - line.length, -ends[1][0])
    level = abs(near[1]) < _LEVEL * height and abs(far[1]) < _LEVEL_FAR * height
    return level and float(line.along @ piece.along) > 0.9 and gap < _GAP * height


def _ends(line: Line) -> tuple[Points, Points]:
    return line.left, line.right


def _merge(line: Line, piece: Line) -> Line:
    ends = sorted((line.left, line.right, piece.left, piece.right), key=lambda p: float(p @ line.along))
    return Line(ends[0], ends[-1], max(line.height, piece.height))


def strip(image: Image, line: Line, *, height: int = _STRIP_HEIGHT) -> Image:
    """Cut a line out upright, `height` pixels high, with a little room at its ends."""
    room = line.along * line.height * 0.3
    half = line.across * line.height / 2
    corners = np.array(
        [line.left - room - half, line.right + room - half, line.left - room + half], np.float32
    )
    width = max(height, round((line.length + 0.6 * line.height) / line.height * height))
    target = np.array([[0, 0], [width, 0], [0, height]], np.float32)
    turn = cv2.getAffineTransform(corners, target)
    return np.asarray(
        cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def close_up(image: Image, line: Line) -> tuple[Image, Transform]:
    """Cut out the surroundings of a line, level and about 1000 pixels wide; with it, the way back."""
    scale = _CLOSE_UP_WIDTH / (line.length * 1.2)
    reach = line.height * 6
    origin = line.left - line.along * line.length * 0.1 - line.across * reach
    width, height = _CLOSE_UP_WIDTH, round(2 * reach * scale)
    back = np.column_stack([line.along / scale, line.across / scale, origin])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpAffine(image, back, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(patch, np.uint8), back


def carried(quad: Quad, back: Transform) -> Quad:
    """Carry a quadrangle of a close-up over to the image."""
    a, b, c, d = ((float(x), float(y)) for x, y in np.array(quad) @ back[:, :2].T + back[:, 2])
    return a, b, c, d


def longest(quads: list[Quad], count: int) -> list[Line]:
    """Return the `count` longest lines that are long for their height."""
    lines = [x for x in joined([line_of(q) for q in quads]) if x.length > _SHORTEST_ASPECT * x.height]
    return sorted(lines, key=lambda x: -x.length)[:count]


def box_of(group: tuple[Line, ...]) -> Box:
    """Upright box around the zone, in pixels of the image."""
    points = np.array(
        [p + s * x.across * x.height / 2 for x in group for p in (x.left, x.right) for s in (-1, 1)]
    )
    (x0, y0), (x1, y1) = points.min(0), points.max(0)
    return int(x0), int(y0), int(x1 - x0), int(y1 - y0)
