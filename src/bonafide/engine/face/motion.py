"""Depth from motion: a head that turns does not move like a plane, a photograph in the hand does.

Points of the face's own texture are followed by optical flow (Lucas and Kanade 1981) from a frontal frame to
a turned one. One homography is fitted: it explains every movement of a flat picture, and leaves a remainder
on a head. The landmark network gives only the coarse placement (one affine map per step), never the depth: it
imagines depth on flat pictures too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import DepthFinding
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.landmarks import NOSE_TIP, Mesh
from bonafide.engine.face.sheet import SheetFit, fit_sheet
from bonafide.engine.image import Pixels

Spots = NDArray[np.float32]
"""n x 2 picture positions in pixels."""

MAX_SPOTS = 240
MIN_SPOTS = 25
MIN_NOSE_SPOTS = 3
SPACING = 0.07
"""Least distance between followed points, in inter-ocular distances (IOD)."""
NOSE_REACH = 0.32
"""Points this near to the nose tip (IOD) are the nose: left out of the plane fit of the sign test."""
NOSE_LEAD = 0.08
"""Least lead of the nose (IOD) that counts as a head's, see `nose_lead`."""
RETURN_ERROR = 0.04
"""A point followed there and back must come home within this (IOD)."""
KEPT = 0.95
"""Share of points kept after the first fit: the worst few are slips of the tracker."""
GUESS_REACH = 0.12
"""Landmarks guess the movement of pixels about this near (IOD) around them."""
MIN_TURN = 18.0
MIN_NOD = 8.0
MIN_APPROACH = 1.2
WINDOW = (21, 21)
LEVELS = 2
AROUND = 64
"""Pixels around a face that following its points may look at: four times half a window at the coarsest level, what
smoothing adds to that, and as much as a point moves beside what its landmarks guess."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Points of the first frame and where they stand in the last, n x 2 each; `iod` of the first, px."""

    start: Spots
    end: Spots
    nose: Spots
    iod: float


_NONE = np.zeros((0, 2), np.float32)
NOTHING = Followed(_NONE, _NONE, np.zeros(2, np.float32), 1.0)


def depth_finding(chain: Sequence[Seen], side: str) -> DepthFinding:
    """Measure the remainder of a plane fit from the first to the last frame of `chain`.

    Args:
        chain: frames in the order to follow, each with a mesh; first frontal, last turned or nearer.
        side: "left", "right", "up", "down" or "approach", copied into the finding.

    Returns:
        `available` is False where the turn (18 degrees), the nod (8 degrees) or the approach (1.2 times) is too
        small, or fewer than 25 points could be followed. `yaw` is the angle of a nod where it is one.

    """
    return plane_finding(chain, side)[0]


def plane_finding(chain: Sequence[Seen], side: str) -> tuple[DepthFinding, Followed]:
    """`depth_finding`, with the points that were followed; none of them where nothing could be."""
    meshes = [seen.mesh for seen in chain if seen.mesh is not None]
    if len(meshes) < 2 or len(meshes) != len(chain):
        return DepthFinding(available=False, side=side), NOTHING
    nod = side in {"up", "down"}
    turn = _angle(chain[-1], nod=nod) - _angle(chain[0], nod=nod)
    grown = meshes[-1].inter_eye_px / meshes[0].inter_eye_px
    found = follow(chain)
    least = MIN_NOD if nod else MIN_TURN
    enough = grown >= MIN_APPROACH if side == "approach" else abs(turn) >= least
    if not enough or len(found.start) < MIN_SPOTS:
        return DepthFinding(available=False, yaw=abs(turn), points=len(found.start), side=side), found
    lead = 0.0 if side == "approach" else nose_lead(found, turn, nod=nod)
    sheet = _sheet(found, chain[0], turn) if side in {"left", "right"} else None
    finding = DepthFinding(
        available=True,
        residual=plane_residual(found),
        yaw=abs(turn),
        nose_leads=_nose_grows(found) if side == "approach" else lead >= NOSE_LEAD,
        nose_lead=lead,
        points=len(found.start),
        side=side,
        sheet=sheet.remainder if sheet else None,
        against_head=sheet.against_head if sheet else None,
        parts_off=sheet.parts_off if sheet else None,
    )
    return finding, found


def _sheet(found: Followed, first: Seen, turn: float) -> SheetFit | None:
    if first.mesh is None:
        return None
    return fit_sheet(found.start, found.end, first.mesh.points, yaw=turn, roll=first.reading.roll)


def _angle(seen: Seen, *, nod: bool) -> float:
    return seen.reading.pitch if nod else seen.reading.yaw


