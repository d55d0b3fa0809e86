"""Checks for documents that are not there: shown on a screen, drawn by an app, or taken from a screen's memory."""

from __future__ import annotations

from bonafide.checks.base import Kind, Limits
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import sign_check

CHECKS = Registry(Room.DOCUMENT)
FRAUD = Kind.FRAUD


@sign_check(
    CHECKS,
    "id_electronic_replica_detection",
    FRAUD,
    "electronic_replica",
    "replica_detected",
    "too_few_pixels",
)
def electronic_replica(limits: Limits) -> float:
    """Check that the front is not shown on a screen: no moire across its border, no device's edge around it.

    Several faint cues add up to a failure. A fine screen that fills the frame leaves no cue and passes.
    """
    return limits.replica_score_max


@sign_check(CHECKS, "id_mobile_detection", FRAUD, "mobile", "digital_id_detected", "border_and_words_missing")
def mobile(limits: Limits) -> float:
    """Check that the front is no card in an app: no words of a wallet or status bar, no long lit panel."""
    return limits.mobile_score_max


@sign_check(CHECKS, "id_screenshot_detection", FRAUD, "screenshot", "screenshot_detected", "picture_too_dark")
def screenshot(limits: Limits) -> float:
    """Check that the front's pixels came through a lens and a sensor, and not from a screen's memory."""
    return limits.screenshot_score_max
