"""The least that any approval needs: a consent and something captured live, without any real picture."""

from __future__ import annotations

from bonafide.inquiries import captures, consent, service, steps
from bonafide.inquiries.models import CaptureKind, Inquiry, InquirySession


def visit(inquiry: Inquiry) -> InquirySession:
    """A device that opened the applicant's link."""
    code = service.make_link(inquiry).rpartition("code=")[2]
    return service.open_link(code, device_type="phone")[0]


def ground(inquiry_id: str) -> Inquiry:
    """Let the applicant of a sandbox inquiry agree and show a document."""
    session = visit(Inquiry.objects.get(pk=inquiry_id))
    consent.give(session, text_version="v1", text="t", language="en", biometric=True)
    steps.select_document(session, country="UTO", document_class="pp")
    started = captures.start(session, CaptureKind.FRONT, {})
    captures.submit_document(session, started.capture_id, started.nonce, b"picture", {})
    return Inquiry.objects.get(pk=inquiry_id)