def follow(chain: Sequence[Seen]) -> Followed:
    """Follow texture points of the first frame's face through all frames; lost ones are dropped."""
    first = chain[0].mesh
    if first is None:
        raise ValueError("the first frame of a chain needs a mesh")
    start = _spots(chain[0].image, first)
    now = start.copy()
    for before, after in pairwise(chain):
        if before.mesh is None or after.mesh is None or len(now) == 0:
            continue
        now, kept = _step((before.image, before.mesh), (after.image, after.mesh), now)
        start, now = start[kept], now[kept]
    return Followed(start, now, first.points[NOSE_TIP, :2], first.inter_eye_px)


def plane_residual(found: Followed) -> float:
    """RMS distance of the followed points from one homography, in inter-ocular distances."""
    kept = np.ones(len(found.start), np.bool_)
    for _ in range(2):
        off = np.linalg.norm(_off_plane(found, kept), axis=1)
        kept = off <= np.quantile(off, KEPT)
    return float(np.sqrt((off[kept] ** 2).mean()) / found.iod)


def _off_plane(found: Followed, fitted: NDArray[np.bool_]) -> Spots:
    """Fit a homography to some points and give what it leaves of the movement of all, n x 2 pixels."""
    plane, _mask = cv2.findHomography(found.start[fitted], found.end[fitted], 0)
    if plane is None:  # all points on one line: nothing speaks against a plane
        return np.zeros_like(found.start)
    mapped = cv2.perspectiveTransform(found.start[:, None, :], np.asarray(plane, np.float64))
    return np.asarray(found.end - np.asarray(mapped, np.float32)[:, 0, :], np.float32)


def nose_lead(found: Followed, turn: float, *, nod: bool = False) -> float:
    """How far the nose runs ahead of the plane through the rest of the face, in inter-ocular distances.

    Positive: in the direction of the turn (degrees, sign as yaw, or as pitch for a `nod`). About 0.14 to 0.25 on
    heads turned by 22 to 38 degrees, 0.11 to 0.18 on heads nodded by 12 to 22, about 0 on a flat print, below 0.07
    on prints bent to 8 cm. 0 where too few points are left.
    """
    near = _near_nose(found)
    if near.sum() < MIN_NOSE_SPOTS or (~near).sum() < MIN_SPOTS // 2:
        return 0.0
    off = _off_plane(found, ~near)[near]
    ahead = -off[:, 1] if nod else off[:, 0]  # rows of the picture count downwards
    return float(np.median(ahead) * np.sign(turn) / found.iod)


def _near_nose(found: Followed) -> NDArray[np.bool_]:
    return np.asarray(np.linalg.norm(found.start - found.nose, axis=1) < NOSE_REACH * found.iod, np.bool_)


def _nose_grows(found: Followed) -> bool:
    # Coming nearer, the nose grows more than the plane through the rest of the face.
    near = _near_nose(found)
    if near.sum() < MIN_NOSE_SPOTS or (~near).sum() < MIN_SPOTS // 2:
        return False
    return _spread(found.end[near]) / _spread(found.start[near]) > (
        _spread(found.end[~near]) / _spread(found.start[~near])
    )


def _spread(spots: Spots) -> float:
    return float(np.sqrt(((spots - spots.mean(axis=0)) ** 2).sum(axis=1).mean())) + 1e-6


def _spots(image: Pixels, mesh: Mesh) -> Spots:
    """Corners of the texture inside the outline of the face, cheeks and jaw included."""
    hull = np.round(cv2.convexHull(mesh.points[:, :2].astype(np.float32))).astype(np.int32)
    part = _part(hull.reshape(-1, 2), image.shape[:2])
    seen = image[part.slices]
    mask = np.zeros(seen.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, hull - part.corner, 255)
    apart = max(2.0, SPACING * mesh.inter_eye_px)
    found = cv2.goodFeaturesToTrack(_grey(seen), MAX_SPOTS, 0.003, apart, mask=mask, blockSize=5)
    if found is None:
        return np.zeros((0, 2), np.float32)
    return np.asarray(found.reshape(-1, 2) + part.corner, np.float32)


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a frame in which a face is followed: rows and columns from `top` and `left`, pixels."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, to cut it out."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def corner(self) -> NDArray[np.int32]:
        """Its top left corner, x and y."""
        return np.array([self.left, self.top], np.int32)


def _part(spots: NDArray[Any], shape: tuple[int, ...]) -> _Part:
    """The part of a frame of this shape around some spots, with all that following them looks at.

    It begins at a multiple of what the coarsest level of the flow makes one pixel of, so that every level has the
    pixels that the whole frame's would have.
    """
    low, high = spots.min(axis=0) - AROUND, spots.max(axis=0) + AROUND
    left, top = (max(0, int(value) >> LEVELS << LEVELS) for value in low)
    right, bottom = int(np.ceil(high[0])), int(np.ceil(high[1]))
    return _Part(top, min(shape[0], bottom), left, min(shape[1], right))


