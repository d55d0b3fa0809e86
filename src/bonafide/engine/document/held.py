"""Find a document whose flattened front is known in a picture of something else: held in a hand, small and tilted.

Places of the print are told by binary features (ORB, Rublee 2011) and have to agree in one plane (RANSAC, Fischler
and Bolles 1981). Cards of one class share most of their print, so this tells the class and the place of a card and
not whose it is: that is for its portrait.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Box, Quad
from bonafide.engine.image import Pixels, decode, shrink
from bonafide.engine.perspective import Homography, frame

Floats = NDArray[np.float32]

FRONT_SIDE = 640
"""Long side in pixels of the front whose print is looked for: in a hand no card is seen larger."""
LAYOUT_SIDE = 320
LEAST_POINTS = 15
"""Points in one plane below which nothing was found: faces and rooms without the card give 7 at most (rendered)."""
_MOST_FRONT, _MOST_FRAME, _EDGE = 1500, 2500, 10
_CLEARLY = 0.8
"""A match counts where the next best is farther off than this share of its distance (Lowe 2004)."""
_OFF = 4.0
_FEWEST_MATCHES = 8
_TILES = (4, 6)
_PLAIN = 4.0
"""A tile whose print varies by less than this (grey levels, RMS) says nothing of the layout."""
_LEAST_WIDTH, _MOST_SHEAR = 60.0, 4.0


@dataclass(frozen=True, slots=True)
class CardPrint:
    """The print of a flattened front, to be found again. Personal data: it stays in memory.

    Attributes:
        size: width and height of the front in pixels; all places below are in those.
        outline: where the document lies in it; all of it unless no border had been found.
        portrait: box of the portrait with some air, None where none was found; `portrait_eyes_px` between its eyes.
        picture: BGR of the portrait's box at full size, empty without one.
        points, marks: n x 2 and n x 32, places and features of the print.
        layout: grey copy of the outline, LAYOUT_SIDE wide.

    """

    size: tuple[int, int]
    outline: Box
    portrait: Box | None
    portrait_eyes_px: float
    picture: Pixels
    points: Floats
    marks: Pixels
    layout: Pixels

    def without_picture(self) -> CardPrint:
        """All that finding it needs, about 130 kB: the portrait is for the verdict alone."""
        return replace(self, picture=_cut(self.picture, None))


@dataclass(frozen=True, slots=True)
class FoundPrint:
    """Where the print lies in a picture: `matrix` (3 x 3) carries the front there; the rest as `InHandReading`."""

    matrix: Homography
    quad: Quad
    points: int
    layout: float


def card_print(
    front: bytes, portrait: Box | None = None, eyes_px: float = 0.0, outline: Box | None = None
) -> CardPrint:
    """Learn the print of a flattened, upright front.

    Args:
        front: JPEG, as in `Side.rectified`.
        portrait: box as in `Portrait`, None where none was found.
        eyes_px: distance of its eyes there, pixels.
        outline: where the document lies in the front; None is all of it.

    Raises:
        ImageError: bytes that are no picture.

    """
    image = decode(front)
    height, width = image.shape[:2]
    x, y, w, h = outline or (0, 0, width, height)
    inner = image[y : y + h, x : x + w]
    small = shrink(inner, FRONT_SIDE)
    points, marks = _marks(small, _MOST_FRONT)
    return CardPrint(
        size=(width, height),
        outline=(x, y, w, h),
        portrait=portrait,
        portrait_eyes_px=eyes_px,
        picture=_cut(image, portrait),
        points=np.asarray(points * (inner.shape[1] / small.shape[1]) + np.asarray((x, y)), np.float32),
        marks=marks,
        layout=_grey(cv2.resize(inner, _layout_size(w, h), interpolation=cv2.INTER_AREA)),
    )


def find_print(image: Pixels, known: CardPrint) -> FoundPrint | None:
    """Find the print in a BGR picture, about 40 ms of CPU at 1280 x 960; None where too little of it agrees."""
    points, marks = _marks(image, _MOST_FRAME)
    if min(len(marks), len(known.marks)) < _FEWEST_MATCHES:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(known.marks, marks, k=2)
    good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < _CLEARLY * p[1].distance]
    if len(good) < _FEWEST_MATCHES:
        return None
    matrix, agree = cv2.findHomography(
        known.points[[m.queryIdx for m in good]], points[[m.trainIdx for m in good]], cv2.RANSAC, _OFF
    )
    count = 0 if matrix is None else int(agree.sum())
    if count < LEAST_POINTS:
        return None
    plane = np.asarray(matrix, np.float64)
    quad = _outline(known, plane)
    return None if quad is None else FoundPrint(plane, quad, count, _layout(image, known, plane))


def portrait_eyes(known: CardPrint, found: FoundPrint) -> float:
    """Distance of the eyes of the printed portrait in the picture, pixels; 0 without a portrait."""
    return known.portrait_eyes_px * _portrait_scale(known, found)


def held_portrait(image: Pixels, known: CardPrint, found: FoundPrint) -> tuple[Pixels, Pixels] | None:
    """Cut the portrait out of the picture, upright, and the captured one as coarse as it is there.

    Both are BGR in the size of the captured one; None without a portrait.
    """
    if known.portrait is None or known.picture.size == 0:
        return None
    x, y, w, h = known.portrait
    shift = np.asarray([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    held = cv2.warpPerspective(image, found.matrix @ shift, (w, h), flags=flags)
    scale = max(4 / min(w, h), min(1.0, _portrait_scale(known, found)))
    coarse = cv2.resize(known.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    captured = cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)
    return np.asarray(held, np.uint8), np.asarray(captured, np.uint8)


def _portrait_scale(known: CardPrint, found: FoundPrint) -> float:
    if known.portrait is None:
        return 0.0
    x, y, w, h = known.portrait
    there = cv2.perspectiveTransform(frame(w, h, (x, y))[None], found.matrix)[0]
    return float(np.linalg.norm(there[1] - there[0]) + np.linalg.norm(there[2] - there[3])) / (2 * w)


def _marks(image: Pixels, most: int) -> tuple[Floats, Pixels]:
    finder: Any = cv2.ORB_create(nfeatures=most, fastThreshold=_EDGE)  # type: ignore[attr-defined]
    points, marks = finder.detectAndCompute(_grey(image), None)
    if marks is None:
        return np.empty((0, 2), np.float32), np.empty((0, 32), np.uint8)
    return np.asarray([point.pt for point in points], np.float32), np.asarray(marks, np.uint8)


def _grey(image: Any) -> Pixels:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _cut(image: Pixels, box: Box | None) -> Pixels:
    if box is None:
        return np.empty((0, 0, 3), np.uint8)
    x, y, w, h = box
    return np.ascontiguousarray(image[y : y + h, x : x + w])


def _layout_size(width: int, height: int) -> tuple[int, int]:
    return LAYOUT_SIDE, max(16, round(LAYOUT_SIDE * height / width))


def _outline(known: CardPrint, plane: Homography) -> Quad | None:
    """Carry the outline over; None where it is no sheet seen from before: folded, mirrored or a mere sliver."""
    x, y, w, h = known.outline
    corners = cv2.perspectiveTransform(frame(w, h, (x, y))[None], plane)[0]
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    ahead = frame(w, h, (x, y)) @ plane[2, :2] + plane[2, 2]
    upright = cv2.contourArea(corners, oriented=True) > 0  # clockwise, as it is in the front
    slant = float(sides.max() / max(1e-3, sides.min())) / max(w / h, h / w)
    if not (cv2.isContourConvex(corners) and upright and (ahead > 0).all()):
        return None
    if sides.max() < _LEAST_WIDTH or slant > _MOST_SHEAR:
        return None
    a, b, c, d = ((float(p[0]), float(p[1])) for p in corners)
    return a, b, c, d


def _layout(image: Pixels, known: CardPrint, plane: Homography) -> float:
    """Median correlation of tiles of print, front against picture; light that changes slowly is taken out first."""
    x, y, w, h = known.outline
    height, width = known.layout.shape
    zoom = np.asarray([[w / width, 0, x], [0, h / height, y], [0, 0, 1]], np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = _grey(cv2.warpPerspective(image, plane @ zoom, (width, height), flags=flags))
    one, two = _levelled(known.layout), _levelled(flat)
    alike = [_alike(a, b) for a, b in zip(_tiles(one), _tiles(two), strict=True) if a.std() >= _PLAIN]
    return float(np.median(alike)) if alike else 0.0


def _levelled(grey: Pixels) -> Floats:
    light = grey.astype(np.float32)
    return np.asarray(cv2.GaussianBlur(light, (0, 0), 2) - cv2.GaussianBlur(light, (0, 0), 16), np.float32)


def _tiles(values: Floats) -> list[Floats]:
    rows = np.array_split(values, _TILES[0], axis=0)
    return [tile for row in rows for tile in np.array_split(row, _TILES[1], axis=1)]


def _alike(a: Floats, b: Floats) -> float:
    u, v = a - a.mean(), b - b.mean()
    return float((u * v).sum() / max(1.0, float(np.linalg.norm(u) * np.linalg.norm(v))))
