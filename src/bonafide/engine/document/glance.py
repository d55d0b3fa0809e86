"""One quick look at the full picture of a front, for a zone or barcode that names what is shown, and the side.

Runs once or twice for each document while the person still holds it, so it reads in the likeliest direction only
and gives up early. What it cannot read it leaves open; `read_document` reads the same picture thoroughly later.
"""

from __future__ import annotations

from datetime import date

from bonafide.engine.document.barcodes.read import read_barcodes
from bonafide.engine.document.classify import classify
from bonafide.engine.document.customs import accepted
from bonafide.engine.document.merge import best_barcode
from bonafide.engine.document.mrz.finder import long_lines, working_copy
from bonafide.engine.document.mrz.read import first_look, first_reading
from bonafide.engine.document.mrz.zone import groups
from bonafide.engine.evidence import BarcodeRead, Glance, MrzRead
from bonafide.engine.image import Pixels, decode, shrink

_SIDE = 1280
"""Long side of the copy that is read: a character of a passport's zone is then 20 pixels wide."""
_MOST_ZONES = 3
_BACK_ZONE = "TD1"
"""The zone of three lines is printed on the back of its card (ICAO 9303-5); those of two may be on the front."""
_BACK_CODE = "AAMVA"


def glance_document(jpeg: bytes, *, today: date) -> Glance:
    """Say of one full picture which class its zone or barcode names, and whether that stands on a back.

    Only a zone whose check digits and contents all hold counts, or a barcode of a known standard.

    Raises:
        ImageError: the bytes are no acceptable picture; codes as in `bonafide.engine.image.decode`.

    """
    image = shrink(decode(jpeg), _SIDE)
    mrz, trace = _zone(image, today)
    barcode = None if mrz is not None else _barcode(image)
    kind = classify(mrz, barcode)
    back = kind.format == (_BACK_ZONE if mrz is not None else _BACK_CODE)
    return Glance(kind.document_class, back=back, trace=trace)


def _zone(image: Pixels, today: date) -> tuple[MrzRead | None, bool]:
    """A zone that holds, else None; and whether some line has the length and fillers that only a zone's has."""
    trace = False
    for zone in groups(next(long_lines(working_copy(image), directions=1), []))[:_MOST_ZONES]:
        look = first_look(image, zone)
        trace |= look.is_trace
        read = accepted(first_reading(look, today), today)
        if read is not None and read.valid:
            return read, True
    return None, trace


def _barcode(image: Pixels) -> BarcodeRead | None:
    """A barcode of a known standard: its error correction lets nothing through that was misread."""
    found = best_barcode(read_barcodes(image))
    return found if found is not None and found.standard is not None else None
