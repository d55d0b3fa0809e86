"""One document from several readings: which zone, which barcode, whose field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bonafide.engine.document.customs import as_meant
from bonafide.engine.document.mrz.parse import fields_of
from bonafide.engine.evidence import BarcodeRead, Field, MrzRead, Source, VizRead

_PRINT_SURE = 0.7
_NAMES = ("name_last", "name_first", "name_full")
_BARCODE_SURE, _BARCODE_DOUBTFUL = 0.99, 0.6


def better_zone(one: MrzRead, other: MrzRead | None) -> bool:
    """Whether `one` is to be believed before `other`: valid, then with fewer faults, then read more clearly."""
    return other is None or (one.valid, -len(one.failed), one.margin) > (
        other.valid,
        -len(other.failed),
        other.margin,
    )


def best_zone(reads: Iterable[MrzRead | None]) -> MrzRead | None:
    """Take the best of the zones of all sides; of equals the first."""
    best: MrzRead | None = None
    for read in reads:
        if read is not None and better_zone(read, best):
            best = read
    return best


def best_barcode(reads: Iterable[BarcodeRead | None]) -> BarcodeRead | None:
    """Take the barcode that says most: of a known standard and whole, else of a known standard, else any."""
    return max(
        (read for read in reads if read is not None),
        key=lambda read: (read.valid, read.standard is not None, len(read.text)),
        default=None,
    )


def is_valid(mrz: MrzRead | None, barcode: BarcodeRead | None) -> bool:
    """Whether the part that goes first, the zone before the barcode, passes its own tests."""
    return mrz.valid if mrz is not None else barcode is not None and barcode.valid


def merge(mrz: MrzRead | None, barcode: BarcodeRead | None, *, today: date) -> Mapping[str, Field]:
    """Put the fields together; where both sources have one, the zone with its check digits goes first."""
    fields: dict[str, Field] = {}
    if barcode is not None:
        sure = _BARCODE_SURE if barcode.valid else _BARCODE_DOUBTFUL
        fields |= {
            key: Field(value, Source.BARCODE, sure, value) for key, value in barcode.fields.items() if value
        }
    if mrz is not None:
        fields |= as_meant(fields_of(mrz, today=today), mrz)
    return fields


def with_print(machine: Mapping[str, Field], viz: VizRead | None) -> Mapping[str, Field]:
    """Let the print fill what no machine readable part gave: only what is read surely where there is one.

    A national number in print beside a machine readable part is left out: misread, it would look forged.
    """
    if viz is None:
        return machine
    least = _PRINT_SURE if machine else 0.0
    named = any(key in machine for key in _NAMES)
    unwanted = {"personal_number", *(_NAMES if named else ())} if machine else set()
    extra = {
        key: field for key, field in viz.fields.items() if key not in unwanted and field.confidence >= least
    }
    return extra | dict(machine)
