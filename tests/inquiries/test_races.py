"""What may still change an inquiry that was decided, expired, erased or swept: nothing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from bonafide import enginehost
from bonafide.api import serialise
from bonafide.engine.evidence import DocumentEvidence
from bonafide.errors import BonafideError
from bonafide.inquiries import captures, consent, pipeline, service, steps
from bonafide.inquiries.captures import Started
from bonafide.inquiries.models import (
    CaptureKind,
    Decision,
    Inquiry,
    InquirySession,
    InquiryStatus,
    Verification,
)
from bonafide.inquiries.submission import EXAMINE_DOCUMENT
from bonafide.jobs import queue
from bonafide.vault import service as vault
from bonafide.vault.models import Blob
from tests.checks.made import document
from tests.inquiries.flow import sandbox

JPEG = b"\xff\xd8\xff" + b"\0" * 64


def _at_front() -> tuple[Inquiry, InquirySession, Started]:
    inquiry = service.create(sandbox(), reference="review", fields={"plan": "pro"})
    code = service.make_link(inquiry).rpartition("code=")[2]
    session, _ = service.open_link(code, device_type="phone")
    consent.give(session, text_version="v1", text="t", language="en", biometric=True)
    steps.select_document(session, country="UTO", document_class="pp")
    return inquiry, session, captures.start(session, CaptureKind.FRONT, {})


def _fresh(inquiry: Inquiry) -> Inquiry:
    return Inquiry.objects.select_related("account__subject", "environment").get(pk=inquiry.pk)


@pytest.mark.django_db
def test_nothing_is_sealed_into_an_erased_inquiry() -> None:
    inquiry, session, opened = _at_front()
    service.redact(_fresh(inquiry), actor="api")
    with pytest.raises(BonafideError):
        captures.submit_document(session, opened.capture_id, opened.nonce, JPEG, {})
    assert not Blob.objects.filter(kind="document_frame", deleted_at=None).exists()


@pytest.mark.django_db
def test_a_declined_inquiry_takes_no_more_evidence() -> None:
    inquiry, session, opened = _at_front()
    service.decline(_fresh(inquiry), actor="key:key_k")
    with pytest.raises(BonafideError):
        captures.submit_document(session, opened.capture_id, opened.nonce, JPEG, {})


@pytest.mark.django_db
def test_the_worker_does_not_overrule_a_decision_by_hand() -> None:
    inquiry, session, opened = _at_front()
    captures.submit_document(session, opened.capture_id, opened.nonce, JPEG, {})
    service.decline(_fresh(inquiry), actor="key:key_k")
    job = queue.claim("proof:1:0", [EXAMINE_DOCUMENT])
    assert job is not None
    pipeline._give_up(job, "engine_crashed")
    assert _fresh(inquiry).status == InquiryStatus.DECLINED


@pytest.mark.django_db
def test_resume_does_not_undo_what_happened_meanwhile() -> None:
    inquiry, _session, _opened = _at_front()
    held = _fresh(inquiry)
    service.decline(_fresh(inquiry), actor="key:key_k")
    with pytest.raises(BonafideError):
        service.resume(held)
    assert _fresh(inquiry).status == InquiryStatus.DECLINED


@pytest.mark.django_db(transaction=True)
def test_an_inquiry_can_be_read_after_its_fields_were_swept() -> None:
    inquiry, _session, _opened = _at_front()
    service.decline(_fresh(inquiry), actor="key:key_k")
    vault.sweep(timezone.now() + timedelta(days=31))
    assert serialise.inquiry(_fresh(inquiry))["attributes"]["fields"] == {}


class _Erasing:
    """An engine during whose work the inquiry is erased by another process."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry

    def read_document(self, *_evidence: object, **_named: object) -> DocumentEvidence:
        service.redact(_fresh(self.inquiry), actor="api")
        return document(today=date(2026, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_an_erasure_during_the_examination_is_final(monkeypatch: pytest.MonkeyPatch) -> None:
    inquiry, session, opened = _at_front()
    captures.submit_document(session, opened.capture_id, opened.nonce, JPEG, {})
    job = queue.claim("proof:1:0", [EXAMINE_DOCUMENT])
    assert job is not None
    monkeypatch.setattr(enginehost, "pool", lambda: _Erasing(inquiry))
    pipeline.examine_document(job)
    kept = Blob.objects.filter(deleted_at=None).exclude(kind="reference")
    assert list(kept.values_list("kind", flat=True)) == []
    assert not Decision.objects.filter(inquiry=inquiry).exists()


@pytest.mark.django_db
def test_a_failed_challenge_costs_an_attempt() -> None:
    inquiry, session, opened = _at_front()
    captures.submit_document(session, opened.capture_id, opened.nonce, JPEG, {})
    Verification.objects.filter(inquiry=inquiry).update(examined_at=timezone.now())
    started = captures.start(session, CaptureKind.SELFIE, {})
    captures.fail(session, started.capture_id, started.nonce, "wrong_order")
    assert steps.attempts_left(_fresh(inquiry)) == 4
