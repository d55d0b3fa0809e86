"""Is a solid document before a camera? Asked of a burst of preview frames taken before the picture.

Positive evidence is parallax: points of the document follow one homography, points around it follow another,
so the document moves before its surroundings. A card that lies still, or that moves together with the table,
shows nothing, and nothing is said. A burst whose frames repeat is no live camera.

A good video of a moving document shows the same parallax; nothing here tells it from the thing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.genuine.drawn import small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.likeness import SMALL, alike, levelled, turns
from bonafide.engine.document.genuine.tracks import Floats, Points, follow, plane_of
from bonafide.engine.document.held import card_print, find_print
from bonafide.engine.document.locate import find_document
from bonafide.engine.evidence import Quad, Sign
from bonafide.engine.image import Pixels, encode_jpeg, shrink
from bonafide.engine.perspective import homography, straighten

LEAST_FRAMES = 4
NO_BURST, SHORT_BURST = "burst_missing", "burst_too_short"
NO_BORDER, STILL, AS_ONE, PLAIN = (
    "document_border_not_seen",
    "document_held_still",
    "moves_with_background",
    "background_plain",
)

_SIDE = 480
_SAME = 0.002
"""A pair of frames in which fewer pixels than this share differ at all is one frame twice."""
_REPEATED = 0.5
_UNLIKE = 0.6
"""Correlation below which the print is looked for; a picture whose border was found gives .8 and more."""
_QUALITY = 90
_LOOP = 2
_MOVED = 0.02
"""Motion of the document against its surroundings that counts, in document widths."""
_LEAST_PAIRS = 2
_LEAST_AROUND = 10
_STIRRED = 0.01
_SECTORS, _LEAST_SECTORS = 8, 4
"""Points around the document count where they stand in this many of eight directions: a hand stands in few."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two successive frames: how far the document moved, by itself and against what is around it.

    `moved` and `apart` are in document widths, `apart` None where too little around it could be followed.
    """

    moved: float
    apart: float | None
    inside: Points
    around: Points


def presence(exhibit: Exhibit) -> Sign:
    """Score how clearly the burst is no camera before this document; 0 is a document that moves freely.

    The score is the larger of two: how much of the burst is repeated, and how little the document of the burst
    looks like the one in the picture (1 minus the correlation). Where neither is high and no parallax was
    seen either, it is None, and `why` says what the burst shows instead.
    """
    frames = [shrink(frame, _SIDE) for frame in exhibit.burst]
    if len(frames) < LEAST_FRAMES:
        return Sign(None, SHORT_BURST if frames else NO_BURST, {"frames": len(frames)})
    runs = _runs(frames)
    repeated = _repeated(frames, runs)
    if repeated >= _REPEATED:
        return Sign(repeated, "", {"frames": len(frames), "repeated": repeated}, _shown(frames[-1], None))
    frames = runs
    if len(frames) < LEAST_FRAMES:
        return Sign(None, SHORT_BURST, {"frames": len(frames), "repeated": repeated})
    quads = [_border(frame) for frame in frames]
    pairs = _pairs(frames, quads)
    cut = [_cut(frame, quad) for frame, quad in zip(frames, quads, strict=True) if quad is not None]
    other = _other(frames, cut, exhibit)
    numbers = _numbers(len(frames), cut, pairs) | {"repeated": repeated, "other": round(other, 4)}
    picture = _shown(frames[-1], max(pairs, key=lambda p: p.apart or 0.0, default=None))
    why = _missing(len(cut), pairs)
    score = max(repeated, other)
    return (
        Sign(None, why, numbers, picture) if why and score < _REPEATED else Sign(score, "", numbers, picture)
    )


def _missing(bordered: int, pairs: Sequence[_Pair]) -> str:
    """Say what keeps the burst from showing a document that moves freely; empty where it shows one."""
    if bordered < LEAST_FRAMES - 1:
        return NO_BORDER
    if sum((pair.apart or 0.0) >= _MOVED for pair in pairs) >= _LEAST_PAIRS:
        return ""
    if sum(pair.moved >= _STIRRED for pair in pairs) < _LEAST_PAIRS:
        return STILL
    return AS_ONE if any(pair.apart is not None for pair in pairs) else PLAIN


def _numbers(frames: int, cut: Sequence[Floats], pairs: Sequence[_Pair]) -> dict[str, float]:
    known = [pair.apart for pair in pairs if pair.apart is not None]
    return {
        "frames": frames,
        "bordered": len(cut),
        "moved": round(max((pair.moved for pair in pairs), default=0.0), 4),
        "moved_apart": round(max(known, default=0.0), 4),
        "pairs_apart": sum(value >= _MOVED for value in known),
        "pairs_followed": len(known),
        "sheen": round(_sheen(cut), 4),
    }


def _runs(frames: Sequence[Pixels]) -> list[Pixels]:
    """One frame of each run of equal frames: a slow camera may be asked twice before its next frame is there."""
    return [frame for n, frame in enumerate(frames) if n == 0 or not _same(frames[n - 1], frame)]


def _repeated(frames: Sequence[Pixels], runs: Sequence[Pixels]) -> float:
    """How much of the burst is repeated, 0 to 1: all but a picture or two, or pictures that come back.

    A camera may stall, but noise never gives a frame again after another one.
    """
    if len(runs) <= _LOOP:
        return 1 - (len(runs) - 1) / (len(frames) - 1)
    back = [any(_same(frame, earlier) for earlier in runs[:n]) for n, frame in enumerate(runs)]
    return sum(back) / len(runs)


def _same(a: Pixels, b: Pixels) -> bool:
    return a.shape == b.shape and float((a != b).any(axis=2).mean()) < _SAME


def _border(frame: Pixels) -> Quad | None:
    """Find the document, unless it fills the frame: then there is nothing around it."""
    quad = find_document(frame, side=320)
    if quad is None:
        return None
    height, width = frame.shape[:2]
    return quad if cv2.contourArea(np.asarray(quad, np.float32)) < 0.92 * width * height else None


def _pairs(frames: Sequence[Pixels], quads: Sequence[Quad | None]) -> list[_Pair]:
    greys = [np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8) for frame in frames]
    both = zip(pairwise(greys), pairwise(quads), strict=True)
    found = (_pair(a, b, qa, qb) for (a, b), (qa, qb) in both if qa is not None and qb is not None)
    return [pair for pair in found if pair is not None]


def _pair(before: Pixels, after: Pixels, quad: Quad, then: Quad) -> _Pair | None:
    """Follow points on the document and around it from one frame to the next."""
    if before.shape != after.shape:
        return None
    mask = _inside(quad, before, 0.92)
    here, there = (np.asarray(corners, np.float32) for corners in (quad, then))
    guess = homography(here, there)
    inside = follow(before, after, mask, (guess, np.eye(3)))
    plane = plane_of(inside)
    if plane is None:
        return None
    width = float(np.linalg.norm(np.subtract(quad[1], quad[0]))) or 1.0
    around = follow(before, after, 255 - _inside(quad, before, 1.1), (np.eye(3), plane))
    moved = float(np.median(np.linalg.norm(inside.now - inside.was, axis=1))) / width
    apart = _apart(around, plane, width) if _surrounds(around, here) else None
    return _Pair(moved, apart, inside, around)


def _surrounds(around: Points, corners: NDArray[np.float32]) -> bool:
    x, y = (around.was - corners.mean(axis=0)).T
    sectors = np.floor((np.arctan2(y, x) / (2 * np.pi) + 0.5) * _SECTORS).astype(int) % _SECTORS
    return int((np.bincount(sectors, minlength=_SECTORS) >= 2).sum()) >= _LEAST_SECTORS


def _apart(around: Points, plane: NDArray[np.float64], width: float) -> float | None:
    """How far the surroundings are from where the document's own plane would have taken them.

    Fingers go with the document; what counts is the largest group of points that agree in one motion of
    their own. None where too few could be followed.
    """
    if len(around.was) < _LEAST_AROUND:
        return None
    carried = cv2.perspectiveTransform(around.was[:, None], plane)[:, 0]
    off = np.linalg.norm(around.now - carried, axis=1) / width
    free = off >= _MOVED
    if free.sum() < _LEAST_AROUND:
        return float(np.median(off[~free])) if free.sum() < len(off) / 2 else None
    _, kept = cv2.estimateAffinePartial2D(around.was[free], around.now[free], ransacReprojThreshold=2.0)
    agree = np.zeros(int(free.sum()), bool) if kept is None else kept[:, 0].astype(bool)
    if agree.sum() < max(_LEAST_AROUND, 0.5 * free.sum()):
        return None
    return float(np.median(off[free][agree]))


def _inside(quad: Quad, grey: Pixels, grown: float) -> Pixels:
    corners = np.asarray(quad, np.float32)
    middle = corners.mean(axis=0)
    mask = np.zeros(grey.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.rint(middle + grown * (corners - middle)).astype(np.int32), 255)
    return mask


def _cut(frame: Pixels, quad: Quad) -> Floats:
    """The document of one frame as a small levelled picture."""
    size = (2 * SMALL[0], 2 * SMALL[1])
    return levelled(straighten(frame, quad, size))


def _sheen(cut: Sequence[Floats]) -> float:
    """How much light wanders over the document: range of its smoothed luma, 95 % quantile, 0 to 1."""
    if len(cut) < 2:
        return 0.0
    smooth = [cv2.GaussianBlur(one, (0, 0), 5) for one in cut]
    return float(np.percentile(np.ptp(np.stack(smooth), axis=0), 95)) / 255


def _other(frames: Sequence[Pixels], cut: Sequence[Floats], exhibit: Exhibit) -> float:
    """How little the document of any frame looks like the one in the picture, 0 to 1.

    0 where the picture was taken for the document as a whole: its border, and so its place, is not known. A border
    found wrongly spoils every cut, so what looks unlike is looked for once more by its print.
    """
    if exhibit.front.quad is None or not cut:
        return 0.0
    pictures = turns(exhibit.front.image)
    same = max(0.0, *(alike(one, picture) for one in cut for picture in pictures))
    return 1.0 - (same if same > _UNLIKE else max(same, _same_print(frames, exhibit.front.image)))


def _same_print(frames: Sequence[Pixels], front: Pixels) -> float:
    """How well the print of the front is laid out as in the frame where it is found best; 0 where it is in none."""
    known = card_print(encode_jpeg(front, _QUALITY))
    found = [place for place in (find_print(frame, known) for frame in frames) if place is not None]
    return max((place.layout for place in found), default=0.0)


def _shown(frame: Pixels, pair: _Pair | None) -> bytes:
    """Draw how points of the document (green) and around it (orange) went, ten times as far."""
    drawn = frame.copy()
    if pair is not None:
        for points, colour in ((pair.inside, (60, 200, 60)), (pair.around, (0, 140, 255))):
            for was, now in zip(points.was, points.now, strict=True):
                end = now + 2 * (now - was)
                a, b = ((round(float(p[0])), round(float(p[1]))) for p in (now, end))
                cv2.line(drawn, a, b, colour, 1, cv2.LINE_AA)
                cv2.circle(drawn, a, 2, colour, -1, cv2.LINE_AA)
    return small_jpeg(drawn)
