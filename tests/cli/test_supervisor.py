"""The supervisor: what it starts, starts again and takes with it, and what it says when it cannot."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.robot.server import Server
from tests.test_enginehost import gone

from bonafide import config
from bonafide.cli import up
from bonafide.cli.up import CannotStartError, Part, require_free

ANY = "0.0.0.0"  # noqa: S104 - the wildcard is what is tested
SLEEPS = ["sleep", "60"]


class Clock:
    """Time as the supervisor sees it."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(up, "time", SimpleNamespace(monotonic=made.monotonic, sleep=time.sleep))
    return made


def dies(part: Part, clock: Clock, *, after: float) -> None:
    assert part.process is not None
    clock.now += after
    part.process.kill()
    part.process.wait()


def pause_of(part: Part, clock: Clock) -> float:
    """Seconds until the supervisor starts it again."""
    died = clock.now
    while part.process is None or part.process.poll() is not None:
        part.keep()
        clock.now += 0.25
        assert clock.now - died < 100
    return clock.now - died - 0.25


def test_part_that_dies_late_is_started_again_after_growing_pauses(clock: Clock) -> None:
    part = Part("web", SLEEPS, dict(os.environ))
    part.start()
    pauses = []
    for _ in range(7):
        dies(part, clock, after=6)
        pauses.append(round(pause_of(part, clock)))
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    clock.now += 61
    part.keep()
    dies(part, clock, after=0)
    assert round(pause_of(part, clock)) == 1
    part.signal(signal.SIGKILL)


def test_part_that_never_stands_ends_the_start(clock: Clock) -> None:
    part = Part("worker", SLEEPS, dict(os.environ))
    part.start()
    for _ in range(2):
        dies(part, clock, after=1)
        assert pause_of(part, clock) < 1
    dies(part, clock, after=1)
    with pytest.raises(CannotStartError, match="worker process ends at once"):
        part.keep()


def test_host_that_is_none_is_named_as_such_and_not_as_a_port_in_use() -> None:
    for host in ("192.0.2.1", "no host name"):
        with pytest.raises(CannotStartError) as told:
            require_free(host, 8000)
        assert "BONAFIDE_HOST" in told.value.message
        assert "in use" not in told.value.message
        assert host in told.value.message


def test_port_in_use_is_named_as_such() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        for host in ("127.0.0.1", ANY, "localhost"):
            with pytest.raises(CannotStartError, match=f"Port {port} is in use"):
                require_free(host, port)


def test_host_names_are_those_that_were_set() -> None:
    loaded = config.load({"BONAFIDE_HOST": "10.0.0.7", "BONAFIDE_ALLOWED_HOSTS": "id.lan, .corp.example,"})
    assert loaded.host_names == ["10.0.0.7", "id.lan", ".corp.example"]
    assert config.load({"BONAFIDE_HOST": ANY}).host_names == []
    assert config.load({"BONAFIDE_HOST": "fd00::7"}).host_names == ["[fd00::7]"]


@pytest.mark.parametrize(
    ("host", "probed"),
    [
        (ANY, "127.0.0.1"),
        ("::", "[::1]"),
        ("10.0.0.7", "10.0.0.7"),
        ("fd00::7", "[fd00::7]"),
        ("localhost", "localhost"),
    ],
)
def test_health_is_asked_where_this_machine_reaches_it(host: str, probed: str) -> None:
    assert up._health(config.load({"BONAFIDE_HOST": host})) == f"http://{probed}:8000/healthz"


def test_assistant_gets_its_own_variables_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONAFIDE_KEK", "secret-of-the-test")
    monkeypatch.setenv("ASSISTANT_HOST", "127.0.0.1")
    monkeypatch.setenv("SOME_TOKEN", "secret-of-the-test")
    made = up._assistant_env({"BONAFIDE_API_KEY": "k"})
    assert "secret-of-the-test" not in made.values()
    assert (made["BONAFIDE_API_KEY"], made["ASSISTANT_HOST"]) == ("k", "127.0.0.1")


def test_module_under_the_lifeline_ends_with_a_parent_that_was_killed() -> None:
    source = """
        import os, signal, subprocess
        from bonafide import lifeline
        os.environ["PYTHONUNBUFFERED"] = "1"
        part = subprocess.Popen(lifeline.command("http.server", "--bind", "127.0.0.1", "0"),
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        assert part.stdout.readline().startswith(b"Serving HTTP")
        print(part.pid, part.poll(), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    command = [sys.executable, "-c", textwrap.dedent(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    pid, state = done.stdout.split()
    assert state == "None"
    assert gone(int(pid))


def descendants(pid: int) -> set[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def status(port: int, host: str) -> int:
    ask = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(ask, timeout=10) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.slow
def test_killed_supervisor_leaves_nothing_behind(tmp_path: Path) -> None:
    kek = base64.b64encode(os.urandom(32)).decode()
    settings = {"BONAFIDE_HOST": ANY, "BONAFIDE_ALLOWED_HOSTS": "id.lan", "BONAFIDE_KEK": kek}
    with Server(tmp_path, env=settings) as server:
        process = server._process
        assert process is not None
        assert (status(server.port, "id.lan"), status(server.port, "elsewhere.lan")) == (200, 400)
        started = descendants(process.pid)
        lines = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in started}
        # What works on the database knows the key: web (two processes) and worker; no engine, no assistant.
        knowing = {pid for pid in started if kek.encode() in Path(f"/proc/{pid}/environ").read_bytes()}
        assert len(started) >= 6
        assert all(b"gunicorn" in lines[pid] or b"worker" in lines[pid] for pid in knowing), lines
        assert len(knowing) == 3
        process.kill()
        process.wait()
        assert all(gone(pid, 10) for pid in started)
        require_free(ANY, server.port)
        require_free("127.0.0.1", server.port + 1)
