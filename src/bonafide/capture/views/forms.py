"""Forms of the flow: consent, choice of the ID, try again, a person instead, a message."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from bonafide.capture import consent_text, pages, retention_text, visit
from bonafide.capture.document_live import SIDES
from bonafide.capture.live import REGISTRY
from bonafide.errors import InvalidInputError
from bonafide.inquiries import again as face_again
from bonafide.inquiries import consent, service, steps
from bonafide.inquiries.models import InquirySession, MessageKind
from bonafide.inquiries.steps import Step

WAYS = {"no-turns", "no-light", "aloud"}
"""Ways of doing a step, as static/capture/wish.js keeps them."""
CHOOSING = {Step.SELECT, Step.DOCUMENT_FRONT, Step.DOCUMENT_BACK}


@require_POST
@visit.page
def give_consent(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Keep the consent exactly as it was shown. Without the tick the page comes back and says so."""
    if request.POST.get("agree") != "yes":
        return redirect(f"{reverse('capture:flow')}?missing=1#agree")
    biometric = request.POST.get("route") != "person"
    if biometric and face_again.is_again(session.inquiry):
        return _consent_again(session)
    keeps_face = biometric and settings.BONAFIDE.face_duplicates and request.POST.get("keep_face") == "yes"
    recognises = biometric and settings.BONAFIDE.face_again and request.POST.get("recognise") == "yes"
    text = consent_text.load(get_language() or "en", settings.BONAFIDE.brand_name)
    if not biometric:
        # From here on no frame is compared: those of a challenge that is under way leave memory at once.
        REGISTRY.drop_inquiry(session.inquiry_id)
    consent.give(
        session,
        text_version=text.version,
        text=text.as_shown(
            retention_text.lines(), biometric=biometric, keeps_face=keeps_face, recognises=recognises
        ),
        language=text.language,
        biometric=biometric,
        keeps_face=keeps_face,
        recognises=recognises,
    )
    if not biometric:
        steps.start_again(session)
    return redirect("capture:flow")


def _consent_again(session: InquirySession) -> HttpResponse:
    """Keep the consent to show the face alone; what is kept of it stays as it was agreed to before."""
    text = consent_text.load(get_language() or "en", settings.BONAFIDE.brand_name)
    shown = text.as_shown_again(retention_text.lines())
    consent.give(session, text_version=text.version, text=shown, language=text.language, biometric=True)
    return redirect("capture:flow")


@require_POST
@visit.page
def show_id(_request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Show the ID instead of the face alone."""
    REGISTRY.drop_inquiry(session.inquiry_id)
    face_again.show_id_instead(session)
    return redirect("capture:flow")


@require_POST
@visit.page
def forget_face(_request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Take back the agreement to be recognised: what is kept of the face is destroyed at once."""
    REGISTRY.drop_inquiry(session.inquiry_id)
    face_again.forget(session)
    return redirect(f"{reverse('capture:flow')}?face=forgotten")


@require_http_methods(["GET", "POST"])
@visit.page
def select(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Choose country and kind of ID; open again while the ID has not been handed in."""
    if request.method == "POST":
        country, kind = request.POST.get("country", ""), request.POST.get("document_class", "")
        if not kind:
            return redirect(f"{reverse('capture:select')}?country={country[:3]}&missing=1")
        steps.select_document(session, country=pages.alpha3(country, session), document_class=kind)
        SIDES.forget(session.inquiry_id)
        return redirect("capture:flow")
    step = steps.current(session.inquiry)
    if step not in CHOOSING:
        return redirect("capture:flow")
    context = pages.select_context(request, session)
    return render(
        request, "capture/select.html", {"step": Step.SELECT.value, "inquiry": session.inquiry, **context}
    )


@require_POST
@visit.page
def again(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Act on "try again", where that was said; the way chosen for it is told to the scripts behind a #."""
    steps.start_again(session)
    way = request.POST.get("way", "")
    return redirect(reverse("capture:flow") + (f"#{way}" if way in WAYS else ""))


@require_http_methods(["GET", "HEAD"])
@visit.page
def person(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Explain the way without automatic face matching, and how to reach a person."""
    step = steps.current(session.inquiry)
    goes_on = step not in {Step.WORKING, Step.RESULT} or steps.result(session.inquiry).outcome == "retry"
    context = pages.consent_context(session.inquiry) | {"open": goes_on}
    return render(request, "capture/person.html", {"step": step.value, "inquiry": session.inquiry, **context})


@require_http_methods(["GET", "POST"])
@visit.page
def message(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Take a message or an appeal and confirm it."""
    source = request.POST if request.method == "POST" else request.GET
    kind = MessageKind.APPEAL if source.get("kind") == MessageKind.APPEAL else MessageKind.CONTACT
    context: dict[str, object] = {"kind": kind.value, "inquiry": session.inquiry}
    if request.method == "POST":
        try:
            service.leave_message(session.inquiry, kind, request.POST.get("text", ""), get_language() or "en")
        except InvalidInputError as error:
            if error.code != "empty_message":
                raise
            return render(request, "capture/message.html", context | {"empty": True}, status=422)
        return redirect(f"{reverse('capture:message')}?kind={kind.value}&sent=1")
    context["sent"] = request.GET.get("sent") == "1" and session.inquiry.messages.filter(kind=kind).exists()
    return render(request, "capture/message.html", context)
