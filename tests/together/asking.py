"""A platform and its applicants, each doing one thing many times at once."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Account
from bonafide.events import webhooks
from bonafide.inquiries import captures, service, steps
from bonafide.inquiries.models import Capture, CaptureKind, CaptureState, Inquiry, Verification
from bonafide.jobs.models import Job
from bonafide.vault.models import Blob
from tests.together.crowd import JPEG, MANY, Came, at_front, at_once, side


def first_sight() -> Came:
    """A platform asks many times at once about somebody it never asked about."""
    environment = side()
    told = at_once([lambda: service.create(environment, reference="new", fields={"a": 1})] * MANY)
    return {
        "told": told,
        "accounts": Account.objects.filter(environment=environment).count(),
        "inquiries": Inquiry.objects.filter(environment=environment).count(),
    }


def one_link() -> Came:
    """A link is opened on many devices."""
    inquiry = service.create(side(), reference="user-1")
    code = service.make_link(inquiry).rpartition("code=")[2]
    told = at_once([lambda: service.open_link(code, device_type="phone")] * MANY)
    return {"told": told, "sessions": inquiry.sessions.count()}


def same_key() -> Came:
    """A client sends the same request many times with one Idempotency-Key."""
    environment = side()
    key, got = accounts.create_key(environment, "test"), list[Any]()

    def send() -> None:
        answer = Client(SERVER_NAME="localhost").generic(
            "POST",
            "/api/v1/inquiries",
            b'{"data": {"attributes": {"reference-id": "user-1"}}}',
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "same"},
        )
        got.append((answer.status_code, answer.json()["data"]["id"]))

    told = at_once([send] * MANY)
    inquiries = Inquiry.objects.filter(environment=environment).count()
    return {"told": told, "answers": len(set(got)), "status": got[0][0], "inquiries": inquiries}


def same_picture() -> Came:
    """One capture is handed in many times."""
    inquiry, session, opened = at_front()
    told = at_once(
        [lambda: captures.submit_document(session, opened.capture_id, opened.nonce, JPEG, {})] * MANY
    )
    return {
        "told": told,
        "tries": inquiry.verifications.count(),
        "jobs": Job.objects.filter(payload__verification__in=_tries(inquiry)).count(),
        "kept": Blob.objects.filter(subject=inquiry.account.subject, kind="document_frame").count(),
    }


def _tries(inquiry: Inquiry) -> list[str]:
    return list(inquiry.verifications.values_list("pk", flat=True))


def cameras() -> Came:
    """The camera is started in several tabs."""
    inquiry, session, _ = at_front()
    told = at_once([lambda: captures.start(session, CaptureKind.FRONT, {})] * MANY)
    rows = Capture.objects.filter(inquiry=inquiry)
    return {"told": told, "open": rows.filter(state=CaptureState.OPEN).count(), "all": rows.count()}


def wrong_answers() -> Came:
    """The end of one challenge is told many times: it costs one try."""
    inquiry, session, opened = at_front()
    captures.submit_document(session, opened.capture_id, opened.nonce, JPEG, {})
    Verification.objects.filter(inquiry=inquiry).update(examined_at=timezone.now())
    asked = captures.start(session, CaptureKind.SELFIE, {})
    told = at_once([lambda: captures.fail(session, asked.capture_id, asked.nonce, "wrong_order")] * MANY)
    return {"told": told, "left": steps.attempts_left(Inquiry.objects.get(pk=inquiry.pk))}


def eleven_webhooks() -> Came:
    """Ten webhooks are the most, however fast they are added."""
    environment = side()
    for number in range(webhooks.MAX_WEBHOOKS - 1):
        webhooks.create(environment, f"https://example.org/{number}")
    told = at_once([lambda: webhooks.create(environment, "https://example.org/last")] * MANY)
    return {"told": told, "webhooks": webhooks.of(environment).count()}
