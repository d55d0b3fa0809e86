"""The challenge over the real endpoint: a head that really turns, read by the real engine."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from bonafide.capture.frames import LIMIT, Kept, choose, thin
from bonafide.capture.live import REGISTRY
from bonafide.capture.views import camera
from bonafide.engine.evidence import Challenge, Frame, FrameReading, Move
from bonafide.engine.face.challenge import results
from bonafide.inquiries import steps
from bonafide.inquiries.models import Capture
from bonafide.inquiries.steps import Step
from bonafide.vault.models import Blob
from tests.capture.visitor import BLANK, Visitor, jpeg, table
from tests.world import actor
from tests.world.people import people_available, person
from tests.world.puppet import Puppet

needs_faces = pytest.mark.skipif(not people_available(), reason="shared data folder absent")
TOLD = {"move", "move_text", "hint", "text", "done", "total", "finished", "failed", "submitted", "next"}


@cache
def head() -> Puppet:
    return Puppet(person(0).portrait)


def asked(visitor: Visitor) -> list[Move]:
    return [Move(move) for move in Capture.objects.get(pk=visitor.started["capture"]).moves]


def perform(visitor: Visitor, moves: list[Move]) -> list[dict]:
    """Show the moves until the server ends it; every answer."""
    answers: list[dict] = []
    for frame in actor.frames(head(), moves):
        answer = visitor.frame(frame.jpeg)
        assert answer.status_code == 200, answer.content
        answers.append(answer.json())
        if answers[-1]["finished"] or answers[-1]["failed"]:
            break
    return answers


@needs_faces
@pytest.mark.data
def test_followed_challenge_is_handed_in_and_replays(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    moves = asked(visitor)
    assert visitor.started["move"] == moves[0]
    answers = perform(visitor, moves)
    assert answers[-1]["finished"], answers[-1]
    assert answers[-1]["submitted"] is True
    assert steps.current(visitor.inquiry) == Step.WORKING
    capture = Capture.objects.get(pk=visitor.started["capture"])
    assert 6 <= len(capture.blobs) <= 2 * LIMIT
    assert len(capture.facts["times"]) == len(capture.blobs)
    assert visitor.started["capture"] not in REGISTRY._open


@needs_faces
@pytest.mark.data
def test_only_the_current_move_is_told(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    moves = asked(visitor)
    assert set(visitor.started) == {"capture", "nonce", "ttl_ms", "move", "move_text", "done", "total"}
    for answer in perform(visitor, moves):
        assert set(answer) <= TOLD
        wanted = moves[answer["done"]] if answer["done"] < len(moves) else None
        assert answer["move"] == wanted


@needs_faces
@pytest.mark.data
def test_wrong_order_ends_the_capture_and_another_can_be_started(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    moves = asked(visitor)
    first_turn = next(move for move in moves if move != Move.LOOK_STRAIGHT)
    other = {Move.TURN_LEFT: Move.TURN_RIGHT}.get(first_turn, Move.TURN_LEFT)
    answers = perform(visitor, [Move.LOOK_STRAIGHT, other, Move.LOOK_STRAIGHT, other])
    assert answers[-1]["failed"] == "wrong_order"
    capture = Capture.objects.get(pk=visitor.started["capture"])
    assert (capture.state, capture.reason, capture.blobs) == ("failed", "wrong_order", [])
    assert steps.current(visitor.inquiry) == Step.SELFIE
    first = visitor.started["capture"]
    assert visitor.start("selfie").started["capture"] != first


def test_empty_camera_is_told(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    assert visitor.frame(jpeg(BLANK)).json()["hint"] == "camera_blank"


def test_person_instead_asks_for_no_moves_and_measures_no_face(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_given: object) -> None:
        raise AssertionError

    monkeypatch.setattr(camera._engine(), "read_frame", never)
    visitor.agree(route="person").choose().with_document().start("selfie")
    assert "move" not in visitor.started
    assert visitor.finish().status_code == 409
    assert visitor.frame(jpeg(BLANK)).json()["ready"] is False
    assert visitor.frame(jpeg(table())).json()["ready"] is True
    assert visitor.finish().json()["submitted"] is True
    assert Blob.objects.filter(kind="selfie_frame").count() == 1


def reading(seq: int, yaw: float, eyes: float = 60.0) -> FrameReading:
    return FrameReading(seq, seq * 100, seq * 100, 1, yaw=yaw, inter_eye_px=eyes, face_share=0.4)


def recorded(turns: list[float]) -> list[Kept]:
    return [Kept(Frame(b"", i, i * 100, i * 100), reading(i, yaw)) for i, yaw in enumerate(turns)]


def test_thinned_frames_still_show_every_move() -> None:
    challenge = Challenge("n", (Move.LOOK_STRAIGHT, Move.TURN_LEFT, Move.LOOK_STRAIGHT, Move.TURN_RIGHT))
    swing = [0.0] * 60 + [10, 16, 24, 26, 25, 15, 9] + [0.0] * 60 + [-10, -16, -25, -26]
    kept = recorded(swing)
    whole, followed = results(challenge, [k.reading for k in kept])
    assert followed
    chosen = choose(kept, [m.seq for m in whole if m.seq is not None], challenge)
    assert len(chosen) == LIMIT
    seqs = {frame.seq for frame in chosen}
    assert {m.seq for m in whole} <= seqs
    assert results(challenge, [k.reading for k in kept if k.frame.seq in seqs])[1]
    gaps = sorted(seqs)
    assert max(b - a for a, b in pairwise(gaps)) < 15


def test_few_frames_are_all_kept() -> None:
    kept = recorded([0.0] * 5)
    assert thin(kept, [0], 30) == kept


def test_challenge_of_capture_is_the_tracked_one(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    live = REGISTRY.get(visitor.started["capture"])
    assert list(live.tracker.challenge.moves) == asked(visitor)
    assert live.tracker.challenge.nonce == visitor.started["nonce"]
