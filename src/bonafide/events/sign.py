"""Signatures of a delivery: Standard Webhooks and Persona's header, side by side.

Standard Webhooks: `webhook-signature: v1,<base64>` over `id.timestamp.body`, keyed with the decoded secret.
Persona: `Persona-Signature: t=<unix>,v1=<hex>` over `timestamp.body`, keyed with the secret as it is written.
A receiver needs to check one of the two.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A fresh secret: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def persona_signature(secret: str, body: bytes, at: datetime) -> str:
    """Value of `Persona-Signature` for this body at this time."""
    stamp = int(at.timestamp())
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    return f"t={stamp},v1={mac.hexdigest()}"


def headers(secret: str, event_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """Both header families. `at` is aware; receivers refuse what is older than five minutes."""
    standard = Webhook(secret).sign(event_id, at.astimezone(UTC).replace(tzinfo=None), body.decode())
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": standard,
        "Persona-Signature": persona_signature(secret, body, at),
    }
