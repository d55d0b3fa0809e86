"""Check of the burst of previews before the picture, in which a document moves before a live camera."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import NOT_MEASURED, judged_sign
from bonafide.engine.evidence import DocumentEvidence

CHECKS = Registry(Room.DOCUMENT)


@CHECKS.add(
    "id_physical_presence_detection",
    Kind.FRAUD,
    "physical_presence_missing",
    "burst_missing",
    "burst_too_short",
    "document_border_not_seen",
    "document_held_still",
    "moves_with_background",
    "background_plain",
    NOT_MEASURED,
    required=False,
)
def physical_presence(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the document moves before its surroundings in a live burst of frames.

    Failed where frames repeat or show another document than the picture. Lying still, or moving together
    with a flat background, proves nothing either way and is not applicable: a card may lie on a table.
    """
    return judged_sign(
        evidence, "physical_presence", ctx.limits.presence_score_max, "physical_presence_missing"
    )
