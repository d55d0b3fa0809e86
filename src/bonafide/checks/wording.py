"""Checks of what print and sheet give away: specimen, temporary paper, card of no state, PO box, damage."""

from __future__ import annotations

from bonafide.checks.base import (
    SPECIMEN_STATE,
    Context,
    Kind,
    Limits,
    Verdict,
    failed,
    iso_country,
    not_applicable,
    passed,
)
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import NOT_MEASURED, judged_sign, sign_check
from bonafide.engine.document.barcodes.aadhaar import VALID as SIGNED
from bonafide.engine.document.genuine.damage import NO_BORDER
from bonafide.engine.document.genuine.handwriting import TOO_SMALL
from bonafide.engine.document.genuine.wording import NOT_READ, is_po_box
from bonafide.engine.evidence import DocumentEvidence

CHECKS = Registry(Room.DOCUMENT)
USER = Kind.USER_ACTION_REQUIRED
_ADDRESS = "address"


@CHECKS.add(
    "id_specimen_detection",
    USER,
    "specimen_document",
    "specimens_accepted_here",
    NOT_READ,
    NOT_MEASURED,
    required=False,
)
def specimen(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that neither print nor zone says that this is a specimen.

    The sandbox takes specimens, so that it can be tried without anybody's document.
    """
    if ctx.sandbox:
        return not_applicable("specimens_accepted_here")
    if iso_country(evidence.country) == SPECIMEN_STATE:
        return failed("specimen_document")
    return judged_sign(evidence, "specimen", ctx.limits.wording_score_max, "specimen_document")


@sign_check(CHECKS, "id_temporary_paper_detection", USER, "temporary_paper", "temporary_document", NOT_READ)
def temporary_paper(limits: Limits) -> float:
    """Check that this is the document itself and no paper that stands in for it."""
    return limits.wording_score_max


@CHECKS.add(
    "id_nongovernment_detection", USER, "not_government_issued", NOT_READ, NOT_MEASURED, required=False
)
def nongovernment(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that this is no card of a school, an employer, a library, a club or a bank.

    A valid machine readable zone or a barcode of a licence is given by states only, and settles it; of a QR
    code only one that the authority signed.
    """
    code = evidence.barcode
    by_code = code is not None and code.valid and code.signature in {"", SIGNED}
    if by_code or (evidence.mrz is not None and evidence.mrz.valid):
        return passed(machine_part=1)
    return judged_sign(evidence, "nongovernment", ctx.limits.wording_score_max, "not_government_issued")


@CHECKS.add(
    "id_po_box_detection", USER, "po_box_address", "missing_address", NOT_READ, NOT_MEASURED, required=False
)
def po_box(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the address on the document is a place where somebody can live.

    Where the address was read as a field, that decides; else print that says so can fail it, and
    print that does not say so proves nothing.
    """
    lines = [datum.value for key, datum in evidence.fields.items() if key.startswith(_ADDRESS)]
    if any(line.strip() for line in lines):
        boxed = any(is_po_box(line) for line in lines)
        return failed("po_box_address") if boxed else passed(lines=len(lines))
    found = judged_sign(evidence, "po_box", ctx.limits.wording_score_max, "po_box_address")
    return found if found.reasons else not_applicable("missing_address", **found.metadata)


@sign_check(CHECKS, "id_handwriting_detection", USER, "handwriting", "handwritten_entry", NOT_READ, TOO_SMALL)
def handwriting(limits: Limits) -> float:
    """Check that the entries of the front are printed and not written by hand; the signature is no entry."""
    return limits.handwriting_score_max


@sign_check(CHECKS, "id_damaged_detection", USER, "damaged", "document_damaged", NO_BORDER)
def damage(limits: Limits) -> float:
    """Check that no corner of the front is gone and no crack runs across it."""
    return limits.damage_max
