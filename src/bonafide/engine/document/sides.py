"""What each side says by itself: flattened, its machine readable part, upright, its print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bonafide.engine.document.barcodes.cccd import STANDARD as CCCD
from bonafide.engine.document.barcodes.read import read_barcodes
from bonafide.engine.document.clock import Clock
from bonafide.engine.document.customs import accepted
from bonafide.engine.document.flatten import (
    Flat,
    carry_box,
    flatten,
    turned,
    turned_box,
    turns_by_face,
    turns_by_zone,
    whole,
)
from bonafide.engine.document.merge import best_barcode, better_zone
from bonafide.engine.document.mrz.parse import CONTENT
from bonafide.engine.document.mrz.read import read_mrz
from bonafide.engine.document.viz.words import read_words, turns_by_print
from bonafide.engine.evidence import BarcodeRead, MrzRead, Word
from bonafide.engine.image import decode
from bonafide.engine.parallel import mapped

_CODE_AND_ZONE = frozenset({"VNM"})
"""States whose identity cards carry a readable code and a zone, on one side or on two."""
_BOOKLET = frozenset({"TD3", "MRV-A", "MRV-B"})


@dataclass(frozen=True, slots=True)
class Found:
    """What one side gave; boxes lie in `flat.image`."""

    flat: Flat
    mrz: MrzRead | None = None
    barcode: BarcodeRead | None = None
    words: tuple[Word, ...] = ()


def read_sides(photos: list[bytes], today: date, clock: Clock) -> list[Found]:
    """Read pictures of one document, front first.

    Raises:
        ImageError: a picture cannot be used; codes as in `bonafide.engine.image.decode`.

    """
    flats = mapped(lambda data: _flat(data, clock), photos)
    read = _machine_readable(flats, today, clock)
    return mapped(lambda one: _worded(_upright(one, clock), clock, front=one is read[0]), read)


def _flat(data: bytes, clock: Clock) -> Flat:
    with clock("decode"):
        photo = decode(data)
    with clock("locate"):
        return flatten(photo)


def _machine_readable(sides: list[Flat], today: date, clock: Clock) -> list[Found]:
    """Read the last side first: a card bears its machine readable part mostly on its back, and only one."""
    found: list[Found] = []
    for side in reversed(sides):
        known = any(_is_read(one) for one in found)
        is_back = len(sides) > 1 and not found
        found.insert(
            0, _beside(side, found, clock) if known else _read_side(side, today, clock, is_back=is_back)
        )
    return found


def _is_read(found: Found) -> bool:
    """Whether a machine readable part of this side holds."""
    has_zone = found.mrz is not None and found.mrz.valid
    return has_zone or _stands_alone(found.barcode)


def _stands_alone(barcode: BarcodeRead | None) -> bool:
    """Whether a barcode is the machine readable part of its card, and not one beside a zone."""
    return barcode is not None and barcode.valid and barcode.standard != CCCD


def _beside(side: Flat, found: list[Found], clock: Clock) -> Found:
    """Take a side of a card whose zone was read: only where the issuer prints a code too is one looked for."""
    zones = [one.mrz.lines[0] for one in found if one.mrz is not None and one.mrz.valid]
    if not any(line[2:5] in _CODE_AND_ZONE for line in zones):
        return Found(side)
    with clock("barcode"):
        return Found(side, barcode=_barcode(side))


def _read_side(side: Flat, today: date, clock: Clock, *, is_back: bool) -> Found:
    """Look for a barcode first where one is likely, on a back; it costs little where there is none."""
    mrz: MrzRead | None = None
    with clock("barcode"):
        barcode = _barcode(side) if is_back else None
    if not _stands_alone(barcode):
        with clock("mrz"):
            side, mrz = _zone(side, today)
    if not is_back and not _is_booklet(mrz):
        with clock("barcode"):
            barcode = _barcode(side)
    return Found(side, mrz, barcode)


def _is_booklet(mrz: MrzRead | None) -> bool:
    """Whether a valid zone says that this is a page of a passport, which carries no PDF417."""
    return mrz is not None and mrz.valid and mrz.format in _BOOKLET


def _zone(side: Flat, today: date) -> tuple[Flat, MrzRead | None]:
    """Read the zone on the flat picture; where that fails, the border may be wrong: read the photograph."""
    read = accepted(read_mrz(side.image, today=today), today)
    if side.quad is None or (read is not None and (read.valid or not _may_be_misread(read))):
        return side, read
    photograph = whole(side)
    other = accepted(read_mrz(photograph.image, today=today), today)
    if other is None or not better_zone(other, read):
        return side, read
    box = other.box and carry_box(other.box, photograph, side)
    return (side, replace(other, box=box)) if box else (photograph, other)


def _may_be_misread(read: MrzRead) -> bool:
    """Whether another look may help: not where all is clear and only codes or dates are impossible."""
    return not set(read.failed) <= CONTENT


def _barcode(side: Flat) -> BarcodeRead | None:
    return best_barcode(read_barcodes(side.photo) or ([] if side.quad is None else read_barcodes(side.image)))


def _upright(found: Found, clock: Clock) -> Found:
    """Turn the flat side upright: by its zone where there is one, else by the face."""
    flat, mrz = found.flat, found.mrz
    if mrz is not None and mrz.box is not None:
        turns = turns_by_zone(mrz.box, flat.image)
        mrz = replace(mrz, box=turned_box(mrz.box, flat.image, turns))
    else:
        with clock("portrait"):
            turns = turns_by_face(flat.image)
    return replace(found, flat=turned(flat, turns), mrz=mrz)


def _worded(found: Found, clock: Clock, *, front: bool) -> Found:
    """Read the print; not that of a back whose machine readable part already says all it bears."""
    if _is_read(found) and not front:
        return found
    with clock("print"):
        if not front and found.mrz is None:
            found = replace(found, flat=turned(found.flat, turns_by_print(found.flat.image)))
        words = read_words(found.flat.image, zone=found.mrz.box if found.mrz is not None else None)
    return replace(found, words=words)
