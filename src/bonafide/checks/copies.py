"""Checks for copies of a document (printed, from a copier, from a scanner) and for changes to it."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import NOT_MEASURED, judged_sign
from bonafide.engine.evidence import DocumentEvidence

CHECKS = Registry(Room.DOCUMENT)
FRAUD = Kind.FRAUD


@CHECKS.add(
    "id_paper_detection", FRAUD, "paper_copy_detected", "too_few_pixels", NOT_MEASURED, required=False
)
def paper(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that no dot screen of a printer or copier lies over the front.

    Not applicable where the document is too small in the picture for dots to show; the numbers say how wide
    it would have to be. Inkjet prints have no such screen and pass here.
    """
    return judged_sign(evidence, "paper", ctx.limits.paper_score_max, "paper_copy_detected")


@CHECKS.add("id_flat_scan_detection", FRAUD, "flat_scan_detected", NOT_MEASURED, required=False)
def flat_scan(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the front was photographed by hand and not scanned or cut out of a file."""
    return judged_sign(evidence, "flat_scan", ctx.limits.flat_scan_score_max, "flat_scan_detected")


@CHECKS.add("id_tamper_detection", FRAUD, "picture_edited", "no_jpeg_traces", NOT_MEASURED, required=False)
def tamper(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that no part of the picture was changed after it was taken.

    Sees only changes that were saved finer than the picture before them; about half of all are.
    """
    return judged_sign(evidence, "tamper", ctx.limits.tamper_score_max, "picture_edited")


@CHECKS.add(
    "id_portrait_inconsistency_detection",
    FRAUD,
    "ghost_differs",
    "no_portrait",
    "no_ghost",
    "ghost_too_small",
    NOT_MEASURED,
    required=False,
)
def portrait_inconsistency(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the portrait shows the same face as its small second copy on the document."""
    limit = ctx.limits.portrait_inconsistency_max
    return judged_sign(evidence, "portrait_inconsistency", limit, "ghost_differs")
