"""`bonafide up`: one supervisor for web, worker and the demo assistant."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from bonafide import config as configuration
from bonafide import lifeline
from bonafide.cli.secret_file import write_secret
from bonafide.config import Config, in_url
from bonafide.enginehost import plain_environment
from bonafide.errors import BonafideError

HEALTHY_WITHIN_S = 90
STOP_WITHIN_S = 4.0
ASSISTANT_HOST = "127.0.0.1"
QUICK_DEATH_S = 5.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
CALM_AFTER_S = 60.0
"""A part that ran for so long begins with the first pause again."""


class CannotStartError(BonafideError):
    """Something on this machine stands in the way; the message says what."""

    code = "cannot_start"


def prepare(config: Config) -> None:
    """Make the data folder and its secrets. Raises CannotStartError."""
    secret_folder = config.data / "secrets"
    try:
        config.data.mkdir(parents=True, exist_ok=True)
        secret_folder.mkdir(mode=0o700, exist_ok=True)
        probe = config.data / ".writable"
        probe.touch(mode=0o600)
        probe.unlink()
        write_secret(secret_folder / "django_key")
    except OSError as error:
        raise CannotStartError(
            f"The data folder {config.data} cannot be written ({error.strerror}); "
            "set BONAFIDE_DATA to one that can."
        ) from None


def require_free(host: str, port: int) -> None:
    """Raise CannotStartError when nothing could listen there, and say why."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        raise CannotStartError(_why_not(host, port, getattr(error, "errno", None))) from None


def _why_not(host: str, port: int, number: int | None) -> str:
    if number == errno.EADDRINUSE:
        return f"Port {port} is in use; stop what listens there or set BONAFIDE_PORT to another."
    if number == errno.EACCES:
        return f"Port {port} is only for privileged users; set BONAFIDE_PORT to one above 1023."
    return f"{host!r} is no address of this machine; set BONAFIDE_HOST to one, such as 127.0.0.1."


@dataclass(slots=True)
class Part:
    """One process under the supervisor."""

    name: str
    command: list[str]
    env: dict[str, str]
    cwd: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0
    pause: float = 0.0
    again_at: float | None = None
    """When a part that died is started again; None while it runs."""

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        self.process = subprocess.Popen(self.command, env=self.env, cwd=self.cwd, start_new_session=True)
        self.started, self.again_at = time.monotonic(), None

    def keep(self) -> None:
        """Start it again, after a growing pause, if it died. Raises CannotStartError if it never stands."""
        if self.process is None:
            return
        now = time.monotonic()
        if self.process.poll() is None:
            if now - self.started > CALM_AFTER_S:
                self.pause = 0.0
        elif self.again_at is None:
            self.again_at = now + self._pause_after(now - self.started)
        elif now >= self.again_at:
            self.start()

    def _pause_after(self, lived: float) -> float:
        """Seconds until the next start; none after a quick death, which is counted instead."""
        if lived >= QUICK_DEATH_S:
            self.quick_deaths = 0
            self.pause = min(LONGEST_PAUSE_S, 2 * self.pause or FIRST_PAUSE_S)
            print(f"bonafide: the {self.name} process ended; it starts again", file=sys.stderr, flush=True)
            return self.pause
        self.quick_deaths += 1
        if self.quick_deaths >= 3:
            raise CannotStartError(
                f"The {self.name} process ends at once, again and again; its lines are above."
            )
        return 0.0

    def signal(self, number: int) -> None:
        """Signal the whole group."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)


@dataclass(slots=True)
class Supervisor:
    """Starts the parts, keeps them running, stops them within five seconds."""

    parts: list[Part] = field(default_factory=list)
    stopping: bool = False

    def stop_on_signal(self) -> None:
        """Turn SIGINT, SIGTERM and SIGHUP into a clean stop."""

        def note(_number: int, _frame: FrameType | None) -> None:
            self.stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, note)

    def start(self) -> None:
        """Start every part."""
        for part in self.parts:
            part.start()

    def watch(self) -> None:
        """Keep the parts running until told to stop."""
        while not self.stopping:
            for part in self.parts:
                part.keep()
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask all to end, then end them."""
        for part in self.parts:
            part.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN_S
        while time.monotonic() < deadline and any(p.process and p.process.poll() is None for p in self.parts):
            time.sleep(0.05)
        for part in self.parts:
            part.signal(signal.SIGKILL)

    def wait_healthy(self, url: str) -> bool:
        """Whether the address answers 200 before the time is up; False when stopped meanwhile."""
        # Named localhost, which is always allowed: the address listened on may be a wildcard.
        ask = urllib.request.Request(url, headers={"Host": "localhost"})  # noqa: S310 - our own address
        deadline = time.monotonic() + HEALTHY_WITHIN_S
        while time.monotonic() < deadline and not self.stopping:
            for part in self.parts:
                part.keep()
            try:
                with urllib.request.urlopen(ask, timeout=2) as answer:  # noqa: S310 - our own address
                    if answer.status == 200:
                        return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        if self.stopping:
            return False
        raise CannotStartError(f"The server did not answer at {url} within {HEALTHY_WITHIN_S} seconds.")


def _share_settings(config: Config) -> None:
    """What every part has to agree on."""
    os.environ["BONAFIDE_DATA"] = str(config.data.resolve())
    os.environ["BONAFIDE_PORT"] = str(config.port)
    hosts = f"localhost:{config.port + 1},{config.webhook_private_hosts}"
    os.environ["BONAFIDE_WEBHOOK_PRIVATE_HOSTS"] = hosts.rstrip(",")


def _parts(demo: dict[str, str]) -> list[Part]:
    # Each part ends with this process, even where it was killed: the next start finds its ports free.
    env = dict(os.environ)
    web = lifeline.command("gunicorn", "-c", "python:bonafide.web.gunicorn", "bonafide.web.wsgi")
    worker = lifeline.command("bonafide", "worker")
    parts = [Part("web", web, env), Part("worker", worker, env)]
    root = Path(__file__).resolve().parents[3]
    if (root / "examples" / "assistant").is_dir():
        parts.append(
            Part("assistant", lifeline.command("examples.assistant"), _assistant_env(demo), cwd=root)
        )
    return parts


def _assistant_env(demo: dict[str, str]) -> dict[str, str]:
    """The demo stands for the platform: it gets its own variables and no key or database of the server."""
    asked = {name: value for name, value in os.environ.items() if name.startswith("ASSISTANT_")}
    return plain_environment(asked | demo)


def _health(config: Config) -> str:
    """Address at which this machine reaches the web server."""
    host = ("[::1]" if ":" in config.host else "127.0.0.1") if config.wildcard else in_url(config.host)
    return f"http://{host}:{config.port}/healthz"


def up() -> int:
    """Prepare, start, print where everything is, run until stopped."""
    if sys.version_info[:2] not in {(3, 11), (3, 12)}:
        raise CannotStartError("Python 3.11 or 3.12 is needed.")
    config = configuration.load()
    prepare(config)
    require_free(config.host, config.port)
    require_free(ASSISTANT_HOST, config.port + 1)
    _share_settings(config)
    supervisor = Supervisor()
    supervisor.stop_on_signal()
    from bonafide.cli import firstrun  # noqa: PLC0415 - settings read the secrets made above

    facts = firstrun.prepare_database(config)
    supervisor.parts = _parts(facts.assistant_env)
    try:
        supervisor.start()
        if supervisor.wait_healthy(_health(config)):
            print(facts.welcome(config), flush=True)
            supervisor.watch()
    finally:
        supervisor.stop()
    return 0
