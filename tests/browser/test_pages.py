"""The pages by keyboard, in both languages and sizes, and that no file ever gets in."""

import pytest
from playwright.sync_api import FilePayload, Page, expect
from tests.browser.conftest import Enter, ask
from tests.robot.album import Album
from tests.robot.applicant import come_by
from tests.robot.browser import DESKTOP, PHONE, Studio
from tests.robot.server import Server

LANGUAGES = ["en-GB", "zh-CN"]
COLOURS = {"en-GB": "light", "zh-CN": "dark"}
"""Each language in one of the two sets of colours, so that both are judged."""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => Boolean(document.activeElement?.matches(s))", selector):
            return
    raise AssertionError(f"{selector} is not reached with Tab")


@pytest.mark.parametrize("language", LANGUAGES)
def test_side_pages_have_no_barrier(server: Server, before_camera: Studio, language: str) -> None:
    page = before_camera.visit(PHONE, language, color_scheme=COLOURS[language])
    come_by(page, ask(server)[1])
    assert page.locator("html").get_attribute("lang") == ("en" if language == "en-GB" else "zh-hans")
    look = Album(prefix=f"side-{language[:2]}-")
    page.locator("details.other-way summary").click()
    look(page, "consent-open")
    for name in ("person", "data", "message?kind=contact", "message?kind=appeal", "phone", "flow?missing=1"):
        page.goto(f"{server.base}/verify/{name}")
        look(page, name.replace("?", "-"))
    page.goto(f"{server.base}/verify/flow")
    page.locator("input[name=agree]").first.check()
    page.locator("form.agree button").first.click()
    page.locator("input[role=combobox]").click()
    look(page, "country-open")
    page.goto(f"{server.base}/verify/select?country=UTO&missing=1")
    look(page, "kind-missing")
    assert look.flaws == []


def test_the_language_can_be_changed_on_the_page(server: Server, before_camera: Studio) -> None:
    page = before_camera.visit(PHONE, "en-GB")
    come_by(page, ask(server)[1])
    page.locator(".languages button").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.locator("h1")).to_have_text("确认您的身份")
    page.locator(".languages button").click()
    expect(page.locator("h1")).to_have_text("Confirm who you are")


def test_consent_and_choice_by_keyboard_alone(server: Server, before_camera: Studio) -> None:
    page = before_camera.visit(DESKTOP)
    come_by(page, ask(server)[1])
    tab_to(page, "form.agree input[name=agree]")
    page.keyboard.press("Space")
    tab_to(page, "form.agree button")
    page.keyboard.press("Enter")
    expect(page.locator("input[role=combobox]")).to_be_visible()
    tab_to(page, "input[role=combobox]")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("utop")
    page.keyboard.press("ArrowDown")
    active = page.locator("input[role=combobox]").get_attribute("aria-activedescendant")
    assert active == "country-UTO"
    page.keyboard.press("Enter")
    expect(page.locator("input[role=combobox]")).to_have_value("Utopia (specimen)")
    tab_to(page, "form[method=get] button")
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.cards")).to_be_visible()
    tab_to(page, "input[name=document_class]")
    page.keyboard.press("Space")
    tab_to(page, "form:has(fieldset) button")
    page.keyboard.press("Enter")
    expect(page.locator("#camera")).to_be_visible()
    tab_to(page, "[data-take]")


def test_there_is_no_door_for_files(server: Server, before_camera: Studio, enter: Enter) -> None:
    visit = enter()
    page = visit.page
    visit.applicant.consent()
    visit.applicant.choose()
    expect(page.locator("#camera")).to_be_visible()
    assert page.locator("input[type=file]").count() == 0
    token = page.locator("meta[name=csrf]").get_attribute("content") or ""
    file: FilePayload = {
        "name": "id.jpg",
        "mimeType": "image/jpeg",
        "buffer": b"\xff\xd8" + bytes(2000),
    }
    headers = {"X-CSRFToken": token, "Referer": f"{server.base}/verify/flow", "Origin": server.base}
    for door in ("capture/frame", "capture/start", "capture/finish", "message", "select"):
        answer = page.context.request.post(
            f"{server.base}/verify/{door}", multipart={"file": file}, headers=headers, max_redirects=0
        )
        step = page.context.request.get(f"{server.base}/verify/progress").json()["step"]
        assert (door, step) == (door, "document_front")
        if door != "select":  # which reads two words of a form, and leads back without them
            assert answer.status >= 400, door
    before = page.context.request.post(
        f"{server.base}/verify/capture/frame",
        data=file["buffer"],
        headers={**headers, "Content-Type": "image/jpeg", "X-Capture": "cap_none", "X-Nonce": "none"},
    )
    assert before.status >= 400
