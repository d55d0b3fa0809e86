"""A turn is measured from what the live loop found, with the same result as from the bytes alone."""

from pathlib import Path

import pytest
from tests.world.actor import frames
from tests.world.puppet import Puppet

from bonafide.engine.evidence import Frame, Move
from bonafide.engine.face import hint, judge
from bonafide.engine.face.recent import Recent
from bonafide.engine.image import decode

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def turning(shared_data: Path) -> list[Frame]:
    picture = next((shared_data / "faces" / "london" / "neutral_front").glob("001_*.jpg"))
    return list(frames(Puppet(decode(picture.read_bytes())), (Move.LOOK_STRAIGHT, Move.TURN_LEFT)))[::3]


def test_a_remembered_frame_is_seen_as_if_it_was_read_anew(turning: list[Frame]) -> None:
    recent, frame = Recent(), turning[-1]
    read = recent.read(frame.jpeg, frame.seq, frame.client_ms, frame.server_ms)
    assert read == hint.read_frame(frame.jpeg, frame.seq, frame.client_ms, frame.server_ms)
    again, anew = (see(frame.jpeg, 7, 70, 71) for see in (recent.see, hint.see_frame))
    assert again.reading == anew.reading
    assert (again.image == anew.image).all()
    assert again.mesh is not None
    assert anew.mesh is not None
    assert (again.mesh.points == anew.mesh.points).all()


def test_a_turn_measures_the_same_from_memory(turning: list[Frame], monkeypatch: pytest.MonkeyPatch) -> None:
    recent = Recent()
    monkeypatch.setattr(judge, "RECENT", recent)
    anew = judge.turn_depth(turning, "left")
    for frame in turning:
        recent.read(frame.jpeg, frame.seq, frame.client_ms, frame.server_ms)
    assert len(recent) == len(turning)
    assert judge.turn_depth(turning, "left") == anew
    assert anew.available


def test_no_more_than_the_last_frames_are_remembered(turning: list[Frame]) -> None:
    recent = Recent(limit=2)
    for frame in turning[:4]:
        recent.read(frame.jpeg, frame.seq, frame.client_ms, frame.server_ms)
    assert len(recent) == 2
