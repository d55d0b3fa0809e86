"""Bona fide people on slow machines, thin cameras and long lines: what was once told "try again" by chance.

Deterministic: no clock, no browser. The frames are rendered, cut, delayed, lost, read, chosen and judged by the
code of the live path.
"""

from __future__ import annotations

import random
from functools import lru_cache

import pytest

from bonafide.capture.face_live import FaceLive
from bonafide.checks.liveness import liveness_reasons, poses_repeated
from bonafide.engine.evidence import SelfieEvidence
from bonafide.engine.face.challenge import ChallengeTracker, new_challenge
from bonafide.engine.face.hint import read_frame
from bonafide.engine.face.judge import judge_selfie, turn_depth
from bonafide.policy.thresholds import SHIPPED
from tests.world.glow import AutoCamera
from tests.world.line import Line, Sitting, lines
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.performer import Performer
from tests.world.puppet import Puppet

pytestmark = pytest.mark.skipif(not people_available(), reason=SKIP_REASON)


@lru_cache(maxsize=2)
def puppet(number: int) -> Puppet:
    return Puppet(person(number).portrait)


def visit(line: Line, number: int, seed: int, *, light: bool = True) -> SelfieEvidence:
    challenge = new_challenge("n", random.Random(seed), light=light)
    tracker = ChallengeTracker(challenge)
    rng = random.Random(seed)
    live = FaceLive("cap", "iqse", "inq", 70.0, tracker=tracker, measure=turn_depth, rng=rng)
    performer = Performer(puppet(number), seed=seed)
    performer.camera = AutoCamera()
    sitting = Sitting(performer, live, line, read_frame, seed=seed)
    progress = sitting.run()
    assert progress.finished, (progress.failed, live.asked)
    return judge_selfie(live.chosen(), live.tracker.challenge)


@pytest.mark.parametrize(("name", "line"), list(lines()))
def test_who_does_what_is_asked_is_seen_as_live_on_any_line(name: str, line: Line) -> None:
    evidence = visit(line, 3, seed=3000)
    assert liveness_reasons(evidence, SHIPPED) == [], (name, evidence.depth)
    assert poses_repeated(evidence, SHIPPED.repeated_share_max) is False
