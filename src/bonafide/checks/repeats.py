"""The same document or face on another account: something for a person to look at, never a verdict."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict, failed, not_applicable, passed
from bonafide.checks.registry import Registry, Room
from bonafide.engine.evidence import DocumentEvidence, SelfieEvidence

DOCUMENT = Registry(Room.DOCUMENT)
SELFIE = Registry(Room.SELFIE)


@DOCUMENT.add(
    "id_repeat_detection", Kind.FRAUD, "repeats_not_searched", "document_on_other_account", required=False
)
def id_repeat(evidence: DocumentEvidence, ctx: Context) -> Verdict:  # noqa: ARG001 - one signature
    """Check that no other account showed this document."""
    return _repeated(ctx.document_elsewhere, "document_on_other_account")


@SELFIE.add(
    "selfie_repeat_detection",
    Kind.FRAUD,
    "no_selfie",
    "repeats_not_searched",
    "face_on_other_account",
    required=False,
)
def selfie_repeat(evidence: SelfieEvidence | None, ctx: Context) -> Verdict:
    """Check that no other account shows this face."""
    if evidence is None:
        return not_applicable("no_selfie")
    return _repeated(ctx.face_elsewhere, "face_on_other_account")


def _repeated(elsewhere: int | None, reason: str) -> Verdict:
    """`elsewhere` counts other accounts, None where nothing was searched."""
    if elsewhere is None:
        return not_applicable("repeats_not_searched")
    return failed(reason, accounts=elsewhere) if elsewhere else passed(accounts=0)
