from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from tests.checks import made
from tests.checks.test_selfie_checks import SPARED, UP

from bonafide.checks import CATALOGUE, CheckResult, Requirement, Status, run_document, run_selfie
from bonafide.engine.evidence import (
    Agreement,
    DocumentClass,
    DocumentEvidence,
    LightFinding,
    SelfieEvidence,
    Sign,
)
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Decision, DecisionFacts, Outcome, decide
from bonafide.policy.rules import load
from bonafide.policy.templates import template
from bonafide.policy.thresholds import SHIPPED

TEMPLATE = template()
GOOD = DecisionFacts(
    attempts_left=4,
    technical_error=False,
    human_route=False,
    document_automatic=True,
    document_class=DocumentClass.PASSPORT,
)
FLAT = tuple(replace(finding, residual=0.02, nose_leads=False) for finding in made.DEPTH)


def decided(
    evidence: DocumentEvidence | None = None,
    recording: SelfieEvidence | None = None,
    *,
    similarity: float | None = 0.96,
    attempts_left: int = 4,
    **context: Any,
) -> Decision:
    shown = evidence or made.document()
    ctx = made.context(**{"comparison": made.compared(similarity), **context})
    checks = [*run_document(shown, ctx), *run_selfie(recording or made.selfie(), ctx)]
    return decide(checks, make_facts(shown, ctx, attempts_left=attempts_left), TEMPLATE)


def blurry() -> DocumentEvidence:
    return made.document(front=replace(made.FRONT, quality=replace(made.QUALITY, sharpness=0.0)))


