"""Who is visiting: the cookie, the session behind it, and one way to answer errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from bonafide.capture import words
from bonafide.errors import BonafideError
from bonafide.ids import token_digest
from bonafide.inquiries import service
from bonafide.inquiries.models import Inquiry, InquirySession

COOKIE = "bonafide_visit"
COOKIE_SECONDS = 15 * 86_400
_PERMISSIONS = "camera=(self), microphone=(), geolocation=(), display-capture=()"


class Visit:
    """The visit of a request whose row is looked up when it is first asked for: a live frame seldom needs it."""

    def __init__(self, request: HttpRequest) -> None:
        self.token = request.COOKIES.get(COOKIE, "")

    @cached_property
    def session(self) -> InquirySession:
        """The row. Raises ForbiddenError (session_unknown, session_expired)."""
        return service.session_of(self.token)


VisitView = Callable[[HttpRequest, Visit], HttpResponse]
SessionView = Callable[[HttpRequest, InquirySession], HttpResponse]
View = Callable[[HttpRequest], HttpResponse]


def session_of(request: HttpRequest) -> InquirySession:
    """Return the visit of this browser. Raises ForbiddenError (session_unknown, session_expired)."""
    return service.session_of(request.COOKIES.get(COOKIE, ""))


def remember(response: HttpResponse, token: str) -> None:
    """Give the browser its visit; scripts cannot read it, other sites cannot send it along."""
    secure = settings.BONAFIDE.base_url.startswith("https://")
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_SECONDS, path="/verify", secure=secure, httponly=True, samesite="Lax"
    )


def page(view: SessionView) -> View:
    """Serve a page of this visit; an error becomes a page with words and a way on."""

    @never_cache
    @wraps(view)
    def serve(request: HttpRequest) -> HttpResponse:
        try:
            return guarded(view(request, session_of(request)))
        except BonafideError as error:
            return trouble(request, error)

    return serve


def endpoint(view: SessionView) -> View:
    """Serve JSON to the script of this visit; an error becomes its code and one sentence."""

    @wraps(view)
    def known(request: HttpRequest, visit: Visit) -> HttpResponse:
        return view(request, visit.session)

    return unlooked(known)


def unlooked(view: VisitView) -> View:
    """Serve as `endpoint` a view that has to see to it itself that the visit is known."""

    @never_cache
    @wraps(view)
    def serve(request: HttpRequest) -> HttpResponse:
        try:
            return guarded(view(request, Visit(request)))
        except BonafideError as error:
            return refuse(error)

    return serve


def refuse(error: BonafideError) -> JsonResponse:
    """Answer a script with the code of an error."""
    body = {"error": {"code": error.code, "text": str(words.refusal(error.code))}}
    return JsonResponse(body, status=error.status)


def trouble(request: HttpRequest, error: BonafideError, link: str = "") -> HttpResponse:
    """Answer a person with what happened and the way on; `link` is the code of the link that was opened."""
    context = {
        "trouble": words.trouble(error.code),
        "code": error.code,
        "leave": _asked_at(request.COOKIES.get(COOKIE, ""), link),
    }
    return guarded(render(request, "capture/trouble.html", context, status=error.status))


def _asked_at(token: str, link: str) -> str:
    """Where the platform asked: told by the link, else by the visit; empty where neither is known or it gave none."""
    by_link = Inquiry.objects.filter(links__code_digest=token_digest(link))
    by_visit = Inquiry.objects.filter(sessions__token_digest=token_digest(token))
    address = (by_link if link else by_visit).values_list("redirect_uri", flat=True).first() or ""
    return address if urlsplit(address).scheme in {"http", "https"} else ""


def guarded(response: HttpResponse) -> HttpResponse:
    """Allow the camera to this page alone."""
    response.headers["Permissions-Policy"] = _PERMISSIONS
    # With no-referrer a form would carry "Origin: null", which the CSRF check refuses.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
