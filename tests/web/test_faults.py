"""Pages where no view answers speak to whoever is there: staff or an applicant."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from tests.capture.visitor import Visitor
from tests.console import made

from bonafide.console import queue
from bonafide.inquiries import steps
from bonafide.vault import keys

APPLICANT = "Go on with my verification"
STAFF = "Back to the console"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/console/nothing-here", "/accounts/nothing-here", "/accounts/email/"])
def test_missing_page_leads_staff_back_to_the_console(address: str) -> None:
    answer = made.logged_in(made.member("rita")).get(address)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert STAFF in page
    assert APPLICANT not in page
    assert '<nav aria-label="Main">' in page
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_missing_page_of_the_console_shows_a_stranger_no_name_and_no_menu() -> None:
    page = Client().get("/console/nothing-here").content.decode()
    assert STAFF in page
    assert '<nav aria-label="Main">' not in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/verify/nothing-here", "/nothing-here"])
def test_missing_page_leads_an_applicant_on(address: str) -> None:
    answer = Client().get(address)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert APPLICANT in page
    assert STAFF not in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_broken_page_speaks_to_staff(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setattr(queue, "tabs", _break)
    client = made.logged_in(made.member("rita"))
    client.raise_request_exception = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get("/console/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert 'href="/console/"' in page
    assert "what you have done before is kept" not in page
    assert {"en": "Look whether your last step was kept", "zh-hans": "请先确认上一步是否已保存"}[
        language
    ] in page


@pytest.mark.django_db
def test_broken_page_comforts_an_applicant(monkeypatch: pytest.MonkeyPatch) -> None:
    keys.ensure_secrets()
    person = Visitor.arrives()
    monkeypatch.setattr(steps, "current", _break)
    person.client.raise_request_exception = False
    answer = person.client.get("/verify/flow")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "what you have done before is kept" in page
    assert "/console/" not in page


@pytest.mark.django_db
def test_form_without_its_token_says_so_where_it_was_sent() -> None:
    member = made.member("rita")
    staff = made.logged_in(member)
    staff.handler.enforce_csrf_checks = True
    page = staff.post("/console/search", {"words": "x"})
    assert page.status_code == 403
    assert "Load it again and repeat it." in page.content.decode()
    assert member.user.username in page.content.decode()
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.post("/verify/consent")
    assert page.status_code == 403
    assert "Please load the page again" in page.content.decode()
    script = stranger.post("/verify/capture/start", {}, content_type="application/json")
    assert script.json()["error"]["code"] == "csrf"


def _break(*_args: object) -> None:
    raise RuntimeError("made for this test")


@pytest.mark.django_db
def test_own_login_leads_to_factor_and_password_and_to_no_page_that_is_not_there() -> None:
    staff = made.logged_in(made.member("rita"))
    for address in ("/accounts/2fa/", "/accounts/password/change/"):
        page = staff.get(address).content.decode()
        links = set(re.findall(r'href="(/[^"?]*)', page))
        assert {"/accounts/2fa/", "/accounts/password/change/", "/console/"} <= links
        assert f'href="{address}" aria-current="true"' in page
        missing = [one for one in links if "/static/" not in one and staff.get(one).status_code == 404]
        assert missing == []