class TestOutcomes:
    def test_bona_fide_is_approved_and_goes_on(self) -> None:
        found = decided()
        assert (found.outcome, found.reasons, found.next_step) == (Outcome.APPROVED, (), "continue")
        assert found.rule == "everything_passed"

    def test_card_and_licence_are_approved_on_their_own_machine_part(self) -> None:
        assert decided(made.card()).outcome is Outcome.APPROVED
        assert decided(made.licence()).outcome is Outcome.APPROVED

    def test_nobody_is_approved_without_depth_or_light(self) -> None:
        found = decided(recording=made.selfie(depth=()))
        assert (found.outcome, found.reasons) == (Outcome.RETRY, ("depth_not_measured",))
        late = decided(recording=made.selfie(depth=()), attempts_left=0)
        assert late.outcome is Outcome.NEEDS_REVIEW

    def test_who_cannot_turn_the_head_is_approved_or_seen_by_a_person(self) -> None:
        nodded = made.selfie(**SPARED)
        assert decided(recording=nodded).rule == "everything_passed"
        for short in ({"light": LightFinding(available=False)}, {"depth": ()}):
            found = decided(recording=replace(nodded, **short))
            assert (found.outcome, found.rule) == (Outcome.NEEDS_REVIEW, "other_moves_unsure")
            assert found.reasons == ("other_moves_unsure",)
        flat = decided(recording=replace(nodded, depth=(replace(UP, nose_leads=False),)))
        assert (flat.outcome, flat.reasons) == (Outcome.RETRY, ("replica_2d_detected",))

    def test_signals_of_injection_lead_to_a_person_and_decline_nobody(self) -> None:
        found = decided(recording=made.selfie(injection={"virtual_name": 1.0, "no_name": 1.0, "sum": 0.6}))
        assert (found.outcome, found.rule) == (Outcome.NEEDS_REVIEW, "injection_suspected")

    def test_print_that_the_picture_hides_is_asked_for_twice_and_then_seen_by_a_person(self) -> None:
        hidden = {**made.PRINT.against, "name": Agreement(None, "not_printed")}
        shown = made.document(viz=replace(made.PRINT, against=hidden))
        for left, outcome in ((4, Outcome.RETRY), (3, Outcome.RETRY), (2, Outcome.NEEDS_REVIEW)):
            found = decided(shown, attempts_left=left)
            assert (found.outcome, found.reasons) == (outcome, ("printed_name_unread",))

    def test_two_signs_just_below_their_limits_go_to_a_person_and_one_does_not(self) -> None:
        bands = SHIPPED.soft_from
        one = {"paper": Sign(bands["paper"])}
        assert decided(made.document(signs=one)).outcome is Outcome.APPROVED
        both = made.document(signs=one | {"tamper": Sign(bands["tamper"])})
        found = decided(both)
        assert (found.outcome, found.reasons) == (Outcome.NEEDS_REVIEW, ("soft_signs_add_up",))
        faint_face = made.selfie(screen_score=bands["screen_score"])
        assert decided(made.document(signs=one), faint_face).rule == "soft_signs_add_up"
        hard = made.document(signs=dict(both.signs) | {"flat_scan": Sign(1.0)})
        assert decided(hard).outcome is Outcome.RETRY

    def test_other_face_is_declined(self) -> None:
        found = decided(similarity=0.5)
        assert (found.outcome, found.reasons) == (Outcome.DECLINED, ("face_mismatch",))
        assert (found.retake, found.next_step) == ((), "declined_contact")

    def test_doubtful_face_goes_to_a_person(self) -> None:
        found = decided(similarity=0.9)
        assert (found.outcome, found.next_step) == (Outcome.NEEDS_REVIEW, "wait_for_person")
        assert found.reasons == ("face_match_uncertain",)

    def test_no_score_goes_to_a_person(self) -> None:
        found = decided(similarity=None)
        assert (found.outcome, found.rule) == (Outcome.NEEDS_REVIEW, "evidence_missing")

    @pytest.mark.parametrize(("left", "outcome"), [(1, Outcome.RETRY), (0, Outcome.NEEDS_REVIEW)])
    def test_flat_face(self, left: int, outcome: Outcome) -> None:
        found = decided(recording=made.selfie(depth=FLAT), attempts_left=left)
        assert (found.outcome, found.reasons) == (outcome, ("replica_2d_detected",))
        assert found.retake == (("selfie",) if left else ())

    @pytest.mark.parametrize(("left", "outcome"), [(1, Outcome.RETRY), (0, Outcome.NEEDS_REVIEW)])
    def test_wrong_order(self, left: int, outcome: Outcome) -> None:
        found = decided(recording=made.selfie(in_order=False), attempts_left=left)
        assert found.outcome is outcome
        assert "pose_order_incorrect" in found.reasons

    def test_other_face_that_is_flat_is_no_decline(self) -> None:
        assert decided(recording=made.selfie(depth=FLAT), similarity=0.5).outcome is Outcome.RETRY

    def test_blur_asks_for_the_front_only(self) -> None:
        found = decided(blurry())
        assert (found.outcome, found.retake, found.next_step) == (Outcome.RETRY, ("front",), "retake")

    def test_blur_without_attempts_goes_to_a_person(self) -> None:
        found = decided(blurry(), attempts_left=0)
        assert (found.outcome, found.reasons) == (
            Outcome.NEEDS_REVIEW,
            ("attempts_used_up", "front_blurry"),
        )

    def test_blurred_other_face_is_taken_again_before_anyone_is_declined(self) -> None:
        assert decided(blurry(), similarity=0.5).outcome is Outcome.RETRY
        assert decided(blurry(), similarity=0.5, attempts_left=0).outcome is Outcome.NEEDS_REVIEW

    def test_expired_asks_for_another_document(self) -> None:
        found = decided(made.document(fields=made.fields(expiration_date="2020-01-01")))
        assert (found.outcome, found.retake) == (Outcome.RETRY, ("other_document",))
        assert found.reasons == ("document_expired",)

    def test_specimen_outside_the_sandbox(self) -> None:
        found = decided(sandbox=False)
        assert found.outcome is Outcome.RETRY
        assert "specimen_document" in found.reasons

    def test_unread_mrz_of_a_card_asks_for_its_back(self) -> None:
        found = decided(made.card(mrz=replace(made.MRZ, valid=False)))
        assert (found.outcome, found.reasons, found.retake) == (Outcome.RETRY, ("mrz_invalid",), ("back",))

    def test_unread_barcode_of_a_licence_asks_for_its_back(self) -> None:
        found = decided(made.licence(barcode=replace(made.BARCODE, valid=False)))
        assert (found.reasons, found.retake) == (("barcode_invalid",), ("back",))

    def test_underage_by_a_valid_mrz_is_declined(self) -> None:
        found = decided(made.document(fields=made.fields(birthdate="2012-01-01")))
        assert (found.outcome, found.reasons) == (Outcome.DECLINED, ("age_outside_limits",))

    def test_underage_by_a_misread_mrz_is_read_again(self) -> None:
        young = made.fields(birthdate="2012-01-01")
        found = decided(made.document(fields=young, mrz=replace(made.MRZ, valid=False)))
        assert (found.outcome, found.reasons) == (Outcome.RETRY, ("mrz_invalid",))
        left = decided(made.document(fields=young, mrz=replace(made.MRZ, valid=False)), attempts_left=0)
        assert left.outcome is Outcome.NEEDS_REVIEW

    def test_document_without_machine_part_goes_to_a_person_once_it_is_legible(self) -> None:
        shown = made.card(country="CHN", mrz=None)
        assert decided(shown).rule == "document_read_by_person"
        unclear = replace(shown, front=replace(made.FRONT, quality=replace(made.QUALITY, glare=0.5)))
        assert decided(unclear).retake == ("front",)

    def test_passport_chosen_but_unreadable_card_shown_goes_to_a_person(self) -> None:
        ctx = made.context()
        shown = made.card(country="CHN", mrz=None)
        checks = [*run_document(shown, ctx), *run_selfie(made.selfie(), ctx)]
        found = decide(checks, replace(GOOD, document_class=shown.document_class), TEMPLATE)
        assert (found.outcome, found.rule) == (Outcome.NEEDS_REVIEW, "no_machine_part")

    def test_human_route_always_goes_to_a_person(self) -> None:
        for similarity in (0.99, 0.1, None):
            found = decided(human_route=True, similarity=similarity)
            assert (found.outcome, found.rule) == (Outcome.NEEDS_REVIEW, "human_route")

    def test_odd_number_goes_to_a_person(self) -> None:
        shown = made.document(country="GBR", fields=made.fields(document_number="XX1"))
        assert decided(shown).rule == "number_form_doubtful"

    def test_technical_error_and_nothing_else_known(self) -> None:
        found = decide((), DecisionFacts(technical_error=True), TEMPLATE)
        assert (found.outcome, found.reasons) == (Outcome.NEEDS_REVIEW, ("technical_error",))

    def test_broken_check_goes_to_a_person(self) -> None:
        found = decided(made.document(mrz=object()))
        assert (found.outcome, found.reasons) == (Outcome.NEEDS_REVIEW, ("check_error",))


