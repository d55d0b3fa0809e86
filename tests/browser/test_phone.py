"""Begun on a computer, gone on with on the phone: over HTTPS, because phones open cameras nowhere else."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Page, expect
from tests.browser.conftest import ask, failed_checks
from tests.robot.album import Album
from tests.robot.applicant import Applicant, come_by
from tests.robot.browser import DESKTOP, PHONE, studio
from tests.robot.server import Server, free_pair
from tests.robot.tls import HttpsDoor
from tests.world.people import person
from tests.world.puppet import Puppet
from tests.world.specimen import passport


@dataclass(slots=True)
class Public:
    """A server behind an HTTPS address."""

    server: Server
    address: str


@pytest.fixture(scope="module")
def public(_possible: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Public]:
    folder, port = tmp_path_factory.mktemp("public"), free_pair()
    address = f"https://localhost:{port}"
    with (
        Server(folder, env={"BONAFIDE_PUBLIC_URL": address}) as server,
        HttpsDoor(folder, port, server.port),
    ):
        yield Public(server, address)


def read_code(page: Page) -> str:
    """Read the QR code on the page as the camera of a phone would."""
    picture = np.frombuffer(page.locator("main svg").first.screenshot(), np.uint8)
    found = zxingcpp.read_barcodes(cv2.imdecode(picture, cv2.IMREAD_COLOR))
    return str(found[0].text) if found else ""


@pytest.mark.slow
def test_the_phone_takes_over_and_the_desktop_follows(public: Public, tmp_path: Path) -> None:
    inquiry, link = ask(public.server)
    assert link.startswith(public.address)
    with studio(tmp_path) as started:
        assert started.camera is not None
        desk = started.visit(DESKTOP, ignore_https_errors=True)
        come_by(desk, link)
        desktop = Applicant(desk, started.camera, Album(prefix="handoff-desk-", audit=False))
        desktop.consent()
        desktop.choose()
        desk.locator(".other-ways a[href$='/verify/phone']").click()
        desk.locator("form:has(button) >> text=Show the code").click()
        code = read_code(desk)
        assert code == desk.locator("[data-link]").get_attribute("href")
        look = Album(prefix="handoff-")
        look(desk, "code")
        hand = started.visit(PHONE, ignore_https_errors=True)
        come_by(hand, code)
        phone = Applicant(hand, started.camera, Album(prefix="handoff-phone-", audit=False))
        expect(desk.locator("[data-when=connected]")).to_be_visible()
        look(desk, "connected")
        phone.show_document(passport(person(5)))
        expect(hand.locator("[data-start]")).to_be_visible(timeout=90_000)
        expect(desk.locator("#said")).to_have_text("Showing the face")
        outcome = phone.face_outcome(Puppet(person(5).portrait))
        assert outcome == "approved", failed_checks(public.server, inquiry)
        assert desktop.outcome() == "approved"
        assert public.server.api.status(inquiry) == "approved"
        assert look.flaws == []
        assert started.watch.problems({public.address.removeprefix("https://")}) == []
