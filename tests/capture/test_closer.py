"""Closer looks: when the server asks for one, what it takes for one, and that nobody needs to send any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from bonafide.capture import closer, facts
from bonafide.capture.closer import CloserLook
from bonafide.capture.face_live import FaceLive
from bonafide.capture.live import REGISTRY
from bonafide.capture.views import camera
from bonafide.engine.evidence import Challenge, FrameReading, Move, MoveResult
from bonafide.engine.face.challenge import ChallengeTracker
from bonafide.enginehost import EngineBusyError
from bonafide.inquiries.models import Capture
from bonafide.vault import service as vault
from tests.capture.visitor import Visitor, jpeg, table
from tests.world.clock import held_clock

FACE, SMALL = (200, 120, 160, 200), (640, 360)
FAR, NEAR = 80.0, 110.0
MOVES = (Move.LOOK_STRAIGHT, Move.COME_CLOSER, Move.LOOK_STRAIGHT)
STRAIGHT = MoveResult(Move.LOOK_STRAIGHT, reached=True, seq=2)
CLOSE = MoveResult(Move.COME_CLOSER, reached=True, seq=3)
TURN = MoveResult(Move.TURN_LEFT, reached=True, seq=4)


def reading(seq: int = 0, eyes: float = FAR, box: Any = FACE) -> FrameReading:
    return FrameReading(seq, seq, seq, faces=1, box=box, inter_eye_px=eyes, face_share=0.4)


def fine(width: int = 1280, height: int = 720) -> bytes:
    """A picture of a larger camera."""
    return jpeg(np.random.default_rng(1).integers(90, 96, (height, width, 3)).astype(np.uint8))


@pytest.fixture
def before(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> tuple[Visitor, FaceLive]:
    """At the face step, where every frame shows one face; as large as the test says."""
    visitor.agree().choose().with_document().start("selfie")
    live = REGISTRY.get(visitor.started["capture"])
    assert isinstance(live, FaceLive)
    live.tracker = ChallengeTracker(Challenge(visitor.started["nonce"], MOVES))
    show(monkeypatch, FAR)
    return visitor, live


def show(monkeypatch: pytest.MonkeyPatch, eyes: float) -> None:
    def read(_jpeg: bytes, seq: int, client: int, server: int) -> FrameReading:
        return FrameReading(seq, client, server, faces=1, box=FACE, inter_eye_px=eyes, face_share=0.4)

    monkeypatch.setattr(camera._engine(), "read_frame", read)


def frames(visitor: Visitor, count: int, **headers: str) -> list[dict[str, Any]]:
    return [visitor.frame(jpeg(table(k)), **headers).json() for k in range(count)]


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize(
    ("reached", "asked"),
    [
        pytest.param([], [], id="before the first look"),
        pytest.param([STRAIGHT], [True], id="the first look"),
        pytest.param([STRAIGHT, TURN], [True, False], id="a turn"),
        pytest.param([STRAIGHT, CLOSE], [True, True], id="near"),
        pytest.param([STRAIGHT, CLOSE, STRAIGHT, CLOSE], [True, True, False, True], id="near again"),
        pytest.param([STRAIGHT, CLOSE, CLOSE, CLOSE], [True, True, True, False], id="often enough"),
    ],
)
def test_it_is_asked_once_at_each_moment_that_is_worth_it(
    reached: Sequence[MoveResult], asked: list[bool]
) -> None:
    looks = CloserLook()
    told = []
    for count in range(1, len(reached) + 1):
        told.append(looks.ask(reached[:count], reading(count), SMALL, 0) is not None)
        assert looks.ask(reached[:count], reading(count), SMALL, 0) is None
    assert told == asked


def test_the_part_holds_the_face_with_room_and_lies_in_the_picture() -> None:
    part = CloserLook().ask([STRAIGHT], reading(), SMALL, 0)
    assert part is not None
    x, y, wide, high = (FACE[k] / SMALL[k % 2] for k in range(4))
    assert part["x"] < x - 0.5 * wide
    assert part["x"] + part["width"] > x + 1.5 * wide
    assert part["y"] < y
    assert part["y"] + part["height"] > y + high
    corner = CloserLook().ask([STRAIGHT], reading(box=(500, 250, 200, 200)), SMALL, 0)
    assert corner is not None
    assert corner["x"] + corner["width"] == pytest.approx(1.0, abs=1e-3)
    assert corner["y"] + corner["height"] == pytest.approx(1.0, abs=1e-3)
    # Boxes are in pixels of the frame shrunk to a long side of 640.
    assert CloserLook().ask([STRAIGHT], reading(), (1280, 720), 0) == part
    assert CloserLook().ask([STRAIGHT], reading(box=None), SMALL, 0) is None


def test_it_is_asked_at_the_first_look_and_near_and_is_the_next_frame(
    before: tuple[Visitor, FaceLive], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, live = before
    assert [("closer_look" in answer) for answer in frames(visitor, 3)] == [False, False, True]
    sent = fine()
    answer = visitor.frame(sent, X_Closer="1").json()
    assert (answer["done"], "closer_look" in answer) == (1, False)
    assert (live.kept[-1].frame.jpeg, live.kept[-1].frame.seq) == (sent, 3)
    show(monkeypatch, NEAR)
    assert "closer_look" in frames(visitor, 1)[0]
    near = fine(960, 540)
    assert visitor.frame(near, X_Closer="1").json()["submitted"] is True
    kept = [vault.open_blob(blob) for blob in Capture.objects.get(pk=live.capture_id).blobs]
    assert {sent, near} < set(kept)


def test_a_page_that_sends_none_gets_on(
    before: tuple[Visitor, FaceLive], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, live = before
    assert "closer_look" in frames(visitor, 3)[-1]
    frames(visitor, 1)
    show(monkeypatch, NEAR)
    told, last = frames(visitor, 2)
    assert "closer_look" in told
    assert last["submitted"] is True
    assert live.closer.taken == []


def test_a_slow_line_is_asked_for_none(before: tuple[Visitor, FaceLive]) -> None:
    visitor, _live = before
    slow = str(closer.SLOW_MS + 1)
    assert not any("closer_look" in answer for answer in frames(visitor, 3, X_Rtt_Ms=slow))
    assert [("closer_look" in answer) for answer in frames(visitor, 3, X_Rtt_Ms="40")] == [False, False, True]


def test_one_that_nobody_asked_for_is_refused(before: tuple[Visitor, FaceLive]) -> None:
    visitor, live = before
    frames(visitor, 2)
    assert refused(visitor.frame(fine(), X_Closer="1")) == (409, "closer_not_asked")
    frames(visitor, 1)
    frames(visitor, 1)  # the page went on without
    assert refused(visitor.frame(fine(), X_Closer="1")) == (409, "closer_not_asked")
    assert len(live.kept) == 4
    assert frames(visitor, 1)[0]["done"] == 1


def test_one_that_was_sent_before_is_refused(before: tuple[Visitor, FaceLive]) -> None:
    visitor, live = before
    frames(visitor, 3)
    assert visitor.frame(fine(), X_Closer="1").status_code == 200
    assert refused(visitor.frame(fine(), X_Closer="1")) == (409, "closer_not_asked")
    visitor.seq = 2
    assert refused(visitor.frame(fine(), X_Closer="1")) == (409, "sequence_replay")
    assert live.closer.taken == [3]


def test_one_under_another_nonce_is_refused(before: tuple[Visitor, FaceLive]) -> None:
    visitor, live = before
    frames(visitor, 3)
    assert refused(visitor.frame(fine(), X_Closer="1", X_Nonce="n" * 32)) == (403, "capture_unknown")
    assert live.closer.taken == []


def test_one_that_comes_late_is_refused(before: tuple[Visitor, FaceLive]) -> None:
    visitor, live = before
    with held_clock(live) as set_age:
        set_age(1000)
        frames(visitor, 3)
        set_age(1001 + closer.LATE_MS)
        assert refused(visitor.frame(fine(), X_Closer="1")) == (409, "closer_late")
        assert len(live.kept) == 3
        assert frames(visitor, 1)[0]["done"] == 1


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        pytest.param(fine() + b"\0" * facts.MAX_CLOSER, (415, "frame_too_large"), id="bytes"),
        pytest.param(jpeg(np.full((1100, 2000, 3), 90, np.uint8)), (422, "too_many_pixels"), id="pixels"),
        pytest.param(fine(720, 1280), (422, "closer_shape"), id="upright"),
        pytest.param(fine(960, 720), (422, "closer_shape"), id="another camera"),
        pytest.param(fine()[:20_000], (422, "not_an_image"), id="cut short"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + fine(), (415, "not_a_frame"), id="another format"),
    ],
)
def test_what_is_no_closer_look_is_refused(
    before: tuple[Visitor, FaceLive], body: bytes, answer: tuple[int, str]
) -> None:
    visitor, live = before
    frames(visitor, 3)
    assert refused(visitor.frame(body, X_Closer="1")) == answer
    assert live.closer.taken == []
    assert frames(visitor, 1)[0]["done"] == 1


def test_the_whole_picture_of_a_large_camera_is_taken(before: tuple[Visitor, FaceLive]) -> None:
    visitor, _live = before
    frames(visitor, 3)
    assert visitor.frame(jpeg(np.full((1080, 1920, 3), 90, np.uint8)), X_Closer="1").status_code == 200


def test_one_that_nobody_was_free_to_read_is_left_out(
    before: tuple[Visitor, FaceLive], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> FrameReading:
        raise EngineBusyError("All at work.")

    visitor, live = before
    frames(visitor, 3)
    with monkeypatch.context() as patched:
        patched.setattr(camera._engine(), "read_frame", busy)
        assert visitor.frame(fine(), X_Closer="1").json() == {"skipped": True}
    assert len(live.kept) == 3
    assert frames(visitor, 1)[0]["done"] == 1


def test_no_document_is_shown_so(showing: Visitor) -> None:
    assert refused(showing.frame(fine(640, 360), X_Closer="1")) == (409, "closer_not_asked")
