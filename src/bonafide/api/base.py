"""The API put together: routes, parser, errors."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from bonafide import __version__
from bonafide.api import answers, chips, inflect, inquiries, records
from bonafide.api.auth import BearerKey
from bonafide.errors import BonafideError


class _Parser(Parser):
    """Reads bodies in any of the three spellings of keys."""

    def parse_body(self, request: HttpRequest) -> Any:
        if b"\\u0000" in request.body:  # PostgreSQL stores it in no text
            raise ValueError("U+0000 is not accepted")
        body = inflect.incoming(json.loads(request.body or b"{}"))
        return body if isinstance(body, dict) else {"data": body}


class _Api(NinjaAPI):
    def create_response(
        self, request: HttpRequest, data: Any, *, status: int | None = None, temporal_response: Any = None
    ) -> HttpResponse:
        """Write everything in our one way."""
        code = temporal_response.status_code if temporal_response is not None else status
        return answers.respond(request, data, code or 200)


api = _Api(
    title="Bonafide API",
    version=__version__,
    description=(
        "Ask somebody to verify, learn the outcome. Bodies follow JSON:API as Persona's clients know it; the "
        "platform receives outcomes and references, never images."
    ),
    auth=BearerKey(),
    parser=_Parser(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
api.add_router("/inquiries", inquiries.router)
api.add_router("/inquiries", chips.router)
api.add_router("/verification", records.verifications)
api.add_router("/events", records.events)
api.add_router("/webhooks", records.webhooks)
_HANDLERS: dict[type[Exception], Any] = {
    BonafideError: answers.on_bonafide,
    AuthenticationError: answers.on_unauthenticated,
    ValidationError: answers.on_invalid,
    HttpError: answers.on_http,
    Exception: answers.on_anything,
}
for _kind, _handler in _HANDLERS.items():
    api.add_exception_handler(_kind, _handler)
