from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.api.urls")

OPERATIONS = {
    ("get", "/api/v1/inquiries"),
    ("post", "/api/v1/inquiries"),
    ("get", "/api/v1/inquiries/{inquiry_id}"),
    ("delete", "/api/v1/inquiries/{inquiry_id}"),
    ("post", "/api/v1/inquiries/{inquiry_id}/approve"),
    ("post", "/api/v1/inquiries/{inquiry_id}/decline"),
    ("post", "/api/v1/inquiries/{inquiry_id}/mark-for-review"),
    ("post", "/api/v1/inquiries/{inquiry_id}/generate-one-time-link"),
    ("post", "/api/v1/inquiries/{inquiry_id}/resume"),
    ("post", "/api/v1/inquiries/{inquiry_id}/chip-challenge"),
    ("post", "/api/v1/inquiries/{inquiry_id}/chip-readings/{reading_id}"),
    ("get", "/api/v1/verification/government-ids/{verification_id}"),
    ("get", "/api/v1/verification/selfies/{verification_id}"),
    ("get", "/api/v1/events"),
    ("get", "/api/v1/events/{event_id}"),
    ("post", "/api/v1/events/{event_id}/replay"),
    ("get", "/api/v1/webhooks"),
    ("post", "/api/v1/webhooks"),
    ("delete", "/api/v1/webhooks/{webhook_id}"),
}


def test_the_description_names_every_operation_and_asks_for_a_key() -> None:
    described: dict[str, Any] = Client().get("/api/openapi.json").json()
    found = {(method, path) for path, methods in described["paths"].items() for method in methods}
    assert found == OPERATIONS
    assert described["components"]["securitySchemes"]["BearerKey"]["scheme"] == "bearer"
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["security"], (method, path)
            assert any(status.startswith("2") for status in map(str, operation["responses"])), (method, path)


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.found += [value for key, value in attrs if key in {"src", "href"} and value]
        self.inline |= tag == "style" or "style" in names or any(name.startswith("on") for name in names)
        self.inline |= tag == "script" and "src" not in names


def test_the_page_loads_nothing_from_elsewhere_and_holds_no_inline_code() -> None:
    answer = Client().get("/api/docs")
    assert answer.status_code == 200
    parser = _Addresses()
    parser.feed(answer.content.decode())
    assert parser.found
    assert not [one for one in parser.found if re.match(r"(https?:)?//", one)]
    assert not parser.inline
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    for _, path in OPERATIONS:
        assert path in answer.content.decode()


@pytest.mark.django_db
def test_the_description_says_each_status_once() -> None:
    """RFC 8259, section 4: names within an object should be unique; parsers keep whichever they like."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)

    described = json.loads(Client().get("/api/openapi.json").content, object_pairs_hook=unique)
    responses = described["paths"]["/api/v1/inquiries"]["get"]["responses"]
    assert responses["200"]["content"]["application/json"]["schema"]["required"] == ["data"]
    made = described["paths"]["/api/v1/inquiries"]["post"]["responses"]
    assert [status for status in made if status < "3"] == ["201"]
