"""`Idempotency-Key`: the same key with the same request is answered again, with another request refused.

Key, work and answer are one transaction: a crash leaves none of them, and of two requests at the same time
the second waits for the first and gets its answer. Refusals (4xx) are kept too; faults of ours (5xx) are not.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bonafide.accounts.models import Environment
from bonafide.api.answers import problem, respond
from bonafide.api.auth import caller
from bonafide.api.models import IdempotentRequest
from bonafide.api.results import Result, write
from bonafide.errors import BonafideError, ConflictError, InvalidInputError
from bonafide.vault import service as vault
from bonafide.vault import system

KEPT = timedelta(hours=24)
_MAX_KEY = 255

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Result]


def idempotent(view: View[P]) -> Callable[..., HttpResponse]:
    """Run a view that gives a `Result`, once per key, and write the answer."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        def work() -> Result:
            return view(request, *args, **kwargs)

        environment = caller(request).environment
        key = request.headers.get("Idempotency-Key", "")
        result = _once(environment, key, request, work) if key else work()
        if isinstance(result, BonafideError):
            return respond(request, problem(result.status, result.code, result.message), result.status)
        return respond(request, write(environment, result), result.status)

    return run


@transaction.atomic
def _once(
    environment: Environment, key: str, request: HttpRequest, work: Callable[[], Result]
) -> Result | BonafideError:
    if len(key) > _MAX_KEY:
        raise InvalidInputError("Idempotency-Key has at most 255 characters.", code="bad_key")
    sweep(timezone.now(), environment)
    asked = f"{request.method} {request.path}\n".encode() + request.body
    row, fresh = IdempotentRequest.objects.get_or_create(
        environment=environment,
        key_index=vault.blind_index(f"idempotency-key:{environment.pk}", key, exact=True),
        defaults={"request_index": _request_index(environment, asked)},
    )
    if not fresh:
        return _replayed(row, asked)
    answer = _attempt(work)
    row.sealed_answer = system.seal_system(_purpose(environment), _pack(answer))
    row.save()
    return answer


def _replayed(row: IdempotentRequest, asked: bytes) -> Result | BonafideError:
    if row.request_index != _request_index(row.environment, asked):
        raise ConflictError(
            "This Idempotency-Key was used with another request.", code="idempotency_mismatch"
        )
    return _unpack(system.open_system(_purpose(row.environment), bytes(row.sealed_answer)))


def _attempt(work: Callable[[], Result]) -> Result | BonafideError:
    try:
        with transaction.atomic():  # a refusal undoes the work but keeps the key
            return work()
    except BonafideError as error:
        if error.status >= 500:
            raise
        return error


def _purpose(environment: Environment) -> str:
    return f"idempotent-answer:{environment.pk}"


def _request_index(environment: Environment, asked: bytes) -> str:
    """Keyed, so that a guess at a short personal body cannot be confirmed from the database alone."""
    return vault.blind_index(f"idempotency-body:{environment.pk}", asked.hex(), exact=True)


def _pack(answer: Result | BonafideError) -> bytes:
    if isinstance(answer, BonafideError):
        return json.dumps({"error": [answer.status, answer.code, answer.message]}).encode()
    return json.dumps({"result": asdict(answer)}).encode()


def _unpack(packed: bytes) -> Result | BonafideError:
    kept: dict[str, Any] = json.loads(packed)
    if "result" in kept:
        return Result(**kept["result"])
    status, code, message = kept["error"]
    error = BonafideError(message, code=code)
    error.status = status
    return error


def sweep(now: datetime, environment: Environment | None = None) -> int:
    """Forget answers older than a day, of one environment or of all; give their number."""
    old = IdempotentRequest.objects.filter(created_at__lt=now - KEPT)
    if environment is not None:
        old = old.filter(environment=environment)
    return old.delete()[0]
