"""Bearer keys: who calls, for which environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from bonafide.accounts import service as accounts
from bonafide.accounts.models import ApiKey, Environment
from bonafide.api import rates
from bonafide.errors import BonafideError, ForbiddenError
from bonafide.ids import token_digest


class RateLimitedError(BonafideError):
    """Too many requests in this minute."""

    code = "rate_limited"
    status = 429


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated caller. Nothing outside `environment` may be read or written on its behalf."""

    environment: Environment
    key_digest: str

    def key_id(self) -> str:
        """Identifier of the key, `key_...`; the ledger's word for who acted."""
        return ApiKey.objects.values_list("pk", flat=True).get(digest=self.key_digest)

    def actor(self) -> str:
        """Who decides, for the decision record: `key:<id>`."""
        return f"key:{self.key_id()}"


class BearerKey(HttpBearer):
    """`Authorization: Bearer bonafide_sandbox_...`; counts the request against the environment's limit."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        try:
            environment = accounts.environment_of(token)
        except ForbiddenError:
            return None
        allowance = rates.take(environment.pk)
        request.META["bonafide.answer_headers"] = {
            **allowance.headers(),
            "Persona-Environment-Id": environment.pk,
        }
        if allowance.exceeded:
            raise RateLimitedError(
                f"You have hit your rate limit of {rates.LIMIT} requests / min. "
                f"Try again in {allowance.reset_s} seconds."
            )
        return Caller(environment, token_digest(token))


def caller(request: HttpRequest) -> Caller:
    """The caller of an authenticated request."""
    found = getattr(request, "auth", None)
    if not isinstance(found, Caller):
        raise ForbiddenError("Must be authenticated to access this endpoint")
    return found
