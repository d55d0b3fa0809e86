"""Where camera rays meet a relief: marching along rays, first a few of them to find the person and how far off."""

from typing import NamedTuple

import cv2
import numpy as np

from tests.world.cutout import PX_PER_CM
from tests.world.pixels import Floats, floats
from tests.world.relief import EMPTY, FIELD_PX_PER_CM, Relief

STEP_CM = 0.8
COARSE = 5
HALVINGS = 4
FEWER = 0.6
MARGIN_CM, MORE_CM = 1.2, 3.0
"""How much nearer than the few rays around it a ray may meet the person, a nose between two of them; and how much
farther, where the head turns away."""
_WIDE = 256


class Region(NamedTuple):
    """The part of the ray grid in which the person stands, and between which depths (cm) each of its rays may end."""

    rows: slice
    columns: slice
    near: Floats
    far: Floats


class Rays(NamedTuple):
    """Start (rows, 1, 3) and direction (rows, columns, 3) in the space of the unturned head, cm."""

    start: Floats
    direction: Floats

    def part(self, rows: slice, columns: slice) -> "Rays":
        return Rays(self.start[rows], self.direction[rows, columns])

    def flat(self) -> tuple[Floats, Floats]:
        """Start and direction of every ray, each as three rows of numbers."""
        start = np.broadcast_to(self.start, self.direction.shape)
        return floats(start.reshape(-1, 3).T), floats(self.direction.reshape(-1, 3).T)


def _look(field: Floats, x: Floats, y: Floats, outside: tuple[float, ...] | None) -> Floats:
    """Sample a field of two channels at many places, bilinearly: (places, 2)."""
    places = np.zeros((2, -(-x.size // _WIDE), _WIDE), np.float32)
    for place, values in zip(places, (x, y), strict=True):
        place.reshape(-1)[: x.size] = values.reshape(-1)
    edge = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    seen = cv2.remap(
        field, places[0], places[1], cv2.INTER_LINEAR, borderMode=edge, borderValue=outside or (0.0, 0.0)
    )
    return floats(seen).reshape(-1, 2)[: x.size]


class _Probe(NamedTuple):
    """Points along rays: field x, y in pixels, how far (cm) outside the solid, if the back is the nearer wall."""

    x: Floats
    y: Floats
    outside: Floats
    is_back: Floats


def _probe(relief: Relief, rays: tuple[Floats, Floats], along: Floats) -> _Probe:
    """Probe one point of each ray, at its own depth; `along` may have more axes than the rays, before theirs."""
    left, top = relief.origin
    start, direction = rays
    x = (start[0] + direction[0] * along - np.float32(left)) * np.float32(FIELD_PX_PER_CM)
    y = (start[1] + direction[1] * along - np.float32(top)) * np.float32(FIELD_PX_PER_CM)
    z = start[2] + direction[2] * along
    walls = _look(relief.walls, floats(x), floats(y), (EMPTY, -EMPTY)).reshape(*z.shape, 2)
    front, back = walls[..., 0] - z, z - walls[..., 1]
    return _Probe(floats(x), floats(y), floats(np.maximum(front, back)), floats(back > front))


def scout(relief: Relief, rays: Rays, away: float) -> Region | None:
    """Find with every fifth ray where the person is, and about how far; None if nowhere."""
    every = slice(None, None, COARSE)
    few = rays.part(every, every)
    depths = np.arange(max(1.0, away - 7.0), away + 24.0, STEP_CM, dtype=np.float32)
    inside = _probe(relief, few.flat(), depths[:, None]).outside < 0
    met = inside.any(axis=0).reshape(few.direction.shape[:2])
    if not met.any():
        return None
    found = depths[inside.argmax(axis=0)].reshape(met.shape)
    rows, columns = _spread(np.any(met, axis=1)), _spread(np.any(met, axis=0))
    whole = np.ones((3, 3), np.uint8)
    nearest = cv2.erode(np.where(met, found, np.float32(1e6)), whole)
    farthest = cv2.dilate(np.where(met, found, np.float32(0)), whole)
    shape = rays.direction.shape[:2]
    near, far = (_each(values, shape)[rows, columns] for values in (nearest - MARGIN_CM, farthest + MORE_CM))
    return Region(rows, columns, floats(near), floats(far))


def _spread(hit: np.typing.NDArray[np.bool_]) -> slice:
    seen = np.flatnonzero(hit) * COARSE
    return slice(max(0, int(seen[0]) - COARSE), int(seen[-1]) + COARSE + 1)


def _each(values: Floats, shape: tuple[int, ...]) -> Floats:
    """Give every ray what the one of the few nearest to it has."""
    near = [
        np.minimum((np.arange(n) + COARSE // 2) // COARSE, m - 1)
        for n, m in zip(shape, values.shape, strict=True)
    ]
    return floats(values[np.ix_(*near)])


def cast(relief: Relief, rays: Rays, region: Region) -> tuple[Floats, Floats, Floats]:
    """Follow the region's rays: hit 0 or 1, place in the texture in pixels (.., .., 2), depth in cm or 0."""
    part = rays.part(region.rows, region.columns)
    shape, all_rays = part.direction.shape[:2], part.flat()
    which, far = _march(relief, all_rays, region)
    rays_in = all_rays[0][:, which], all_rays[1][:, which]
    near = far - np.float32(STEP_CM)
    for _ in range(HALVINGS):
        middle = floats((near + far) / 2)
        inside = _probe(relief, rays_in, middle).outside < 0
        far, near = floats(np.where(inside, middle, far)), floats(np.where(inside, near, middle))
    at = _probe(relief, rays_in, far)
    drift = _look(relief.drift, at.x, at.y, None) * at.is_back[:, None]
    hit, depth = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    place = np.zeros((*shape, 2), np.float32)
    hit.ravel()[which], depth.ravel()[which] = 1.0, far
    seen = np.column_stack([at.x, at.y]) / np.float32(FIELD_PX_PER_CM) + drift
    place.reshape(-1, 2)[which] = seen * np.float32(PX_PER_CM)
    return hit, place, depth


def _march(
    relief: Relief, rays: tuple[Floats, Floats], region: Region
) -> tuple[np.typing.NDArray[np.intp], Floats]:
    """Numbers of the rays that meet the solid, and the depth of each one's first step inside."""
    near, far = region.near.ravel(), region.far.ravel()
    on_way = np.flatnonzero(near < far)
    active, along = (rays[0][:, on_way], rays[1][:, on_way]), near[on_way]
    found = np.zeros(near.size, np.float32)
    while on_way.size:
        inside = _probe(relief, active, along).outside < 0
        found[on_way[inside & (found[on_way] == 0)]] = along[inside & (found[on_way] == 0)]
        along = along + np.float32(STEP_CM)
        left = (found[on_way] == 0) & (along <= far[on_way])
        if np.count_nonzero(left) < FEWER * left.size:  # leaving the others out costs as much as a probe
            on_way, along = on_way[left], along[left]
            active = active[0][:, left], active[1][:, left]
    which = np.flatnonzero(found)
    return which, found[which]
