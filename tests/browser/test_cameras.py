"""A computer with two cameras: a chooser, remembered in the tab; another camera begins the step anew."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect
from tests.browser.conftest import Enter, own
from tests.robot.album import Album
from tests.robot.applicant import come_by
from tests.robot.browser import DESKTOP, Studio, chromium
from tests.robot.server import Server
from tests.world.people import person
from tests.world.specimen import passport

FLAGS = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=device-count=2"]


@pytest.fixture
def two_cameras(before_camera: Studio) -> Iterator[Studio]:
    """Start one more Chromium, before two cameras of its own making: they show no document and no face."""
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    browser = before_camera.browser.browser_type.launch(executable_path=chromium(), args=flags)
    yield Studio(browser, None)
    browser.close()


def starts(page: Page) -> list[dict[str, Any]]:
    """Return the list of captures that this page will have started: what it told of each camera."""
    found: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/capture/start"):
            found.append((request.post_data_json or {})["camera"])

    page.on("request", note)
    return found


@pytest.mark.slow
def test_another_camera_is_chosen_and_begins_the_step_anew(
    server: Server, enter: Enter, two_cameras: Studio
) -> None:
    visit = enter(DESKTOP)
    robot, page = visit.applicant, two_cameras.visit(DESKTOP)
    robot.consent()
    robot.choose()
    expect(robot.page.locator("#camera .hint")).not_to_be_empty()
    expect(robot.page.locator("#cameras")).to_be_hidden()  # one camera leaves nothing to choose
    robot.page.goto("about:blank")
    come_by(page, server.api.link(visit.inquiry))
    told = starts(page)
    choose_the_other(page, "This step begins anew")
    look = Album(prefix="cameras-")
    look(page, "another")
    assert look.flaws == []
    page.reload()
    expect(page.locator("#camera-choice option")).to_have_count(2)
    assert page.locator("#camera-choice").evaluate("list => list.selectedIndex") == 1
    page.goto("about:blank")
    robot.page.goto(f"{server.base}/verify/flow")
    robot.show_document(passport(person(0)))
    expect(robot.page.locator("[data-start]")).to_be_visible()
    page.goto(f"{server.base}/verify/flow")
    page.locator("[data-start]").click()
    choose_the_other(page, "The moves begin anew")
    expect(page.locator(".moves-line")).to_have_attribute("aria-label", "Moves done 0")
    first, second, again, face, other = (camera["label_hash"] for camera in told)
    assert (again, face, other) == (second, second, first)
    assert first != second
    assert two_cameras.watch.problems(own(server)) == []


def choose_the_other(page: Page, said: str) -> None:
    """Choose the camera that is not used, see that it is said, and that the step runs with it."""
    list_of_them = page.locator("#camera-choice")
    expect(list_of_them).to_be_visible()
    used = list_of_them.evaluate("list => list.selectedIndex")
    expect(page.locator("#camera .hint")).not_to_have_text("Starting the camera")
    with page.expect_response("**/capture/start") as again:
        list_of_them.select_option(index=1 - used)
    assert again.value.ok
    expect(page.locator("#camera-changed")).to_contain_text(said)
