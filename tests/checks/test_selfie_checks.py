from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checks import made

from bonafide.checks import CATALOGUE, CheckResult, Context, Status, run_document, run_selfie
from bonafide.checks.liveness import depth_positive
from bonafide.engine.evidence import (
    Challenge,
    Colour,
    DepthFinding,
    LightFinding,
    Move,
    MoveResult,
    Quality,
    SelfieEvidence,
)
from bonafide.policy.thresholds import SHIPPED

P, F, N = Status.PASSED, Status.FAILED, Status.NOT_APPLICABLE
NAN = float("nan")
SWAPPED = (made.RESULTS[1], made.RESULTS[0], *made.RESULTS[2:])
UNREACHED = (replace(made.RESULTS[0], reached=False), *made.RESULTS[1:])
FLAT = DepthFinding(available=True, residual=0.03, yaw=25.0, nose_leads=False, points=60, side="left")
NO_FACES = tuple(replace(r, faces=0) for r in made.READINGS)
LIT = LightFinding(
    available=True, correlation=0.95, chance=0.0003, strength=0.04, delay_ms=150, gradient=0.5, colours=8
)
WEAK = Challenge(nonce="n", moves=made.MOVES, order_bits=3.6, colours=tuple(Colour) * 2)
UP = replace(made.DEPTH[0], side="up", yaw=19.0, residual=0.04)
DOWN = replace(UP, side="down")
APPROACH = replace(UP, side="approach", residual=0.1)
NODS = (Move.LOOK_UP, Move.LOOK_STRAIGHT, Move.LOOK_DOWN, Move.COME_CLOSER)
SPARED: dict[str, Any] = {
    "challenge": replace(WEAK, moves=NODS),
    "moves": tuple(replace(one, move=move) for one, move in zip(made.RESULTS, NODS, strict=True)),
    "depth": (UP, DOWN, APPROACH),
    "light": LIT,
}
FROZEN = tuple(replace(r, digest="same") for r in made.READINGS)


def quality(**changes: Any) -> Quality:
    return replace(made.QUALITY, **changes)


def result(name: str, evidence: SelfieEvidence | None, ctx: Context | None = None) -> CheckResult:
    return next(r for r in run_selfie(evidence, ctx or made.context()) if r.name == name)


