"""People before a camera: a head that answers a challenge as a person would, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from bonafide.engine.evidence import Colour, Frame, Move
from bonafide.engine.face.light import SCREEN
from tests.world.glow import Glow

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
    Move.LOOK_UP: Pose(pitch=20.0),
    Move.LOOK_DOWN: Pose(pitch=-20.0),
    Move.WATCH_LIGHT: Pose(),
}
COLOUR_MS = 600
"""How long each colour is shown; its frame is cut 550 ms after the change."""


def path(moves: Sequence[Move], *, steps: int = 5, hold: int = 3) -> list[Pose]:
    """Poses of a head that does the moves one after the other, back to straight between turns."""
    stops = [Pose()]
    for move in moves:
        if stops[-1] != Pose() and POSES[move] != Pose():
            stops.append(Pose())
        stops.append(POSES[move])
    walked = [stops[0]] * hold
    for start, end in pairwise(stops):
        shares: Any = np.linspace(0, 1, steps + 1)[1:] if start != end else []
        walked += [_between(start, end, float(share)) for share in shares]
        walked += [end] * hold
    return walked


def _between(start: Pose, end: Pose, share: float) -> Pose:
    return Pose(*(a + (b - a) * share for a, b in zip(start, end, strict=True)))


def frames(
    puppet: Any,
    moves: Sequence[Move],
    *,
    colours: Sequence[Colour] = (),
    glow: float = 0.15,
    every_ms: int = 120,
    seed: int = 0,
) -> Iterator[Frame]:
    """Camera frames of the head, with a hand-free tremor, as JPEG.

    Where the moves hold WATCH_LIGHT, one frame for each of `colours` follows the straight look, in the light of
    a screen that adds `glow` of the room's light.
    """
    noise = np.random.default_rng(seed)
    at = 0
    for seq, (pose, number) in enumerate(_lit_path(moves, len(colours))):
        yaw, pitch, roll = (
            pose.yaw + noise.normal(0, 0.4),
            pose.pitch + noise.normal(0, 0.4),
            noise.normal(0, 0.3),
        )
        lamp = {"screen": Glow(SCREEN[colours[number]], glow)} if number >= 0 else {}
        picture: Image = puppet.render(yaw=yaw, pitch=pitch, roll=roll, distance=pose.distance, **lamp)
        at += COLOUR_MS if number >= 0 else every_ms
        jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
        yield Frame(jpeg, seq, at, at + 30, number, 550 if number >= 0 else 0)


def _lit_path(moves: Sequence[Move], colours: int) -> Iterator[tuple[Pose, int]]:
    """The way of the head with the number of the colour shown, -1 for none."""
    begin = 0
    for end in [*(i for i, move in enumerate(moves) if move is Move.WATCH_LIGHT), len(moves)]:
        yield from ((pose, -1) for pose in path(moves[begin : end + 1]))
        if end < len(moves):
            yield from ((Pose(), number) for number in range(colours))
        begin = end + 1
