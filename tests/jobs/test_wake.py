"""Whoever waits is nudged at once; a nudge that gets lost costs a moment, never a job."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings

from bonafide.jobs import queue, wake, worker
from bonafide.jobs.registry import Lane

PATIENCE_S = 20.0


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a short name: a socket's path has 107 characters at most."""
    with TemporaryDirectory() as short:
        monkeypatch.setattr(settings, "BONAFIDE_DATA", Path(short))
        yield Path(short)


def test_nudge_ends_the_wait_and_one_that_came_before_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "REST_S", PATIENCE_S)
    with wake.Bell() as bell:
        later = threading.Timer(0.05, wake.ring)
        later.start()
        began = time.monotonic()
        bell.wait()
        later.join()
        wake.ring()
        wake.ring()
        bell.wait()
        assert time.monotonic() - began < PATIENCE_S


def test_several_nudges_are_one() -> None:
    with wake.Bell() as bell:
        wake.ring()
        wake.ring()
        bell.wait()
        began = time.monotonic()
        bell.wait()
        assert time.monotonic() - began >= wake.REST_S / 2


def test_each_that_waits_is_nudged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "REST_S", PATIENCE_S)
    began = time.monotonic()
    with wake.Bell() as one, wake.Bell() as other:
        wake.ring()
        one.wait()
        other.wait()
    assert time.monotonic() - began < PATIENCE_S


def test_socket_is_for_its_owner_alone_and_goes_with_its_bell(data: Path) -> None:
    with wake.Bell():
        assert wake.folder().stat().st_mode & 0o777 == 0o700
        assert len(list(wake.folder().iterdir())) == 1
    assert list(wake.folder().iterdir()) == []


def test_socket_of_a_dead_process_is_taken_away() -> None:
    bell = wake.Bell()
    bell.__enter__()
    assert bell._socket is not None
    bell._socket.close()  # as a kill would
    wake.ring()
    assert list(wake.folder().iterdir()) == []


def test_without_a_socket_or_with_far_senders_one_looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    with wake.Bell(far=True) as far:
        assert far.patience_s == wake.POLL_S
    monkeypatch.setattr(settings, "BONAFIDE_DATA", wake.folder() / ("x" * 200))
    with wake.Bell() as mute:
        assert mute.patience_s == wake.POLL_S
        mute.wait()
    wake.ring()  # nobody is there, and nothing is raised


@pytest.mark.django_db
def test_added_job_nudges_once_it_is_committed(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(wake, "ring", lambda: rung.append("ring"))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        queue.enqueue("test.none", "k", {})
        assert rung == []
    assert rung == ["ring"]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        queue.enqueue("test.none", "k", {})
    assert rung == ["ring"]


@pytest.mark.django_db
def test_waiting_slot_takes_a_new_job_when_nudged_and_stops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop asks again after a nudge, long before it would look by itself."""
    monkeypatch.setattr(wake, "REST_S", PATIENCE_S)
    asked, stop = threading.Semaphore(0), threading.Event()

    def none_yet(_owner: str, _lanes: object) -> bool:
        asked.release()
        return False

    monkeypatch.setattr(worker, "run_one", none_yet)
    slot = threading.Thread(target=worker.run_slot, args=(0, stop, (Lane.TALK,)))
    slot.start()
    try:
        assert asked.acquire(timeout=PATIENCE_S)
        began = time.monotonic()
        wake.ring()
        assert asked.acquire(timeout=PATIENCE_S / 2)
    finally:
        stop.set()
        wake.ring()
        slot.join(PATIENCE_S / 2)
    assert not slot.is_alive()
    assert time.monotonic() - began < PATIENCE_S