CASES: list[tuple[str, dict[str, Any], Status, tuple[str, ...]]] = [
    ("selfie_pose_detection", {}, P, ()),
    ("selfie_pose_detection", {"moves": UNREACHED}, F, ("required_poses_not_found",)),
    ("selfie_pose_detection", {"moves": ()}, F, ("required_poses_not_found",)),
    ("selfie_pose_detection", {"moves": SWAPPED}, F, ("pose_order_incorrect",)),
    ("selfie_pose_detection", {"in_order": False}, F, ("pose_order_incorrect",)),
    ("selfie_pose_detection", {"challenge": Challenge("n", ())}, F, ("required_poses_not_found",)),
    ("selfie_pose_repeat_detection", {}, P, ()),
    ("selfie_pose_repeat_detection", {"readings": FROZEN}, F, ("poses_repeated",)),
    ("selfie_pose_repeat_detection", {"repeated_frames": 15}, F, ("poses_repeated",)),
    ("selfie_pose_repeat_detection", {"moves": UNREACHED}, N, ("required_poses_not_found",)),
    ("selfie_pose_repeat_detection", {"readings": ()}, N, ("required_poses_not_found",)),
    ("selfie_multiple_faces_detection", {}, P, ()),
    ("selfie_multiple_faces_detection", {"multiple_faces_share": 0.5}, F, ("multiple_faces_detected",)),
    ("selfie_multiple_faces_detection", {"multiple_faces_share": NAN}, F, ("multiple_faces_detected",)),
    ("selfie_multiple_faces_detection", {"readings": NO_FACES}, N, ("missing_face",)),
    ("selfie_image_quality_detection", {}, P, ()),
    ("selfie_image_quality_detection", {"best_quality": None}, F, ("missing_face",)),
    ("selfie_image_quality_detection", {"best": b""}, F, ("missing_face",)),
    (
        "selfie_image_quality_detection",
        {"best_quality": quality(sharpness=0.0)},
        F,
        ("image_quality_low",),
    ),
    (
        "selfie_image_quality_detection",
        {"best_quality": quality(brightness=9.0)},
        F,
        ("insufficient_illumination",),
    ),
    (
        "selfie_image_quality_detection",
        {"best_quality": quality(brightness=250.0)},
        F,
        ("excessive_illumination",),
    ),
    ("selfie_image_quality_detection", {"best_inter_eye_px": 12.0}, F, ("face_too_far",)),
    ("selfie_liveness_detection", {}, P, ()),
    ("selfie_liveness_detection", {"moves": UNREACHED}, F, ("required_poses_not_found",)),
    ("selfie_liveness_detection", {"in_order": False}, F, ("pose_order_incorrect",)),
    ("selfie_liveness_detection", {"duration_ms": 61_000}, F, ("challenge_expired",)),
    ("selfie_liveness_detection", {"readings": made.READINGS[:3]}, F, ("too_few_frames",)),
    ("selfie_liveness_detection", {"identity_min": None}, F, ("identity_not_computable",)),
    ("selfie_liveness_detection", {"identity_min": 0.3}, F, ("face_conflict",)),
    ("selfie_liveness_detection", {"identity_min": NAN}, F, ("face_conflict",)),
    ("selfie_liveness_detection", {"largest_jump": 3.0}, F, ("frames_discontinuous",)),
    ("selfie_liveness_detection", {"depth": ()}, F, ("depth_not_measured",)),
    ("selfie_liveness_detection", {"depth": made.DEPTH[:1]}, F, ("depth_not_measured",)),
    ("selfie_liveness_detection", {"depth": (FLAT, made.DEPTH[1])}, F, ("replica_2d_detected",)),
    ("selfie_liveness_detection", {"challenge": WEAK, "light": LIT}, P, ()),
    ("selfie_liveness_detection", {"challenge": WEAK}, F, ("light_not_seen",)),
    (
        "selfie_liveness_detection",
        {"challenge": WEAK, "light": replace(LIT, chance=0.4, correlation=0.2)},
        F,
        ("light_not_seen",),
    ),
    ("selfie_liveness_detection", {"light": replace(LIT, gradient=0.0)}, F, ("light_contradicts",)),
    ("selfie_liveness_detection", {"depth": made.DEPTH[:1], "light": LIT}, P, ()),
    ("selfie_liveness_detection", {"depth": (), "light": LIT}, F, ("depth_not_measured",)),
    (
        "selfie_liveness_detection",
        {"depth": (FLAT, made.DEPTH[1]), "light": LIT},
        F,
        ("replica_2d_detected",),
    ),
    ("selfie_liveness_detection", SPARED, P, ()),
    ("selfie_liveness_detection", SPARED | {"depth": (UP, APPROACH)}, P, ()),
    ("selfie_liveness_detection", SPARED | {"depth": (APPROACH,)}, F, ("depth_not_measured",)),
    (
        "selfie_liveness_detection",
        SPARED | {"light": replace(LIT, chance=0.4)},
        F,
        ("light_not_seen", "depth_not_measured"),
    ),
    (
        "selfie_liveness_detection",
        SPARED | {"depth": (UP, replace(DOWN, nose_leads=False))},
        F,
        ("replica_2d_detected",),
    ),
    (
        "selfie_liveness_detection",
        SPARED | {"depth": (UP, replace(DOWN, nose_leads=False, yaw=15.0))},
        P,
        (),
    ),
    ("selfie_depth_detection", SPARED, P, ()),
    ("selfie_depth_detection", SPARED | {"depth": (UP, APPROACH)}, N, ("depth_not_measured",)),
    ("selfie_depth_detection", {}, P, ()),
    ("selfie_depth_detection", {"depth": made.DEPTH[:1]}, N, ("depth_not_measured",)),
    ("selfie_depth_detection", {"depth": (FLAT,)}, F, ("replica_2d_detected",)),
    ("selfie_light_detection", {}, N, ("light_not_seen",)),
    ("selfie_light_detection", {"light": LIT}, P, ()),
    ("selfie_light_detection", {"light": replace(LIT, delay_ms=900)}, N, ("light_not_seen",)),
    ("selfie_light_detection", {"light": replace(LIT, delay_ms=None)}, N, ("light_not_seen",)),
    ("selfie_light_detection", {"light": replace(LIT, gradient=0.0)}, F, ("light_contradicts",)),
    ("selfie_light_detection", {"light": replace(LIT, correlation=-0.3)}, N, ("light_not_seen",)),
    (
        "selfie_light_detection",
        {"light": replace(LIT, gradient=None, strength=0.005)},
        N,
        ("light_not_seen",),
    ),
    ("selfie_suspicious_entity_detection", {}, P, ()),
    ("selfie_suspicious_entity_detection", {"screen_score": 0.9}, F, ("suspicious_photo",)),
    ("selfie_suspicious_entity_detection", {"screen_score": NAN}, F, ("suspicious_photo",)),
    ("selfie_suspicious_entity_detection", {"readings": NO_FACES}, N, ("missing_face",)),
]


@pytest.mark.parametrize(("name", "changes", "status", "reasons"), CASES)
def test_check(name: str, changes: dict[str, Any], status: Status, reasons: tuple[str, ...]) -> None:
    found = result(name, made.selfie(**changes))
    assert (found.status, found.reasons) == (status, reasons)


