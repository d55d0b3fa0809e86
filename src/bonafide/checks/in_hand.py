"""Check of the document held beside the face: the captured one, in a hand of its own, beside the same live face."""

from __future__ import annotations

from bonafide.checks.base import Context, InHandLimits, Kind, Limits, Verdict, judged, not_applicable
from bonafide.checks.registry import NOT_ASKED, Registry, Room
from bonafide.engine.evidence import InHandFinding, SelfieEvidence

CHECKS = Registry(Room.SELFIE)
NAME = "selfie_id_in_hand_detection"


@CHECKS.add(
    NAME,
    Kind.FRAUD,
    NOT_ASKED,
    "no_selfie",
    "id_in_hand_missing",
    "id_in_hand_not_seen",
    "id_in_hand_hides_face",
    "id_in_hand_differs",
    "id_in_hand_not_moved",
    "id_in_hand_too_small",
    "face_conflict",
    "identity_not_computable",
    required=False,
)
def in_hand(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that the captured document is held beside the live face, uncovered, and moves as in a hand."""
    if evidence is None:
        return not_applicable("no_selfie")
    if ctx.required is None or NAME not in ctx.required:
        return not_applicable(NOT_ASKED)
    found = evidence.in_hand
    if found is None:
        return not_applicable("id_in_hand_missing")
    numbers = _numbers(found)
    reasons = _against(found, ctx.limits)
    if not reasons and not _comparable(found, ctx.limits.in_hand):
        return not_applicable("id_in_hand_too_small", **numbers)
    return judged(reasons, **numbers)


def moves_as_in_a_hand(
    motion: tuple[float, float, float], limits: InHandLimits, *, times: float = 1.0
) -> bool:
    """Whether the document moves over the picture, otherwise than the face, and turns while it does.

    `motion` is moved, apart and reshaped as in `InHandFinding`; `times` asks for that many times the limits.
    """
    moved, apart, reshaped = motion
    far = moved >= times * limits.moved_min and apart >= times * limits.moved_min
    return far and reshaped >= times * limits.reshaped_min


def _against(found: InHandFinding, limits: Limits) -> list[str]:
    least = limits.in_hand
    if not found.seen >= least.frames_min:
        return ["id_in_hand_not_seen"]
    if not found.clear >= least.frames_min or not found.face_covered <= limits.probe.face_covered_max:
        return ["id_in_hand_hides_face"]
    return [*_other(found, limits), *_still(found, limits), *_stranger(found, limits)]


def _other(found: InHandFinding, limits: Limits) -> list[str]:
    """Another document: its print lies elsewhere, or a portrait large enough to compare shows somebody else."""
    least = limits.in_hand
    same = found.points >= least.points_min and found.layout >= least.layout_min
    if _comparable(found, least) and found.portrait_similarity is not None:
        same = same and found.portrait_similarity >= least.portrait_min
    return [] if same else ["id_in_hand_differs"]


def _still(found: InHandFinding, limits: Limits) -> list[str]:
    moves = moves_as_in_a_hand((found.moved, found.apart, found.reshaped), limits.in_hand)
    fresh = found.repeated / max(1, found.frames) <= limits.repeated_share_max
    return [] if moves and fresh else ["id_in_hand_not_moved"]


def _stranger(found: InHandFinding, limits: Limits) -> list[str]:
    if found.identity_min is None:
        return ["identity_not_computable"]
    return [] if found.identity_min >= limits.same_person_min else ["face_conflict"]


def _comparable(found: InHandFinding, least: InHandLimits) -> bool:
    return found.portrait_similarity is not None and found.portrait_eyes_px >= least.portrait_eyes_min


def _numbers(found: InHandFinding) -> dict[str, float]:
    names = ("frames", "seen", "clear", "points", "layout", "portrait_eyes_px", "moved", "apart", "reshaped")
    numbers = {name: round(float(getattr(found, name)), 4) for name in names}
    optional = {"portrait_similarity": found.portrait_similarity, "identity_min": found.identity_min}
    return numbers | {name: round(value, 4) for name, value in optional.items() if value is not None}
