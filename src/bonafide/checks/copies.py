"""Checks for copies of a document (printed, from a copier, from a scanner) and for changes to it."""

from __future__ import annotations

from bonafide.checks.base import Kind, Limits
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import sign_check

CHECKS = Registry(Room.DOCUMENT)
FRAUD = Kind.FRAUD


@sign_check(CHECKS, "id_paper_detection", FRAUD, "paper", "paper_copy_detected", "too_few_pixels")
def paper(limits: Limits) -> float:
    """Check that the front is no print or photocopy: no dot screen, square corners or print too soft.

    Not applicable where the document is too small in the picture for dots to show and nothing else speaks for
    paper; the numbers say how wide it would have to be. A sharp inkjet print that was cut round passes here.
    """
    return limits.paper_score_max


@sign_check(CHECKS, "id_flat_scan_detection", FRAUD, "flat_scan", "flat_scan_detected")
def flat_scan(limits: Limits) -> float:
    """Check that the front was photographed by hand and not scanned or cut out of a file."""
    return limits.flat_scan_score_max


@sign_check(CHECKS, "id_tamper_detection", FRAUD, "tamper", "picture_edited", "no_jpeg_traces")
def tamper(limits: Limits) -> float:
    """Check that the front was changed neither in its picture nor with glue.

    Sees regions put in and saved finer than the picture before, lines typed where others were wiped out, a portrait
    that lacks the camera's noise, and one that throws a shadow on the paper around it.
    """
    return limits.tamper_score_max


@sign_check(
    CHECKS,
    "id_portrait_inconsistency_detection",
    FRAUD,
    "portrait_inconsistency",
    "ghost_differs",
    "no_portrait",
    "no_ghost",
    "ghost_too_small",
)
def portrait_inconsistency(limits: Limits) -> float:
    """Check that the portrait shows the same face as its small second copy on the document."""
    return limits.portrait_inconsistency_max
