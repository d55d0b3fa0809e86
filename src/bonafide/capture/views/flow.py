"""The link that opens a visit, and the one page that shows the step the person is at."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from bonafide.capture import pages, visit
from bonafide.errors import BonafideError, ConflictError, ForbiddenError
from bonafide.ids import token_digest
from bonafide.inquiries import again, service, steps
from bonafide.inquiries.models import Inquiry, InquirySession, InquiryStatus, OneTimeLink
from bonafide.inquiries.steps import Step


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def open_link(request: HttpRequest) -> HttpResponse:
    """Show the door of a one-time link; only its button, a POST, uses the link up.

    Mail scanners and chat previews follow links, and they must not take the one opening away. The browser
    that opened it before goes on where it was. The code stands in no address after the door.
    """
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")
    if not code or _is_mine(request, code):
        return redirect("capture:flow")
    try:
        return _opened(request, code) if request.method == "POST" else _door(request, code)
    except BonafideError as error:
        return visit.trouble(request, error, code)


def _door(request: HttpRequest, code: str) -> HttpResponse:
    inquiry = _usable(code).inquiry
    with translation.override(_platforms_language(request, inquiry) or translation.get_language()):
        response = render(request, "capture/open.html", {"code": code})
    return visit.guarded(response)


def _opened(request: HttpRequest, code: str) -> HttpResponse:
    session, token = service.open_link(code, device_type=_device(request))
    response = redirect("capture:flow")
    visit.remember(response, token)
    wanted = _platforms_language(request, session.inquiry)
    if wanted:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, samesite="Lax")
    return response


def _usable(code: str) -> OneTimeLink:
    """Find a link that its button would open. Raises what `service.open_link` raises, and uses nothing up."""
    link = OneTimeLink.objects.select_related("inquiry").filter(code_digest=token_digest(code)).first()
    if link is None:
        raise ForbiddenError("This link is not known here.", code="link_unknown")
    if link.used_at is not None:
        raise ForbiddenError("This link was already used.", code="link_used")
    if link.expires_at <= timezone.now():
        raise ForbiddenError("This link has expired.", code="link_expired")
    if link.inquiry.redacted_at is not None or link.inquiry.status == InquiryStatus.EXPIRED:
        raise ConflictError("This inquiry is closed.", code="inquiry_closed")
    return link


@require_GET
@visit.page
def flow(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Show the page of the current step."""
    inquiry = session.inquiry
    step = steps.current(inquiry)
    if (
        step in {Step.CONSENT, Step.SELFIE}
        and again.is_again(inquiry)
        and again.kept(inquiry.account) is None
    ):
        again.show_id_instead(session)
        return redirect(f"{reverse('capture:flow')}?face=gone")
    template, context = pages.page_of(request, session, step)
    return render(request, template, {"step": step.value, "inquiry": inquiry, **context})


def _device(request: HttpRequest) -> str:
    return "mobile" if pages.is_phone(request) else "desktop"


def _is_mine(request: HttpRequest, code: str) -> bool:
    """Whether this browser already holds a visit to the inquiry that the link belongs to."""
    try:
        session = visit.session_of(request)
    except ForbiddenError:
        return False
    return OneTimeLink.objects.filter(code_digest=token_digest(code), inquiry=session.inquiry_id).exists()


def _platforms_language(request: HttpRequest, inquiry: Inquiry) -> str:
    """Language that the platform named, empty where it is not ours or the person already chose one here."""
    wanted = inquiry.language.lower()
    known = {code for code, _ in settings.LANGUAGES}
    return wanted if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and wanted in known else ""
