"""Checks of the machine readable part against the print: one person, one number, the same dates on both."""

from __future__ import annotations

from datetime import date

from bonafide.checks.base import Context, Kind, Number, Verdict, failed, not_applicable, passed
from bonafide.checks.registry import Registry, Room
from bonafide.checks.signs import softness
from bonafide.engine.document.barcodes.aamva import contradictions
from bonafide.engine.document.barcodes.cccd import STANDARD as CCCD
from bonafide.engine.document.barcodes.cccd import differs_from_zone
from bonafide.engine.document.mrz.parse import fields_of
from bonafide.engine.document.viz.page import NOT_PRINTED
from bonafide.engine.evidence import Agreement, BarcodeRead, DocumentEvidence, MrzRead

CHECKS = Registry(Room.DOCUMENT)

DIFFERS = {
    "name": "printed_name_differs",
    "document_number": "printed_number_differs",
    "birthdate": "printed_birthdate_differs",
    "expiration_date": "printed_expiry_differs",
    "sex": "printed_sex_differs",
}
"""Compared field to the reason where the print says otherwise."""

UNREAD = {
    "name": "printed_name_unread",
    "document_number": "printed_number_unread",
    "birthdate": "printed_birthdate_unread",
    "expiration_date": "printed_expiry_unread",
    "sex": "printed_sex_unread",
}
"""Compared field to the reason where the picture does not tell what the print says."""

_UNKNOWN = ("nothing_to_compare", "print_not_read", "print_unclear")


@CHECKS.add("id_mrz_inconsistency_detection", Kind.FRAUD, *DIFFERS.values(), *_UNKNOWN, required=False)
def mrz_print(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that what the MRZ says is what is printed: name, number, birth date, expiry, sex.

    ICAO Doc 9303 part 3, section 4: the zone repeats the visual zone. A difference counts where a misreading
    does not explain it. What could not be read is counted and fails nothing.
    """
    valid = evidence.mrz is not None and evidence.mrz.valid
    return _compared(evidence, ctx) if valid else not_applicable("nothing_to_compare")


@CHECKS.add(
    "id_barcode_inconsistency_detection",
    Kind.FRAUD,
    *DIFFERS.values(),
    "barcode_contradicts_itself",
    "qr_differs_from_zone",
    *_UNKNOWN,
    required=False,
)
def barcode_print(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the barcode agrees with itself, with a zone beside it and with the print.

    Compared are name, number, birth date, expiry and sex. AAMVA card design standard, annex D: the barcode is not
    signed, so that agreeing is the least it must do. The QR code of Vietnamese cards stands beside a zone.
    """
    read = evidence.barcode
    if evidence.mrz is not None and read is not None and read.standard == CCCD:
        return _beside_zone(evidence.mrz, read, evidence.today)
    if evidence.mrz is not None or read is None:
        return not_applicable("nothing_to_compare")
    against = contradictions(read)
    if against:
        return failed("barcode_contradicts_itself", contradictions=len(against))
    return _compared(evidence, ctx) if read.valid else not_applicable("nothing_to_compare")


def _beside_zone(zone: MrzRead, read: BarcodeRead, today: date) -> Verdict:
    if not (zone.valid and read.valid):
        return not_applicable("nothing_to_compare")
    wrong = differs_from_zone(read, fields_of(zone, today=today), zone.lines)
    return failed("qr_differs_from_zone", differ=len(wrong)) if wrong else passed(differ=0)


@CHECKS.add(
    "id_print_comparison_detection",
    Kind.USER_ACTION_REQUIRED,
    *UNREAD.values(),
    "print_not_read",
    "nothing_to_compare",
    required=False,
)
def print_legible(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that every field of the MRZ or barcode could be compared with the print: none is left open.

    A change that the picture hides is no agreement. Left out are names in scripts that are not judged, and fields
    that the zone leaves open or the class does not print. A field that differs is told by the two checks above.
    """
    part = evidence.mrz if evidence.mrz is not None else evidence.barcode
    if part is None or not part.valid:
        return not_applicable("nothing_to_compare")
    if evidence.viz is None or not evidence.viz.against:
        return failed("print_not_read", unread=len(UNREAD))
    unread = [key for key, found in evidence.viz.against.items() if _is_open(found, ctx)]
    return failed(*(UNREAD[key] for key in unread), unread=len(unread)) if unread else passed(unread=0)


def _is_open(found: Agreement, ctx: Context) -> bool:
    if found.same is None:
        return found.why == NOT_PRINTED
    return not found.same and found.margin < ctx.limits.print_margin_min


def _compared(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Fail with the fields that differ beyond a misreading. Passed: at least one field is printed alike."""
    against = evidence.viz.against if evidence.viz is not None else {}
    differing = [key for key, found in against.items() if found.same is False]
    sure = [key for key in differing if against[key].margin >= ctx.limits.print_margin_min]
    same = sum(found.same is True for found in against.values())
    numbers: dict[str, Number] = {
        "same": same,
        "differ": len(sure),
        "unclear": len(differing) - len(sure),
        "not_read": sum(found.same is None for found in against.values()),
        "margin": max((against[key].margin for key in differing), default=0.0),
    }
    if not sure:
        numbers |= softness(numbers["margin"], ctx.limits.soft_from.get("print"), ctx.limits.print_margin_min)
    if sure:
        return failed(*(DIFFERS[key] for key in sure), **numbers)
    if differing:
        return not_applicable("print_unclear", **numbers)
    return passed(**numbers) if same else not_applicable("print_not_read", **numbers)