BAD = st.sampled_from([Status.FAILED, Status.NOT_APPLICABLE])


@st.composite
def outcomes(draw: st.DrawFn) -> list[CheckResult]:
    """Every check, passed but for a few drawn ones; so approvals are common and every mix can come."""
    names = list(CATALOGUE)
    bad = draw(st.dictionaries(st.sampled_from(names), BAD, max_size=4))
    if draw(st.booleans()):
        # as on a real passport, where neither counts against the person
        bad |= {
            "id_barcode_detection": Status.NOT_APPLICABLE,
            "id_double_side_detection": Status.NOT_APPLICABLE,
        }
    return [drawn(draw, name, bad.get(name, Status.PASSED)) for name in names]


def drawn(draw: st.DrawFn, name: str, status: Status) -> CheckResult:
    entry = CATALOGUE[name]
    reasons = () if status is Status.PASSED else (draw(st.sampled_from(entry.reasons)),)
    metadata = {"certain": draw(st.integers(0, 1))} if name == "id_age_comparison" else {}
    return CheckResult(name, status, reasons, Requirement.REQUIRED, entry.kind, metadata)


FACTS = st.builds(
    DecisionFacts,
    attempts_left=st.sampled_from([None, 0, 1, 4]),
    technical_error=st.sampled_from([None, False, False, False, True]),
    human_route=st.sampled_from([None, False, False, False, True]),
    document_automatic=st.sampled_from([None, False, True, True, True]),
    document_class=st.sampled_from([None, *DocumentClass]),
    machine_side=st.sampled_from(["front", "back"]),
)


