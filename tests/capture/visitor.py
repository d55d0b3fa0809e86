"""One applicant's browser without a browser: cookie, CSRF-free client, frames with their headers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from django.test import Client
from django.utils import timezone

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment, EnvironmentKind
from bonafide.inquiries import service
from bonafide.inquiries.models import Inquiry, Verification


def jpeg(picture: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", picture)[1].tobytes()


def table(seed: int = 1) -> np.ndarray:
    """A table with a pattern and nothing on it."""
    light = np.linspace(70, 130, 640)[None, :, None] * np.ones((360, 1, 3))
    picture = light.astype(np.uint8)
    for k in range(40):
        at = (37 * k * 7 % 640, (53 * k + seed) * 5 % 360)
        cv2.circle(picture, at, 9, (k * 6, 100, 200 - k * 4), -1)
    return picture


def card(*, width: int = 440, shift: int = 0) -> np.ndarray:
    """A light card with print on the table."""
    picture, height = table(), int(width / 1.5)
    x, y = (640 - width) // 2 + shift, (360 - height) // 2
    cv2.rectangle(picture, (x, y), (x + width, y + height), (225, 232, 236), -1)
    for line in range(6):
        cv2.putText(
            picture,
            "UTOPIA 0123456789 ABC",
            (x + 12, y + 40 + line * height // 8),
            0,
            width / 700,
            (20, 20, 20),
            1,
        )
    return picture


BLANK = np.zeros((360, 640, 3), np.uint8)


@dataclass
class Visitor:
    """A browser that opened a link."""

    environment: Environment
    reference: str = "user-1"
    client: Client = field(default_factory=Client)
    inquiry_id: str = ""
    seq: int = -1
    started: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def arrives(cls, **given: Any) -> Visitor:
        found = Environment.objects.first()
        visitor = cls(found or accounts.create_environment(EnvironmentKind.SANDBOX, "test"))
        values = {"reference": "user-1", "rule": "r@1", "rule_text": "Because you asked for <more>."} | given
        visitor.inquiry_id = service.create(visitor.environment, **values).pk
        assert visitor.open(visitor.link()).status_code == 302
        return visitor

    def link(self) -> str:
        return "/verify" + service.make_link(self.inquiry).partition("/verify")[2]

    @property
    def inquiry(self) -> Inquiry:
        return Inquiry.objects.select_related("environment", "account__subject").get(pk=self.inquiry_id)

    def get(self, address: str, **headers: str) -> Any:
        return self.client.get(address, headers=headers)

    def open(self, link: str) -> Any:
        """Press the button behind a link."""
        return self.client.post("/verify", {"code": link.partition("code=")[2]})

    def post(self, address: str, body: dict[str, Any]) -> Any:
        return self.client.post(address, json.dumps(body), content_type="application/json")

    def agree(self, **more: str) -> Visitor:
        assert self.client.post("/verify/consent", {"agree": "yes", **more}).status_code == 302
        return self

    def choose(self, kind: str = "pp") -> Visitor:
        self.client.post("/verify/select", {"country": "UTO", "document_class": kind})
        return self

    def with_document(self) -> Visitor:
        """As if the document had been read and found good."""
        now = timezone.now()
        Verification.objects.create(
            inquiry=self.inquiry, kind="government-id", status="passed", submitted_at=now, examined_at=now
        )
        return self

    def start(self, kind: str = "document_front") -> Visitor:
        answer = self.post("/verify/capture/start", {"kind": kind, "camera": {"width": 1280, "evil": "x"}})
        assert answer.status_code == 200, answer.content
        self.started, self.seq = answer.json(), -1
        return self

    def frame(self, body: bytes, **changes: str) -> Any:
        self.seq += 1
        headers = {
            "X-Capture": self.started["capture"],
            "X-Nonce": self.started["nonce"],
            "X-Seq": str(self.seq),
            "X-Client-Ms": str(self.seq * 100),
        }
        headers |= {name.replace("_", "-"): value for name, value in changes.items()}
        return self.client.post("/verify/capture/frame", body, content_type="image/jpeg", headers=headers)

    def finish(self) -> Any:
        return self.post(
            "/verify/capture/finish", {"capture": self.started["capture"], "nonce": self.started["nonce"]}
        )
