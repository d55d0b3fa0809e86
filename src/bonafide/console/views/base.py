"""One way into every page of the console, and one way to say what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bonafide.console import gate, words
from bonafide.console.models import StaffMember
from bonafide.errors import BonafideError, ForbiddenError, NotFoundError
from bonafide.inquiries.models import Inquiry

StaffView = Callable[..., HttpResponse]


def for_staff(view: StaffView) -> StaffView:
    """Serve a page to a member of staff, handed over as second argument.

    The middleware has refused others already; this holds also where a view is called without it, as after a
    re-authentication.
    """

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = gate.refusal(request, "")
        member = gate.member_of(request.user)
        if refused is not None or member is None:
            return refused or trouble(request, ForbiddenError("Staff only."))
        try:
            return view(request, member, *args, **kwargs)
        except BonafideError as error:
            return trouble(request, error, member)

    return serve


def for_admins(view: StaffView) -> StaffView:
    """`for_staff`, for admins alone. Raises ForbiddenError (admins_only) inside, which becomes a page."""

    @wraps(view)
    def serve(request: HttpRequest, member: StaffMember, *args: Any, **kwargs: Any) -> HttpResponse:
        if not member.is_admin:
            raise ForbiddenError("Only an admin may do this.", code="admins_only")
        return view(request, member, *args, **kwargs)

    return for_staff(serve)


def proved_anew(view: StaffView) -> StaffView:
    """Ask for the password or second factor again, unless that was done in the last minutes."""
    checked: StaffView = reauthentication_required(view)
    return checked


def trouble(request: HttpRequest, error: BonafideError, member: StaffMember | None = None) -> HttpResponse:
    """Answer a person with what happened and the way on."""
    context = {"trouble": words.trouble(error.code), "member": member, "known": error.code in words.TROUBLES}
    return render(request, "console/trouble.html", context, status=error.status)


def inquiry(inquiry_id: str) -> Inquiry:
    """One inquiry of any environment. Raises NotFoundError."""
    rows = Inquiry.objects.select_related("account__subject", "environment")
    found = rows.filter(pk=inquiry_id).first()
    if found is None:
        raise NotFoundError("There is no such inquiry.")
    return found