def test_moves_without_times_or_too_fast_are_no_liveness() -> None:
    instant = tuple(replace(m, at_ms=1000 + n) for n, m in enumerate(made.RESULTS))
    untimed = tuple(replace(m, at_ms=None) for m in made.RESULTS)
    for moves in (instant, untimed):
        assert result("selfie_liveness_detection", made.selfie(moves=moves)).reasons == (
            "pose_timing_implausible",
        )


def test_a_move_after_the_end_of_the_challenge_does_not_count() -> None:
    late = (*made.RESULTS[:3], replace(made.RESULTS[3], at_ms=61_000))
    assert result("selfie_liveness_detection", made.selfie(moves=late)).reasons == ("challenge_expired",)


def test_a_straight_look_may_repeat_but_a_turn_needs_a_picture_of_its_own() -> None:
    asked = (Move.LOOK_STRAIGHT, Move.TURN_LEFT, Move.LOOK_STRAIGHT)
    moves = tuple(MoveResult(move, reached=True, seq=n, at_ms=n * 500) for n, move in enumerate(asked))
    alike = tuple(replace(r, digest="straight") if r.seq in {0, 2} else r for r in made.READINGS)
    one = made.selfie(challenge=Challenge("n", asked), moves=moves, readings=alike)
    assert result("selfie_pose_repeat_detection", one).status is P
    turned = tuple(replace(r, digest="straight") if r.seq in {0, 1, 2} else r for r in made.READINGS)
    assert result("selfie_pose_repeat_detection", replace(one, readings=turned)).reasons == (
        "poses_repeated",
    )


def test_without_a_recording_nothing_applies_and_nothing_is_lost() -> None:
    results = run_selfie(None, made.context())
    assert {r.name for r in results} == {e.name for e in CATALOGUE.values() if e.room == "selfie"}
    assert {(r.status, r.reasons) for r in results} == {(N, ("no_selfie",))}


def test_repeated_move_of_the_challenge_must_be_made_twice() -> None:
    asked = Challenge("n", (*made.MOVES, Move.TURN_LEFT))
    assert result("selfie_pose_detection", made.selfie(challenge=asked)).status is F


@pytest.mark.parametrize(
    ("similarity", "status", "reasons"),
    [
        (0.96, P, ()),
        (0.9, F, ("face_match_uncertain",)),
        (0.5, F, ("face_mismatch",)),
        (None, N, ("comparison_attempt_unsuccessful",)),
        (NAN, N, ("comparison_attempt_unsuccessful",)),
        (7.0, N, ("comparison_attempt_unsuccessful",)),
    ],
)
def test_comparison_says_the_same_on_both_sides(
    similarity: float | None, status: Status, reasons: tuple[str, ...]
) -> None:
    ctx = made.context(comparison=made.compared(similarity))
    on_document = next(r for r in run_document(made.document(), ctx) if r.name == "id_selfie_comparison")
    on_selfie = result("selfie_id_comparison", made.selfie(), ctx)
    assert (on_document.status, on_document.reasons) == (status, reasons)
    assert (on_selfie.status, on_selfie.reasons) == (status, reasons)


def test_comparison_not_made() -> None:
    ctx = made.context(comparison=None)
    on_document = {r.name: r.reasons for r in run_document(made.document(), ctx)}
    assert on_document["id_selfie_comparison"] == ("no_selfie",)
    assert result("selfie_id_comparison", made.selfie(), ctx).reasons == ("no_government_id",)
    without = {r.name: r.reasons for r in run_document(made.document(portrait=None), ctx)}
    assert without["id_selfie_comparison"] == ("portrait_not_found",)


def test_human_route_ignores_a_comparison_that_was_made_anyway() -> None:
    found = result("selfie_id_comparison", made.selfie(), made.context(human_route=True))
    assert (found.status, found.reasons, found.metadata) == (N, ("matching_declined_by_person",), {})


@given(st.floats(15, 45), st.floats(0, 0.5), st.booleans())
def test_more_turn_never_needs_less_parallax(yaw: float, residual: float, nose: bool) -> None:
    def finding(turn: float) -> DepthFinding:
        return DepthFinding(True, residual, turn, nose, 60, "left")

    if depth_positive(finding(yaw), SHIPPED):
        assert nose
        assert depth_positive(finding(max(15.0, yaw - 5)), SHIPPED)


def test_a_flat_turn_is_not_excused_by_a_solid_one_on_the_same_side() -> None:
    depth = (*made.DEPTH, FLAT)
    assert result("selfie_liveness_detection", made.selfie(depth=depth)).reasons == ("replica_2d_detected",)
