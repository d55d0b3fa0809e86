"""What was told and agreed to, to be read again, and how to ask for a copy or for deletion."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bonafide.capture import consent_text, pages, retention_text, visit
from bonafide.capture.consent_text import ConsentText
from bonafide.inquiries import again, steps
from bonafide.inquiries.models import Consent, InquirySession


@require_safe
@visit.page
def data(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Show the notice in the version that was agreed to, in the language of the page; before that, today's."""
    inquiry = session.inquiry
    given = inquiry.consents.filter(withdrawn_at=None).order_by("-given_at").first()
    version = given.text_version if given is not None else consent_text.VERSION
    text = consent_text.load(pages.language(), settings.BONAFIDE.brand_name, version)
    alone = again.is_again(inquiry)
    context = {
        "step": steps.current(inquiry).value,
        "inquiry": inquiry,
        "given": given,
        "agreed": _agreed(text, given, alone=alone) if given is not None else [],
        "notice": text.notice_again if alone else text.notice,
        "kept": retention_text.lines(),
    }
    return render(request, "capture/data.html", context)


def _agreed(text: ConsentText, given: Consent, *, alone: bool) -> list[str]:
    """The sentences that were agreed to and not taken back since."""
    said = [text.statement_again if alone else text.statement(biometric=given.biometric)]
    taken_back = given.recognises_until is not None and given.recognises_until <= timezone.now()
    said += [text.keep_face] if given.keeps_face else []
    return said + ([text.recognise] if given.recognises and not taken_back else [])
