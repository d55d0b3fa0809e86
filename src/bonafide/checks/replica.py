"""Checks for documents that are not there: shown on a screen, drawn by an app, or taken from a screen's memory."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import NOT_MEASURED, judged_sign
from bonafide.engine.evidence import DocumentEvidence

CHECKS = Registry(Room.DOCUMENT)
FRAUD = Kind.FRAUD


@CHECKS.add(
    "id_electronic_replica_detection",
    FRAUD,
    "replica_detected",
    "too_few_pixels",
    NOT_MEASURED,
    required=False,
)
def electronic_replica(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the front is not shown on a screen: no moire across its border, no device's edge around it.

    Several faint cues add up to a failure. A fine screen that fills the frame leaves no cue and passes.
    """
    limit = ctx.limits.replica_score_max
    return judged_sign(evidence, "electronic_replica", limit, "replica_detected")


@CHECKS.add(
    "id_mobile_detection",
    FRAUD,
    "digital_id_detected",
    "border_and_words_missing",
    NOT_MEASURED,
    required=False,
)
def mobile(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the front is no card in an app: no words of a wallet or status bar, no long lit panel."""
    return judged_sign(evidence, "mobile", ctx.limits.mobile_score_max, "digital_id_detected")


@CHECKS.add(
    "id_screenshot_detection",
    FRAUD,
    "screenshot_detected",
    "picture_too_dark",
    NOT_MEASURED,
    required=False,
)
def screenshot(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the front's pixels came through a lens and a sensor, and not from a screen's memory."""
    return judged_sign(evidence, "screenshot", ctx.limits.screenshot_score_max, "screenshot_detected")
