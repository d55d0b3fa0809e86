"""The character U+0000 is refused at every door, on any database, and is no fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.api.conftest import make_tenant
from tests.capture.visitor import Visitor
from tests.console import made

from bonafide.errors import InvalidInputError
from bonafide.vault import keys

pytestmark = pytest.mark.django_db
NUL = "\0"


@pytest.fixture(autouse=True)
def _secrets() -> None:
    keys.ensure_secrets()


@pytest.mark.parametrize(
    "path",
    [
        "/inquiries/inq_%00",
        "/inquiries?filter[account-id]=%00",
        "/inquiries?page[after]=a%00b",
        "/events?filter[name]=%00",
        "/verification/selfies/%00",
    ],
)
def test_the_api_refuses_it_in_an_address(path: str) -> None:
    answer = make_tenant("one").call("GET", path)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("place", ["rule", "rule-text", "language", "reference-id", "inquiry-template-id"])
def test_the_api_refuses_it_in_a_body(place: str) -> None:
    sent = {"data": {"attributes": {"reference-id": "user-1", place: f"a{NUL}b"}}}
    answer = make_tenant("one").call("POST", "/inquiries", sent)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "path", ["/verify?code=%00", "/verify/%00", "/console/inquiry/%00/", "/console/?account=%00"]
)
def test_pages_refuse_it_in_an_address(path: str) -> None:
    assert made.logged_in(made.member("rita")).get(path).status_code == 400


def test_pages_refuse_it_in_a_form() -> None:
    client = made.logged_in(made.member("rita"))
    form = "application/x-www-form-urlencoded"
    assert client.post("/console/search", "words=inq_%00", content_type=form).status_code == 400
    assert client.post("/console/search", {"words": f"inq_{NUL}"}).status_code == 302  # multipart: not found
    assert Client().post("/accounts/login/", "login=%00&password=p", content_type=form).status_code == 400


def test_the_camera_page_refuses_it_in_what_it_tells() -> None:
    visitor = Visitor.arrives().agree().choose()
    camera = {"width": 1280, "label_hash": f"a{NUL}b"}
    answer = visitor.post("/verify/capture/start", {"kind": "document_front", "camera": camera})
    assert answer.status_code == InvalidInputError.status
    assert answer.json()["error"]["code"] == "bad_request"
