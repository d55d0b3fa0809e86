"""How answers and errors are written: JSON:API bodies, headers, one shape for every error."""

from __future__ import annotations

import json
import logging
import traceback
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bonafide.api import inflect
from bonafide.errors import BonafideError
from bonafide.ids import new_id

log = logging.getLogger("bonafide.api")

TITLES = {
    400: "Bad Request",
    401: "Must be authenticated to access this endpoint",
    403: "Forbidden",
    404: "Record not found",
    405: "Method not allowed",
    409: "Conflict",
    422: "Unprocessable entity",
    429: "Rate limit exceeded",
    500: "Internal server error",
}


def respond(request: HttpRequest, data: Any, status: int = 200) -> HttpResponse:
    """A JSON answer in the spelling asked for, with its headers."""
    body = inflect.outgoing(data, request.headers.get("Key-Inflection", "kebab").lower())
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/json; charset=utf-8"
    )
    answer["Request-Id"] = new_id("req")
    answer["Cache-Control"] = "no-store"
    for name, value in request.META.get("bonafide.answer_headers", {}).items():
        answer[name] = value
    return answer


def problem(status: int, code: str, details: str = "") -> dict[str, Any]:
    """The body of every error. `code` is our stable word beside Persona's title and details."""
    error = {"title": TITLES.get(status, "Error"), "code": code}
    if details and details != error["title"]:
        error["details"] = details
    return {"errors": [error]}


def on_bonafide(request: HttpRequest, error: BonafideError) -> HttpResponse:
    """Our own errors carry status, code and one sentence."""
    if error.status >= 500:
        log.error("%s %s: %s", request.method, error.code, type(error).__name__)
    return respond(request, problem(error.status, error.code, error.message), error.status)


def on_unauthenticated(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """No key, or not one of ours."""
    return respond(request, problem(401, "unauthenticated"), 401)


def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say where and what, without repeating the value: it may be personal."""
    first = error.errors[0] if error.errors else {}
    place = ".".join(str(part) for part in first.get("loc", ())[1:] if part != "body")
    details = f"{place}: {first.get('msg', 'is not valid')}" if place else str(first.get("msg", ""))
    return respond(request, problem(422, "invalid_input", details), 422)


def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses, such as a body that is no JSON."""
    status = error.status_code
    return respond(
        request, problem(status, "bad_request" if status == 400 else "refused", str(error)), status
    )


def on_anything(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: its kind and place are logged, its message is not, as it may quote personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    place = next((frame for frame in reversed(frames) if "bonafide" in frame.filename), frames[-1])
    log.error("%s at %s:%s", type(error).__name__, place.filename, place.lineno)
    return respond(
        request, problem(500, "internal", "The fault is ours and was logged; try again later."), 500
    )


def missing(request: HttpRequest, **_: Any) -> HttpResponseBase:
    """An address below /api/ that leads nowhere."""
    return respond(request, problem(404, "not_found"), 404)
