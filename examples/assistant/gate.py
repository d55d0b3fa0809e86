"""All that a platform needs to guard a feature with Bonafide. Standard library only: take it along.

    bonafide = Bonafide("https://verify.example/api/v1", key)
    app = verify_first(app, "/advanced", verified=is_verified, ask=please_verify)

`is_verified(environ)` reads what the webhook stored; `please_verify` is a small WSGI page with a link to
`bonafide.link(inquiry)`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Environ = dict[str, Any]
Start = Callable[..., Any]
App = Callable[[Environ, Start], Iterable[bytes]]
TOLERANCE_S = 300


def verify_first(app: App, guarded: str, verified: Callable[[Environ], bool], ask: App) -> App:
    """WSGI middleware: whoever is not verified and comes below `guarded` gets `ask` instead of `app`."""

    def gate(environ: Environ, start_response: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        inside = path == guarded or path.startswith(f"{guarded.rstrip('/')}/")
        if inside and not verified(environ):
            return ask(environ, start_response)
        return app(environ, start_response)

    return gate


class Bonafide:
    """The four calls that a platform makes. Raises OSError where the server cannot be reached or refuses."""

    def __init__(self, base: str, key: str) -> None:
        self.base, self.key = base.rstrip("/"), key

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One request; `path` begins with a slash."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.base + path, data, headers, method=method)  # noqa: S310 - our own base
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own base
            found: dict[str, Any] = json.load(answer)
        return found

    def ask(
        self, reference: str, *, rule: str, rule_text: str, back: str, language: str = "", template: str = ""
    ) -> str:
        """Make an inquiry for this account and give its identifier; `rule_text` tells the person why.

        `template` "itmpl_government_id_selfie_in_hand" asks for the ID beside the face too; "itmpl_selfie_again" for
        the face alone, HTTPError 409 where none is kept of this account.
        """
        attributes = {"rule": rule, "rule-text": rule_text, "redirect-uri": back, "language": language}
        attributes |= {"inquiry-template-id": template} if template else {}
        meta = {"auto-create-account-reference-id": reference}
        made = self.call("POST", "/inquiries", {"data": {"attributes": attributes}, "meta": meta})
        return str(made["data"]["id"])

    def link(self, inquiry: str) -> str:
        """Address of the hosted pages, good for one visit."""
        return str(self.call("POST", f"/inquiries/{inquiry}/generate-one-time-link")["meta"]["one-time-link"])

    def status(self, inquiry: str) -> str:
        """created, pending, completed, failed, expired, needs_review, approved or declined."""
        return str(self.call("GET", f"/inquiries/{inquiry}")["data"]["attributes"]["status"])


def signed(headers: Mapping[str, str], body: bytes, secret: str, now: float | None = None) -> bool:
    """Whether a webhook is Bonafide's and fresh. Both kinds of signature are checked; one would do."""
    at = time.time() if now is None else now
    return _standard(headers, body, secret, at) and _persona(headers, body, secret, at)


def _fresh(stamp: str, now: float) -> bool:
    return stamp.isascii() and stamp.isdigit() and abs(now - int(stamp)) <= TOLERANCE_S


def _standard(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Standard Webhooks: HMAC-SHA256 over id.timestamp.body with the decoded secret."""
    stamp = headers.get("webhook-timestamp", "")
    content = f"{headers.get('webhook-id', '')}.{stamp}.".encode() + body
    mac = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), content, hashlib.sha256)
    wanted = b"v1," + base64.b64encode(mac)
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return _fresh(stamp, now) and any(hmac.compare_digest(wanted, one) for one in given)


def _persona(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Persona-Signature: HMAC-SHA256 over timestamp.body with the secret as written."""
    pairs = [one.partition(",v1=") for one in headers.get("persona-signature", "").split(" ")]
    for stamp, _, given in ((left.removeprefix("t="), middle, right) for left, middle, right in pairs):
        wanted = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        if _fresh(stamp, now) and hmac.compare_digest(wanted.encode(), given.encode()):
            return True
    return False
