"""Checks of the recorded selfie: the picture, the moves asked for, and that a live head made them."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Status, Verdict, failed, judged, not_applicable
from bonafide.checks.comparison import REASONS, compare
from bonafide.checks.liveness import depth_status, light_status, liveness_reasons, poses_repeated
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import softness
from bonafide.engine.evidence import SelfieEvidence
from bonafide.engine.face.draw import spares_turns

CHECKS = Registry(Room.SELFIE)
FRAUD, USER = Kind.FRAUD, Kind.USER_ACTION_REQUIRED


@CHECKS.add("selfie_id_comparison", FRAUD, "no_government_id", *REASONS)
def selfie_id(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that the live face and the portrait on the document are one person."""
    if evidence is None:
        return not_applicable("no_selfie")
    return compare(ctx, missing="no_government_id")


@CHECKS.add("selfie_pose_detection", USER, "no_selfie", "required_poses_not_found", "pose_order_incorrect")
def pose(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:  # noqa: ARG001 - one signature
    """Check that every asked move was made, in the asked order."""
    if evidence is None:
        return not_applicable("no_selfie")
    asked, reached = evidence.challenge.moves, [result.move for result in evidence.moves if result.reached]
    numbers = {"asked": len(asked), "reached": len(reached)}
    numbers |= {"turns_spared": 1} if spares_turns(evidence.challenge) else {}
    if not asked or sorted(reached) != sorted(asked):
        return failed("required_poses_not_found", **numbers)
    in_order = evidence.in_order and tuple(reached) == tuple(asked)
    return judged([] if in_order else ["pose_order_incorrect"], **numbers)


@CHECKS.add("selfie_pose_repeat_detection", FRAUD, "no_selfie", "required_poses_not_found", "poses_repeated")
def pose_repeat(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that each move is shown by a picture of its own, and the recording is no frozen picture."""
    if evidence is None:
        return not_applicable("no_selfie")
    repeated = poses_repeated(evidence, ctx.limits.repeated_share_max)
    if repeated is None:
        return not_applicable("required_poses_not_found")
    return judged(["poses_repeated"] if repeated else [], repeated_frames=evidence.repeated_frames)


@CHECKS.add(
    "selfie_multiple_faces_detection",
    USER,
    "no_selfie",
    "missing_face",
    "multiple_faces_detected",
)
def multiple_faces(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that one person is before the camera."""
    if evidence is None:
        return not_applicable("no_selfie")
    if not any(reading.faces for reading in evidence.readings):
        return not_applicable("missing_face")
    share = evidence.multiple_faces_share
    alone = share <= ctx.limits.multiple_faces_share_max
    return judged([] if alone else ["multiple_faces_detected"], share=share)


@CHECKS.add(
    "selfie_image_quality_detection",
    USER,
    "no_selfie",
    "missing_face",
    "image_quality_low",
    "insufficient_illumination",
    "excessive_illumination",
    "face_too_far",
)
def image_quality(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that the best frontal frame is sharp, well lit and near enough to compare."""
    if evidence is None:
        return not_applicable("no_selfie")
    quality, limits = evidence.best_quality, ctx.limits
    if quality is None or not evidence.best:
        return failed("missing_face")
    tests = {
        "image_quality_low": quality.sharpness >= limits.selfie_sharpness_min
        and quality.contrast >= limits.selfie_contrast_min,
        "insufficient_illumination": quality.brightness >= limits.selfie_brightness_min,
        "excessive_illumination": quality.brightness <= limits.selfie_brightness_max,
        "face_too_far": evidence.best_inter_eye_px >= limits.selfie_inter_eye_min,
    }
    numbers = {"sharpness": quality.sharpness, "brightness": quality.brightness, "contrast": quality.contrast}
    return judged(
        [code for code, holds in tests.items() if not holds],
        **numbers,
        inter_eye_px=evidence.best_inter_eye_px,
    )


@CHECKS.add(
    "selfie_liveness_detection",
    FRAUD,
    "no_selfie",
    "required_poses_not_found",
    "pose_order_incorrect",
    "pose_timing_implausible",
    "challenge_expired",
    "too_few_frames",
    "face_conflict",
    "identity_not_computable",
    "frames_discontinuous",
    "depth_not_measured",
    "replica_2d_detected",
    "light_not_seen",
    "light_contradicts",
)
def liveness(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that one live person followed the challenge in order and time, and has a solid head."""
    if evidence is None:
        return not_applicable("no_selfie")
    numbers: dict[str, float] = {"duration_ms": evidence.duration_ms, "frames": len(evidence.readings)}
    if evidence.identity_min is not None:
        numbers["identity_min"] = evidence.identity_min
    for depth in evidence.depth:
        if depth.available and depth.side:
            numbers |= {f"depth_{depth.side}": depth.residual, f"yaw_{depth.side}": depth.yaw}
    return judged(liveness_reasons(evidence, ctx.limits), **numbers)


@CHECKS.add(
    "selfie_depth_detection", FRAUD, "no_selfie", "replica_2d_detected", "depth_not_measured", required=False
)
def depth(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that the head turned to both sides, or nodded both ways, as a solid thing."""
    if evidence is None:
        return not_applicable("no_selfie")
    status = depth_status(evidence.depth, ctx.limits)
    return _three_ways(status, "replica_2d_detected", "depth_not_measured")


@CHECKS.add(
    "selfie_light_detection", FRAUD, "no_selfie", "light_contradicts", "light_not_seen", required=False
)
def light(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that the face took on the colours of the screen, in their order, as something round does."""
    if evidence is None:
        return not_applicable("no_selfie")
    found = evidence.light
    numbers = {"correlation": found.correlation, "chance": found.chance, "strength": found.strength}
    numbers |= {"delay_ms": found.delay_ms} if found.delay_ms is not None else {}
    numbers |= {"gradient": found.gradient} if found.gradient is not None else {}
    return _three_ways(light_status(found, ctx.limits), "light_contradicts", "light_not_seen", **numbers)


def _three_ways(status: Status, against: str, silent: str, **numbers: float) -> Verdict:
    if status is Status.NOT_APPLICABLE:
        return not_applicable(silent, **numbers)
    return judged([] if status is Status.PASSED else [against], **numbers)


@CHECKS.add(
    "selfie_injection_detection", FRAUD, "no_selfie", "injection_suspected", "signals_missing", required=False
)
def injection(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that no two signals of an injected stream come together."""
    if evidence is None:
        return not_applicable("no_selfie")
    signals = dict(evidence.injection)
    if len(signals) <= 1:
        return not_applicable("signals_missing")
    plain = signals["sum"] <= ctx.limits.injection_sum_max
    return judged([] if plain else ["injection_suspected"], **signals)


@CHECKS.add("selfie_suspicious_entity_detection", FRAUD, "no_selfie", "missing_face", "suspicious_photo")
def suspicious_entity(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that the camera looks at a person and not at a screen or a print."""
    if evidence is None:
        return not_applicable("no_selfie")
    if not any(reading.faces for reading in evidence.readings):
        return not_applicable("missing_face")
    score = evidence.screen_score
    clean = score <= ctx.limits.screen_score_max
    soft = softness(score, ctx.limits.soft_from.get("screen_score"), ctx.limits.screen_score_max)
    return judged([] if clean else ["suspicious_photo"], screen_score=score, **soft)