def all_required_passed(checks: Sequence[CheckResult], facts: DecisionFacts) -> bool:
    status = {check.name: check.status for check in checks}
    return all(status.get(name) is Status.PASSED for name in TEMPLATE.required_for(facts.document_class))


class TestProperties:
    def test_the_drawn_evidence_holds_approvals_and_every_other_outcome(self) -> None:
        for outcome in Outcome:
            find(
                st.tuples(outcomes(), FACTS).map(lambda drawn: decide(drawn[0], drawn[1], TEMPLATE).outcome),
                outcome.__eq__,
                settings=settings(max_examples=2000, deadline=None, phases=[Phase.generate]),
            )

    @settings(max_examples=300, deadline=None)
    @given(outcomes(), FACTS)
    def test_nothing_is_approved_unless_everything_required_passed(
        self, checks: list[CheckResult], facts: DecisionFacts
    ) -> None:
        found = decide(checks, facts, TEMPLATE)
        if found.outcome is Outcome.APPROVED:
            assert all_required_passed(checks, facts)
            assert (facts.human_route, facts.technical_error, facts.document_automatic) == (
                False,
                False,
                True,
            )

    @settings(max_examples=150, deadline=None)
    @given(outcomes(), FACTS, st.data())
    def test_taking_evidence_away_never_approves(
        self, checks: list[CheckResult], facts: DecisionFacts, data: st.DataObject
    ) -> None:
        before = decide(checks, facts, TEMPLATE).outcome
        gone = data.draw(st.sampled_from([check.name for check in checks]))
        fewer = [check for check in checks if check.name != gone]
        fact = data.draw(
            st.sampled_from(
                ["attempts_left", "technical_error", "human_route", "document_automatic", "document_class"]
            )
        )
        gone_fact: dict[str, Any] = {fact: None}
        unknown = replace(facts, **gone_fact)
        assert decide(fewer, facts, TEMPLATE).outcome is not Outcome.APPROVED
        if before is not Outcome.APPROVED:
            assert decide(checks, unknown, TEMPLATE).outcome is not Outcome.APPROVED

    @settings(max_examples=150, deadline=None)
    @given(outcomes(), FACTS)
    def test_every_decision_has_a_way_on(self, checks: list[CheckResult], facts: DecisionFacts) -> None:
        found = decide(checks, facts, TEMPLATE)
        assert found.next_step in {"continue", "retake", "wait_for_person", "declined_contact"}
        assert bool(found.retake) == (found.outcome is Outcome.RETRY)
        assert bool(found.reasons) == (found.outcome is not Outcome.APPROVED)
        assert found.policy_version.startswith("rules/1+")

    @settings(max_examples=100, deadline=None)
    @given(outcomes(), FACTS)
    def test_no_attempts_no_retry(self, checks: list[CheckResult], facts: DecisionFacts) -> None:
        assert decide(checks, replace(facts, attempts_left=0), TEMPLATE).outcome is not Outcome.RETRY

    def test_each_single_failure_or_absence_blocks_approval(self) -> None:
        ctx = made.context()
        good = [*run_document(made.document(), ctx), *run_selfie(made.selfie(), ctx)]
        assert decide(good, GOOD, TEMPLATE).outcome is Outcome.APPROVED
        for name in TEMPLATE.required_for(DocumentClass.PASSPORT):
            for status in (Status.FAILED, Status.NOT_APPLICABLE):
                worse = [
                    replace(c, status=status, reasons=CATALOGUE[name].reasons[:1]) if c.name == name else c
                    for c in good
                ]
                assert decide(worse, GOOD, TEMPLATE).outcome is not Outcome.APPROVED, name


