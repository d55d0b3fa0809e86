"""The link that opens a visit, and the one page that shows the step the person is at."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bonafide.capture import pages, visit
from bonafide.errors import BonafideError, ForbiddenError
from bonafide.ids import token_digest
from bonafide.inquiries import service, steps
from bonafide.inquiries.models import Inquiry, InquirySession, OneTimeLink


@require_GET
@never_cache
def open_link(request: HttpRequest) -> HttpResponse:
    """Open a one-time link. The browser that opened it before goes on where it was."""
    code = request.GET.get("code", "")
    if not code:
        return redirect("capture:flow")
    if _only_looks(request):
        return HttpResponse(status=204)
    try:
        session, token = service.open_link(code, device_type=_device(request))
    except BonafideError as error:
        return redirect("capture:flow") if _is_mine(request, code) else visit.trouble(request, error)
    response = redirect("capture:flow")
    visit.remember(response, token)
    _speak(request, response, session.inquiry)
    return response


@require_GET
@visit.page
def flow(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Show the page of the current step."""
    inquiry = session.inquiry
    step = steps.current(inquiry)
    template, context = pages.page_of(request, session, step)
    return render(request, template, {"step": step.value, "inquiry": inquiry, **context})


def _only_looks(request: HttpRequest) -> bool:
    """A browser that loads ahead must not use the link up."""
    return "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))


def _device(request: HttpRequest) -> str:
    return "mobile" if pages.is_phone(request) else "desktop"


def _is_mine(request: HttpRequest, code: str) -> bool:
    """Whether this browser already holds a visit to the inquiry that the used link belongs to."""
    try:
        session = visit.session_of(request)
    except ForbiddenError:
        return False
    return OneTimeLink.objects.filter(code_digest=token_digest(code), inquiry=session.inquiry_id).exists()


def _speak(request: HttpRequest, response: HttpResponse, inquiry: Inquiry) -> None:
    """Start in the language the platform named, unless the person already chose one here."""
    wanted = inquiry.language.lower()
    known = {code for code, _ in settings.LANGUAGES}
    if (
        settings.LANGUAGE_COOKIE_NAME not in request.COOKIES
        and wanted in known
        and check_for_language(wanted)
    ):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, samesite="Lax")
