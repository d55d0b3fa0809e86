"""The previews before a picture on their way from the capture to the engine, and out of the vault."""

from datetime import date

import pytest

from bonafide import enginehost
from bonafide.engine.evidence import DocumentEvidence
from bonafide.inquiries import captures, consent, pipeline, service, steps
from bonafide.inquiries.models import Capture, CaptureKind, Inquiry
from bonafide.inquiries.submission import EXAMINE_DOCUMENT
from bonafide.jobs import queue
from bonafide.vault import service as vault
from bonafide.vault.models import Blob
from tests.checks.made import document
from tests.inquiries.flow import sandbox

JPEG = b"\xff\xd8\xff" + b"\0" * 64
PREVIEWS = [JPEG + bytes([n]) for n in range(3)]


def _handed_in() -> Inquiry:
    inquiry = service.create(sandbox(), reference="burst")
    session, _ = service.open_link(service.make_link(inquiry).rpartition("code=")[2], device_type="phone")
    consent.give(session, text_version="v1", text="t", language="en", biometric=True)
    steps.select_document(session, country="UTO", document_class="pp")
    opened = captures.start(session, CaptureKind.FRONT, {})
    captures.submit_document(session, opened.capture_id, opened.nonce, JPEG, {}, burst=PREVIEWS)
    return inquiry


class _Reader:
    """An engine that notes what it is given."""

    given: tuple[object, ...] = ()

    def read_document(self, *given: object, **_named: object) -> DocumentEvidence:
        self.given = given
        return document(today=date(2026, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_the_engine_gets_the_previews_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    _handed_in()
    reader = _Reader()
    monkeypatch.setattr(enginehost, "pool", lambda: reader)
    job = queue.claim("proof:1:0", [EXAMINE_DOCUMENT])
    assert job is not None
    pipeline.examine_document(job)
    front, back, _day, burst, _certificates = reader.given
    assert (front, back, burst) == (JPEG, None, PREVIEWS)


@pytest.mark.django_db
def test_previews_go_with_the_inquiry() -> None:
    inquiry = _handed_in()
    blobs = Capture.objects.get(inquiry=inquiry).blobs
    assert len(blobs) == 1 + len(PREVIEWS)
    service.redact(Inquiry.objects.get(pk=inquiry.pk), actor="api")
    assert not Blob.objects.filter(pk__in=blobs, deleted_at=None).exists()


@pytest.mark.django_db
def test_previews_share_the_clock_of_the_picture() -> None:
    inquiry = _handed_in()
    service.decline(Inquiry.objects.select_related("account__subject").get(pk=inquiry.pk), actor="key:key_k")
    kept = Blob.objects.filter(pk__in=Capture.objects.get(inquiry=inquiry).blobs)
    assert len(set(kept.values_list("delete_after", flat=True))) == 1
    assert vault.open_blob(kept[0]).startswith(b"\xff\xd8")
