"""The front door of the document room: one or two pictures in, everything that could be read out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from bonafide.engine import models
from bonafide.engine.document.barcodes.read import read_barcodes
from bonafide.engine.document.classify import Kind, classify
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
from bonafide.engine.document.genuine import Exhibit, examine
from bonafide.engine.document.hint import PREVIEW
from bonafide.engine.document.locate import fills_frame
from bonafide.engine.document.mrz.parse import CONTENT, fields_of
from bonafide.engine.document.mrz.read import read_mrz
from bonafide.engine.document.numbers.redact import redact
from bonafide.engine.document.portrait import cut_portrait
from bonafide.engine.document.viz.read import Leaf, read_viz
from bonafide.engine.document.viz.values import NEVER
from bonafide.engine.document.viz.words import read_words, turns_by_print
from bonafide.engine.evidence import (
    BarcodeRead,
    DocumentEvidence,
    Field,
    MrzRead,
    Portrait,
    Side,
    Source,
    VizRead,
    Word,
)
from bonafide.engine.image import Pixels, decode, encode_jpeg
from bonafide.engine.quality import measure

_OCR_SOURCE = "https://github.com/RapidAI/RapidOCR"
OCR_DETECTOR = models.ModelFile(
    "ppocr-v6-det-small",
    "rapidocr",
    "models/PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "Apache-2.0",
    _OCR_SOURCE,
)
OCR_READER = models.ModelFile(
    "ppocr-v6-rec-small",
    "rapidocr",
    "models/PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    "Apache-2.0",
    _OCR_SOURCE,
)
USED = (OCR_DETECTOR, OCR_READER, models.FACE_NEAR, models.FACE_FAR)

_BOOKLET = frozenset({"TD3", "MRV-A", "MRV-B"})
_PRINT_SURE = 0.7
_NAMES = ("name_last", "name_first", "name_full")
_BARCODE_SURE, _BARCODE_DOUBTFUL = 0.99, 0.6
_WEIGHTS = {
    "zone": 0.5,
    "valid zone": 0.85,
    "barcode": 0.5,
    "valid barcode": 0.85,
    "portrait": 0.35,
    "words of a class": 0.5,
    "border": 0.25,
}


@dataclass
class _Clock:
    """Time per stage, summed over sides, in milliseconds of `now` (which counts seconds)."""

    now: Callable[[], float]
    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = self.now()
        try:
            yield
        finally:
            self.spent[stage] = self.spent.get(stage, 0.0) + (self.now() - start) * 1000


@dataclass(frozen=True, slots=True)
class _Found:
    """What one side gave."""

    flat: Flat
    mrz: MrzRead | None
    barcode: BarcodeRead | None
    words: tuple[Word, ...] = ()


def read_document(
    front: bytes,
    back: bytes | None = None,
    *,
    today: date,
    burst: Sequence[bytes] = (),
    timer: Callable[[], float] = time.perf_counter,
) -> DocumentEvidence:
    """Read one document from a picture of its front and, for cards, of its back (JPEG, PNG or WebP).

    `burst` are previews of the front from before its picture, in order (JPEG, about 640 pixels wide).
    `today` decides the century of two-digit years and nothing else. The same bytes give the same evidence,
    but for `timings_ms`: milliseconds per stage by `timer`, wall time unless a benchmark wants CPU time.

    Raises:
        ImageError: a picture cannot be used; codes as in `bonafide.engine.image.decode`.
        ModelError: a model file is missing or is not the one that was measured.

    """
    clock = _Clock(timer)
    for model in USED:
        models.verified(model)
    sides = [_flat(data, clock) for data in (front, back) if data is not None]
    found = [_upright(one, clock) for one in _read_sides(sides, today, clock)]
    found = [_worded(one, clock, front=at == 0) for at, one in enumerate(found)]
    with clock("decode"):
        previews = [decode(data, limits=PREVIEW) for data in burst]
    return _evidence(found, previews, today, clock)


def _flat(data: bytes, clock: _Clock) -> Flat:
    with clock("decode"):
        photo = decode(data)
    with clock("locate"):
        return flatten(photo)


def _read_sides(sides: list[Flat], today: date, clock: _Clock) -> list[_Found]:
    """Read the last side first: a card bears its machine readable part mostly on its back, and only one."""
    found: list[_Found] = []
    for side in reversed(sides):
        known = any(_is_read(one) for one in found)
        is_back = len(sides) > 1 and not found
        found.insert(
            0, _Found(side, None, None) if known else _read_side(side, today, clock, is_back=is_back)
        )
    return found


def _is_read(found: _Found) -> bool:
    """Whether a machine readable part of this side holds."""
    has_zone = found.mrz is not None and found.mrz.valid
    return has_zone or (found.barcode is not None and found.barcode.valid)


def _read_side(side: Flat, today: date, clock: _Clock, *, is_back: bool) -> _Found:
    """Look for a barcode first where one is likely, on a back; it costs little where there is none."""
    mrz: MrzRead | None = None
    with clock("barcode"):
        barcode = _barcode(side) if is_back else None
    if barcode is None or not barcode.valid:
        with clock("mrz"):
            side, mrz = _zone(side, today)
    if not is_back and not _is_booklet(mrz):
        with clock("barcode"):
            barcode = _barcode(side)
    return _Found(side, mrz, barcode)


def _is_booklet(mrz: MrzRead | None) -> bool:
    """Whether a valid zone says that this is a page of a passport, which carries no PDF417."""
    return mrz is not None and mrz.valid and mrz.format in _BOOKLET


def _zone(side: Flat, today: date) -> tuple[Flat, MrzRead | None]:
    """Read the zone on the flat picture; where that fails, the border may be wrong: read the photograph."""
    read = read_mrz(side.image, today=today)
    if side.quad is None or (read is not None and (read.valid or not _may_be_misread(read))):
        return side, read
    photograph = whole(side)
    other = read_mrz(photograph.image, today=today)
    if other is None or not _better(other, read):
        return side, read
    box = other.box and carry_box(other.box, photograph, side)
    return (side, replace(other, box=box)) if box else (photograph, other)


def _may_be_misread(read: MrzRead) -> bool:
    """Whether another look may help: not where all is clear and only codes or dates are impossible."""
    return not set(read.failed) <= CONTENT


def _better(one: MrzRead, other: MrzRead | None) -> bool:
    return other is None or (one.valid, -len(one.failed), one.margin) > (
        other.valid,
        -len(other.failed),
        other.margin,
    )


def _barcode(side: Flat) -> BarcodeRead | None:
    """Take the barcode that says most: of a known standard and whole, else of a known standard, else any."""
    found = read_barcodes(side.photo) or ([] if side.quad is None else read_barcodes(side.image))
    return max(found, key=lambda b: (b.valid, b.standard is not None, len(b.text)), default=None)


def _upright(found: _Found, clock: _Clock) -> _Found:
    """Turn the flat side upright: by its zone where there is one, else by the face."""
    flat, mrz = found.flat, found.mrz
    if mrz is not None and mrz.box is not None:
        turns = turns_by_zone(mrz.box, flat.image)
        mrz = replace(mrz, box=turned_box(mrz.box, flat.image, turns))
    else:
        with clock("portrait"):
            turns = turns_by_face(flat.image)
    return replace(found, flat=turned(flat, turns), mrz=mrz)


def _worded(found: _Found, clock: _Clock, *, front: bool) -> _Found:
    """Read the print; not that of a back whose machine readable part already says all it bears."""
    if _is_read(found) and not front:
        return found
    with clock("print"):
        if not front and found.mrz is None:
            found = replace(found, flat=turned(found.flat, turns_by_print(found.flat.image)))
        words = read_words(found.flat.image, zone=found.mrz.box if found.mrz is not None else None)
    return replace(found, words=words)


def _evidence(found: list[_Found], burst: Sequence[Pixels], today: date, clock: _Clock) -> DocumentEvidence:
    mrz = _best_zone([one.mrz for one in found])
    barcode = max(
        (one.barcode for one in found if one.barcode),
        key=lambda b: (b.valid, b.standard is not None),
        default=None,
    )
    with clock("portrait"):
        portrait = _portrait(found)
    with clock("quality"):
        sides = [_side(one) for one in found]
    kind = classify(mrz, barcode, [word for one in found for word in one.words])
    machine = merge(mrz, barcode, today=today)
    with clock("print"):
        viz = _print(found, kind, machine if _is_valid(mrz, barcode) else {}, today)
    evidence = DocumentEvidence(
        today=today,
        front=sides[0],
        back=sides[1] if len(sides) > 1 else None,
        document_class=kind.document_class,
        country=kind.country,
        format=kind.format,
        fields=with_print(machine, viz),
        mrz=mrz,
        barcode=barcode,
        portrait=portrait,
        is_document=_sureness(found, mrz, barcode, portrait, by_print=kind.by_print),
        viz=viz,
        signs=examine(_exhibit(found, mrz, portrait, burst), clock),
        models=models.versions(*USED),
        timings_ms={stage: round(ms, 2) for stage, ms in clock.spent.items()},
    )
    return redact(evidence)


def _exhibit(
    found: list[_Found], mrz: MrzRead | None, portrait: Portrait | None, burst: Sequence[Pixels]
) -> Exhibit:
    front = found[0]
    back, back_words = (found[1].flat, found[1].words) if len(found) > 1 else (None, ())
    return Exhibit(front.flat, back, mrz, portrait, front.words, back_words, burst)


def _is_valid(mrz: MrzRead | None, barcode: BarcodeRead | None) -> bool:
    """Whether the part that goes first, the zone before the barcode, passes its own tests."""
    return mrz.valid if mrz is not None else barcode is not None and barcode.valid


def _print(found: list[_Found], kind: Kind, machine: Mapping[str, Field], today: date) -> VizRead | None:
    if kind.known is None:
        return None
    return read_viz([Leaf(one.flat.image, one.words) for one in found], kind.known, machine, today)


def _best_zone(reads: list[MrzRead | None]) -> MrzRead | None:
    best: MrzRead | None = None
    for read in reads:
        if read is not None and _better(read, best):
            best = read
    return best


def _portrait(found: list[_Found]) -> Portrait | None:
    """Cut the portrait of the front; some cards carry it on the side that was shown second."""
    return next((p for p in (cut_portrait(one.flat.image) for one in found) if p is not None), None)


def _side(found: _Found) -> Side:
    flat = found.flat
    return Side(flat.quad, encode_jpeg(flat.image), measure(flat.image), flat.turns, found.words)


def merge(mrz: MrzRead | None, barcode: BarcodeRead | None, *, today: date) -> Mapping[str, Field]:
    """Put the fields together; where both sources have one, the zone with its check digits goes first."""
    fields: dict[str, Field] = {}
    if barcode is not None:
        sure = _BARCODE_SURE if barcode.valid else _BARCODE_DOUBTFUL
        fields |= {
            key: Field(value, Source.BARCODE, sure, value) for key, value in barcode.fields.items() if value
        }
    if mrz is not None:
        fields |= fields_of(mrz, today=today)
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
        key: field
        for key, field in viz.fields.items()
        if key not in unwanted and field.value != NEVER and field.confidence >= least
    }
    return extra | dict(machine)


def _sureness(
    found: list[_Found],
    mrz: MrzRead | None,
    barcode: BarcodeRead | None,
    portrait: Portrait | None,
    *,
    by_print: bool,
) -> float:
    """Add up independent positive evidence; a border or a face alone is far from enough."""
    seen = {
        "zone": mrz is not None and not mrz.valid,
        "valid zone": mrz is not None and mrz.valid,
        "barcode": barcode is not None and barcode.standard is not None and not barcode.valid,
        "valid barcode": barcode is not None and barcode.standard is not None and barcode.valid,
        "portrait": portrait is not None,
        "words of a class": by_print,
        "border": any(one.flat.quad is not None or fills_frame(one.flat.photo) for one in found),
    }
    doubt = 1.0
    for name, is_there in seen.items():
        doubt *= 1 - _WEIGHTS[name] * is_there
    return 1 - doubt
