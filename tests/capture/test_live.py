"""Bounds of what is held in memory."""

from __future__ import annotations

import pytest

from bonafide.capture import live as live_module
from bonafide.capture.document_live import Sides
from bonafide.capture.live import ROOM_TO_START, BusyError, FullError, LiveCapture, Registry
from bonafide.errors import ConflictError


def capture(name: str, *, inquiry: str | None = None, ttl_s: float = 60) -> LiveCapture:
    return LiveCapture(name, "session", inquiry or name, ttl_s)


def test_second_frame_at_the_same_time_waits() -> None:
    one = capture("a")
    with one.turn(), pytest.raises(BusyError) as refused, one.turn():
        pass
    assert refused.value.status == 429
    with one.turn():
        assert one.lock.locked()
    assert not one.lock.locked()


def test_time_and_number_of_frames_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    late = capture("a", ttl_s=-1)
    with pytest.raises(ConflictError) as refused:
        late.admit(0, 0)
    assert refused.value.code == "capture_expired"
    monkeypatch.setattr(live_module, "MAX_FRAMES", 2)
    one = capture("b")
    one.admit(0, 0)
    one.admit(1, 1)
    with pytest.raises(ConflictError) as refused:
        one.admit(2, 2)
    assert refused.value.code == "too_many_frames"


def test_registry_is_bounded_and_drops_what_is_over() -> None:
    registry = Registry(limit=2)
    registry.add(capture("a"))
    registry.add(capture("b"))
    with pytest.raises(BusyError):
        registry.add(capture("c"))
    registry.add(capture("d", inquiry="b"))
    assert len(registry) == 2
    with pytest.raises(ConflictError) as refused:
        registry.get("b")
    assert refused.value.code == "capture_lost"
    registry.drop("a")
    registry.add(capture("e", ttl_s=-1))
    registry.add(capture("f"))
    assert len(registry) == 2


def test_registry_is_bounded_by_bytes() -> None:
    registry = Registry(max_bytes=ROOM_TO_START + 1000)
    one = capture("a")
    registry.add(one)
    registry.require_room(1000)
    one.held_bytes = 1001
    with pytest.raises(FullError) as refused:
        registry.add(capture("b"))
    assert (refused.value.code, refused.value.status) == ("server_full", 429)
    with pytest.raises(FullError):
        registry.require_place("b")
    one.held_bytes = ROOM_TO_START
    with pytest.raises(FullError):
        registry.require_room(1001)
    registry.drop("a")
    registry.add(capture("b"))


def test_place_of_an_inquiry_is_its_own_to_take_again() -> None:
    registry = Registry(limit=1)
    registry.add(capture("a"))
    registry.require_place("a")
    with pytest.raises(FullError):
        registry.require_place("b")


def test_what_is_over_leaves_memory_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "SWEEP_S", 0.02)
    registry = Registry()
    registry.add(capture("short", ttl_s=0.05))
    sweeper = registry._sweeper
    assert sweeper is not None
    assert sweeper.daemon
    sweeper.join(5)
    assert len(registry) == 0
    registry.add(capture("next", ttl_s=60))
    assert registry._sweeper is not None
    assert registry._sweeper.is_alive()
    assert live_module.SWEEP_S < 60
    registry.drop("next")
    registry._sweeper.join(5)


def test_capture_is_dropped_for_its_own_visit_only() -> None:
    registry = Registry()
    registry.add(capture("a"))
    registry.drop("a", "another session")
    assert len(registry) == 1
    registry.drop("a", "session")
    assert len(registry) == 0
    registry.add(capture("b", inquiry="i"))
    registry.drop_inquiry("i")
    assert len(registry) == 0


def test_facts_hold_numbers_only() -> None:
    one = capture("a")
    for seq, rtt in enumerate([90, 70, 80]):
        one.admit(seq, seq, rtt)
        one.note("closer")
    one.note("good")
    assert one.facts(button=True) == {"frames": 3, "hints": 2, "latency_ms": 80, "button": True}


def test_only_the_last_fronts_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafide.capture.document_live._SIDES_KEPT", 2)
    sides = Sides()
    for name in "abc":
        sides.put(name, name.encode())
    assert [sides.take(name) for name in "abc"] == [b"", b"b", b"c"]
