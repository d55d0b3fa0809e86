from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.world.actor import frames, path
from tests.world.flat import MONITOR, FlatPhoto, Replay
from tests.world.puppet import Puppet

from bonafide.engine.evidence import SURFACE_SIGNS, Challenge, Frame, Move, SelfieEvidence
from bonafide.engine.face.border import border_score
from bonafide.engine.face.challenge import results
from bonafide.engine.face.hint import see_frame
from bonafide.engine.face.judge import judge_selfie
from bonafide.engine.face.motion import depth_finding, follow, nose_lead, plane_residual
from bonafide.engine.image import Pixels, decode, encode_jpeg

MOVES = (Move.LOOK_STRAIGHT, Move.TURN_LEFT, Move.TURN_RIGHT, Move.COME_CLOSER, Move.LOOK_STRAIGHT)
ASKED = Challenge("nonce", MOVES)
OTHER_ORDER = (Move.LOOK_STRAIGHT, Move.TURN_RIGHT, Move.TURN_LEFT, Move.COME_CLOSER, Move.LOOK_STRAIGHT)


@lru_cache(maxsize=4)
def portrait(london: Path, person: str = "001") -> Pixels:
    return decode(next((london / "neutral_front").glob(f"{person}_*.jpg")).read_bytes())


@lru_cache(maxsize=4)
def puppet(london: Path, person: str = "001") -> Puppet:
    return Puppet(portrait(london, person))


@pytest.fixture(scope="module")
def recorded(london: Path) -> list[Frame]:
    return list(frames(puppet(london), MOVES))


@pytest.fixture(scope="module")
def live(recorded: list[Frame]) -> SelfieEvidence:
    return judge_selfie(recorded, ASKED)


def renumbered(*parts: list[Frame]) -> list[Frame]:
    joined = [frame for part in parts for frame in part]
    return [Frame(frame.jpeg, n, n * 200, n * 200) for n, frame in enumerate(joined)]


def film(shared_data: Path, numbers: range) -> list[Frame]:
    paths = sorted((shared_data / "video" / "pexels").glob("*.mp4"))
    if not paths:
        pytest.skip("film of a turning head absent: set BONAFIDE_TEST_DATA")
    capture = cv2.VideoCapture(str(paths[0]))
    pictures = []
    for _ in range(max(numbers) + 1):
        more, picture = capture.read()
        assert more
        pictures.append(np.asarray(picture, np.uint8))
    return [Frame(encode_jpeg(pictures[i], 85), n, n * 200, n * 200) for n, i in enumerate(numbers)]


def test_a_turning_head_follows_the_challenge(live: SelfieEvidence) -> None:
    assert live.in_order
    assert [move.move for move in live.moves] == list(MOVES)
    assert all(move.reached for move in live.moves)
    assert live.identity_min is not None
    assert live.identity_min > 0.93
    assert live.repeated_frames == 0
    assert live.largest_jump < 0.5
    assert live.multiple_faces_share == 0.0
    assert live.screen_score < 0.3
    small = {"face_moire_closer": "no_closer_look", "face_veil": "no_light"}
    assert {name: sign.why for name, sign in live.signs.items()} == dict.fromkeys(SURFACE_SIGNS, "") | small
    assert all((sign.score or 0.0) < 0.4 for sign in live.signs.values())
    assert live.signs["face_approach"].score == 0.0
    assert live.signs["face_approach"].numbers["perspective"] > 0.7
    assert live.duration_ms > 0


def test_a_turning_head_has_depth_on_both_sides(live: SelfieEvidence) -> None:
    turns = {finding.side: finding for finding in live.depth}
    for side in ("left", "right"):
        assert turns[side].available
        assert turns[side].residual > 0.06
        assert turns[side].nose_leads
        assert turns[side].points >= 25
        assert turns[side].yaw >= 18


def test_the_best_frame_is_frontal_and_is_kept_as_it_came(
    live: SelfieEvidence, recorded: list[Frame]
) -> None:
    best = next(reading for reading in live.readings if reading.seq == live.best_seq)
    assert abs(best.yaw) < 8
    assert live.best == next(frame.jpeg for frame in recorded if frame.seq == live.best_seq)
    assert live.best_inter_eye_px > 60
    assert live.best_quality is not None


def test_live_progress_and_verdict_are_one(live: SelfieEvidence) -> None:
    assert results(ASKED, live.readings) == (live.moves, live.in_order)


def test_frames_may_arrive_in_any_order(london: Path) -> None:
    sent = list(frames(puppet(london), (Move.LOOK_STRAIGHT,)))
    asked = Challenge("n", (Move.LOOK_STRAIGHT,))
    one, other = judge_selfie(sent, asked), judge_selfie(sent[::-1], asked)
    assert one.readings == other.readings
    assert one.moves == other.moves


