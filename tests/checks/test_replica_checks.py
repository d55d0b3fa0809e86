import pytest
from tests.checks import made

from bonafide.checks import CheckResult, Status, run_document, run_selfie
from bonafide.engine.document.genuine import DETECTOR_ERROR
from bonafide.engine.evidence import DocumentEvidence, Sign
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Outcome, decide
from bonafide.policy.templates import template
from bonafide.policy.thresholds import SHIPPED

CHECKS = {
    "electronic_replica": (SHIPPED.replica_score_max, "replica_detected", "too_few_pixels"),
    "mobile": (SHIPPED.mobile_score_max, "digital_id_detected", "border_and_words_missing"),
    "screenshot": (SHIPPED.screenshot_score_max, "screenshot_detected", "picture_too_dark"),
}


def judged(evidence: DocumentEvidence, key: str) -> CheckResult:
    return next(r for r in run_document(evidence, made.context()) if r.name == f"id_{key}_detection")


def outcome(evidence: DocumentEvidence, left: int) -> Outcome:
    ctx = made.context()
    checks = [*run_document(evidence, ctx), *run_selfie(made.selfie(), ctx)]
    return decide(checks, make_facts(evidence, ctx, attempts_left=left), template()).outcome


@pytest.mark.parametrize("key", CHECKS)
def test_a_sign_fails_its_check_above_the_limit_and_passes_at_it(key: str) -> None:
    limit, reason, _ = CHECKS[key]
    above = judged(made.document(signs={key: Sign(limit + 0.01)}), key)
    assert (above.status, above.reasons) == (Status.FAILED, (reason,))
    assert judged(made.document(signs={key: Sign(limit)}), key).status is Status.PASSED


@pytest.mark.parametrize("key", CHECKS)
def test_what_could_not_be_measured_passes_nothing(key: str) -> None:
    why = CHECKS[key][2]
    unknown = judged(made.document(signs={key: Sign(None, why)}), key)
    assert (unknown.status, unknown.reasons) == (Status.NOT_APPLICABLE, (why,))
    assert judged(made.document(signs={key: Sign(None, DETECTOR_ERROR)}), key).status is Status.FAILED
    assert judged(made.document(), key).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("key", CHECKS)
def test_a_screen_is_tried_again_and_then_seen_by_a_person(key: str) -> None:
    shown = made.document(signs={key: Sign(1.0)})
    assert outcome(shown, left=2) is Outcome.RETRY
    assert outcome(shown, left=0) is Outcome.NEEDS_REVIEW
