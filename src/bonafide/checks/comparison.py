"""The printed portrait against the live face, judged once and reported from the document's side."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict, failed, not_applicable, passed
from bonafide.checks.registry import Registry, Room
from bonafide.engine.evidence import DocumentEvidence, FaceComparison

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
    """Judge the printed portrait against the live face; `missing` is the reason where they were not compared."""
    least = ctx.limits.match_min, ctx.limits.review_min
    return alike(ctx, ctx.comparison, least, missing, ("face_match_uncertain", "face_mismatch"))


def alike(
    ctx: Context,
    comparison: FaceComparison | None,
    least: tuple[float, float],
    missing: str,
    otherwise: tuple[str, str],
) -> Verdict:
    """Judge two faces by their cosine similarity.

    Args:
        ctx: who took the way of a person is compared by nobody else.
        comparison: None where none was made.
        least: cosines from which on it passes, and from which on a person looks.
        missing: reason where none was made.
        otherwise: reasons of a failure: a person looks; too unlike.

    """
    if ctx.human_route:
        return not_applicable("matching_declined_by_person")
    if comparison is None:
        return not_applicable(missing)
    similarity = comparison.similarity
    # not a number compares as false everywhere, so it is refused by the range and not by a threshold
    if similarity is None or not -1.001 <= similarity <= 1.001:
        return not_applicable("comparison_attempt_unsuccessful")
    if similarity >= least[0]:
        return passed(similarity=similarity)
    return failed(otherwise[similarity < least[1]], similarity=similarity)