def test_a_recording_in_another_order_is_not_in_order(recorded: list[Frame]) -> None:
    assert not judge_selfie(recorded, Challenge("nonce", OTHER_ORDER)).in_order


@pytest.mark.parametrize("kind", ["paper", "screen"])
def test_a_flat_picture_neither_turns_nor_hides_its_border(london: Path, kind: str) -> None:
    shown = FlatPhoto(portrait(london), kind="paper" if kind == "paper" else "screen")
    evidence = judge_selfie(list(frames(shown, MOVES)), ASKED)
    assert not evidence.in_order
    assert not any(d.available and d.nose_leads for d in evidence.depth if d.side != "approach")
    assert evidence.signs["face_sheet"].score == 1.0
    assert evidence.screen_score > 0.6


def test_a_replay_on_a_tablet_shows_its_bezel(london: Path) -> None:
    evidence = judge_selfie(list(frames(Replay(puppet(london)), MOVES)), ASKED)
    assert evidence.screen_score > 0.6


def test_a_replay_on_a_screen_whose_rim_is_not_seen_comes_closer_like_a_picture(london: Path) -> None:
    evidence = judge_selfie(list(frames(Replay(puppet(london), on=MONITOR), MOVES)), ASKED)
    assert evidence.screen_score < 0.3
    turns = [one for one in evidence.depth if one.side != "approach"]
    assert all(one.available and one.nose_leads for one in turns), "the film shows a head that turns"
    assert evidence.signs["face_approach"].score == 1.0
    assert evidence.signs["face_approach"].picture.startswith(b"\xff\xd8")


def test_another_person_in_the_middle_is_seen(london: Path, recorded: list[Frame]) -> None:
    one = recorded[: len(path(MOVES[:2]))]
    two = list(frames(puppet(london, "042"), (Move.LOOK_STRAIGHT, Move.TURN_RIGHT)))
    evidence = judge_selfie(renumbered(one, two), ASKED)
    assert evidence.identity_min is not None
    assert evidence.identity_min < 0.9


def test_frozen_frames_are_counted(london: Path) -> None:
    sent = list(frames(puppet(london), (Move.LOOK_STRAIGHT,)))
    evidence = judge_selfie(renumbered(sent, sent[-1:] * 4), ASKED)
    assert evidence.repeated_frames == 4


def test_nothing_seen_is_said_so() -> None:
    blank = encode_jpeg(np.zeros((480, 640, 3), np.uint8))
    for sent in ([], [Frame(blank, n, n, n) for n in range(3)]):
        evidence = judge_selfie(sent, ASKED)
        assert evidence.best == b""
        assert evidence.best_seq is None
        assert evidence.identity_min is None
        assert not evidence.in_order
        assert not any(finding.available for finding in evidence.depth)


def test_a_filmed_head_has_depth(shared_data: Path) -> None:
    asked = Challenge("n", (Move.LOOK_STRAIGHT, Move.TURN_RIGHT))
    evidence = judge_selfie(film(shared_data, range(64, 172, 8)), asked)
    assert evidence.in_order
    right = next(finding for finding in evidence.depth if finding.side == "right")
    assert right.available
    assert right.nose_leads
    assert right.residual > 0.06


def test_a_plane_moves_like_a_plane(london: Path) -> None:
    print_ = FlatPhoto(portrait(london))
    chain = [
        see_frame(encode_jpeg(np.asarray(print_.render(yaw=a), np.uint8)), a, a, a) for a in range(0, 41, 8)
    ]
    found = follow(chain)
    assert len(found.start) > 60
    assert plane_residual(found) < 0.02
    assert abs(nose_lead(found, 40)) < 0.03
    assert not depth_finding(chain, "left").available


def test_a_chain_of_one_frame_says_nothing(london: Path) -> None:
    seen = see_frame(encode_jpeg(portrait(london)), 0, 0, 0)
    assert not depth_finding([seen], "left").available


def test_a_border_all_round_is_seen_and_a_wall_is_not(london: Path) -> None:
    face = cv2.resize(portrait(london), (300, 300))
    wall = np.full((480, 640, 3), 150, np.uint8)
    framed = wall.copy()
    framed[70:410, 150:490] = 20
    framed[90:390, 170:470] = face
    reading = see_frame(encode_jpeg(framed), 0, 0, 0).reading
    assert reading.box is not None
    assert border_score(framed, reading.box) > 0.8
    studio = see_frame(encode_jpeg(portrait(london)), 0, 0, 0)
    assert studio.reading.box is not None
    assert border_score(studio.image, studio.reading.box) < 0.3
