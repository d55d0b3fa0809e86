"""Check of the burst of previews before the picture, in which a document moves before a live camera."""

from __future__ import annotations

from bonafide.checks.base import Kind, Limits
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import sign_check

CHECKS = Registry(Room.DOCUMENT)


@sign_check(
    CHECKS,
    "id_physical_presence_detection",
    Kind.FRAUD,
    "physical_presence",
    "physical_presence_missing",
    "burst_missing",
    "burst_too_short",
    "document_border_not_seen",
    "document_held_still",
    "moves_with_background",
    "background_plain",
)
def physical_presence(limits: Limits) -> float:
    """Check that the document moves before its surroundings in a live burst of frames.

    Failed where frames repeat or show another document than the picture. Lying still, or moving together
    with a flat background, proves nothing either way and is not applicable: a card may lie on a table.
    """
    return limits.presence_score_max
