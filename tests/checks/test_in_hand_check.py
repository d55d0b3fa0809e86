from dataclasses import replace
from typing import Any

import pytest
from tests.checks import made

from bonafide.checks import CheckResult, Context, Status, run_document, run_selfie
from bonafide.checks.registry import NOT_ASKED
from bonafide.engine.evidence import InHandFinding, SelfieEvidence
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Decision, Outcome, decide
from bonafide.policy.loading import PolicyInvalidError, shipped
from bonafide.policy.templates import IN_HAND, IN_HAND_CHECK, build_template, template

ASKED = template(IN_HAND)
P, F, N = Status.PASSED, Status.FAILED, Status.NOT_APPLICABLE
HELD = InHandFinding(
    frames=12,
    seen=12,
    together=12,
    clear=12,
    points=180.0,
    layout=0.98,
    portrait_eyes_px=30.0,
    portrait_similarity=0.98,
    identity_min=0.97,
    moved=0.3,
    apart=0.3,
    reshaped=0.06,
)


def recording(**changes: Any) -> SelfieEvidence:
    return made.selfie(in_hand=replace(HELD, **changes))


def context(**changes: Any) -> Context:
    return made.context(required=ASKED.required_for(made.document().document_class), **changes)


def checked(evidence: SelfieEvidence | None, ctx: Context | None = None) -> CheckResult:
    return next(r for r in run_selfie(evidence, ctx or context()) if r.name == IN_HAND_CHECK)


def decided(evidence: SelfieEvidence, *, left: int = 4, **changes: Any) -> Decision:
    ctx, shown = context(**changes), made.document()
    checks = [*run_document(shown, ctx), *run_selfie(evidence, ctx)]
    return decide(checks, make_facts(shown, ctx, attempts_left=left), ASKED)


@pytest.mark.parametrize(
    ("changes", "status", "reasons"),
    [
        ({}, P, ()),
        ({"seen": 3}, F, ("id_in_hand_not_seen",)),
        ({"clear": 3}, F, ("id_in_hand_hides_face",)),
        ({"face_covered": 0.6}, F, ("id_in_hand_hides_face",)),
        ({"points": 12.0}, F, ("id_in_hand_differs",)),
        ({"layout": 0.3}, F, ("id_in_hand_differs",)),
        ({"layout": float("nan")}, F, ("id_in_hand_differs",)),
        ({"portrait_similarity": 0.9}, F, ("id_in_hand_differs",)),
        ({"portrait_similarity": float("nan")}, F, ("id_in_hand_differs",)),
        ({"moved": 0.01}, F, ("id_in_hand_not_moved",)),
        ({"apart": 0.01}, F, ("id_in_hand_not_moved",)),
        ({"reshaped": 0.004}, F, ("id_in_hand_not_moved",)),
        ({"repeated": 8}, F, ("id_in_hand_not_moved",)),
        ({"identity_min": 0.8}, F, ("face_conflict",)),
        ({"identity_min": None}, F, ("identity_not_computable",)),
        ({"portrait_eyes_px": 12.0}, N, ("id_in_hand_too_small",)),
        ({"portrait_similarity": None}, N, ("id_in_hand_too_small",)),
        ({"portrait_eyes_px": 12.0, "moved": 0.0}, F, ("id_in_hand_not_moved",)),
    ],
)
def test_each_piece_of_evidence_is_needed(
    changes: dict[str, Any], status: Status, reasons: tuple[str, ...]
) -> None:
    found = checked(recording(**changes))
    assert (found.status, found.reasons) == (status, reasons)
    assert found.metadata["frames"] == 12


def test_absence_is_said_and_never_passes() -> None:
    assert checked(made.selfie()).reasons == ("id_in_hand_missing",)
    assert checked(None).reasons == ("no_selfie",)
    for ctx in (made.context(), made.context(required=None)):
        found = checked(recording(), ctx)
        assert (found.status, found.reasons) == (N, (NOT_ASKED,))


def test_a_template_that_does_not_ask_is_decided_as_before() -> None:
    ctx, shown = made.context(), made.document()
    checks = [*run_document(shown, ctx), *run_selfie(recording(moved=0.0), ctx)]
    assert decide(checks, make_facts(shown, ctx, attempts_left=4), template()).outcome is Outcome.APPROVED


@pytest.mark.parametrize(
    ("evidence", "retake"),
    [
        (recording(moved=0.0), ("in_hand",)),
        (recording(portrait_similarity=0.5), ("in_hand",)),
        (recording(portrait_eyes_px=9.0), ("in_hand",)),
        (made.selfie(), ("in_hand",)),
        (recording(identity_min=0.2), ("selfie",)),
        (recording(identity_min=0.2, moved=0.0), ("selfie",)),
    ],
)
def test_only_what_failed_is_shown_again_and_then_a_person_looks(
    evidence: SelfieEvidence, retake: tuple[str, ...]
) -> None:
    again = decided(evidence)
    assert (again.outcome, again.retake) == (Outcome.RETRY, retake)
    last = decided(evidence, left=0)
    assert (last.outcome, last.rule) == (Outcome.NEEDS_REVIEW, "id_never_in_hand")
    assert "attempts_used_up" in last.reasons


def test_good_evidence_is_approved_and_the_way_to_a_person_stays_open() -> None:
    assert decided(recording()).rule == "everything_passed"
    assert decided(made.selfie(), human_route=True).rule == "human_route"


def test_the_template_asks_for_what_the_default_asks_and_the_id_in_hand() -> None:
    plain = template()
    assert ASKED.required == plain.required | {IN_HAND_CHECK}
    assert ASKED.steps == (*plain.steps, "in_hand")
    assert (ASKED.required_by_class, ASKED.machine_read) == (plain.required_by_class, plain.machine_read)


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": ["consent", "document_choice", "document", "selfie"]},
        {"required": sorted(template().required)},
        {"steps": ["consent", "selfie", "in_hand"]},
    ],
)
def test_step_and_check_go_together(changes: dict[str, Any]) -> None:
    data = {**shipped("templates.yaml")["templates"][IN_HAND], **changes}
    with pytest.raises(PolicyInvalidError):
        build_template("itmpl_x", data)
