"""The face picture that is compared: whether the face is seen whole, in even light, without cover.

Numbers come from the picture that was compared (ISO/IEC 29794-5 components, `engine.face.components`). Both checks
only ask for another try. A hat, a veil that leaves the face bare, a beard and any expression pass.
"""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict, judged, not_applicable
from bonafide.checks.registry import Registry, Room
from bonafide.engine.evidence import SelfieEvidence

CHECKS = Registry(Room.SELFIE)
USER = Kind.USER_ACTION_REQUIRED


@CHECKS.add(
    "selfie_face_covering_detection",
    USER,
    "no_selfie",
    "face_not_measured",
    "eyes_not_visible",
    "mouth_covered",
    "face_covered",
    required=False,
)
def face_covering(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that eyes, mouth and cheeks can be seen."""
    seen = ctx.comparison.selfie_components if ctx.comparison else {}
    if evidence is None or not seen:
        return not_applicable("no_selfie" if evidence is None else "face_not_measured")
    limits = ctx.limits.probe
    tests = {
        "eyes_not_visible": seen["eyes_visible"] >= limits.eyes_visible_min
        and seen["eyes_open"] >= limits.eyes_open_min,
        "mouth_covered": seen["lips_redness"] >= limits.lips_redness_min
        or (
            seen["mouth_colour"] <= limits.mouth_colour_max
            and seen["mouth_chroma"] >= limits.mouth_chroma_min
        ),
        "face_covered": seen["face_covered"] <= limits.face_covered_max,
    }
    names = ("eyes_visible", "eyes_open", "mouth_colour", "mouth_chroma", "lips_redness", "face_covered")
    return judged(
        [code for code, holds in tests.items() if not holds], **{name: seen[name] for name in names}
    )


@CHECKS.add(
    "selfie_portrait_quality_detection",
    USER,
    "no_selfie",
    "face_not_measured",
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
    seen = ctx.comparison.selfie_components if ctx.comparison else {}
    if evidence is None or not seen:
        return not_applicable("no_selfie" if evidence is None else "face_not_measured")
    limits = ctx.limits.probe
    turned = max(abs(seen["yaw"]), abs(seen["pitch"]), abs(seen["roll"]))
    tests = {
        "face_turned": turned <= limits.turn_max,
        "face_too_close": seen["head_share"] <= limits.head_share_max,
        "face_cut_off": seen["edge_room"] >= limits.edge_room_min,
        "light_uneven": seen["light_evenness"] >= limits.light_evenness_min,
        "insufficient_illumination": seen["under_exposure"] <= limits.exposure_share_max,
        "excessive_illumination": seen["over_exposure"] <= limits.exposure_share_max,
        "glasses_glare": seen["glasses_glare"] <= limits.glasses_glare_max,
    }
    names = ("head_share", "edge_room", "light_evenness", "under_exposure", "over_exposure", "glasses_glare")
    numbers = {name: seen[name] for name in names}
    return judged([code for code, holds in tests.items() if not holds], turned=turned, **numbers)
