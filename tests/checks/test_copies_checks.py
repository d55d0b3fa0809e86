import pytest
from tests.checks import made

from bonafide.checks import CheckResult, Status, run_document, run_selfie
from bonafide.engine.evidence import DocumentEvidence, Sign
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Outcome, decide
from bonafide.policy.templates import template
from bonafide.policy.thresholds import SHIPPED

COPIES = {
    "paper": ("id_paper_detection", SHIPPED.paper_score_max, "paper_copy_detected"),
    "flat_scan": ("id_flat_scan_detection", SHIPPED.flat_scan_score_max, "flat_scan_detected"),
    "color_inconsistency": (
        "id_color_inconsistency_detection",
        SHIPPED.grey_copy_score_max,
        "grayscale_document",
    ),
}
CHANGES = {
    "tamper": ("id_tamper_detection", SHIPPED.tamper_score_max, "picture_edited"),
    "portrait_inconsistency": (
        "id_portrait_inconsistency_detection",
        SHIPPED.portrait_inconsistency_max,
        "ghost_differs",
    ),
}
SIGNS = COPIES | CHANGES


def judged(evidence: DocumentEvidence, name: str) -> CheckResult:
    return next(r for r in run_document(evidence, made.context()) if r.name == name)


def outcome(evidence: DocumentEvidence, left: int) -> Outcome:
    ctx = made.context()
    checks = [*run_document(evidence, ctx), *run_selfie(made.selfie(), ctx)]
    return decide(checks, make_facts(evidence, ctx, attempts_left=left), template()).outcome


@pytest.mark.parametrize("key", SIGNS)
def test_a_copy_fails_its_check_above_the_limit_and_passes_at_it(key: str) -> None:
    name, limit, reason = SIGNS[key]
    above = judged(made.document(signs={key: Sign(limit + 0.01)}), name)
    assert (above.status, above.reasons) == (Status.FAILED, (reason,))
    assert judged(made.document(signs={key: Sign(limit)}), name).status is Status.PASSED


@pytest.mark.parametrize("key", SIGNS)
def test_a_broken_detector_passes_nothing(key: str) -> None:
    name, _, _ = SIGNS[key]
    found = judged(made.document(signs={key: Sign(None, "detector_error")}), name)
    assert (found.status, found.reasons) == (Status.FAILED, ("check_error",))


@pytest.mark.parametrize("key", COPIES)
def test_a_copy_is_tried_again_and_then_seen_by_a_person(key: str) -> None:
    evidence = made.document(signs={key: Sign(1.0)})
    assert outcome(evidence, 2) is Outcome.RETRY
    assert outcome(evidence, 0) is Outcome.NEEDS_REVIEW
    assert outcome(made.document(signs={key: Sign(0.0)}), 2) is Outcome.APPROVED


def test_too_few_pixels_are_said_with_the_width_it_takes() -> None:
    numbers = {"width_px": 400.0, "least_width_px": 717.0}
    found = judged(
        made.document(signs={"paper": Sign(None, "too_few_pixels", numbers)}), "id_paper_detection"
    )
    assert (found.status, found.reasons) == (Status.NOT_APPLICABLE, ("too_few_pixels",))
    assert found.metadata["least_width_px"] == 717.0


def test_a_side_too_dark_for_local_colour_is_judged_by_its_plain_colour() -> None:
    dark = {"color_inconsistency": Sign(None, "too_dark")}
    assert judged(made.document(signs=dark), "id_color_inconsistency_detection").status is Status.PASSED


@pytest.mark.parametrize("key", CHANGES)
def test_a_changed_document_is_seen_by_a_person_at_once(key: str) -> None:
    assert outcome(made.document(signs={key: Sign(1.0)}), 2) is Outcome.NEEDS_REVIEW
    assert outcome(made.document(signs={key: Sign(0.0)}), 2) is Outcome.APPROVED
    assert outcome(made.document(signs={key: Sign(None, "no_portrait")}), 2) is Outcome.APPROVED
