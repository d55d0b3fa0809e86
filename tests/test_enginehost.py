"""What the process border keeps out: crashes, hangs, secrets, mixed-up answers, children without parents."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bonafide import enginehost
from bonafide.enginehost import EngineBusyError, EngineFailedError, EnginePool, plain_environment
from bonafide.errors import EngineCrashedError, ImageError

SECRETS = ("BONAFIDE_KEK", "BONAFIDE_KEK_PREVIOUS", "BONAFIDE_DATABASE_URL")


@pytest.fixture
def pool() -> Iterator[EnginePool]:
    made = EnginePool(1)
    assert made.call("ping") == "pong"
    yield made
    made.close()


def pid_of(pool: EnginePool) -> int:
    """The one free child's process number."""
    with pool._child(5) as child:
        return child.pid


def gone(pid: int, within_s: float = 5) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def environment_of(pid: int, within_s: float = 5) -> list[bytes]:
    """Variables of a process; a young one shows none until the system has laid out its new program."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if found := Path(f"/proc/{pid}/environ").read_bytes():
            return found.split(b"\0")
        time.sleep(0.01)
    raise AssertionError(f"Process {pid} showed no environment within {within_s} s.")


def test_typed_error_comes_through_and_the_child_stays(pool: EnginePool) -> None:
    before = pid_of(pool)
    with pytest.raises(ImageError) as refused:
        pool.hint_document(b"no picture")
    assert refused.value.code == "not_an_image"
    assert pid_of(pool) == before


def test_unforeseen_error_keeps_the_child_and_tells_its_kind_only(pool: EnginePool) -> None:
    before = pid_of(pool)
    with pytest.raises(EngineFailedError) as failed:
        pool.call("hint_document", "a", "b", "private words")
    assert failed.value.code == "engine_failed"
    assert "TypeError" in failed.value.message
    assert "private" not in failed.value.message
    assert pid_of(pool) == before
    assert pool.call("ping") == "pong"


def test_crash_in_the_middle_of_a_call_costs_that_call_alone(pool: EnginePool) -> None:
    before = pid_of(pool)
    os.kill(before, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (before, signal.SIGKILL)).start()
    with pytest.raises(EngineCrashedError) as crashed:
        pool.call("ping")
    assert crashed.value.code == "engine_crashed"
    assert gone(before)
    assert pool.call("ping") == "pong"
    assert pid_of(pool) != before


def test_hang_ends_at_the_timeout_and_the_child_is_replaced(pool: EnginePool) -> None:
    before = pid_of(pool)
    os.kill(before, signal.SIGSTOP)
    with pytest.raises(EngineCrashedError) as crashed:
        pool.call("ping", timeout=0.3)
    assert crashed.value.code == "engine_timeout"
    assert gone(before)
    assert pool.call("ping") == "pong"


def test_child_that_died_while_free_is_replaced(pool: EnginePool) -> None:
    with pool._child(5) as child:
        died = child
    died._process.kill()
    died._process.wait(5)
    assert pool.call("ping") == "pong"
    assert pid_of(pool) != died.pid


def test_caller_that_breaks_off_never_leaves_its_answer_to_the_next(
    pool: EnginePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pid_of(pool)

    def breaks_off(_self: object, _timeout: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(enginehost.Child, "_receive", breaks_off)
        with pytest.raises(KeyboardInterrupt):
            pool.call("hint_document", b"another person's picture")
    assert pool.call("ping") == "pong"
    assert pid_of(pool) != before


def test_waiting_for_a_free_child_is_bounded(pool: EnginePool) -> None:
    with pool._child(1):
        with pytest.raises(EngineBusyError) as busy:
            pool.hint_document(b"")
        assert (busy.value.code, busy.value.status) == ("busy", 429)
    assert pool.call("ping") == "pong"


def test_child_is_replaced_after_its_calls(monkeypatch: pytest.MonkeyPatch, pool: EnginePool) -> None:
    before = pid_of(pool)
    monkeypatch.setattr(enginehost, "CALLS_PER_CHILD", 2)
    assert pool.call("ping") == "pong"
    assert pid_of(pool) != before


def test_child_is_started_without_secrets_and_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "secret-of-the-test")
    pool = EnginePool(1)
    assert pool.call("ping") == "pong"
    environment = Path(f"/proc/{pid_of(pool)}/environ").read_bytes()
    pool.close()
    assert b"PATH=" in environment
    assert b"BONAFIDE" not in environment
    assert b"secret-of-the-test" not in environment
    assert os.environ["BONAFIDE_KEK"] == "secret-of-the-test"


@pytest.mark.parametrize("live", [True, False])
def test_children_for_live_frames_keep_opencv_to_one_thread_before_and_after_a_crash(live: bool) -> None:
    pool = EnginePool(1, live=live)
    try:
        for _ in range(2):
            pid = pid_of(pool)
            assert (b"OPENCV_FOR_THREADS_NUM=1" in environment_of(pid)) is live
            os.kill(pid, signal.SIGKILL)
            assert gone(pid)
    finally:
        pool.close()


@pytest.mark.parametrize(("live", "judging"), [(True, False), (False, True)])
def test_warming_loads_what_the_work_of_a_child_needs(
    live: bool, judging: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(enginehost.Child, "call", lambda _child, name, **more: called.append((name, more)))
    pool = EnginePool(2, live=live)
    try:
        pool.warm()
    finally:
        pool.close()
    assert called == [("preload", {"judging": judging})] * 2


def test_plain_environment_is_an_allow_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "x")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    made = plain_environment({"ASSISTANT_PORT": "1"})
    assert "SOME_TOKEN" not in made
    assert not any(name.startswith("BONAFIDE") for name in made)
    assert (made["ASSISTANT_PORT"], made["LC_ALL"], made["PATH"]) == ("1", "C.UTF-8", os.environ["PATH"])


def test_child_ends_with_its_parent_even_while_its_pipe_stays_open() -> None:
    # A third process holds the parent's end of the pipe, so that no end of file is seen.
    source = """
        import os, signal, subprocess
        from bonafide.enginehost import Child
        child = Child()
        child.call("ping")
        holder = subprocess.Popen(["sleep", "30"], pass_fds=[child._pipe.fileno()])
        print(child.pid, holder.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    command = [sys.executable, "-c", textwrap.dedent(source)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child, holder = map(int, parent.stdout.readline().split())
    try:
        assert parent.wait(10) == -signal.SIGKILL
        assert gone(child)
    finally:
        os.kill(holder, signal.SIGKILL)
        parent.stdout.close()
