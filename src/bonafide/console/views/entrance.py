"""Joining by invitation, and setting up the second factor."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from bonafide.console import gate, staff
from bonafide.console.forms import JoinForm
from bonafide.console.views.base import trouble
from bonafide.errors import BonafideError


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Take an invitation up: name and password, then on to the second factor."""
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="signup")
    if limited is not None:
        return limited
    code = request.GET.get("code", "") or request.POST.get("code", "")
    try:
        invitation = staff.invitation(code)
    except BonafideError as error:
        return trouble(request, error)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _join(request, code, form)
        if done is not None:
            return done
    return render(request, "console/join.html", {"form": form, "code": code, "role": invitation.role})


def _join(request: HttpRequest, code: str, form: JoinForm) -> HttpResponse | None:
    name, password = form.cleaned_data["username"], form.cleaned_data["password"]
    try:
        member = staff.join_new(code, name, password)
    except IntegrityError:
        form.add_error("username", _("This name was taken a moment ago."))
        return None
    except BonafideError as error:
        return trouble(request, error)
    _log_in(request, member.user)
    return redirect("console:enrol")


def _log_in(request: HttpRequest, user: User) -> None:
    """Log in as after a password: it was typed this moment, so it counts as proved anew."""
    logout(request)
    get_adapter().login(request, user)
    record_authentication(request, user, method="password", reauthenticated=True)


@require_GET
def enrol(request: HttpRequest) -> HttpResponse:
    """Offer the ways to set up a second factor; nothing else can be reached before."""
    if gate.standing(request) is gate.Standing.FULL:
        return redirect("console:queue")
    return render(request, "console/enrol.html", {"member": None})
