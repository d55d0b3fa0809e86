from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from examples.assistant import gate
from standardwebhooks import Webhook, WebhookVerificationError

from bonafide.events import sign

BODY = '{"data":{"名":"x"}}'.encode()


def test_secrets_are_fresh_each_time() -> None:
    assert len({sign.new_secret() for _ in range(20)}) == 20


def test_a_fixed_example_signs_to_fixed_values() -> None:
    secret = "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    stamp = str(int(at.timestamp()))
    found = sign.headers(secret, "evt_1", b"{}", at)
    key = b"0123456789abcdef0123456789abcdef"
    raw = hmac.new(key, f"evt_1.{stamp}.{{}}".encode(), hashlib.sha256).digest()
    assert found["webhook-signature"] == "v1," + base64.b64encode(raw).decode()
    hexed = hmac.new(secret.encode(), f"{stamp}.{{}}".encode(), hashlib.sha256).hexdigest()
    assert found["Persona-Signature"] == f"t={stamp},v1={hexed}"


def test_the_public_library_accepts_ours_and_refuses_changes() -> None:
    secret, now = sign.new_secret(), datetime.now(UTC)
    found = sign.headers(secret, "evt_1", BODY, now)
    Webhook(secret).verify(BODY, found)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + b" ", found)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY, sign.headers(secret, "evt_1", BODY, now - timedelta(minutes=6)))


def test_the_receivers_check_needs_both_signatures_fresh_and_whole() -> None:
    secret, now = sign.new_secret(), datetime.now(UTC)
    found = {name.lower(): value for name, value in sign.headers(secret, "evt_1", BODY, now).items()}
    at = now.timestamp()
    assert gate.signed(found, BODY, secret, at)
    assert not gate.signed(found, BODY + b" ", secret, at)
    assert not gate.signed(found, BODY, sign.new_secret(), at)
    assert not gate.signed(found, BODY, secret, at + 301)
    for name in found:
        assert not gate.signed({**found, name: ""}, BODY, secret, at), name
        assert not gate.signed({key: value for key, value in found.items() if key != name}, BODY, secret, at)
    assert not gate.signed({**found, "webhook-id": "evt_2"}, BODY, secret, at)
