"""Everything that goes wrong around the camera and the link has its own words and its own way on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Enter, ShortLink, ask, own
from tests.robot.album import Album
from tests.robot.applicant import Applicant, come_by
from tests.robot.browser import DESKTOP, PHONE, Studio, studio, without_camera
from tests.robot.server import Server
from tests.world.hand import HeldDocument
from tests.world.people import person
from tests.world.specimen import passport

TITLE = "#trouble h2"


def to_camera(page: Page, server: Server) -> None:
    """Go to the document step of a fresh inquiry; no camera is needed on the way."""
    come_by(page, ask(server)[1])
    form = page.locator("form.agree").first
    form.locator("input[name=agree]").check()
    form.locator("button").click()
    page.goto(f"{server.base}/verify/select?country=UTO")
    page.locator("input[value=pp]").check()
    page.locator("form:has(fieldset) button").click()


def audited(page: Page, name: str) -> None:
    album = Album(prefix="trouble-")
    album(page, name)
    assert album.flaws == []


@pytest.fixture
def unasked(tmp_path: Path) -> Iterator[Studio]:
    """A browser that has a camera and has not been allowed to use it."""
    with studio(tmp_path, grant=False) as started:
        yield started


def test_without_a_camera_the_page_says_so(server: Server) -> None:
    with without_camera() as bare:
        page = bare.visit(DESKTOP)
        to_camera(page, server)
        expect(page.locator(TITLE)).to_have_text("No camera was found")
        audited(page, "no-camera")
        expect(page.locator("a[href*='/verify/phone']")).to_have_count(0)  # none could get here
        page.locator("#trouble a.button").click()
        expect(page.locator("textarea")).to_be_visible()
        assert bare.watch.problems(own(server)) == []


def test_a_denied_camera_is_told_and_may_be_allowed_later(server: Server, unasked: Studio) -> None:
    assert unasked.camera is not None
    page = unasked.visit(PHONE)
    to_camera(page, server)
    expect(page.locator(TITLE)).to_have_text("The camera is not allowed")
    audited(page, "denied")
    page.context.grant_permissions(["camera"], origin=server.base)
    page.locator("#trouble [data-retry]").click()
    Applicant(page, unasked.camera).show_document(passport(person(0)))
    expect(page.locator("#camera[data-kind=document_front]")).to_have_count(0)


def test_a_blank_camera_is_told_and_the_way_on_works(enter: Enter) -> None:
    visit = enter()
    robot, page = visit.applicant, visit.page
    robot.consent()
    robot.choose()
    robot.camera.blank()
    expect(page.locator("#camera .hint")).to_contain_text("empty picture")
    expect(page.locator(TITLE)).to_have_text("The camera shows an empty picture")
    audited(page, "blank")
    document = passport(person(0))
    with robot.showing(HeldDocument(document, size=robot.camera.size).frames()):
        page.locator("#trouble [data-retry]").click()
        expect(page.locator("#camera[data-kind=document_front]")).to_have_count(0, timeout=60_000)


def test_a_lost_camera_is_told(enter: Enter) -> None:
    visit = enter()
    robot, page = visit.applicant, visit.page
    robot.camera.show(HeldDocument(passport(person(0)), size=robot.camera.size).frame(0))
    robot.consent()
    robot.choose()
    expect(page.locator("#camera .hint")).to_contain_text("Lay your ID flat inside the frame")
    page.evaluate(
        "() => document.querySelector('#camera video').srcObject.getTracks()"
        ".forEach(t => { t.stop(); t.dispatchEvent(new Event('ended')); })"
    )
    expect(page.locator(TITLE)).to_have_text("The camera was lost")
    page.locator("#trouble [data-retry]").click()
    expect(page.locator("#camera .stage")).to_be_visible()


def test_a_link_opens_once_and_a_closed_tab_goes_on(server: Server, before_camera: Studio) -> None:
    _, link = ask(server)
    mine = before_camera.visit(PHONE)
    come_by(mine, link)
    mine.locator("input[name=agree]").first.check()
    mine.locator("form.agree button").first.click()
    expect(mine.locator("input[role=combobox]")).to_be_visible()
    context = mine.context
    mine.close()
    for address in (f"{server.base}/verify", link):
        again = context.new_page()
        again.goto(address)
        expect(again.locator("input[role=combobox]")).to_be_visible()
    other = before_camera.visit(PHONE)
    answer = other.goto(link)
    assert answer is not None
    assert answer.status == 403
    expect(other.locator("h1")).to_have_text("This link was already used")
    audited(other, "used")
    assert before_camera.watch.errors
    assert all("403" in line for line in before_camera.watch.errors)
    before_camera.watch.errors.clear()


def test_an_expired_link_and_an_unknown_visit_are_told(
    server: Server, before_camera: Studio, short_link: ShortLink
) -> None:
    page = before_camera.visit(PHONE)
    page.goto(short_link.wait())
    expect(page.locator("h1")).to_have_text("This link has expired")
    audited(page, "expired")
    page.goto(f"{server.base}/verify/flow")
    expect(page.locator("h1")).to_have_text("We do not know this visit")
    audited(page, "unknown")
    before_camera.watch.errors.clear()  # both answers are refusals, and the browser prints refusals


def test_twenty_seconds_without_network_are_survived(enter: Enter) -> None:
    visit = enter()
    robot, page = visit.applicant, visit.page
    robot.camera.show(HeldDocument(passport(person(0)), size=robot.camera.size).frame(0))
    robot.consent()
    robot.choose()
    expect(page.locator("#camera .hint")).to_contain_text("Lay your ID flat inside the frame")
    page.context.set_offline(True)
    expect(page.locator("#network")).to_be_visible()
    page.wait_for_timeout(20_000)
    expect(page.locator("#network")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#network")).to_be_hidden(timeout=30_000)
    robot.show_document(passport(person(0)))
