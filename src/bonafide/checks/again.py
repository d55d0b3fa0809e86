"""The live face against the one kept of an earlier verification of the same account."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict
from bonafide.checks.comparison import alike
from bonafide.checks.registry import Registry, Room
from bonafide.engine.evidence import SelfieEvidence

CHECKS = Registry(Room.SELFIE)


@CHECKS.add(
    "selfie_account_comparison",
    Kind.FRAUD,
    "no_selfie",
    "matching_declined_by_person",
    "no_kept_face",
    "comparison_attempt_unsuccessful",
    "kept_face_uncertain",
    "kept_face_differs",
    required=False,
)
def selfie_account(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that the live face is the one that was kept of an earlier verification of this account."""
    missing = "no_selfie" if evidence is None else "no_kept_face"
    least = ctx.limits.kept_match_min, ctx.limits.kept_review_min
    kept = None if evidence is None else ctx.kept_comparison
    return alike(ctx, kept, least, missing, ("kept_face_uncertain", "kept_face_differs"))
