"""The assistant against the real API, run in this process; webhooks are signed as Bonafide signs them."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from examples.assistant.app import Assistant
from examples.assistant.gate import Bonafide
from examples.assistant.web import WORDS
from pytest_django.live_server_helper import LiveServer
from tests.inquiries.ground import ground
from tests.traces.made import face

from bonafide.accounts import service as accounts
from bonafide.accounts.models import EnvironmentKind
from bonafide.config import load
from bonafide.events import serialise, sign
from bonafide.events.models import Event
from bonafide.inquiries import repeats
from bonafide.inquiries import service as inquiries
from bonafide.inquiries.models import Inquiry
from bonafide.policy.templates import AGAIN
from bonafide.vault import keys

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.api.urls")]

SECRET = sign.new_secret()


class Visitor:
    """A browser without a screen: keeps cookies, follows nothing."""

    def __init__(self, assistant: Assistant, language: str = "en") -> None:
        self.app, self.cookies, self.language = assistant.app(), SimpleCookie(), language
        self.status = ""
        self.headers: dict[str, str] = {}

    def call(
        self,
        path: str,
        form: dict[str, str] | None = None,
        body: bytes = b"",
        sent: Mapping[str, str] | None = None,
    ) -> str:
        data = urlencode(form).encode() if form is not None else body
        parts = urlsplit(path)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST" if form is not None or body else "GET",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.input": io.BytesIO(data),
            "HTTP_ACCEPT_LANGUAGE": self.language,
            "HTTP_COOKIE": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items()),
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (sent or {}).items()},
        }
        return b"".join(self.app(environ, self._start)).decode()

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)
        for name, value in headers:
            if name == "Set-Cookie":
                self.cookies.load(value)

    def card(self) -> str:
        found = re.search(r'<div class="card (\w+)">', self.call("/"))
        return found[1] if found else ""


@pytest.fixture
def assistant(live_server: LiveServer, tmp_path: Path) -> Assistant:
    keys.ensure_secrets()
    key = accounts.create_key(accounts.create_environment(EnvironmentKind.SANDBOX, "demo"), "demo")
    return Assistant(tmp_path, Bonafide(f"{live_server.url}/api/v1", key), SECRET, "http://localhost:9")


@pytest.fixture
def visitor(assistant: Assistant) -> Visitor:
    made = Visitor(assistant)
    made.call("/login", {"name": "Ada"})
    return made


def _asked(visitor: Visitor) -> Inquiry:
    visitor.call("/lab")
    visitor.call("/verify")
    return ground(Inquiry.objects.latest("created_at").pk)


def _tell(visitor: Visitor, name: str, at: datetime | None = None, spoil: str = "") -> str:
    """Hand the newest event of this name over as a webhook, with changes to its headers."""
    event = Event.objects.filter(name=name).latest("created_at")
    body = serialise.body(event)
    headers = {
        **sign.headers(SECRET, event.pk, body, at or datetime.now(UTC)),
    }
    if spoil:
        headers[spoil] = "1"
    return visitor.call("/webhooks/bonafide", body=body, sent=headers)


def test_without_a_name_only_the_door_is_shown(assistant: Assistant) -> None:
    stranger = Visitor(assistant)
    for path in ("/", "/lab", "/verify", "/return"):
        stranger.call(path)
        assert not Inquiry.objects.exists()
    assert "Who is visiting?" in stranger.call("/")


def test_the_lab_says_please_verify_first_and_why(visitor: Visitor) -> None:
    visitor.call("/say", {"text": "Open the security lab"})
    assert visitor.headers["Location"] == "/lab"
    visitor.call("/lab")
    assert visitor.headers["Location"] == "/#last"
    page = visitor.call("/")
    assert WORDS["en"]["verify_title"] in page
    assert WORDS["en"]["rule_text"] in page
    assert "advanced-capability@1" in page


def test_the_link_leads_to_the_hosted_pages_with_reference_rule_and_way_back(visitor: Visitor) -> None:
    inquiry = _asked(visitor)
    assert "/verify?code=" in visitor.headers["Location"]
    assert accounts.reference_of(inquiry.account) == "demo-Ada"
    assert (inquiry.rule, inquiry.rule_text) == ("advanced-capability@1", WORDS["en"]["rule_text"])
    assert inquiry.redirect_uri == "http://localhost:9/return"
    visitor.call("/verify")
    assert Inquiry.objects.count() == 1


def test_an_approval_by_webhook_unlocks(visitor: Visitor) -> None:
    inquiries.approve(_asked(visitor), actor="key:key_test")
    assert visitor.card() == "verify"
    _tell(visitor, "inquiry.approved")
    assert visitor.status == "200 OK"
    assert visitor.card() == "open"
    assert not re.search(r"\bAKIA[A-Z]", visitor.call("/lab"))  # a key, not letters of a token
    assert WORDS["en"]["found_cloud_key"] in visitor.call("/lab", {"text": "x AKIAABCDEFGHIJKLMNOP y"})


@pytest.mark.parametrize(
    "name", ["webhook-signature", "Persona-Signature", "webhook-id", "webhook-timestamp"]
)
def test_a_webhook_with_a_wrong_header_unlocks_nothing(visitor: Visitor, name: str) -> None:
    inquiries.approve(_asked(visitor), actor="key:key_test")
    _tell(visitor, "inquiry.approved", spoil=name)
    assert visitor.status == "401 Unauthorized"
    assert visitor.card() == "verify"


def test_an_old_webhook_unlocks_nothing(visitor: Visitor) -> None:
    inquiries.approve(_asked(visitor), actor="key:key_test")
    _tell(visitor, "inquiry.approved", at=datetime.now(UTC) - timedelta(minutes=6))
    assert visitor.status == "401 Unauthorized"


def test_each_message_counts_once_and_late_ones_do_not_turn_back(visitor: Visitor) -> None:
    inquiry = _asked(visitor)
    inquiries.mark_for_review(inquiry, actor="key:key_test")
    inquiries.approve(inquiry, actor="key:key_test")
    _tell(visitor, "inquiry.approved")
    _tell(visitor, "inquiry.marked-for-review")
    assert visitor.card() == "open"
    inquiries.decline(inquiry, actor="key:key_test")
    _tell(visitor, "inquiry.declined")
    _tell(visitor, "inquiry.approved")
    assert visitor.card() == "declined"
    visitor.call("/lab")
    assert visitor.status.startswith("303")


def test_somebody_elses_approval_does_not_unlock(assistant: Assistant, visitor: Visitor) -> None:
    other = Visitor(assistant)
    other.call("/login", {"name": "Bo"})
    inquiries.approve(_asked(other), actor="key:key_test")
    _tell(other, "inquiry.approved")
    visitor.call("/lab")
    assert (other.card(), visitor.card()) == ("open", "verify")


@pytest.mark.parametrize(
    ("decide", "card"),
    [(inquiries.approve, "open"), (inquiries.decline, "declined"), (inquiries.mark_for_review, "wait")],
)
def test_on_return_the_status_is_asked_for(visitor: Visitor, decide: Any, card: str) -> None:
    decide(_asked(visitor), actor="key:key_test")
    visitor.call("/return")
    assert visitor.card() == card


def test_after_redaction_a_new_inquiry_is_made(visitor: Visitor) -> None:
    first = _asked(visitor)
    inquiries.redact(first, actor="system")
    assert _asked(visitor).pk != first.pk


def test_both_languages_say_the_same_things(assistant: Assistant) -> None:
    assert set(WORDS["en"]) == set(WORDS["zh-hans"])
    guest = Visitor(assistant, "zh-CN,zh;q=0.9")
    guest.call("/login", {"name": "<b>美玲</b>"})
    guest.call("/lab")
    page = guest.call("/")
    assert WORDS["zh-hans"]["rule_text"] in page
    assert '<html lang="zh-hans">' in page
    assert "<b>美玲" not in page
    assert WORDS["en"]["verify_title"] in guest.call("/?lang=en")
    assert WORDS["en"]["verify_title"] in guest.call("/")


def test_every_page_has_a_strict_policy(visitor: Visitor) -> None:
    for path in ("/", "/?lang=zh-hans", "/static/style.css", "/status", "/healthz"):
        page = visitor.call(path)
        policy = visitor.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*src=)", page)


def test_when_the_service_is_away_it_says_so(tmp_path: Path) -> None:
    alone = Visitor(
        Assistant(tmp_path, Bonafide("http://127.0.0.1:9/api/v1", "k"), SECRET, "http://localhost:9")
    )
    alone.call("/login", {"name": "Ada"})
    assert WORDS["en"]["trouble_title"] in alone.call("/verify")
    assert alone.status == "502 Bad Gateway"


@pytest.mark.parametrize(
    ("text", "answer"),
    [("12 + 30", "42"), ("count: one two three", "3 words, 13 characters."), ("who are you", "")],
)
def test_the_tools_are_honest(visitor: Visitor, text: str, answer: str) -> None:
    visitor.call("/say", {"text": text})
    assert (answer or WORDS["en"]["dont_know"]) in visitor.call("/")


def test_who_is_verified_may_be_asked_by_the_face_alone_where_it_is_kept(
    visitor: Visitor, settings: Any
) -> None:
    inquiry = _asked(visitor)
    inquiries.approve(inquiry, actor="key:key_test")
    _tell(visitor, "inquiry.approved")
    visitor.call("/still-you")
    assert WORDS["en"]["still_none"] in visitor.call("/")
    assert Inquiry.objects.count() == 1
    settings.BONAFIDE = load({"BONAFIDE_FACE_AGAIN": "1"})
    inquiry.consents.update(recognises=True)
    repeats.keep_face(inquiry, face(1).tobytes(), datetime.now(UTC))
    visitor.call("/still-you")
    newest = Inquiry.objects.latest("created_at")
    assert (newest.template_id, newest.account) == (AGAIN, inquiry.account)
    assert "code=" in visitor.headers["Location"]
    visitor.call("/lab")
    assert visitor.headers["Location"] == "/#last"  # shut until it is confirmed