def _step(
    before: tuple[Pixels, Mesh], after: tuple[Pixels, Mesh], spots: Spots
) -> tuple[Spots, NDArray[np.bool_]]:
    """Follow spots over one step. The later frame is first laid over the earlier one as the landmarks moved.

    That is a first guess, no measurement: where a spot ends is what the flow finds in the pixels. Without the
    guess a wide step would lose just those points that leave the plane most, and a head would look flat.
    """
    part = _part(spots, before[0].shape)
    place = _place(before[1], after[1], part)
    laid = cv2.remap(after[0], place[0], place[1], cv2.INTER_LINEAR)
    one, two = _grey(before[0][part.slices]), _grey(np.asarray(laid, np.uint8))
    begun = np.asarray(spots - part.corner, np.float32)
    there, found = _flow(one, two, begun)
    back, returned = _flow(two, one, there)
    error = np.linalg.norm(back - begun, axis=1)
    kept = found & returned & (error < max(0.6, RETURN_ERROR * before[1].inter_eye_px))
    x, y = np.ascontiguousarray(there[:, 0]), np.ascontiguousarray(there[:, 1])
    now = [cv2.remap(one, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).ravel() for one in place]
    return np.stack(now, axis=1), kept


def _place(before: Mesh, after: Mesh, part: _Part) -> NDArray[np.float32]:
    """Where each pixel of a part of the earlier frame is guessed to lie in the later one, 2 x h x w pixels.

    One affine map for all, and what the landmarks moved beside it, smoothed over the face.
    """
    rough = _affine(before, after)
    known = before.points[:, :2] @ rough[:, :2].T + rough[:, 2]
    moved = np.asarray(after.points[:, :2] - known, np.float32)
    coarse = max(1.0, GUESS_REACH * before.inter_eye_px / 2)
    across, down = _Knots.of(part.left, part.right, coarse), _Knots.of(part.top, part.bottom, coarse)
    corner = np.array([across.first, down.first])
    places = np.asarray(before.points[:, :2] / coarse - corner)
    field = _spread_out(places, moved, (len(across.at), len(down.at))).transpose(2, 0, 1)
    plain = np.stack([row[0] * across.at + (row[1] * down.at + row[2])[:, None] for row in rough])
    wide = across.between(np.asarray((field + plain).transpose(0, 2, 1), np.float32))
    return down.between(np.ascontiguousarray(wide.transpose(0, 2, 1)))


@dataclass(frozen=True, slots=True)
class _Knots:
    """Knots of a coarse grid along one side of a part of the frame, with pixels between them.

    Attributes:
        first: number of the first knot; knot k lies in the middle of the k-th cell of the frame.
        at: where the knots lie, pixels of the frame.
        place: where the pixels lie, in knots from the first one.

    """

    first: int
    at: NDArray[np.float64]
    place: NDArray[np.float32]

    @classmethod
    def of(cls, start: int, end: int, coarse: float) -> Self:
        """The knots around the pixels from `start` to before `end`, one every `coarse` pixels."""
        place = (np.arange(start, end) + 0.5) / coarse - 0.5
        knots = np.arange(np.floor(place[0]), np.floor(place[-1]) + 2)
        return cls(int(knots[0]), (knots + 0.5) * coarse - 0.5, np.asarray(place - knots[0], np.float32))

    def between(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values at the pixels from those at the knots, planes x knots x more; evenly in between.

        No product of matrices: its library would wake threads of its own, which cost more than they save here.
        """
        before = self.place.astype(np.intp)
        low, found = values[:, before], values[:, before + 1]
        found -= low
        found *= np.asarray(self.place - before, np.float32)[:, None]
        found += low
        return found


def _spread_out(places: Spots, values: Spots, size: tuple[int, int]) -> NDArray[np.float32]:
    """Smooth values known at some places over a grid of size (width, height); 0 far from all of them."""
    sums = np.zeros((size[1], size[0], 3), np.float32)
    x = np.clip(np.round(places[:, 0]).astype(int), 0, size[0] - 1)
    y = np.clip(np.round(places[:, 1]).astype(int), 0, size[1] - 1)
    np.add.at(sums, (y, x), np.c_[values, np.ones(len(values))])
    near = cv2.GaussianBlur(sums, (0, 0), 2.0)
    return np.asarray(near[..., :2] / (near[..., 2:] + 1e-3), np.float32)


def _flow(one: Pixels, two: Pixels, spots: Spots) -> tuple[Spots, NDArray[np.bool_]]:
    there, found, _error = cv2.calcOpticalFlowPyrLK(
        one, two, spots, spots.copy(), winSize=WINDOW, maxLevel=LEVELS
    )
    return np.asarray(there, np.float32), np.asarray(found, np.bool_).ravel()


def _affine(before: Mesh, after: Mesh) -> NDArray[np.float64]:
    source = np.c_[before.points[:, :2], np.ones(len(before.points))]
    answer, *_rest = np.linalg.lstsq(source, after.points[:, :2], rcond=None)
    return np.ascontiguousarray(answer.T, np.float64)


def _grey(image: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
