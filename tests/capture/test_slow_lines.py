"""Bona fide people on slow machines, thin cameras and long lines: what was once told "try again" by chance.

Deterministic: no clock, no browser. The frames are rendered, cut, delayed, lost, read, chosen and judged by the
code of the live path.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import pytest

from bonafide.capture.face_live import FaceLive, Measure
from bonafide.checks.liveness import depth_positive, light_positive, liveness_reasons, poses_repeated
from bonafide.engine.evidence import Challenge, DepthFinding, Frame, FrameReading, Move, SelfieEvidence
from bonafide.engine.face.challenge import ChallengeTracker, new_challenge
from bonafide.engine.face.hint import read_frame
from bonafide.engine.face.judge import judge_selfie, turn_depth
from bonafide.policy.thresholds import SHIPPED
from tests.world.actor import frames
from tests.world.bent import BentPhoto
from tests.world.glow import AutoCamera
from tests.world.line import Line, Sitting, lines
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.performer import Performer
from tests.world.puppet import Puppet

QUICK = {"phone far away", "busy machine"}
"""Few frames are rendered for these; the others are marked slow."""
rendered = pytest.mark.skipif(not people_available(), reason=SKIP_REASON)


@lru_cache(maxsize=2)
def puppet(number: int) -> Puppet:
    return Puppet(person(number).portrait)


def visit(line: Line, number: int, seed: int, *, light: bool = True, turns: bool = True) -> SelfieEvidence:
    challenge = new_challenge("n", random.Random(seed), light=light, turns=turns)
    tracker = ChallengeTracker(challenge)
    rng = random.Random(seed)
    live = FaceLive("cap", "iqse", "inq", 70.0, tracker=tracker, measure=turn_depth, rng=rng)
    performer = Performer(puppet(number), seed=seed)
    performer.camera = AutoCamera()
    sitting = Sitting(performer, live, line, read_frame, seed=seed)
    progress = sitting.run()
    assert progress.finished, (progress.failed, live.asked)
    return judge_selfie(live.chosen(), live.tracker.challenge)


@rendered
@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param(*given, id=given[0], marks=() if given[0] in QUICK else pytest.mark.slow)
        for given in lines()
    ],
)
def test_who_does_what_is_asked_is_seen_as_live_on_any_line(name: str, line: Line) -> None:
    evidence = visit(line, 3, seed=3000)
    assert liveness_reasons(evidence, SHIPPED) == [], (name, evidence.depth)
    assert poses_repeated(evidence, SHIPPED.repeated_share_max) is False


@rendered
def test_who_cannot_turn_the_head_is_seen_as_live_by_nods_and_light() -> None:
    evidence = visit(Line(), 8, seed=3008, turns=False)
    assert {Move.TURN_LEFT, Move.TURN_RIGHT}.isdisjoint(evidence.challenge.moves)
    assert liveness_reasons(evidence, SHIPPED) == [], evidence.depth
    assert poses_repeated(evidence, SHIPPED.repeated_share_max) is False


@rendered
def test_a_bent_print_that_nods_and_comes_closer_is_no_head() -> None:
    """It takes the light as something round and leaves the plane of an approach; its nose leads in no nod."""
    moves = (Move.LOOK_STRAIGHT, Move.WATCH_LIGHT, Move.LOOK_UP, Move.COME_CLOSER, Move.LOOK_DOWN)
    challenge = replace(new_challenge("n", random.Random(1), turns=False), moves=moves)
    shown = BentPhoto(person(8).portrait, radius_cm=8)
    evidence = judge_selfie(list(frames(shown, moves, colours=challenge.colours)), challenge)
    assert light_positive(evidence.light, SHIPPED)
    assert not any(depth_positive(found, SHIPPED) for found in evidence.depth if found.side != "approach")
    assert "depth_not_measured" in liveness_reasons(replace(evidence, moves=(), in_order=True), SHIPPED)


def readings(*yaws: float) -> Iterator[FrameReading]:
    """Readings 120 ms apart; the eyes 70 pixels apart."""
    for seq, yaw in enumerate(yaws):
        at = seq * 120
        yield FrameReading(seq, at, at, 1, yaw=yaw, inter_eye_px=70.0, face_share=0.4, digest=str(seq))


def followed(findings: list[DepthFinding], *yaws: float, measure: Measure | None = None) -> FaceLive:
    """A capture whose turns are measured as told, after these yaws."""
    moves = (Move.LOOK_STRAIGHT, Move.TURN_LEFT, Move.TURN_RIGHT, Move.LOOK_STRAIGHT)
    left = list(findings)
    live = FaceLive(
        *("cap", "iqse", "inq", 70.0),
        tracker=ChallengeTracker(Challenge("n", moves, order_bits=18.0)),
        measure=measure or (lambda _frames, side: replace(left.pop(0), side=side)),
    )
    for reading in readings(*yaws):
        live.step(b"", reading.seq, reading.client_ms, lambda *_: reading)  # noqa: B023
    return live


DEEP = DepthFinding(available=True, residual=0.1, yaw=24.0, nose_leads=True, points=90, nose_lead=0.15)
LOST = DepthFinding(available=False)
SLOW_LEFT = (0, 0, 0, 23, 23)


def test_turn_that_could_not_be_measured_is_asked_again_while_the_person_is_there() -> None:
    live = followed([LOST], *SLOW_LEFT)
    assert [m.move for m in live.tracker.reached] == [Move.LOOK_STRAIGHT, Move.TURN_LEFT]
    assert live.tracker.challenge.moves[2:4] == (Move.LOOK_STRAIGHT, Move.TURN_LEFT)
    assert live.asked is Move.LOOK_STRAIGHT
    assert followed([DEEP], *SLOW_LEFT).asked is Move.TURN_RIGHT


def test_turn_is_asked_again_twice_at_most() -> None:
    again = (0, 0, 23, 23)
    live = followed([LOST, LOST], *SLOW_LEFT, *again, *again)
    assert live.asked_again == 2
    assert live.asked is Move.TURN_RIGHT


def test_wide_turn_in_many_frames_is_looked_at_all_the_same() -> None:
    wide = (0, 0, 0, 9, 12, 16, 21, 25, 28)
    assert followed([DEEP], *wide).asked is Move.TURN_RIGHT
    assert followed([LOST], *wide).asked is Move.LOOK_STRAIGHT


def test_what_is_looked_at_is_the_way_into_the_turn() -> None:
    looked: list[list[int]] = []

    def measure(frames: Sequence[Frame], side: str) -> DepthFinding:
        looked.append([frame.seq for frame in frames])
        return replace(DEEP, side=side)

    live = followed([], 0, 0, 0, 14, 23, 23, 9, 2, -14, -23, -23, measure=measure)
    assert live.asked is Move.LOOK_STRAIGHT
    assert looked == [[2, 3, 4, 5], [7, 8, 9, 10]]


@rendered
@pytest.mark.slow
def test_sun_on_the_face_asks_for_many_moves_and_accepts_them() -> None:
    """Nothing of the screen is seen in strong light; who follows the moves is live all the same."""
    evidence = visit(replace(Line(), glow=0.0), 3, seed=3000)
    assert not evidence.light.available
    assert evidence.challenge.order_bits >= 16
    assert liveness_reasons(evidence, SHIPPED) == [], evidence.depth
