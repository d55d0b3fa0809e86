"""The challenge over the real endpoint: a head that really turns, read by the real engine."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from bonafide.capture.closer import MOST
from bonafide.capture.face_live import MAX_BYTES, FaceLive
from bonafide.capture.facts import MAX_CLOSER, MAX_PREVIEW
from bonafide.capture.frames import AROUND, AROUND_FIRST, LIMIT, Kept, choose, thin
from bonafide.capture.live import REGISTRY
from bonafide.capture.views import camera
from bonafide.engine.evidence import Challenge, Frame, FrameReading, Move
from bonafide.engine.face.challenge import ChallengeTracker, new_challenge, results
from bonafide.engine.face.turns import STEPS
from bonafide.enginehost import EngineBusyError
from bonafide.inquiries import steps
from bonafide.inquiries.models import Capture, Inquiry
from bonafide.inquiries.steps import Step
from bonafide.vault.models import Blob
from tests.capture.visitor import BLANK, Visitor, jpeg, table
from tests.world import actor
from tests.world.clock import held_clock
from tests.world.people import people_available, person
from tests.world.puppet import Puppet

needs_faces = pytest.mark.skipif(not people_available(), reason="shared data folder absent")
MOVING = {"move", "move_text", "hint", "text", "done", "light", "closer_look"}
TOLD = MOVING | {"finished", "failed", "submitted", "next"}


@cache
def head() -> Puppet:
    return Puppet(person(0).portrait)


def asked(visitor: Visitor) -> list[Move]:
    return [Move(move) for move in Capture.objects.get(pk=visitor.started["capture"]).moves]


def held(visitor: Visitor) -> FaceLive:
    live = REGISTRY.get(visitor.started["capture"])
    assert isinstance(live, FaceLive)
    return live


def perform(visitor: Visitor, moves: list[Move]) -> list[dict[str, Any]]:
    """Show the moves until the server ends it; every answer."""
    answers: list[dict[str, Any]] = []
    live = held(visitor)
    with held_clock(live) as set_age:
        for frame in actor.frames(head(), moves, colours=live.tracker.challenge.colours):
            told = (
                {"X_Light": str(frame.light), "X_Light_Ms": str(frame.light_ms)} if frame.light >= 0 else {}
            )
            set_age(frame.server_ms)  # the server's clock goes as the frames do
            answer = visitor.frame(frame.jpeg, **told)
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
    assert set(visitor.started) == {"capture", "nonce", "ttl_ms", "move", "move_text", "done"}
    for answer in perform(visitor, moves):
        assert set(answer) <= TOLD
        wanted = moves[answer["done"]] if answer["done"] < len(moves) else None
        assert answer["move"] == wanted
        assert ("light" in answer) == (wanted is Move.WATCH_LIGHT)


@needs_faces
@pytest.mark.data
def test_wrong_order_ends_the_capture_and_leads_to_where_the_person_stands(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    moves = asked(visitor)
    first_turn = next(move for move in moves if move not in {Move.LOOK_STRAIGHT, Move.WATCH_LIGHT})
    other = {Move.TURN_LEFT: Move.TURN_RIGHT}.get(first_turn, Move.TURN_LEFT)
    answers = perform(visitor, [Move.LOOK_STRAIGHT, other, Move.LOOK_STRAIGHT, other])
    assert answers[-1]["failed"] == "wrong_order"
    capture = Capture.objects.get(pk=visitor.started["capture"])
    assert (capture.state, capture.reason, capture.blobs) == ("failed", "wrong_order", [])
    assert visitor.started["capture"] not in REGISTRY._open
    assert answers[-1].get("next") == "/verify/flow"
    assert "You have 4 attempts left" in visitor.get("/verify/flow").content.decode()
    visitor.client.post("/verify/again")
    assert steps.current(visitor.inquiry) == Step.SELFIE
    first = visitor.started["capture"]
    assert visitor.start("selfie").started["capture"] != first


def test_every_person_finds_a_way_on_the_page_before_the_camera(visitor: Visitor) -> None:
    visitor.agree().choose().with_document()
    page = visitor.get("/verify/flow").content.decode()
    for way in ('name="light" value="yes"', 'name="light" value="no"', 'name="aloud"', "/verify/person"):
        assert way in page
    assert "cannot turn my head, see the screen, bear changing light, or show my face" in page
    visitor.agree(route="person")
    assert 'name="light"' not in visitor.get("/verify/flow").content.decode()


def test_no_light_is_asked_of_who_wants_none(visitor: Visitor) -> None:
    visitor.agree().choose().with_document()
    answer = visitor.post("/verify/capture/start", {"kind": "selfie", "camera": {}, "light": False}).json()
    capture = Capture.objects.get(pk=answer["capture"])
    assert Move.WATCH_LIGHT not in capture.moves
    assert capture.facts["colours"] == []
    assert capture.facts["order_bits"] >= 16
    usual = visitor.post("/verify/capture/start", {"kind": "selfie", "camera": {}}).json()
    asked_now = Capture.objects.get(pk=usual["capture"])
    assert Move.WATCH_LIGHT in asked_now.moves
    assert "colours" not in usual


def test_who_cannot_turn_the_head_is_asked_for_other_moves_or_led_to_a_person(visitor: Visitor) -> None:
    visitor.agree().choose().with_document()
    assert 'name="turns" value="no"' in visitor.get("/verify/flow").content.decode()
    asked_for = {"kind": "selfie", "camera": {}, "turns": False}
    answer = visitor.post("/verify/capture/start", asked_for).json()
    capture = Capture.objects.get(pk=answer["capture"])
    assert {Move.LOOK_UP, Move.LOOK_DOWN, Move.COME_CLOSER, Move.WATCH_LIGHT} < set(capture.moves)
    assert not {Move.TURN_LEFT, Move.TURN_RIGHT} & set(capture.moves)
    neither = visitor.post("/verify/capture/start", asked_for | {"light": False})
    assert (neither.status_code, neither.json()["error"]["code"]) == (409, "person_needed")
    visitor.agree(route="person")
    assert visitor.post("/verify/capture/start", asked_for | {"light": False}).status_code == 200


def test_time_that_is_over_costs_a_try_like_a_wrong_move(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    live = held(visitor)
    live.opened -= live.tracker.challenge.ttl_ms / 1000 + 1
    answer = visitor.frame(jpeg(table())).json()
    assert (answer["failed"], answer["next"]) == ("expired", "/verify/flow")
    assert live.capture_id not in REGISTRY._open
    assert steps.result(visitor.inquiry).attempts_left == 4


def test_frame_that_nobody_can_look_at_is_skipped_and_the_next_one_counts(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> None:
        raise EngineBusyError("All at work.")

    visitor.agree().choose().with_document().start("selfie")
    with monkeypatch.context() as patched:
        patched.setattr(camera._engine(), "read_frame", busy)
        answer = visitor.frame(jpeg(table()))
    assert (answer.status_code, answer.json()) == (200, {"skipped": True})
    assert visitor.frame(jpeg(table())).json()["hint"] == "no_face"
    live = held(visitor)
    assert [kept.frame.seq for kept in live.kept] == [1]


def test_going_to_the_human_route_drops_the_frames_of_the_challenge_at_once(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    visitor.frame(jpeg(table()))
    assert REGISTRY.get(visitor.started["capture"]).held_bytes > 0
    visitor.agree(route="person")
    assert visitor.started["capture"] not in REGISTRY._open
    assert visitor.frame(jpeg(table())).status_code == 409


def test_challenge_of_another_process_ends_with_the_human_route_too(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    Inquiry.objects.filter(pk=visitor.inquiry_id).update(human_route=True)
    assert visitor.frame(jpeg(table())).status_code == 409
    assert visitor.started["capture"] not in REGISTRY._open


def test_frames_held_in_memory_stay_within_their_bytes() -> None:
    tracker = ChallengeTracker(Challenge("n", (Move.LOOK_STRAIGHT,)))
    live = FaceLive("cap", "iqse", "inq", 60.0, tracker=tracker)
    frame = b"\xff\xd8\xff" + b"\0" * 600_000
    for seq in range(79):
        live.step(frame, seq, seq, lambda _jpeg, at, c, s: FrameReading(at, c, s, faces=0))
        held = sum(len(kept.frame.jpeg) for kept in live.kept)
        assert held == live.held_bytes
        assert held <= MAX_BYTES
    assert {live.kept[0].frame.seq, live.kept[-1].frame.seq} == {0, 78}


def test_most_that_has_to_stay_fits_by_far() -> None:
    rng = random.SystemRandom()
    drawn = [new_challenge("n", rng, light=light) for light in (True, False) for _ in range(200)]
    most = max(len(one.moves) * (AROUND + 1) + AROUND_FIRST + len(one.colours) + 2 for one in drawn)
    turns = max(sum(move in {Move.TURN_LEFT, Move.TURN_RIGHT} for move in one.moves) for one in drawn)
    assert (most + turns * STEPS) * MAX_PREVIEW + MOST * MAX_CLOSER < MAX_BYTES


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
    live = held(visitor)
    assert list(live.tracker.challenge.moves) == asked(visitor)
    assert live.tracker.challenge.nonce == visitor.started["nonce"]


@needs_faces
@pytest.mark.data
def test_a_page_cannot_claim_that_a_colour_stood_longer_than_it_knew_of_it(visitor: Visitor) -> None:
    """Frames sent in no time, each saying that its colour stood half a second, are worth nothing as light."""
    visitor.agree().choose().with_document().start("selfie")
    live = held(visitor)
    shown = actor.frames(head(), asked(visitor), colours=live.tracker.challenge.colours)
    with held_clock(live) as set_age:
        for number, frame in enumerate(shown):
            set_age(10.0 * number)
            told = {"X_Light": str(frame.light), "X_Light_Ms": "900"} if frame.light >= 0 else {}
            if visitor.frame(frame.jpeg, **told).json()["failed"] or live.tracker.lit or frame.light >= 2:
                break
    assert frame.light >= 2
    assert live.tracker.asked is Move.WATCH_LIGHT
    assert not live.tracker.lit


def test_first_look_is_kept_whole_however_long_it_took() -> None:
    challenge = Challenge("n", (Move.LOOK_STRAIGHT, Move.TURN_LEFT))
    up = [replace(reading(i, 0.0), pitch=25.0) for i in range(100)]
    turn = [reading(100 + i, yaw) for i, yaw in enumerate((0, 0, 0, 9, 17, 25, 26))]
    kept = [Kept(Frame(b"", one.seq, one.client_ms, one.server_ms), one) for one in (*up, *turn)]
    whole, followed = results(challenge, [k.reading for k in kept])
    assert followed
    chosen = thin(kept, [m.seq for m in whole if m.seq is not None], LIMIT)
    assert results(challenge, [k.reading for k in chosen])[1]
