"""Checks of what was read: MRZ, barcode, the needed fields, the form of the number."""

from __future__ import annotations

from bonafide.checks.base import (
    Context,
    Kind,
    Reads,
    Verdict,
    accepted_as,
    failed,
    judged,
    not_applicable,
    passed,
)
from bonafide.checks.number_formats import judge_numbers
from bonafide.checks.registry import Registry, Room
from bonafide.engine.document.barcodes.cccd import STANDARD as CCCD
from bonafide.engine.evidence import DocumentEvidence

CHECKS = Registry(Room.DOCUMENT)
FRAUD, USER = Kind.FRAUD, Kind.USER_ACTION_REQUIRED


@CHECKS.add(
    "id_mrz_detection",
    USER,
    "class_has_no_mrz",
    "mrz_not_found",
    "mrz_invalid",
    "mrz_unclear",
    required=False,
)
def mrz(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the MRZ is there, every check digit holds, and no other reading comes near.

    ICAO Doc 9303 part 3 section 4.9. A class that bears no MRZ is not applicable.
    """
    read = evidence.mrz
    if read is None:
        return (
            not_applicable("class_has_no_mrz")
            if _lacks(Reads.MRZ, evidence, ctx)
            else failed("mrz_not_found")
        )
    numbers = {"margin": read.margin, "substitutions": len(read.substitutions), "failed": len(read.failed)}
    if not read.valid and set(read.failed) != {"unclear"}:
        return failed("mrz_invalid", **numbers)
    is_clear = read.valid and read.margin >= ctx.limits.mrz_margin_min
    return passed(**numbers) if is_clear else failed("mrz_unclear", **numbers)


@CHECKS.add(
    "id_barcode_detection",
    USER,
    "class_has_no_barcode",
    "barcode_not_decoded",
    "barcode_invalid",
    required=False,
)
def barcode(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the barcode is decoded and obeys its standard.

    For licences of North America that is the AAMVA DL/ID card design standard. A plain code beside a zone, as on
    Vietnamese cards, is no machine readable part: anybody can print one.
    """
    read = evidence.barcode
    if read is None or read.standard == CCCD:
        absent = _lacks(Reads.BARCODE, evidence, ctx)
        return not_applicable("class_has_no_barcode") if absent else failed("barcode_not_decoded")
    return passed() if read.valid else failed("barcode_invalid", failed=len(read.failed))


@CHECKS.add(
    "id_extracted_properties_detection",
    USER,
    "no_required_properties",
)
def extracted_properties(evidence: DocumentEvidence, ctx: Context) -> Verdict:  # noqa: ARG001 - one signature
    """Check that a name, the document number and the birth date could be read.

    One name alone is a full name: not everyone has two. A name in the holder's own script is a name.
    """
    filled = {key for key, datum in evidence.fields.items() if datum.value.strip()}
    missing = {"document_number", "birthdate"} - filled
    lacks_name = not filled & {"name_first", "name_last", "name_full", "name_full_native"}
    reasons = ["no_required_properties"] if missing or lacks_name else []
    return judged(reasons, missing=len(missing) + lacks_name)


@CHECKS.add(
    "id_number_format_inconsistency_detection",
    FRAUD,
    "missing_properties",
    "invalid_country",
    "number_format_mismatch",
    required=False,
)
def number_format(evidence: DocumentEvidence, ctx: Context) -> Verdict:  # noqa: ARG001 - one signature
    """Check that passport and national numbers have the form, check digits and birth date they must have.

    Not applicable where no such form is listed.
    """
    return judge_numbers(evidence)


def _lacks(part: Reads, evidence: DocumentEvidence, ctx: Context) -> bool:
    """Whether documents of this country and class are known to bear no such part."""
    known = accepted_as(evidence, ctx)
    return known is not None and known.reads is not part
