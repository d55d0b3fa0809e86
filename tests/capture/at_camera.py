"""A visitor's face step in Chromium, with the live capture that the server holds for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from bonafide.capture.face_live import FaceLive
from bonafide.capture.live import REGISTRY
from tests.capture.visitor import Visitor
from tests.robot.browser import DESKTOP, Studio

PATIENCE_S = 30


def at_camera(live_server: Any, studio_: Studio, visitor: Visitor, script: str = "") -> tuple[Page, FaceLive]:
    """Come to the face step, with a script that plays another kind of camera, and start it.

    Nothing is asked of the database from here on: the server's threads share one in memory, which locks for it.
    """
    page = studio_.visit(DESKTOP)
    page.add_init_script(script)
    cookie = visitor.client.cookies
    page.context.add_cookies(
        [{"name": name, "value": cookie[name].value, "url": live_server.url} for name in cookie]
    )
    page.goto(f"{live_server.url}/verify/flow")
    page.locator("[data-start]").click()
    page.locator("#camera:not([hidden])").wait_for()
    wait(page, lambda: bool(opened(visitor)))
    (live,) = opened(visitor)
    return page, live


def opened(visitor: Visitor) -> list[FaceLive]:
    """Captures of the face that are open for this visitor."""
    found = [one for one in list(REGISTRY._open.values()) if one.inquiry_id == visitor.inquiry_id]
    return [one for one in found if isinstance(one, FaceLive)]


def wait(page: Page, reached: Callable[[], bool]) -> None:
    """Let the page go on until it is reached."""
    end = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < end
        page.wait_for_timeout(50)
