"""The front door of the document room: one or two pictures in, everything that could be read out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bonafide.engine import models
from bonafide.engine.document import text
from bonafide.engine.document.barcodes.aadhaar import settle
from bonafide.engine.document.classify import Chosen, Kind, classify, sureness
from bonafide.engine.document.clock import Clock
from bonafide.engine.document.genuine import Exhibit, examine
from bonafide.engine.document.hint import PREVIEW
from bonafide.engine.document.locate import fills_frame
from bonafide.engine.document.merge import best_barcode, best_zone, is_valid, merge, with_print
from bonafide.engine.document.numbers.redact import redact
from bonafide.engine.document.portrait import cut_portrait
from bonafide.engine.document.sides import Found, read_sides
from bonafide.engine.document.viz.read import Leaf, entries_of, read_viz
from bonafide.engine.evidence import (
    BarcodeRead,
    Box,
    DocumentEvidence,
    Field,
    MrzRead,
    Portrait,
    Side,
    VizRead,
)
from bonafide.engine.image import Pixels, decode, encode_jpeg
from bonafide.engine.parallel import beside
from bonafide.engine.quality import measure

_USED = (*text.MODELS, models.FACE_NEAR, models.FACE_FAR)


def read_document(
    front: bytes,
    back: bytes | None = None,
    *,
    today: date,
    burst: Sequence[bytes] = (),
    qr_certificates: Sequence[bytes] = (),
    chosen: Chosen | None = None,
    timer: Callable[[], float] = time.perf_counter,
) -> DocumentEvidence:
    """Read one document from a picture of its front and, for cards, of its back (JPEG, PNG or WebP).

    `burst` are previews of the front from before its picture, in order (JPEG, about 640 pixels wide).
    `qr_certificates` are those of authorities that sign QR codes, DER or PEM.
    `chosen` is what the person says it is: where nothing on it says that, its print is read by the captions of that
    class for whoever looks (`viz.as_chosen`), and class and country stay None.
    `today` decides the century of two-digit years and nothing else. The same bytes give the same evidence,
    but for `timings_ms`: milliseconds per stage by `timer`, wall time unless a benchmark wants CPU time.

    Raises:
        ImageError: a picture cannot be used; codes as in `bonafide.engine.image.decode`.
        ModelError: a model file is missing or is not the one that was measured.
        InvalidInputError: not_a_certificate, where a signed code was found and one of them is none.

    """
    clock = Clock(timer)
    for model in _USED:
        models.verified(model)
    found = read_sides([data for data in (front, back) if data is not None], today, clock)
    with clock("decode"):
        previews = [decode(data, limits=PREVIEW) for data in burst]
    barcode = settle(best_barcode(one.barcode for one in found), qr_certificates)
    kind = classify(
        best_zone(one.mrz for one in found), barcode, [word for one in found for word in one.words], chosen
    )
    return _evidence(found, barcode, kind, previews, today=today, clock=clock)


def _evidence(
    found: list[Found],
    barcode: BarcodeRead | None,
    kind: Kind,
    burst: Sequence[Pixels],
    *,
    today: date,
    clock: Clock,
) -> DocumentEvidence:
    mrz = best_zone(one.mrz for one in found)
    portrait, sides = beside(lambda: _portrait(found, clock), lambda: [_side(one, clock) for one in found])
    machine = merge(mrz, barcode, today=today)
    entries = entries_of(found[0].words, kind.known, today)
    exhibit = _exhibit(found, mrz, portrait, burst, entries)
    known = machine if is_valid(mrz, barcode) else {}
    viz, signs = beside(lambda: _print(found, kind, known, today, clock), lambda: examine(exhibit, clock))
    border = any(one.flat.quad is not None or fills_frame(one.flat.photo) for one in found)
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
        is_document=sureness(mrz, barcode, kind, portrait=portrait is not None, border=border),
        viz=viz,
        signs=signs,
        models=models.versions(*_USED),
        timings_ms={stage: round(ms, 2) for stage, ms in clock.spent.items()},
    )
    return redact(evidence)


def _exhibit(
    found: list[Found],
    mrz: MrzRead | None,
    portrait: Portrait | None,
    burst: Sequence[Pixels],
    entries: Sequence[Box],
) -> Exhibit:
    front = found[0]
    back, back_words = (found[1].flat, found[1].words) if len(found) > 1 else (None, ())
    return Exhibit(front.flat, back, mrz, portrait, front.words, back_words, burst, entries)


def _print(
    found: list[Found], kind: Kind, machine: Mapping[str, Field], today: date, clock: Clock
) -> VizRead | None:
    if kind.known is None:
        return None
    with clock("print"):
        read = read_viz([Leaf(one.flat.image, one.words) for one in found], kind.known, machine, today)
    return replace(read, as_chosen=kind.as_chosen) if read is not None else None


def _portrait(found: list[Found], clock: Clock) -> Portrait | None:
    """Cut the portrait of the front; some cards carry it on the side that was shown second."""
    with clock("portrait"):
        return next((p for p in (cut_portrait(one.flat.image) for one in found) if p is not None), None)


def _side(found: Found, clock: Clock) -> Side:
    flat = found.flat
    with clock("quality"):
        return Side(flat.quad, encode_jpeg(flat.image), measure(flat.image), flat.turns, found.words)
