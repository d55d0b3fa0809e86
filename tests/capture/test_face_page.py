"""The face page in a real browser, with the server in this process: what the screen shows, and who is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bonafide.engine.face.light import SCREEN
from bonafide.inquiries.models import Capture
from tests.capture.visitor import Visitor
from tests.robot.applicant import Applicant
from tests.robot.browser import PHONE, Studio, chromium, studio
from tests.world.people import people_available, person
from tests.world.puppet import Puppet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on PATH"),
    pytest.mark.skipif(not people_available(), reason="shared data folder absent"),
]


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    # Playwright's loop runs in this thread, Django's queries beside it are plain ones.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with studio(tmp_path, size=(640, 480)) as started:
        yield started
        assert started.watch.errors == []


def at_face_step(live_server: Any, studio_: Studio, **options: Any) -> tuple[Applicant, Visitor]:
    visitor = Visitor.arrives()
    visitor.agree().choose().with_document()
    page: Page = studio_.visit(PHONE, **options)
    cookie = visitor.client.cookies
    page.context.add_cookies(
        [{"name": name, "value": cookie[name].value, "url": live_server.url} for name in cookie]
    )
    page.goto(f"{live_server.url}/verify/flow")
    assert studio_.camera is not None
    return Applicant(page, studio_.camera), visitor


def handed_in(visitor: Visitor) -> Capture:
    return Capture.objects.get(inquiry=visitor.inquiry, kind="selfie")


@pytest.mark.django_db(transaction=True)
def test_screen_lights_the_face_in_soft_colours(live_server: Any, before: Studio) -> None:
    robot, visitor = at_face_step(live_server, before)
    robot.show_face(Puppet(person(3).portrait))
    capture = handed_in(visitor)
    assert (capture.state, capture.reason) == ("done", "")
    assert set(robot.lights_seen) <= set(SCREEN.values())
    assert len(set(robot.lights_seen)) >= 3
    shown = [row[3] for row in capture.facts["times"] if row[3] >= 0]
    assert set(shown) == set(range(len(capture.facts["colours"])))
    expect(robot.page.locator("html")).not_to_have_class("glowing")


def go_another_way(page: Page) -> None:
    """Choose on the page of other ways; the face step keeps it, and one way of two that exclude each other."""
    turns, unlit = page.locator("[name=turns]"), page.locator("[name=light][value=no]")
    for way, of_turns, of_light in (("no-turns", True, False), ("no-light", False, True)):
        page.locator(".other-ways a").last.click()
        page.locator(f"button[value={way}]").click()
        expect(turns).to_be_checked(checked=of_turns)
        expect(unlit).to_be_checked(checked=of_light)
    page.reload()
    expect(unlit).to_be_checked()


@pytest.mark.django_db(transaction=True)
def test_who_wants_no_changing_light_sees_none(live_server: Any, before: Studio) -> None:
    robot, visitor = at_face_step(live_server, before, reduced_motion="reduce")
    expect(robot.page.locator("[name=light][value=no]")).to_be_checked()
    go_another_way(robot.page)
    robot.show_face(Puppet(person(3).portrait))
    capture = handed_in(visitor)
    assert (capture.state, capture.reason) == ("done", "")
    assert robot.lights_seen == []
    assert capture.facts["colours"] == []
    assert "watch_light" not in robot.moves_seen
    assert capture.facts["order_bits"] >= 16
