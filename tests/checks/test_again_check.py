from dataclasses import replace

import pytest
from tests.checks import made

from bonafide.checks import CheckResult, Context, Status, run_selfie
from bonafide.checks.catalogue import CATALOGUE, run_document, without_document
from bonafide.checks.registry import NOT_ASKED, Room
from bonafide.policy.decision import Decision, Outcome, decide, facts_for
from bonafide.policy.loading import PolicyInvalidError
from bonafide.policy.templates import AGAIN, INDISPENSABLE_AGAIN, build_template, template

ALONE = template(AGAIN)
P, F, N = Status.PASSED, Status.FAILED, Status.NOT_APPLICABLE


def context(similarity: float | None, *, kept: bool = True, human: bool = False) -> Context:
    compared = made.compared(similarity) if kept else None
    return replace(made.context(human_route=human), comparison=None, kept_comparison=compared)


def decided(ctx: Context, *, flat: bool = False, left: int = 4) -> Decision:
    ctx = replace(ctx, required=ALONE.required_for(None))
    depth = tuple(replace(one, nose_leads=False) for one in made.DEPTH) if flat else made.DEPTH
    checks = [*without_document(ctx), *run_selfie(made.selfie(depth=depth), ctx)]
    facts = facts_for(
        attempts_left=left,
        document_class=None,
        machine_side="front",
        document_automatic=True,
        human_route=ctx.human_route,
    )
    return decide(checks, facts, ALONE)


def account(ctx: Context) -> CheckResult:
    return next(r for r in run_selfie(made.selfie(), ctx) if r.name == "selfie_account_comparison")


@pytest.mark.parametrize(
    ("ctx", "status", "reasons"),
    [
        (context(0.96), P, ()),
        (context(0.9), F, ("kept_face_uncertain",)),
        (context(0.5), F, ("kept_face_differs",)),
        (context(None), N, ("comparison_attempt_unsuccessful",)),
        (context(float("nan")), N, ("comparison_attempt_unsuccessful",)),
        (context(0.96, kept=False), N, ("no_kept_face",)),
        (context(0.96, human=True), N, ("matching_declined_by_person",)),
    ],
)
def test_the_face_is_compared_with_the_one_kept(
    ctx: Context, status: Status, reasons: tuple[str, ...]
) -> None:
    found = account(ctx)
    assert (found.status, found.reasons) == (status, reasons)


@pytest.mark.parametrize(
    ("ctx", "outcome", "rule"),
    [
        (context(0.96), Outcome.APPROVED, "everything_passed"),
        (context(0.9), Outcome.NEEDS_REVIEW, "other_face_than_kept"),
        (context(0.5), Outcome.NEEDS_REVIEW, "other_face_than_kept"),
        (context(None), Outcome.NEEDS_REVIEW, "evidence_missing"),
        (context(0.96, kept=False), Outcome.NEEDS_REVIEW, "evidence_missing"),
        (context(0.96, human=True), Outcome.NEEDS_REVIEW, "human_route"),
    ],
)
def test_the_face_alone_approves_only_who_is_recognised_and_declines_nobody(
    ctx: Context, outcome: Outcome, rule: str
) -> None:
    found = decided(ctx)
    assert (found.outcome, found.rule) == (outcome, rule)


def test_a_flat_face_is_no_live_one_however_alike() -> None:
    assert decided(context(0.99), flat=True).outcome is Outcome.RETRY
    assert decided(context(0.99), flat=True, left=0).outcome is Outcome.NEEDS_REVIEW


def test_another_face_than_the_kept_one_beside_a_good_id_goes_to_a_person() -> None:
    ctx = replace(made.context(), kept_comparison=made.compared(0.5))
    checks = [*run_document(made.document(), ctx), *run_selfie(made.selfie(), ctx)]
    facts = facts_for(
        attempts_left=4,
        document_class=made.document().document_class,
        machine_side="front",
        document_automatic=True,
    )
    assert decide(checks, facts, template()).rule == "other_face_than_kept"
    same = replace(ctx, kept_comparison=made.compared(0.97))
    checks = [*run_document(made.document(), same), *run_selfie(made.selfie(), same)]
    assert decide(checks, facts, template()).outcome is Outcome.APPROVED


def test_nothing_of_a_document_is_claimed_where_none_was_asked() -> None:
    found = without_document(context(0.96))
    assert {one.name for one in found} == {n for n, e in CATALOGUE.items() if e.room is Room.DOCUMENT}
    assert {(one.status, one.reasons) for one in found} == {(N, (NOT_ASKED,))}


def test_a_template_for_the_face_alone_cannot_leave_out_the_comparison() -> None:
    value = {
        "version": "v",
        "name": {"en": "x"},
        "min_age": 0,
        "attempts": 5,
        "steps": ["consent", "selfie"],
        "required": sorted(ALONE.required),
        "required_by_class": {},
        "machine_read": [],
    }
    assert build_template("t", value).is_again
    for gone in INDISPENSABLE_AGAIN:
        with pytest.raises(PolicyInvalidError):
            build_template("t", value | {"required": [n for n in value["required"] if n != gone]})
    with pytest.raises(PolicyInvalidError):
        build_template("t", value | {"steps": ["consent"]})
