"""Checks whether the face is a surface, by dots of a screen or of print, a sheet, a mask, its approach, or light.

None is required, and none declines: a clear sign asks for another try, two faint ones for a person's look.
"""

from __future__ import annotations

from bonafide.checks.base import Kind, Limits
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import sign_check

CHECKS = Registry(Room.SELFIE)
FRAUD = Kind.FRAUD
TOO_FEW = "face_pixels_too_few"


@sign_check(CHECKS, "selfie_moire_detection", FRAUD, "face_moire", "screen_dots_on_face", TOO_FEW)
def moire(limits: Limits) -> float:
    """Check that no even pattern of a screen's dots lies over the face and what is beside it."""
    return limits.face_moire_max


@sign_check(
    CHECKS,
    "selfie_moire_closer_detection",
    FRAUD,
    "face_moire_closer",
    "screen_dots_on_face",
    "no_closer_look",
    TOO_FEW,
)
def moire_closer(limits: Limits) -> float:
    """Check that no such pattern shows in the frames that came in the camera's own resolution."""
    return limits.face_moire_max


@sign_check(CHECKS, "selfie_halftone_detection", FRAUD, "face_halftone", "print_dots_on_face", TOO_FEW)
def halftone(limits: Limits) -> float:
    """Check that the face shows no square lattice of a printer's dots."""
    return limits.face_halftone_max


@sign_check(
    CHECKS, "selfie_sheet_detection", FRAUD, "face_sheet", "face_turns_like_paper", "turn_not_followed"
)
def sheet(limits: Limits) -> float:
    """Check that no flat or bent sheet explains how the face turned."""
    return limits.face_sheet_max


@sign_check(CHECKS, "selfie_mask_detection", FRAUD, "face_holes", "holes_round_eyes", "eyes_not_measured")
def holes(limits: Limits) -> float:
    """Check that eyes and mouth are the face's own and not seen through holes of a mask."""
    return limits.face_holes_max


@sign_check(
    CHECKS,
    "selfie_approach_detection",
    FRAUD,
    "face_approach",
    "face_nears_like_a_picture",
    "approach_not_followed",
)
def approach(limits: Limits) -> float:
    """Check that the face showed a head's perspective when it came closer, and did not grow like a picture."""
    return limits.face_approach_max


@sign_check(
    CHECKS,
    "selfie_glass_detection",
    FRAUD,
    "face_veil",
    "light_on_glass",
    "no_light",
    "veil_not_measured",
)
def glass(limits: Limits) -> float:
    """Check that the page's light fell on what is shown, and does not lie over it as over the glass of a screen."""
    return limits.face_veil_max
