"""The printed portrait against the live face, judged once and reported from the document's side."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict, failed, not_applicable, passed
from bonafide.checks.registry import Registry, Room
from bonafide.engine.evidence import DocumentEvidence

CHECKS = Registry(Room.DOCUMENT)
REASONS = (
    "matching_declined_by_person",
    "no_selfie",
    "comparison_attempt_unsuccessful",
    "face_match_uncertain",
    "face_mismatch",
)


@CHECKS.add("id_selfie_comparison", Kind.FRAUD, "portrait_not_found", *REASONS)
def id_selfie(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the portrait on the document and the live face are one person."""
    if evidence.portrait is None:
        return not_applicable("portrait_not_found")
    return compare(ctx, missing="no_selfie")


def compare(ctx: Context, *, missing: str) -> Verdict:
    """Judge ctx.comparison by cosine similarity; `missing` is the reason where no comparison was made.

    At or above match_min: passed. From review_min on: failed, uncertain. Below: failed, mismatch.
    """
    if ctx.human_route:
        return not_applicable("matching_declined_by_person")
    if ctx.comparison is None:
        return not_applicable(missing)
    similarity = ctx.comparison.similarity
    # not a number compares as false everywhere, so it is refused by the range and not by a threshold
    if similarity is None or not -1.001 <= similarity <= 1.001:
        return not_applicable("comparison_attempt_unsuccessful")
    if similarity >= ctx.limits.match_min:
        return passed(similarity=similarity)
    near = similarity >= ctx.limits.review_min
    return failed("face_match_uncertain" if near else "face_mismatch", similarity=similarity)
