"""How a sign measured by the engine becomes a verdict: one rule for every detector, of documents and of faces."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from bonafide.checks.base import (
    CheckResult,
    Context,
    Kind,
    Limits,
    Number,
    Verdict,
    failed,
    not_applicable,
    passed,
)
from bonafide.checks.registry import CHECK_ERROR, Registry, Room
from bonafide.engine.document.genuine import DETECTOR_ERROR
from bonafide.engine.evidence import DocumentEvidence, SelfieEvidence

NOT_MEASURED = "sign_not_measured"
NO_SELFIE = "no_selfie"
"""Reason of a sign of the selfie where none was taken."""
SOFT = "soft"
"""Number 1 of a check that did not fail, yet lies in the published band just below its limit."""

Limit = Callable[[Limits], float]


def sign_check(
    checks: Registry, name: str, kind: Kind, sign: str, reason: str, *unmeasured: str
) -> Callable[[Limit], Limit]:
    """Register a check, not required, that is one sign against one limit (`judged_sign`).

    The decorated function says by its docstring what is checked and picks the limit; `unmeasured` are the
    engine's codes for a sign that could not be measured.
    """

    def register(limit: Limit) -> Limit:
        @wraps(limit)
        def judge(evidence: DocumentEvidence | SelfieEvidence | None, ctx: Context) -> Verdict:
            if evidence is None:
                return not_applicable(NO_SELFIE)
            return judged_sign(evidence, sign, limit(ctx.limits), reason, ctx.limits.soft_from.get(sign))

        missing = (NO_SELFIE,) if checks.room is Room.SELFIE else ()
        checks.add(name, kind, reason, *missing, *unmeasured, NOT_MEASURED, required=False)(judge)
        return limit

    return register


def judged_sign(
    evidence: DocumentEvidence | SelfieEvidence,
    key: str,
    most: float,
    reason: str,
    soft_from: float | None = None,
) -> Verdict:
    """Fail with `reason` where the score of sign `key` (0 to 1) is above `most`; soft between `soft_from` and it.

    Not applicable with the engine's own code where it could not be measured, failed where the detector broke.
    """
    sign = evidence.signs.get(key)
    if sign is None:
        return not_applicable(NOT_MEASURED)
    if sign.score is None:
        broke = sign.why == DETECTOR_ERROR
        return failed(CHECK_ERROR) if broke else not_applicable(sign.why, **sign.numbers)
    numbers = {**sign.numbers, "score": sign.score, **softness(sign.score, soft_from, most)}
    return passed(**numbers) if sign.score <= most else failed(reason, **numbers)


def softness(score: float, soft_from: float | None, most: float) -> dict[str, Number]:
    """Say `soft` 1 where `score` lies in the band from `soft_from` to `most`, both included; else nothing."""
    return {SOFT: 1} if soft_from is not None and soft_from <= score <= most else {}


def soft_signs(results: Iterable[CheckResult]) -> tuple[str, ...]:
    """Names of the checks that lie in their soft band."""
    return tuple(result.name for result in results if result.metadata.get(SOFT) == 1)
