from dataclasses import replace

import pytest
from tests.checks import made

from bonafide.checks import CheckResult, Status, run_document, run_selfie
from bonafide.checks.base import Kind, Requirement
from bonafide.engine.evidence import FaceComparison
from bonafide.policy import reasons
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Decision, Outcome, decide
from bonafide.policy.templates import template

GOOD = {
    "yaw": 2.0,
    "pitch": -3.0,
    "roll": 1.0,
    "inter_eye_px": 90.0,
    "head_share": 0.45,
    "edge_room": 0.6,
    "light_evenness": 0.8,
    "under_exposure": 0.0,
    "over_exposure": 0.0,
    "eyes_open": 0.3,
    "eyes_visible": 0.7,
    "glasses_glare": 0.0,
    "mouth_colour": 7.0,
    "mouth_chroma": 1.2,
    "lips_redness": 11.0,
    "face_covered": 0.0,
}
COVERING, PICTURE = "selfie_face_covering_detection", "selfie_portrait_quality_detection"


def compared(**changes: float) -> FaceComparison:
    return replace(made.compared(), selfie_components={**GOOD, **changes})


def result(name: str, comparison: FaceComparison | None) -> CheckResult:
    found = run_selfie(made.selfie(), made.context(comparison=comparison))
    return next(check for check in found if check.name == name)


def decided(comparison: FaceComparison, attempts_left: int) -> Decision:
    context = made.context(comparison=comparison)
    checks = [*run_document(made.document(), context), *run_selfie(made.selfie(), context)]
    return decide(checks, make_facts(made.document(), context, attempts_left=attempts_left), template())


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        (COVERING, {"eyes_visible": 0.15}, "eyes_not_visible"),
        (COVERING, {"eyes_open": 0.02}, "eyes_not_visible"),
        (COVERING, {"mouth_colour": 25.0, "lips_redness": 0.0}, "mouth_covered"),
        (COVERING, {"mouth_chroma": 0.1, "lips_redness": 0.0}, "mouth_covered"),
        (COVERING, {"face_covered": 0.5}, "face_covered"),
        (PICTURE, {"yaw": -40.0}, "face_turned"),
        (PICTURE, {"roll": 35.0}, "face_turned"),
        (PICTURE, {"head_share": 0.95}, "face_too_close"),
        (PICTURE, {"edge_room": -0.1}, "face_cut_off"),
        (PICTURE, {"light_evenness": 0.0}, "light_uneven"),
        (PICTURE, {"under_exposure": 0.5}, "insufficient_illumination"),
        (PICTURE, {"over_exposure": 0.5}, "excessive_illumination"),
        (PICTURE, {"glasses_glare": 0.2}, "glasses_glare"),
    ],
)
def test_each_component_has_its_reason_and_asks_for_one_more_try(
    name: str, changes: dict[str, float], code: str
) -> None:
    found = result(name, compared(**changes))
    assert (found.status, found.reasons) == (Status.FAILED, (code,))
    decision = decided(compared(**changes), attempts_left=2)
    assert (decision.outcome, decision.reasons, decision.retake) == (Outcome.RETRY, (code,), ("selfie",))
    assert reasons.text(code, "person", "en") != reasons.text(code, "person", "zh-Hans")


@pytest.mark.parametrize("name", [COVERING, PICTURE])
def test_a_good_picture_passes_and_an_unmeasured_one_is_not_applicable(name: str) -> None:
    good = result(name, compared())
    assert (good.status, good.kind, good.requirement) == (
        Status.PASSED,
        Kind.USER_ACTION_REQUIRED,
        Requirement.NOT_REQUIRED,
    )
    for comparison in (None, made.compared()):
        assert result(name, comparison).reasons == ("face_not_measured",)


def test_colour_or_redness_of_the_lips_alone_covers_no_mouth() -> None:
    assert result(COVERING, compared(mouth_colour=25.0)).status is Status.PASSED
    assert result(COVERING, compared(lips_redness=0.0)).status is Status.PASSED


def test_after_the_last_try_a_covered_face_goes_to_a_person_and_poor_light_stops_nobody() -> None:
    covered = decided(compared(face_covered=0.6), attempts_left=0)
    assert (covered.outcome, covered.rule) == (Outcome.NEEDS_REVIEW, "face_covered_to_the_last")
    assert decided(compared(light_evenness=0.0), attempts_left=0).outcome is Outcome.APPROVED
