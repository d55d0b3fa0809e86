"""Another kind of ID than was chosen, and the back where the front is asked for: said on the page, and a way on."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Enter
from tests.robot.album import Album
from tests.robot.browser import DESKTOP, PHONE
from tests.world.hand import HeldDocument
from tests.world.people import person
from tests.world.pixels import Image
from tests.world.specimen import passport, td1_card


@pytest.mark.slow
def test_passport_for_an_identity_card_is_said_and_the_card_is_taken_once_it_is_shown(enter: Enter) -> None:
    visit = enter(DESKTOP)
    robot, page = visit.applicant, visit.page
    robot.consent()
    robot.choose(kind="id")
    look = Album(prefix="kind-")
    with robot.showing(held(robot.camera.size, passport(person(0))).frames()):
        expect(page.locator("[data-when=other] button[value=pp]")).to_be_visible()
        expect(page.locator("[data-said]")).to_have_text(
            "This looks like a passport. You chose identity card."
        )
        look(page, "passport-for-card")
        expect(page.locator("#camera .hint")).to_have_text("Now show the ID that you chose")
    front, _ = td1_card(person(0))
    with robot.showing(held(robot.camera.size, front).frames()):
        expect(page.locator("h1")).to_have_text("The back of your ID")  # nothing had to be pressed
    assert look.flaws == []


@pytest.mark.slow
def test_back_for_the_front_is_said_and_a_passport_may_be_gone_on_with(enter: Enter) -> None:
    visit = enter(PHONE, "zh-CN")
    robot, page = visit.applicant, visit.page
    robot.consent()
    robot.choose(kind="id")
    look = Album(prefix="kind-")
    with robot.showing(held(robot.camera.size, td1_card(person(0))[1]).frames()):
        expect(page.locator("#camera .hint")).to_have_text("这是背面，请把证件翻到有照片的一面")
        look(page, "back-for-front")
    with robot.showing(held(robot.camera.size, passport(person(0))).frames()):
        page.locator("[data-when=other] button[value=pp]").click()
        expect(page.locator("h1")).to_have_text("护照的照片页")
        expect(page.locator("#camera[data-kind=document_front]")).to_have_count(0)
    assert look.flaws == []


def held(size: tuple[int, int], document: Image) -> HeldDocument:
    return HeldDocument(document, size=size)
