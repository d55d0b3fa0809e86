"""Refuse text that holds the character U+0000 before any view sees it.

No person types it and PostgreSQL stores it in no text. Where it came through, whoever sent it would read of a fault
of ours.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from bonafide.api import answers

_NUL = "\0"
_STAFF = ("/console/", "/accounts/")


class NoNul:
    """Middleware for address, query and the forms of staff; JSON is looked at where it is read.

    Forms of applicants hold choices from lists and words that are sealed; what is no frame has its own answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _has_nul(request):
            return self.get_response(request)
        if not request.path.startswith("/api/"):
            raise BadRequest("The request holds a character that no text has.")
        said = "Text with the character U+0000 is not accepted."
        return answers.respond(request, answers.problem(400, "bad_request", said), 400)


def _has_nul(request: HttpRequest) -> bool:
    if _NUL in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    if not request.path.startswith(_STAFF) or request.content_type != "application/x-www-form-urlencoded":
        return False
    return any(_NUL in value for _name, values in request.POST.lists() for value in values)
