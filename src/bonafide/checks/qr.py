"""The check of a QR code that an authority signed."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Verdict, failed, not_applicable, passed
from bonafide.checks.registry import Registry, Room
from bonafide.engine.document.barcodes.aadhaar import INVALID, NO_CERTIFICATE, STANDARD, UNSIGNED
from bonafide.engine.evidence import DocumentEvidence

CHECKS = Registry(Room.DOCUMENT)
_END = 4
"""Digits of the number that may be shown."""
_SURE = 0.9
"""Least confidence of printed digits that may contradict a code."""


@CHECKS.add(
    "id_qr_authentication_detection",
    Kind.FRAUD,
    "qr_not_read",
    "qr_unsigned",
    "qr_certificate_missing",
    "qr_not_genuine",
    "qr_number_differs",
    required=False,
)
def qr_authentication(evidence: DocumentEvidence, ctx: Context) -> Verdict:  # noqa: ARG001 - one signature
    """Check that the authority signed the QR code, and that it ends with the digits that are printed.

    Aadhaar (UIDAI secure QR code). Name, birth date and sex beside the print: id_barcode_inconsistency_detection.
    Without the authority's certificate it is not applicable, for the older unsigned form too. A genuine code that
    was copied passes: it says what was signed, not whose card it is on.
    """
    read = evidence.barcode
    if read is None or read.standard != STANDARD or not read.valid:
        return not_applicable("qr_not_read")
    numbers = _numbers(evidence)
    wrong = ["qr_not_genuine"] if read.signature == INVALID else []
    wrong += ["qr_number_differs"] if numbers.get("digits_agree") == 0 else []
    if wrong:
        return failed(*wrong, **numbers)
    open_ = {UNSIGNED: "qr_unsigned", NO_CERTIFICATE: "qr_certificate_missing"}.get(read.signature)
    return not_applicable(open_, **numbers) if open_ else passed(**numbers)


def _numbers(evidence: DocumentEvidence) -> dict[str, int]:
    """Whether the last digits in code and print agree, 1 or 0; absent where one of them was not surely read."""
    coded = evidence.barcode.fields.get("personal_number", "") if evidence.barcode is not None else ""
    printed = evidence.viz.fields.get("document_number") if evidence.viz is not None else None
    sure = printed.value if printed is not None and printed.confidence >= _SURE else ""
    ends = [text[-_END:] for text in (coded, sure)]
    if not all(len(end) == _END and end.isdigit() for end in ends):
        return {}
    return {"digits_agree": int(ends[0] == ends[1])}
