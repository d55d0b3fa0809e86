"""What is looked at on each page of a walk: picture, accessibility, width, and that no file can be given."""

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Error, Page

from tests.robot.browser import DESKTOP, NARROW, moved_on

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def folder() -> Path | None:
    """Where pictures go: BONAFIDE_SCREENSHOTS, None where it is not set."""
    named = os.environ.get("BONAFIDE_SCREENSHOTS", "")
    return Path(named) if named else None


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands, one line per finding with the element."""
    found: list[dict[str, Any]] = Axe().run(page, options={"runOnly": STANDARDS}).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many CSS pixels the page is wider than its window."""
    return int(
        page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@dataclass(slots=True)
class Album:
    """Give it to an Applicant as `shot`. `flaws` holds what was found, each with the name of its page.

    `prefix` begins the names of the pictures. Pages in which time runs (names that begin with "face-" and a
    number) are looked at as they are; all others also at 360 and 1440 px. `audit` off only takes pictures.
    """

    prefix: str = ""
    audit: bool = True
    flaws: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __call__(self, page: Page, name: str) -> None:
        self._picture(page, name)
        if not self.audit or (name.startswith("face-") and "face-1" in self.seen and name != "face-ready"):
            return
        self.seen.add(name[:6] if name.startswith("face-1") else name)
        self._look(page, name)
        if not name.startswith(("face-1", "document", "working")):
            self._resized(page, name)

    def _resized(self, page: Page, name: str) -> None:
        before = page.viewport_size
        for device in (NARROW, DESKTOP):
            if device["viewport"] != before:
                page.set_viewport_size(device["viewport"])
                self._look(page, f"{name}@{device['viewport']['width']}")
        if before:
            page.set_viewport_size(before)

    def _look(self, page: Page, name: str) -> None:
        try:
            self._note(page, name)
        except Error as error:
            # The camera pages go on by themselves; one that leaves while it is looked at is seen by other walks.
            if not moved_on(error) or not name.startswith(("face-1", "document", "working")):
                raise

    def _note(self, page: Page, name: str) -> None:
        wide = overflow(page)
        files = page.locator("input[type=file]").count()
        self.flaws += [f"{name}: {line}" for line in violations(page)]
        self.flaws += [f"{name}: {wide} px too wide"] if wide > 0 else []
        self.flaws += [f"{name}: takes a file"] if files else []

    def _picture(self, page: Page, name: str) -> None:
        target = folder()
        if target is not None:
            target.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(Error):  # a page that moves on is not held up for its picture
                page.screenshot(path=target / f"{self.prefix}{name}.png", timeout=8_000)
