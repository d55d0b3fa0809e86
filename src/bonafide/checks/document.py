"""Checks of the pictures of the document: is it one, can it be read, is it of an accepted kind."""

from __future__ import annotations

from bonafide.checks.base import (
    SPECIMEN_STATE,
    Context,
    Kind,
    Reads,
    Verdict,
    accepted_as,
    failed,
    iso_country,
    judged,
    not_applicable,
    passed,
)
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import judged_sign
from bonafide.engine.document.genuine import DETECTOR_ERROR
from bonafide.engine.evidence import DocumentEvidence, Side

CHECKS = Registry(Room.DOCUMENT)
FRAUD, USER = Kind.FRAUD, Kind.USER_ACTION_REQUIRED


@CHECKS.add("id_entity_detection", USER, "cannot_verify_id")
def entity(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that a government document is in the picture."""
    sure = evidence.is_document
    if sure >= ctx.limits.is_document_min:
        return passed(confidence=sure)
    return failed("cannot_verify_id", confidence=sure)


@CHECKS.add("id_blur_detection", USER, "front_blurry", "back_blurry")
def blur(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that each side is sharp enough to be read."""
    least = ctx.limits.sharpness_min
    reasons = [f"{name}_blurry" for name, side in _sides(evidence) if not side.quality.sharpness >= least]
    return judged(reasons, **{f"sharpness_{name}": side.quality.sharpness for name, side in _sides(evidence)})


@CHECKS.add("id_glare_detection", USER, "too_much_glare", "back_too_much_glare")
def glare(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that no reflection hides a part of either side."""
    codes = {"front": "too_much_glare", "back": "back_too_much_glare"}
    most = ctx.limits.glare_max
    reasons = [codes[name] for name, side in _sides(evidence) if not side.quality.glare <= most]
    return judged(reasons, **{f"glare_{name}": side.quality.glare for name, side in _sides(evidence)})


@CHECKS.add("id_color_inconsistency_detection", FRAUD, "grayscale_document")
def color(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the front has the colours of an original and is no grey copy.

    Judged by the colour that light does not explain; by plain chroma only where that was not measured.
    """
    sign = evidence.signs.get("color_inconsistency")
    if sign is not None and (sign.score is not None or sign.why == DETECTOR_ERROR):
        return judged_sign(
            evidence,
            "color_inconsistency",
            ctx.limits.grey_copy_score_max,
            "grayscale_document",
            ctx.limits.soft_from.get("color_inconsistency"),
        )
    chroma = evidence.front.quality.chroma
    if chroma >= ctx.limits.chroma_min:
        return passed(chroma=chroma)
    return failed("grayscale_document", chroma=chroma)


@CHECKS.add("id_portrait_detection", USER, "portrait_not_found", "portrait_unclear")
def portrait(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the printed portrait is there, large and sharp enough to compare."""
    found = evidence.portrait
    if found is None:
        return failed("portrait_not_found")
    large = found.inter_eye_px >= ctx.limits.portrait_inter_eye_min
    sharp = found.quality.sharpness >= ctx.limits.portrait_sharpness_min
    numbers = {"inter_eye_px": found.inter_eye_px, "sharpness": found.quality.sharpness}
    return passed(**numbers) if large and sharp else failed("portrait_unclear", **numbers)


@CHECKS.add(
    "id_disallowed_country_detection", USER, "no_country", "specimen_document", "country_not_accepted"
)
def disallowed_country(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the issuing state is known and accepted; the specimen state only in the sandbox."""
    country = iso_country(evidence.country)
    if country is None:
        return failed("no_country")
    if country == SPECIMEN_STATE and not ctx.sandbox:
        return failed("specimen_document")
    if not ctx.accepted.get(country):
        return failed("country_not_accepted")
    other = ctx.selected_country is not None and country != iso_country(ctx.selected_country)
    return passed(differs_from_selected=int(other))


@CHECKS.add("id_disallowed_type_detection", USER, "type_not_detected", "type_not_accepted", "no_country")
def disallowed_type(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the class of document is known and accepted for its country."""
    if evidence.document_class is None:
        return failed("type_not_detected")
    country = iso_country(evidence.country)
    if country is None:
        return not_applicable("no_country")
    if evidence.document_class not in ctx.accepted.get(country, {}):
        return failed("type_not_accepted")
    other = ctx.selected_class is not None and evidence.document_class != ctx.selected_class
    return passed(differs_from_selected=int(other))


@CHECKS.add(
    "id_double_side_detection",
    USER,
    "class_has_one_side",
    "back_not_submitted",
    "side_submitted_twice",
    "portrait_not_found",
    "back_not_recognised",
    "back_has_no_machine_part",
    required=False,
)
def double_side(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that front and back are two different sides, each seen as what it is.

    The front shows itself by the portrait, the back by its MRZ or barcode; without both nothing is certain.
    """
    known = accepted_as(evidence, ctx)
    needed = known is not None and known.back
    if evidence.back is None:
        return failed("back_not_submitted") if needed else not_applicable("class_has_one_side")
    alike = evidence.signs.get("double_side")
    twice = alike is not None and alike.score is not None and alike.score > ctx.limits.side_alike_max
    if twice or evidence.back.rectified == evidence.front.rectified:
        return failed("side_submitted_twice")
    if known is None or not known.back:
        return not_applicable("class_has_one_side")
    if known.reads is Reads.NONE:
        return not_applicable("back_has_no_machine_part")
    return judged(_unseen_sides(evidence))


def _unseen_sides(evidence: DocumentEvidence) -> list[str]:
    front = [] if evidence.portrait is not None else ["portrait_not_found"]
    machine_read = evidence.mrz is not None or evidence.barcode is not None
    return front if machine_read else [*front, "back_not_recognised"]


def _sides(evidence: DocumentEvidence) -> list[tuple[str, Side]]:
    both = [("front", evidence.front), ("back", evidence.back)]
    return [(name, side) for name, side in both if side is not None]
