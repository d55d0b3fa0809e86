"""Which frames of a turn are followed: chosen by how well they can be measured, never by how deep they look."""

from __future__ import annotations

import numpy as np
import pytest

from bonafide.engine.evidence import DepthFinding, FrameReading
from bonafide.engine.face import turns
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.landmarks import Mesh

MESH = Mesh(points=np.zeros((478, 3), np.float32))
PICTURE = np.zeros((2, 2, 3), np.uint8)


def seen(*yaws: float, sizes: dict[int, float] | None = None) -> list[Seen]:
    """Frames that show a face turned so far; `sizes` where it is nearer than usual."""
    return [
        Seen(_reading(i, yaw, (sizes or {}).get(i, 0.35)), PICTURE, None, MESH) for i, yaw in enumerate(yaws)
    ]


def _reading(seq: int, yaw: float, size: float = 0.35) -> FrameReading:
    return FrameReading(seq, seq * 100, seq * 100, 1, yaw=yaw, inter_eye_px=70.0, face_share=size)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """First and last frame of every chain that was followed; each looks weak, so that all are tried."""
    asked: list[tuple[int, int]] = []

    def look(chain: list[Seen], side: str) -> DepthFinding:
        asked.append((chain[0].reading.seq, chain[-1].reading.seq))
        return DepthFinding(available=True, residual=0.05, nose_lead=0.1, points=100, side=side)

    monkeypatch.setattr(turns, "depth_finding", look)
    return asked


@pytest.mark.parametrize(
    ("yaws", "way"),
    [
        ((0, 0, 12, 23), [1, 2, 3]),
        ((0, 6, -3, -8, -14, -23), [2, 3, 4, 5]),
        ((28, 14, 6, -9, -24), [2, 3, 4]),
        ((28, 27, -24), [2]),
        ((0, 0, 3), []),
    ],
    ids=["from straight", "from the straightest", "after a fast swing", "never straight", "no turn"],
)
def test_way_into_a_turn_begins_at_the_straightest_frame_on_its_side(
    yaws: tuple[int, ...], way: list[int]
) -> None:
    assert turns.way([_reading(i, yaw) for i, yaw in enumerate(yaws)], len(yaws) - 1) == way


def test_way_takes_few_frames_evenly() -> None:
    yaws = [0.0, *range(5, 25)]
    way = turns.way([_reading(i, yaw) for i, yaw in enumerate(yaws)], len(yaws) - 1)
    assert (way[0], way[-1], len(way)) == (0, 20, turns.STEPS + 1)


def test_no_face_is_followed_through_the_turn_to_the_other_side(measured: list[tuple[int, int]]) -> None:
    turns.turn_finding(seen(0, 0, 14, 27, 14, 0, -14, -27), "right")
    assert measured
    assert all(start >= 5 for start, _end in measured)


def test_turn_while_coming_back_from_near_is_not_measured(measured: list[tuple[int, int]]) -> None:
    near = {0: 0.46, 1: 0.46, 2: 0.42, 3: 0.38}
    assert not turns.turn_finding(seen(0, 0, 12, 25, sizes=near), "left").available
    assert not measured
    assert turns.turn_finding(seen(0, 0, 12, 25), "left").available


def test_small_turn_is_not_measured(measured: list[tuple[int, int]]) -> None:
    assert not turns.turn_finding(seen(7, 7, 14, 24), "left").available
    assert not measured


def test_chain_with_small_steps_goes_before_one_with_a_wide_one(measured: list[tuple[int, int]]) -> None:
    turns.turn_finding(seen(0, 26, 17, 9, 2), "left")
    assert measured == [(4, 1)]


def test_middle_of_repeated_measurements_counts_by_points(monkeypatch: pytest.MonkeyPatch) -> None:
    weak = [(0.02, 0.02, 40), (0.05, 0.10, 150), (0.056, 0.11, 150)]
    left = [DepthFinding(True, residual=r, nose_lead=n, points=p) for r, n, p in weak]
    monkeypatch.setattr(turns, "depth_finding", lambda _chain, _side: left.pop(0))
    found = turns.turn_finding(seen(0, 0, 0, 12, 24), "left")
    assert (found.residual, found.nose_lead) == (0.05, 0.10)
    assert not left


def test_clear_measurement_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    left = [DepthFinding(True, residual=0.07, nose_lead=0.15, points=150)]
    monkeypatch.setattr(turns, "depth_finding", lambda _chain, _side: left.pop(0))
    assert turns.turn_finding(seen(0, 0, 0, 12, 24), "left").nose_lead == 0.15
