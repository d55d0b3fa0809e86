"""The live face against the one kept of an earlier verification of the same account."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict, failed, not_applicable, passed
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
    if ctx.human_route:
        return not_applicable("matching_declined_by_person")
    if evidence is None:
        return not_applicable("no_selfie")
    if ctx.kept_comparison is None:
        return not_applicable("no_kept_face")
    similarity = ctx.kept_comparison.similarity
    # not a number compares as false everywhere, so it is refused by the range and not by a threshold
    if similarity is None or not -1.001 <= similarity <= 1.001:
        return not_applicable("comparison_attempt_unsuccessful")
    if similarity >= ctx.limits.kept_match_min:
        return passed(similarity=similarity)
    near = similarity >= ctx.limits.kept_review_min
    return failed("kept_face_uncertain" if near else "kept_face_differs", similarity=similarity)
