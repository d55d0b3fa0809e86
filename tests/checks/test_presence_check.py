from dataclasses import replace

import pytest
from tests.checks import made

from bonafide.checks import CheckResult, Status, run_document, run_selfie
from bonafide.checks.base import Kind, Requirement
from bonafide.engine.evidence import Sign
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Outcome, decide
from bonafide.policy.templates import template

NAME = "id_physical_presence_detection"


def judged(sign: Sign | None) -> CheckResult:
    signs = {} if sign is None else {"physical_presence": sign}
    evidence = replace(made.document(), signs=signs)
    return next(r for r in run_document(evidence, made.context()) if r.name == NAME)


@pytest.mark.parametrize(
    ("sign", "status", "reasons"),
    [
        (Sign(0.0), Status.PASSED, ()),
        (Sign(1.0), Status.FAILED, ("physical_presence_missing",)),
        (Sign(None, "document_held_still"), Status.NOT_APPLICABLE, ("document_held_still",)),
        (Sign(None, "moves_with_background"), Status.NOT_APPLICABLE, ("moves_with_background",)),
        (Sign(None, "detector_error"), Status.FAILED, ("check_error",)),
        (None, Status.NOT_APPLICABLE, ("sign_not_measured",)),
    ],
)
def test_only_repeats_fail_and_only_motion_passes(
    sign: Sign | None, status: Status, reasons: tuple[str, ...]
) -> None:
    found = judged(sign)
    assert (found.status, found.reasons) == (status, reasons)
    assert (found.kind, found.requirement) == (Kind.FRAUD, Requirement.NOT_REQUIRED)


@pytest.mark.parametrize(
    ("score", "left", "outcome"),
    [
        (1.0, 3, Outcome.RETRY),
        (1.0, 0, Outcome.NEEDS_REVIEW),
        (None, 3, Outcome.APPROVED),
        (0.0, 3, Outcome.APPROVED),
    ],
)
def test_a_frozen_burst_is_tried_again_and_a_still_card_goes_through(
    score: float | None, left: int, outcome: Outcome
) -> None:

    sign = Sign(score, "" if score is not None else "document_held_still")
    evidence, ctx = made.document(signs={"physical_presence": sign}), made.context()
    checks = [*run_document(evidence, ctx), *run_selfie(made.selfie(), ctx)]
    found = decide(checks, make_facts(evidence, ctx, attempts_left=left), template())
    assert found.outcome is outcome
