"""People before a camera: a head that answers a challenge as a person would, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from bonafide.engine.evidence import Frame, Move

Image = npt.NDArray[np.uint8]


class Pose(NamedTuple):
    """How the head stands: degrees, and distance as a share of an arm's length."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    distance: float = 1.0


POSES = {
    Move.LOOK_STRAIGHT: Pose(),
    Move.TURN_LEFT: Pose(yaw=30.0),
    Move.TURN_RIGHT: Pose(yaw=-30.0),
    Move.COME_CLOSER: Pose(distance=0.62),
}


def path(moves: Sequence[Move], *, steps: int = 5, hold: int = 3) -> list[Pose]:
    """Poses of a head that does the moves one after the other, back to straight between turns."""
    stops = [Pose()]
    for move in moves:
        if stops[-1] != Pose() and POSES[move] != Pose():
            stops.append(Pose())
        stops.append(POSES[move])
    walked = [stops[0]] * hold
    for start, end in pairwise(stops):
        shares = np.linspace(0, 1, steps + 1)[1:] if start != end else []
        walked += [_between(start, end, float(share)) for share in shares]
        walked += [end] * hold
    return walked


def _between(start: Pose, end: Pose, share: float) -> Pose:
    return Pose(*(a + (b - a) * share for a, b in zip(start, end, strict=True)))


def frames(puppet: Any, moves: Sequence[Move], *, every_ms: int = 120, seed: int = 0) -> Iterator[Frame]:
    """Camera frames of the head, with a hand-free tremor, as JPEG."""
    noise = np.random.default_rng(seed)
    for seq, pose in enumerate(path(moves)):
        yaw, pitch, roll = pose.yaw + noise.normal(0, 0.4), noise.normal(0, 0.4), noise.normal(0, 0.3)
        picture: Image = puppet.render(yaw=yaw, pitch=pitch, roll=roll, distance=pose.distance)
        at = seq * every_ms
        yield Frame(
            cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes(), seq, at, at + 30
        )
