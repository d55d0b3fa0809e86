"""The face picture that is compared: whether the face is seen whole, in even light, without cover.

Numbers come from the picture that was compared (ISO/IEC 29794-5 components, `engine.face.components`). Both checks
only ask for another try. A hat, a veil that leaves the face bare, a beard and any expression pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bonafide.checks.base import Context, Kind, ProbeLimits, Verdict, judged, not_applicable
from bonafide.checks.registry import Registry, Room
from bonafide.engine.evidence import SelfieEvidence

CHECKS = Registry(Room.SELFIE)
USER = Kind.USER_ACTION_REQUIRED
Seen = Mapping[str, float]
_UNSEEN = ("no_selfie", "face_not_measured")


@CHECKS.add(
    "selfie_face_covering_detection",
    USER,
    *_UNSEEN,
    "eyes_not_visible",
    "mouth_covered",
    "face_covered",
    required=False,
)
def face_covering(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that eyes, mouth and cheeks can be seen."""
    names = ("eyes_visible", "eyes_open", "mouth_colour", "mouth_chroma", "lips_redness", "face_covered")
    return _judged(evidence, ctx, _bare, names)


@CHECKS.add(
    "selfie_portrait_quality_detection",
    USER,
    *_UNSEEN,
    "face_turned",
    "face_too_close",
    "face_cut_off",
    "light_uneven",
    "insufficient_illumination",
    "excessive_illumination",
    "glasses_glare",
    required=False,
)
def portrait_quality(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that the compared picture shows the whole face straight on, in even light, without glare."""
    names = ("head_share", "edge_room", "light_evenness", "under_exposure", "over_exposure", "glasses_glare")
    return _judged(evidence, ctx, _whole, ("turned", *names))


def _judged(
    evidence: SelfieEvidence | None,
    ctx: Context,
    rule: Callable[[Seen, ProbeLimits], dict[str, bool]],
    names: tuple[str, ...],
) -> Verdict:
    """Fail with every reason of `rule` that does not hold; `names` are the numbers that are told."""
    seen = ctx.comparison.selfie_components if ctx.comparison else {}
    if evidence is None or not seen:
        return not_applicable(_UNSEEN[0] if evidence is None else _UNSEEN[1])
    seen = {**seen, "turned": max(abs(seen[axis]) for axis in ("yaw", "pitch", "roll"))}
    holds = rule(seen, ctx.limits.probe)
    return judged([code for code, good in holds.items() if not good], **{name: seen[name] for name in names})


def _bare(seen: Seen, limits: ProbeLimits) -> dict[str, bool]:
    near_skin = seen["mouth_colour"] <= limits.mouth_colour_max
    coloured = seen["mouth_chroma"] >= limits.mouth_chroma_min
    open_eyes = seen["eyes_open"] >= limits.eyes_open_min
    return {
        "eyes_not_visible": seen["eyes_visible"] >= limits.eyes_visible_min and open_eyes,
        "mouth_covered": seen["lips_redness"] >= limits.lips_redness_min or (near_skin and coloured),
        "face_covered": seen["face_covered"] <= limits.face_covered_max,
    }


def _whole(seen: Seen, limits: ProbeLimits) -> dict[str, bool]:
    return {
        "face_turned": seen["turned"] <= limits.turn_max,
        "face_too_close": seen["head_share"] <= limits.head_share_max,
        "face_cut_off": seen["edge_room"] >= limits.edge_room_min,
        "light_uneven": seen["light_evenness"] >= limits.light_evenness_min,
        "insufficient_illumination": seen["under_exposure"] <= limits.exposure_share_max,
        "excessive_illumination": seen["over_exposure"] <= limits.exposure_share_max,
        "glasses_glare": seen["glasses_glare"] <= limits.glasses_glare_max,
    }
