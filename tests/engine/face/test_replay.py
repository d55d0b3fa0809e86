"""A whole valid session, sent once more under another challenge: it never answers that one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import numpy as np
from tests.world.clock import held_clock

from bonafide.capture.face_live import FaceLive, Shown
from bonafide.checks.liveness import light_positive
from bonafide.engine.evidence import Challenge, FrameReading, Move
from bonafide.engine.face.challenge import ChallengeTracker, results
from bonafide.engine.face.draw import light_bits, new_challenge
from bonafide.engine.face.light import REGIONS, SCREEN, light_finding, linear
from bonafide.policy.thresholds import SHIPPED

SKIN = np.array([0.35, 0.22, 0.16])
SHAPES = {
    Move.LOOK_STRAIGHT: (0.0, 0.0, 70.0),
    Move.TURN_LEFT: (27.0, 0.0, 66.0),
    Move.TURN_RIGHT: (-27.0, 0.0, 66.0),
    Move.COME_CLOSER: (0.0, 0.0, 98.0),
    Move.LOOK_UP: (0.0, 18.0, 70.0),
    Move.LOOK_DOWN: (0.0, -18.0, 70.0),
    Move.WATCH_LIGHT: (0.0, 0.0, 70.0),
}


def skin(light: np.ndarray) -> tuple[float, ...]:
    shares = [0.6 if name.endswith("side") else 1.0 for name in REGIONS]
    return tuple(float(v) for share in shares for v in SKIN * (1 + 0.1 * share * light))


def film(challenge: Challenge) -> Iterator[FrameReading]:
    """Readings of somebody who does all of it, four for each move and back to straight in between."""
    numbers = count()
    yaw, pitch, eyes = SHAPES[Move.LOOK_STRAIGHT]

    def one(number: int = -1, stood: int = 0) -> FrameReading:
        seq = next(numbers)
        light = linear(np.array(SCREEN[challenge.colours[number]]) / 255) if number >= 0 else np.zeros(3)
        place = {"yaw": yaw, "pitch": pitch, "inter_eye_px": eyes, "face_share": 0.4, "skin": skin(light)}
        shown = {"light": number, "light_ms": stood}
        return FrameReading(seq, seq * 300, seq * 300, 1, digest=str(seq), **place, **shown)  # type: ignore[arg-type]

    for move in challenge.moves:
        for shape in (SHAPES[Move.LOOK_STRAIGHT], SHAPES[move]):
            yaw, pitch, eyes = shape
            yield from (one() for _ in range(3))
        if move is Move.WATCH_LIGHT:
            # The server counts how long it has told a colour: two frames of each, as a page sends them.
            yield from (
                one(number, stood) for number in range(len(challenge.colours)) for stood in (290, 590)
            )


def accepted(
    challenge: Challenge, recorded: list[FrameReading], rng: random.Random, *, lies: bool = True
) -> bool:
    """Whether the recording gets through: order, bits and light. A page that lies says it shows what is asked."""
    tracker = ChallengeTracker(challenge)
    live = FaceLive("cap", "iqse", "inq", 70.0, tracker=tracker, rng=rng)
    with held_clock(live) as set_age:
        for reading in recorded:
            set_age(
                reading.client_ms
            )  # the server's clock goes as the frames do, however slow this machine is
            lie = Shown(-1 if tracker.colour is None else tracker.colour, 590)
            said = lie if lies else Shown(reading.light, reading.light_ms)
            progress = live.step(b"", reading.seq, reading.client_ms, lambda *_: reading, said)  # noqa: B023
            if progress.finished or progress.failed:
                break
    seen = [kept.reading for kept in live.kept]
    done = results(tracker.challenge, [replace(r, server_ms=r.client_ms) for r in seen])[1]
    lit = light_positive(light_finding(seen, challenge.colours), SHIPPED)
    bits = tracker.challenge.order_bits + (light_bits(challenge) if lit else 0)
    return progress.finished and done and bits >= SHIPPED.challenge_bits_min


def test_session_answers_its_own_challenge_and_no_other() -> None:
    rng = random.Random(11)
    for light in (True, False):
        challenges = [new_challenge("n", rng, light=light) for _ in range(12)]
        for own in challenges:
            recorded = list(film(own))
            assert accepted(own, recorded, rng, lies=False), own.moves
            for other in challenges:
                if (other.moves, other.colours) != (own.moves, own.colours):
                    assert not accepted(other, recorded, rng)


def test_session_without_turns_answers_no_other_either() -> None:
    rng = random.Random(13)
    nodding = [new_challenge("n", rng, turns=False) for _ in range(6)]
    usual = [new_challenge("n", rng) for _ in range(3)]
    for own in nodding:
        recorded = list(film(own))
        assert accepted(own, recorded, rng, lies=False), own.moves
        for other in (*nodding, *usual):
            if (other.moves, other.colours) != (own.moves, own.colours):
                assert not accepted(other, recorded, rng)
    for own in usual:
        assert not any(accepted(other, list(film(own)), rng) for other in nodding)


def test_same_moves_under_other_colours_do_not_pass() -> None:
    rng = random.Random(12)
    own = new_challenge("n", rng)
    recorded = list(film(own))
    for _ in range(60):
        other = replace(own, colours=new_challenge("n", rng).colours)
        assert other.colours == own.colours or not accepted(other, recorded, rng)
