"""Going on with the phone."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
import zxingcpp
from django.test import Client

from bonafide.capture import qr
from tests.capture.qr_picture import picture_of
from tests.capture.visitor import Visitor


@pytest.fixture
def public(settings: Any) -> None:
    settings.BONAFIDE = dataclasses.replace(settings.BONAFIDE, public_url="https://id.example")


def test_local_address_says_why_there_is_no_code(visitor: Visitor) -> None:
    for answer in (visitor.get("/verify/phone"), visitor.client.post("/verify/phone")):
        text = answer.content.decode()
        assert "A phone cannot reach this address" in text
        assert "<svg" not in text


def test_phone_is_not_offered_where_none_can_come(showing: Visitor) -> None:
    page = showing.get("/verify/flow").content.decode()
    assert "/verify/phone" not in page
    assert "start there on a device that has a camera" in page


@pytest.mark.usefixtures("public")
def test_phone_is_the_first_way_where_there_is_no_camera(showing: Visitor) -> None:
    page = showing.get("/verify/flow").content.decode()
    trouble = page.partition('<template data-trouble="none">')[2].partition("</template>")[0]
    assert re.findall(r'class="(button[^"]*)"', trouble) == ["button", "button second"]
    assert trouble.index("/verify/phone") < trouble.index("data-retry")
    assert "/verify/phone" not in showing.get("/verify/flow", User_Agent="Mobile").content.decode()


@pytest.mark.usefixtures("public")
def test_phone_takes_over_and_the_desktop_follows(visitor: Visitor) -> None:
    text = visitor.client.post("/verify/phone").content.decode()
    link = re.findall(r"https://id\.example(/verify\?code=[\w-]+)", text)[0]
    assert visitor.get("/verify/progress").json()["phone"] is False
    phone = Client()
    assert phone.get(link).status_code == 200
    assert visitor.get("/verify/progress").json()["phone"] is False
    assert phone.post("/verify", {"code": link.partition("code=")[2]}).status_code == 302
    assert visitor.get("/verify/progress").json()["phone"] is True
    phone.post("/verify/consent", {"agree": "yes"})
    assert visitor.get("/verify/progress").json()["step"] == "select"
    assert "Your phone has taken over" in visitor.get("/verify/phone").content.decode()
    assert phone.get("/verify/progress").json()["phone"] is False


@pytest.mark.usefixtures("public")
def test_code_on_the_page_is_the_link(visitor: Visitor) -> None:
    text = visitor.client.post("/verify/phone").content.decode()
    link = re.findall(r'href="(https://id\.example/verify[^"]+)"', text)[0]
    assert zxingcpp.read_barcodes(picture_of(text))[0].text == link


def test_svg_has_no_inline_style_and_escapes_its_label() -> None:
    made = qr.svg("https://id.example/verify?code=abc", '<"x">')
    assert "style=" not in made
    assert '<"x">' not in made
