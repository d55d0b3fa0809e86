"""Coming closer to the camera: a head shows its depth in it, a picture that is brought nearer does not.

Perspective: who comes from 50 cm to 36 cm grows by 1.39 at the eyes, by 1.33 at the cheeks 6 cm behind them and by
1.41 at the tip of the nose. A sheet or a screen grows alike everywhere, whatever turning head a screen may show.
Points of the face's own texture are followed from a far frame to a near one (`motion.follow`), and three things are
fitted to how they moved: one similarity for all, a shift in step with depth (the head turned a little meanwhile), and
a growth that is less the deeper a point lies. The last one, over what a head of this size gives, is the perspective:
near 1 on heads, near 0 on planes. The landmark network tells only which points lie deep on heads, not that these do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import DepthFinding, FrameReading
from bonafide.engine.face.challenge import CLOSE_YAW
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.landmarks import Mesh
from bonafide.engine.face.motion import Followed, Spots, plane_finding

Doubles = NDArray[np.float64]

LEAST, BEST, MOST = 1.2, 1.4, 1.8
"""By what the eyes move apart between the two frames: less tells little, and with more points are lost."""
STILL = 6.0
"""Degrees up to which the head may turn or nod between the two frames."""
TRIES = 3
"""Pairs of frames that are measured at most; the one most like a head counts."""
CLEAR = 0.6
"""A perspective that is a head's for sure: no further pair is measured."""
FOCAL = 0.825
"""Focal length over the longer side of the frame: 62 degrees across, between phones and laptops.

A lens of another angle changes the perspective in proportion: .75 with 77 degrees, 1.3 with 50 degrees.
"""
MIN_POINTS, KEPT = 40, 0.9
MOST_LEFT, MOST_ERROR = 0.012, 0.12
"""A fit that leaves more (RMS, inter-ocular distances), or is less sure of the perspective, is none."""
NEAREST = 4


def approach_finding(seen: Sequence[Seen]) -> DepthFinding:
    """Measure the approach of a face; about 20 ms of CPU, up to three times that where it looks flat.

    Args:
        seen: frames of one capture with their meshes, in time.

    Returns:
        A finding of side "approach", with `perspective` and `between` where they could be measured. Not available
        where no two frames show the face straight and grown by 1.2 to 1.8.

    """
    found: list[DepthFinding] = []
    for far, near in pairs(seen)[:TRIES]:
        found.append(_measured(far, near))
        if (found[-1].perspective or 0.0) >= CLEAR:
            break
    told = [one for one in found if one.perspective is not None]
    most = max(told, key=lambda one: one.perspective or 0.0, default=None)
    return most or (*found, DepthFinding(available=False, side="approach"))[0]


def pairs(seen: Sequence[Seen]) -> list[tuple[Seen, Seen]]:
    """Far and near frame of one approach, the best pair first: alike in pose, close in time, well grown."""
    level = [(i, one) for i, one in enumerate(seen) if one.mesh and abs(one.reading.yaw) < CLOSE_YAW]
    costs = [
        (_cost(far.reading, near.reading) + 0.02 * min(10, abs(i - k)), i, k)
        for (i, far), (k, near) in permutations(level, 2)
        if far.image.shape == near.image.shape and _is_pair(far.reading, near.reading)
    ]
    return [(seen[i], seen[k]) for _, i, k in sorted(costs)]


def _is_pair(far: FrameReading, near: FrameReading) -> bool:
    grown = near.inter_eye_px / max(far.inter_eye_px, 1e-6)
    return LEAST <= grown <= MOST and max(abs(near.yaw - far.yaw), abs(near.pitch - far.pitch)) <= STILL


def _cost(far: FrameReading, near: FrameReading) -> float:
    grown = near.inter_eye_px / far.inter_eye_px
    turned = abs(near.yaw - far.yaw) + abs(near.pitch - far.pitch)
    return 2.0 * abs(float(np.log(grown / BEST))) + 0.05 * turned


def _measured(far: Seen, near: Seen) -> DepthFinding:
    finding, found = plane_finding((far, near), "approach")
    if far.mesh is None or near.mesh is None or len(found.start) < MIN_POINTS:
        return finding
    grown = near.mesh.inter_eye_px / far.mesh.inter_eye_px
    seen = perspective(found, far.mesh, grown, FOCAL * max(far.image.shape))
    return replace(finding, perspective=seen, between=(far.reading.seq, near.reading.seq))


def perspective(found: Followed, mesh: Mesh, grown: float, focal: float) -> float | None:
    """How much less the deep parts of a face grew than its front, over what a head's do.

    Args:
        found: points of the far frame and where they stand in the near one, pixels.
        mesh: of the far frame; its depths are used as a pattern.
        grown: by what the eyes moved apart.
        focal: focal length, pixels. Seen from f pixels away, a point z deeper grows by (grown - 1) z / f less.

    Returns:
        About 1 on heads and 0 on planes; None where the movement is no approach of anything rigid.

    """
    middle = found.start.mean(axis=0)
    start, end = found.start - middle, found.end - middle
    deep = depths(mesh, found.start)
    terms = _terms(start, deep - deep.mean(), grown * (grown - 1) / focal)
    kept = np.ones(len(start), np.bool_)
    for _ in range(3):
        solved = np.linalg.lstsq(terms[kept].reshape(-1, 7), end[kept].reshape(-1), rcond=None)[0]
        off = np.linalg.norm(end - terms @ solved, axis=1)
        kept = off <= np.quantile(off, KEPT)
    left = float(np.sqrt((off[kept] ** 2).sum() / (2 * kept.sum() - 7)))
    used = terms[kept].reshape(-1, 7)
    error = left * float(np.sqrt(np.linalg.pinv(used.T @ used)[6, 6]))
    sure = left / found.iod <= MOST_LEFT and error <= MOST_ERROR
    return float(solved[6]) if sure else None


def _terms(start: Spots, deep: Doubles, less: float) -> Doubles:
    """What the movement is made of, n x 2 x 7: similarity (4), shift by depth (2), growth by depth (1)."""
    x, y = np.asarray(start[:, 0], np.float64), np.asarray(start[:, 1], np.float64)
    one, none = np.ones(len(start)), np.zeros(len(start))
    across = [x, -y, one, none, deep, none, -less * deep * x]
    down = [y, x, none, one, none, deep, -less * deep * y]
    return np.stack([np.stack(across, axis=1), np.stack(down, axis=1)], axis=1)


def depths(mesh: Mesh, spots: Spots) -> Doubles:
    """Depth of each spot on a head, pixels: of the landmarks around it, the nearest ones most."""
    away = np.linalg.norm(mesh.points[None, :, :2] - spots[:, None], axis=2)
    near = np.argpartition(away, NEAREST, axis=1)[:, :NEAREST]
    weight = 1.0 / (np.take_along_axis(away, near, 1) + 2.0)
    return np.asarray((mesh.points[near, 2] * weight).sum(1) / weight.sum(1), np.float64)