class TestErrors:
    def everything(self) -> list[CheckResult]:
        ctx = made.context()
        return [*run_document(made.document(), ctx), *run_selfie(made.selfie(), ctx)]

    @pytest.mark.parametrize(
        "fact", ["attempts_left", "technical_error", "human_route", "document_automatic"]
    )
    def test_wrong_type_of_a_fact_is_never_an_approval(self, fact: str) -> None:
        for wrong in ("yes", [], object(), 1.5):
            changed: dict[str, Any] = {fact: wrong}
            found = decide(self.everything(), replace(GOOD, **changed), TEMPLATE)
            assert (found.outcome, found.reasons) == (Outcome.NEEDS_REVIEW, ("policy_error",))

    def test_missing_fact_is_a_policy_error(self) -> None:
        found = decide(self.everything(), replace(GOOD, human_route=None), TEMPLATE)
        assert (found.outcome, found.reasons) == (Outcome.NEEDS_REVIEW, ("policy_error",))

    def test_missing_fact_is_not_hidden_by_a_true_alternative(self) -> None:
        rules = load("{version: 1, rules: [{name: a, when: human_route || complete, outcome: approved}]}")
        found = decide(self.everything(), replace(GOOD, human_route=None), TEMPLATE, rules)
        assert found.reasons == ("policy_error",)

    def test_division_of_types_is_a_policy_error(self) -> None:
        rules = load("{version: 1, rules: [{name: a, when: attempts_left < passed, outcome: approved}]}")
        assert decide(self.everything(), GOOD, TEMPLATE, rules).reasons == ("policy_error",)

    def test_condition_that_is_no_truth_value_is_a_policy_error(self) -> None:
        rules = load("{version: 1, rules: [{name: a, when: attempts_left, outcome: approved}]}")
        assert decide(self.everything(), GOOD, TEMPLATE, rules).reasons == ("policy_error",)

    def test_careless_rule_cannot_approve_a_failed_check(self) -> None:
        rules = load("{version: 1, rules: [{name: all, when: 'true', outcome: approved}]}")
        bad = [*self.everything()]
        bad[0] = replace(bad[0], status=Status.FAILED, reasons=("cannot_verify_id",))
        found = decide(bad, GOOD, TEMPLATE, rules)
        assert (found.outcome, found.rule) == (Outcome.NEEDS_REVIEW, "guard")

    @pytest.mark.parametrize(
        "changes",
        [
            {"human_route": True},
            {"human_route": None},
            {"technical_error": True},
            {"technical_error": None},
            {"document_automatic": False},
            {"document_automatic": None},
            {"document_class": DocumentClass.IDENTITY_CARD},
            {"document_class": None},
        ],
    )
    def test_careless_rule_cannot_approve_against_the_facts(self, changes: dict[str, Any]) -> None:
        rules = load("{version: 1, rules: [{name: all, when: 'true', outcome: approved}]}")
        assert decide(self.everything(), GOOD, TEMPLATE, rules).outcome is Outcome.APPROVED
        assert decide(self.everything(), replace(GOOD, **changes), TEMPLATE, rules).rule == "guard"

    def test_careless_rule_cannot_approve_incomplete_or_doubled_results(self) -> None:
        rules = load("{version: 1, rules: [{name: all, when: 'true', outcome: approved}]}")
        checks = self.everything()
        for wrong in (checks[1:], checks[:-1], [*checks, checks[0]], []):
            assert decide(wrong, GOOD, TEMPLATE, rules).rule == "guard"

    def test_no_rule_is_a_person(self) -> None:
        rules = load("{version: 1, rules: [{name: none, when: 'false', outcome: approved}]}")
        assert decide(self.everything(), GOOD, TEMPLATE, rules).reasons == ("no_rule",)

    def test_two_results_of_one_check_go_to_a_person(self) -> None:
        checks = self.everything()
        found = decide([*checks, replace(checks[0], status=Status.FAILED)], GOOD, TEMPLATE)
        assert found.reasons == ("check_missing",)
