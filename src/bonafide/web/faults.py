"""Pages where no view answers: no such address, an error of ours, a form without its token.

Staff are led back to the console, anybody else on with the verification.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from bonafide.capture.views import look
from bonafide.console import gate
from bonafide.console.views import base
from bonafide.errors import ForbiddenError


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; what the error says is for nobody on the page."""
    del exception
    if not gate.for_staff(request):
        return render(request, "404.html", status=404)
    return render(request, "console/missing.html", {"member": gate.visitor(request)}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500. The page asks nothing of the database, the session or the brand: any of them may be broken."""
    page = render_to_string("500.html", {"for_staff": gate.for_staff(request)})
    return HttpResponse(page, status=500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form or script whose token did not fit: words and a way on, never Django's page."""
    if not gate.for_staff(request):
        return look.csrf_refused(request, reason)
    return base.trouble(request, ForbiddenError(reason, code="csrf"), gate.visitor(request))
