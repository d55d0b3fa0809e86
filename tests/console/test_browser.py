"""The console in Chromium: no axe violation, no overflow, nothing refused by the policy, zoom by keyboard."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from bonafide.console.models import Role
from bonafide.inquiries import service
from bonafide.inquiries.models import MessageKind
from bonafide.vault.models import Look
from tests.console import made
from tests.robot.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = ((1440, 900), (360, 740))


@pytest.fixture(autouse=True)
def _one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' database in memory has one connection for all threads, which cannot nest transactions."""
    lock, answer = threading.Lock(), WSGIHandler.get_response

    def get_response(handler: WSGIHandler, request: HttpRequest) -> HttpResponseBase:
        with lock:
            return answer(handler, request)

    monkeypatch.setattr(WSGIHandler, "get_response", get_response)


@pytest.fixture
def browser() -> Iterator[Any]:
    if chromium() is None:
        pytest.skip("no Chromium found")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is there

    # Playwright's loop runs in this thread, and Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield found
        found.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _visit(
    browser: Any, address: str, client: Client, size: tuple[int, int], language: str
) -> tuple[Any, list[str]]:
    # Each language in one of the two sets of colours, so that both are judged.
    scheme = "light" if language == "en" else "dark"
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    jar = {settings.LANGUAGE_COOKIE_NAME: language}
    if settings.SESSION_COOKIE_NAME in client.cookies:
        jar[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in jar.items()])
    page, said = context.new_page(), list[str]()
    page.on("console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None)
    return page, said


def _judge(page: Any, name: str) -> None:
    from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped]  # noqa: PLC0415 - for tests alone
        Axe,
    )

    found = Axe().run(page).response["violations"]
    assert not found, (name, [(one["id"], one["nodes"][0]["target"]) for one in found])
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (name, wide)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_is_sound(browser: Any, live_server: Any, size: tuple[int, int], language: str) -> None:
    case = made.inquiry()
    service.leave_message(case, MessageKind.APPEAL, "please look again", "en")
    client = made.logged_in(made.member("anna", Role.ADMIN))
    page, said = _visit(browser, live_server.url, client, size, language)
    for name in (
        "console:queue",
        "console:log",
        "console:rules",
        "console:people",
        "mfa_index",
        "account_change_password",
    ):
        page.goto(live_server.url + reverse(name))
        _judge(page, name)
    page.goto(live_server.url + reverse("console:inquiry", args=[case.pk]))
    _judge(page, "closed")
    page.select_option("#reason-to-look", "appeal")
    page.click("#evidence .reason button")
    page.wait_for_load_state("networkidle")
    _judge(page, "open")
    _zoom(page)
    assert said == []


def _zoom(page: Any) -> None:
    """Open, enlarge and close with the keyboard alone; no picture is fetched a second time."""
    before = Look.objects.filter(blob__kind="portrait").count()
    page.focus(".portrait .enlarge")
    page.keyboard.press("Enter")
    page.wait_for_selector("#zoom[open] .portrait.chosen")
    low = page.evaluate("document.querySelector('#zoom .portrait img').clientHeight")
    page.keyboard.press("+")
    assert page.evaluate("document.querySelector('#zoom .portrait img').clientHeight") > low
    _judge(page, "zoom")
    page.keyboard.press("Escape")
    page.wait_for_selector("#evidence .portrait:not(.chosen)")
    assert page.evaluate("document.activeElement.closest('figure').className") == "portrait"
    assert Look.objects.filter(blob__kind="portrait").count() == before


@pytest.mark.parametrize("size", SIZES)
def test_the_entrance_is_sound(browser: Any, live_server: Any, size: tuple[int, int]) -> None:
    client = made.logged_in(made.member("new", enrolled=False), proved=False)
    page, said = _visit(browser, live_server.url, Client(), size, "en")
    page.goto(live_server.url + reverse("account_login"))
    _judge(page, "login")
    assert said == []
    page, said = _visit(browser, live_server.url, client, size, "zh-hans")
    for name in ("console:enrol", "mfa_activate_totp", "mfa_add_webauthn"):
        page.goto(live_server.url + reverse(name))
        _judge(page, name)
    assert said == []
