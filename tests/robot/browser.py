"""Chromium with a fake camera, watched: every request, console line and policy breach is noted."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.world.camera import InteractiveCamera

PATIENCE_MS = 60_000
"""The longest wait for one thing on a page; the machine may be busy with other work."""
_PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": _PHONE_AGENT,
}
NARROW: dict[str, Any] = {**PHONE, "viewport": {"width": 360, "height": 740}}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
EXCUSED = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_NETWORK_CHANGED")
"""What the browser itself prints while a test takes the network away."""


def moved_on(error: Exception) -> bool:
    """Whether a look at the page failed only because it was on its way to the next one."""
    return "context was destroyed" in str(error) or "navigat" in str(error)


def chromium() -> str | None:
    """Path of a Chromium, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@dataclass  # no slots: playwright keeps its handlers' marks on the object
class Watch:
    """What happened in a context beside what the person sees."""

    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    downloads: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(f"uncaught: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"}:
            self.hosts.add(parts.netloc)

    def _console(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"} and not any(word in line.text for word in EXCUSED):
            where = line.location.get("url", "")
            self.errors.append(f"{line.type}: {line.text} ({where})")

    def problems(self, own: set[str]) -> list[str]:
        """Console errors, uncaught errors, policy breaches, and requests to other hosts than `own`."""
        return [*self.errors, *(f"foreign request to {host}" for host in sorted(self.hosts - own))]


@dataclass(slots=True)
class Studio:
    """One browser with one camera. `visit` opens a window of its own cookies."""

    browser: Browser
    camera: InteractiveCamera | None
    watch: Watch = field(default_factory=Watch)

    def visit(
        self, device: dict[str, Any], language: str = "en-GB", *, watched: bool = True, **options: Any
    ) -> Page:
        """Open a page of a fresh context; `device` is PHONE, NARROW or DESKTOP.

        Nothing is noted of one that is not `watched`: that spares the robot a word for every request.
        """
        context = self.browser.new_context(**device, locale=language, **options)
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(PATIENCE_MS)
        if watched:
            self.watch.on(context)
        return context.new_page()


@contextmanager
def studio(
    folder: Path, *, size: tuple[int, int] = (1280, 720), fps: int = 30, grant: bool = True
) -> Iterator[Studio]:
    """Start Chromium before an interactive camera; `grant` False leaves the permission to the context."""
    with InteractiveCamera(folder / "camera.y4m", size, fps) as camera:
        flags = camera.chromium_args()
        if not grant:
            flags.remove("--use-fake-ui-for-media-stream")
        with _launched(flags) as browser:
            yield Studio(browser, camera)


@contextmanager
def without_camera() -> Iterator[Studio]:
    """Start Chromium on a machine that has no camera."""
    flags = ["--use-fake-ui-for-media-stream", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with _launched(flags) as browser:
        yield Studio(browser, None)


@contextmanager
def _launched(flags: list[str]) -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=flags, timeout=120_000)
        expect.set_options(timeout=PATIENCE_MS)
        try:
            yield browser
        finally:
            browser.close()
