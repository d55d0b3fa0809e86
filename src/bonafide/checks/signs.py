"""How a sign measured by the engine becomes a verdict: one rule for every detector of `engine.document.genuine`."""

from __future__ import annotations

from bonafide.checks.base import Verdict, failed, not_applicable, passed
from bonafide.checks.registry import CHECK_ERROR
from bonafide.engine.document.genuine import DETECTOR_ERROR
from bonafide.engine.evidence import DocumentEvidence

NOT_MEASURED = "sign_not_measured"


def judged_sign(evidence: DocumentEvidence, key: str, most: float, reason: str) -> Verdict:
    """Fail with `reason` where the score of sign `key` (0 to 1) is above `most`.

    Not applicable with the engine's own code where it could not be measured, failed where the detector broke.
    """
    sign = evidence.signs.get(key)
    if sign is None:
        return not_applicable(NOT_MEASURED)
    if sign.score is None:
        broke = sign.why == DETECTOR_ERROR
        return failed(CHECK_ERROR) if broke else not_applicable(sign.why, **sign.numbers)
    numbers = {**sign.numbers, "score": sign.score}
    return passed(**numbers) if sign.score <= most else failed(reason, **numbers)
