"""A running `bonafide up` of its own: own data folder, own ports, stopped as Ctrl-C would."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from examples.assistant.gate import Bonafide

from tests import database

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_S = 150
_WELCOME = {
    "assistant": r"Demo assistant\s+(http\S+)",
    "key": r"Sandbox key\s+(\S+)",
    "data": r"Data\s+(/\S+)",
}
_JOIN = r"Staff, join at\s+(http\S+)"


def free_pair() -> int:
    """Return a port that is free now, and the next one too."""
    for _ in range(50):
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no two free ports side by side")


@dataclass(slots=True)
class Server:
    """`python -m bonafide up` in its own folder. Enter it; leaving stops it within five seconds.

    `env` adds settings, such as BONAFIDE_PUBLIC_URL. Raises RuntimeError with the last lines of its log when
    it does not come up.
    """

    folder: Path
    port: int = field(default_factory=free_pair)
    env: dict[str, str] = field(default_factory=dict)
    assistant: str = ""
    key: str = ""
    join: str = ""
    _process: subprocess.Popen[bytes] | None = None
    _room: ExitStack = field(default_factory=ExitStack)

    @property
    def base(self) -> str:
        """Address of the server as this machine reaches it."""
        return f"http://localhost:{self.port}"

    @property
    def pid(self) -> int:
        """Number of its process; web and worker are below it."""
        if self._process is None:
            raise RuntimeError("the server was not started")
        return self._process.pid

    @property
    def api(self) -> Bonafide:
        """The platform's side: the demo's own client with the sandbox key."""
        return Bonafide(f"{self.base}/api/v1", self.key)

    @property
    def log(self) -> str:
        """What the server has printed so far."""
        return (self.folder / "up.log").read_text(errors="replace")

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        own = {"BONAFIDE_DATA": str(self.folder / "data"), "BONAFIDE_PORT": str(self.port)}
        own |= self._room.enter_context(database.own())
        paths = database.python_path(ROOT / "src", ROOT)
        with (self.folder / "up.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bonafide", "up"],
                env={**os.environ, "PYTHONPATH": paths, **own, **self.env},
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            self._room.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._room.close()

    def _wait(self) -> None:
        """Read the welcome lines as a newcomer would."""
        end = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < end and self._process is not None and self._process.poll() is None:
            found = {name: re.search(pattern, self.log) for name, pattern in _WELCOME.items()}
            if all(found.values()):
                self.assistant = str(found["assistant"] and found["assistant"][1]).rstrip("/")
                self.key = str(found["key"] and found["key"][1])
                join = re.search(_JOIN, self.log)
                self.join = join[1] if join else ""
                return
            time.sleep(0.2)
        raise RuntimeError(f"bonafide up did not come up:\n{self.log[-3000:]}")

    def stop(self) -> float:
        """Press Ctrl-C and wait; return the seconds it took. What does not end in 20 s is killed."""
        if self._process is None or self._process.poll() is not None:
            return 0.0
        began = time.monotonic()
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
        return time.monotonic() - began
