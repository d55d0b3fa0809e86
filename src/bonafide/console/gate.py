"""Who may come in: staff alone, with a second factor proved in this session, for twelve hours."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser, User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse

from bonafide.console.models import StaffMember

PATHS = ("/console/", "/accounts/")
"""Below these are the pages of staff."""
SESSION_SECONDS = 12 * 3600
FACTORS = frozenset({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})
_ENROLLED = "console_enrolled"

OPEN = frozenset({"join", "language"})
"""Pages of the console for people who are not logged in."""
ENTRANCE = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "mfa_authenticate",
        "mfa_login_webauthn",
    }
)
ENROLMENT = frozenset(
    {
        "enrol",
        "language",
        "join",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }
)
"""All that a member of staff without a second factor can reach."""
OWN_ACCOUNT = frozenset(
    {
        "account_change_password",
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_list_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)


class Standing(Enum):
    """Where the visitor of a page stands."""

    ANONYMOUS = "anonymous"
    SHUT_OUT = "shut_out"
    UNENROLLED = "unenrolled"
    FULL = "full"


def for_staff(request: HttpRequest) -> bool:
    """Whether the address is one of the pages of staff, of those that do not exist too."""
    return request.path.startswith(PATHS)


def mark_enrolled(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Note in the session that its holder proved a second factor by setting it up."""
    request.session[_ENROLLED] = str(user.pk)


def member_of(user: object) -> StaffMember | None:
    """The member of staff behind a login, None for anybody else and for suspended ones."""
    if not isinstance(user, User):
        return None
    return StaffMember.objects.select_related("user").filter(user=user, suspended_at=None).first()


def standing(request: HttpRequest) -> Standing:
    """Say who is there. A session that lacks the second factor of an enrolled person is shut out."""
    user = request.user
    if not isinstance(user, User):
        return Standing.ANONYMOUS
    records = get_authentication_records(request, user)
    if member_of(user) is None or _too_old(records):
        return Standing.SHUT_OUT
    if not Authenticator.objects.filter(user=user, type__in=FACTORS).exists():
        return Standing.UNENROLLED
    proved = any(record.get("method") == "mfa" for record in records)
    return Standing.FULL if proved or _set_up_here(request, user) else Standing.SHUT_OUT


def visitor(request: HttpRequest) -> StaffMember | None:
    """The member of staff who may go everywhere now, None for anybody else."""
    return member_of(request.user) if standing(request) is Standing.FULL else None


def _set_up_here(request: HttpRequest, user: User) -> bool:
    return bool(request.session.get(_ENROLLED) == str(user.pk))


def _too_old(records: list[dict[str, float]]) -> bool:
    """Twelve hours after login it ends, however busy the session was."""
    first = min((record["at"] for record in records), default=0.0)
    return time.time() - first > SESSION_SECONDS


def refusal(request: HttpRequest, name: str) -> HttpResponse | None:
    """Where a visitor of the named page is sent instead, None where the way is free."""
    here = standing(request)
    if here is Standing.FULL:
        return None
    if here is Standing.UNENROLLED:
        return None if name in ENROLMENT else redirect("console:enrol")
    if here is Standing.SHUT_OUT:
        logout(request)
    return None if name in OPEN | ENTRANCE else _to_login(request)


def _to_login(request: HttpRequest) -> HttpResponse:
    target = request.get_full_path() if request.method == "GET" else reverse("console:queue")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


class StaffGate:
    """Middleware before the console and the pages of staff accounts; nothing else is touched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if for_staff(request):
            # With no-referrer a form would carry "Origin: null", which the CSRF check refuses.
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse before any view runs."""
        name = _guarded_name(request.resolver_match)
        return refusal(request, name) if name else None


def _guarded_name(match: ResolverMatch | None) -> str:
    """Name of a guarded page, empty for pages of other rooms. Account pages not listed do not exist."""
    if match is None or not (match.app_names == ["console"] or match.route.startswith("accounts/")):
        return ""
    name = match.url_name or ""
    if match.app_names != ["console"] and name not in ENTRANCE | ENROLMENT | OWN_ACCOUNT:
        raise Http404
    return name
