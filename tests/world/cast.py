"""Where camera rays meet a relief: marching along all rays at once, first coarsely to find the person."""

from typing import NamedTuple

import cv2
import numpy as np

from tests.world.cutout import PX_PER_CM
from tests.world.pixels import Floats, floats, sample
from tests.world.relief import EMPTY, FIELD_PX_PER_CM, Relief

STEP_CM = 0.8
COARSE = 5


class Region(NamedTuple):
    """The part of the ray grid in which the person stands, and between which depths (cm along the rays)."""

    rows: slice
    columns: slice
    near: float
    far: float


class Rays(NamedTuple):
    """Start (rows, 1, 3) and direction (rows, columns, 3) in the space of the unturned head, cm."""

    start: Floats
    direction: Floats

    def part(self, rows: slice, columns: slice) -> "Rays":
        return Rays(self.start[rows], self.direction[rows, columns])


def _probe(relief: Relief, rays: Rays, along: Floats | np.float32) -> Floats:
    """Probe the points at that depth.

    Stacked, shape (4, rows, columns): field x, y in pixels, how far (cm) the point lies outside the solid,
    and 1 where the back is the nearer wall.
    """
    left, top = relief.origin
    start, direction = rays
    x = (start[..., 0] + direction[..., 0] * along - left) * np.float32(FIELD_PX_PER_CM)
    y = (start[..., 1] + direction[..., 1] * along - top) * np.float32(FIELD_PX_PER_CM)
    z = start[..., 2] + direction[..., 2] * along
    nothing, edge = (EMPTY, -EMPTY, 0, 0), cv2.BORDER_CONSTANT
    walls = cv2.remap(
        relief.walls, floats(x), floats(y), cv2.INTER_LINEAR, borderMode=edge, borderValue=nothing
    )
    front, back = walls[..., 0] - z, z - walls[..., 1]
    return floats(np.stack([x, y, np.maximum(front, back), back > front]))


def _march(relief: Relief, rays: Rays, near: float, far: float) -> Floats:
    """Return the depth of the first step inside the solid, 0 where a ray meets nothing."""
    found = np.zeros(rays.direction.shape[:2], np.float32)
    for along in np.arange(near, far, STEP_CM, dtype=np.float32):
        outside = _probe(relief, rays, along)[2]
        found[(found == 0) & (outside < 0)] = along
    return found


def scout(relief: Relief, rays: Rays, away: float) -> Region | None:
    """Find with every fifth ray where the person is; None if nowhere."""
    every = slice(None, None, COARSE)
    found = _march(relief, rays.part(every, every), max(1.0, away - 7.0), away + 24.0)
    hit = found > 0
    if not hit.any():
        return None
    spans = []
    for axis in (1, 0):
        seen = np.flatnonzero(hit.any(axis=axis)) * COARSE
        spans.append(slice(max(0, int(seen[0]) - COARSE), int(seen[-1]) + COARSE + 1))
    depths = found[hit]
    return Region(spans[0], spans[1], float(depths.min()) - 3.0, float(depths.max()) + 5.0)


def cast(relief: Relief, rays: Rays, region: Region) -> tuple[Floats, Floats, Floats]:
    """Follow the region's rays: hit 0 or 1, place in the texture in pixels (.., .., 2), depth in cm or 0."""
    rays = rays.part(region.rows, region.columns)
    found = _march(relief, rays, region.near, region.far)
    far, near = found, found - np.float32(STEP_CM)
    for _ in range(4):
        middle = floats((near + far) / 2)
        inside = _probe(relief, rays, middle)[2] < 0
        far, near = floats(np.where(inside, middle, far)), floats(np.where(inside, near, middle))
    at = _probe(relief, rays, far)
    drift = sample(relief.drift, floats(at[0]), floats(at[1])) * at[3][..., None]
    place = np.dstack([at[0], at[1]]) / np.float32(FIELD_PX_PER_CM) + drift
    return floats(found > 0), floats(place * PX_PER_CM), floats(np.where(found > 0, far, 0))
