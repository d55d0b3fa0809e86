import pytest
from tests.checks import made

from bonafide.checks import CheckResult, Status, run_document, run_selfie
from bonafide.checks.base import Requirement
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Decision, Outcome, decide
from bonafide.policy.templates import template


def judged(
    document: int | None, face: int | None, *, attempts_left: int = 3
) -> tuple[list[CheckResult], Decision]:
    context = made.context(document_elsewhere=document, face_elsewhere=face)
    checks = [*run_document(made.document(), context), *run_selfie(made.selfie(), context)]
    facts = make_facts(made.document(), context, attempts_left=attempts_left)
    return checks, decide(checks, facts, template())


def found(checks: list[CheckResult], name: str) -> CheckResult:
    return next(check for check in checks if check.name == name)


@pytest.mark.parametrize("count", [None, 0])
def test_nothing_found_or_nothing_searched_stands_in_nobodys_way(count: int | None) -> None:
    checks, decision = judged(count, count)
    wanted = Status.NOT_APPLICABLE if count is None else Status.PASSED
    for name in ("id_repeat_detection", "selfie_repeat_detection"):
        assert found(checks, name).status is wanted
        assert found(checks, name).requirement is Requirement.NOT_REQUIRED
    assert decision.outcome is Outcome.APPROVED


@pytest.mark.parametrize("attempts_left", [0, 3])
@pytest.mark.parametrize(
    ("document", "face", "reasons"),
    [
        (1, None, ("document_on_other_account",)),
        (0, 2, ("face_on_other_account",)),
        (3, 1, ("document_on_other_account", "face_on_other_account")),
    ],
)
def test_another_account_is_a_reason_for_a_person_to_look_and_never_a_decline(
    document: int | None, face: int | None, reasons: tuple[str, ...], attempts_left: int
) -> None:
    _checks, decision = judged(document, face, attempts_left=attempts_left)
    assert decision.outcome is Outcome.NEEDS_REVIEW
    assert decision.rule == "seen_on_another_account"
    assert set(reasons) == set(decision.reasons)
