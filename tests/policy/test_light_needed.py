"""Templates that need the page's light on the face: moves alone approve nobody, and nobody is turned away for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.checks import made
from tests.checks.test_selfie_checks import LIT as SEEN
from tests.checks.test_selfie_checks import SPARED

from bonafide.checks import Status, run_document, run_selfie
from bonafide.engine.evidence import LightFinding, SelfieEvidence
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Decision, Outcome, decide
from bonafide.policy.loading import PolicyInvalidError, shipped
from bonafide.policy.rules import load
from bonafide.policy.templates import DEFAULT, LIGHT, LIGHT_CHECK, Template, build_template, template

LIT, PLAIN = template(LIGHT), template()
ENTRIES = shipped("templates.yaml")["templates"]
FEW = replace(made.selfie().challenge, order_bits=4.6)
"""A challenge whose moves alone are not worth enough; those of `made` are."""
UNSEEN = {
    "sun": LightFinding(available=False, why="no_response"),
    "not wanted": LightFinding(available=False, why="no_light"),
    "seen too late": replace(SEEN, delay_ms=700),
    "not round enough": replace(SEEN, gradient=0.1),
}
FLAT = replace(SEEN, gradient=0.0, strength=0.05)


def decided(asked: Template, recording: SelfieEvidence, *, left: int = 4, **context: Any) -> Decision:
    ctx = made.context(comparison=made.compared(0.96), required=asked.required_for(None), **context)
    shown = made.document()
    checks = [*run_document(shown, ctx), *run_selfie(recording, ctx)]
    return decide(checks, make_facts(shown, ctx, attempts_left=left), asked)


@pytest.mark.parametrize("light", UNSEEN.values(), ids=UNSEEN.keys())
@pytest.mark.parametrize("left", [0, 4])
def test_moves_alone_go_to_a_person_at_once(light: LightFinding, left: int) -> None:
    recording = made.selfie(light=light)
    found = decided(LIT, recording, left=left)
    assert (found.outcome, found.rule) == (Outcome.NEEDS_REVIEW, "light_needed_not_seen")
    assert (found.reasons, found.retake) == (("light_needed_not_seen",), ())
    assert found.next_step == "wait_for_person"
    assert decided(PLAIN, recording, left=left).rule == "everything_passed"


def test_who_is_seen_in_the_light_is_approved_as_ever() -> None:
    assert decided(LIT, made.selfie(light=SEEN)).rule == "everything_passed"
    assert decided(LIT, made.selfie(**SPARED)).rule == "everything_passed"


@pytest.mark.parametrize(
    "recording",
    [
        made.selfie(light=FLAT),
        made.selfie(depth=(), light=SEEN),
        made.selfie(identity_min=0.2, light=SEEN),
        made.selfie(light=UNSEEN["sun"], challenge=FEW),
        made.selfie(light=UNSEEN["sun"], screen_score=0.9),
        replace(made.selfie(**SPARED), light=UNSEEN["sun"]),
    ],
)
@pytest.mark.parametrize("left", [0, 4])
def test_what_speaks_against_somebody_is_judged_as_everywhere(recording: SelfieEvidence, left: int) -> None:
    found, usual = decided(LIT, recording, left=left), decided(PLAIN, recording, left=left)
    assert (found.outcome, found.rule, found.reasons) == (usual.outcome, usual.rule, usual.reasons)
    assert found.outcome is not Outcome.APPROVED


def test_another_face_is_declined_with_and_without_light_alike() -> None:
    ctx = made.context(comparison=made.compared(0.3), required=LIT.required)
    for light in (SEEN, UNSEEN["sun"]):
        recording = made.selfie(light=light)
        checks = [*run_document(made.document(), ctx), *run_selfie(recording, ctx)]
        found = decide(checks, make_facts(made.document(), ctx, attempts_left=4), LIT)
        assert (found.outcome, found.rule) == (Outcome.DECLINED, "other_face")


def test_code_itself_approves_nobody_without_the_light_whatever_a_rule_says() -> None:
    anything = load('version: 1\nrules: [{name: all, when: "true", outcome: approved}]')
    ctx = made.context(comparison=made.compared(0.96), required=LIT.required)
    recording = made.selfie(light=UNSEEN["sun"])
    checks = [*run_document(made.document(), ctx), *run_selfie(recording, ctx)]
    facts = make_facts(made.document(), ctx, attempts_left=4)
    assert decide(checks, facts, LIT, anything).rule == "guard"
    assert decide(checks, facts, PLAIN, anything).outcome is Outcome.APPROVED


def test_the_check_counts_as_required_in_the_result() -> None:
    for asked in (LIT, PLAIN):
        ctx = made.context(required=asked.required)
        row = next(r for r in run_selfie(made.selfie(light=UNSEEN["sun"]), ctx) if r.name == LIGHT_CHECK)
        assert (row.status, row.requirement.value) == (
            Status.NOT_APPLICABLE,
            "required" if asked is LIT else "not_required",
        )


def test_only_the_light_is_asked_for_in_addition() -> None:
    named = {name: name.removesuffix("_light") for name in ENTRIES if name.endswith("_light")}
    assert set(named.values()) == {DEFAULT, "itmpl_government_id_selfie_in_hand"}
    for name, plain in named.items():
        asked, usual = template(name), template(plain)
        assert asked.needs_light
        assert not usual.needs_light
        assert asked.required == usual.required | {LIGHT_CHECK}
        same = ("min_age", "attempts", "steps", "required_by_class", "machine_read")
        assert all(getattr(asked, field) == getattr(usual, field) for field in same)
        assert asked.version != usual.version
        assert asked.name != usual.name


@pytest.mark.parametrize("said", ["", "Required", "always", True, None, ["required"]])
def test_another_word_for_the_light_is_refused(said: Any) -> None:
    with pytest.raises(PolicyInvalidError, match="light is one of where_seen, required") as caught:
        build_template("itmpl_x", {**ENTRIES[DEFAULT], "light": said})
    assert caught.value.code == "policy_invalid"


def test_left_out_it_is_where_seen() -> None:
    assert build_template("itmpl_x", ENTRIES[DEFAULT]).required == PLAIN.required
    assert build_template("itmpl_x", {**ENTRIES[DEFAULT], "light": "where_seen"}).required == PLAIN.required
