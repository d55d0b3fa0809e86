"""Whether it is a document, what kind and who issued it: by its own codes, else by the words printed on it.

Nothing is guessed: without codes and without every mark of a class of the catalogue the answer is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bonafide.engine.document.barcodes.aadhaar import STANDARD as AADHAAR
from bonafide.engine.document.barcodes.cccd import STANDARD as CCCD
from bonafide.engine.document.catalogue import DocumentKind
from bonafide.engine.document.mrz.codes import alpha3, is_code
from bonafide.engine.document.mrz.formats import FORMATS, cut
from bonafide.engine.document.viz.recognise import kind_as_chosen, kind_of_codes, kind_of_print
from bonafide.engine.evidence import BarcodeRead, DocumentClass, MrzRead, Word

_CREW = "AC"
_PASSPORT_CARD = "IP"
_WEIGHTS = {
    "zone": 0.5,
    "valid zone": 0.85,
    "barcode": 0.5,
    "valid barcode": 0.85,
    "portrait": 0.35,
    "words of a class": 0.5,
    "border": 0.25,
}
_AAMVA_CLASSES = {"DL": DocumentClass.DRIVING_LICENCE, "ID": DocumentClass.IDENTITY_CARD}


@dataclass(frozen=True, slots=True)
class Kind:
    """Class, issuing state (alpha-3 or ICAO code) and layout; None where nothing says it.

    `known` is the class of the catalogue; `by_print` where words and no code named it, `as_chosen` where neither
    did and it is the class that the person chose: then country and class stay None.
    """

    document_class: DocumentClass | None = None
    country: str | None = None
    format: str | None = None
    known: DocumentKind | None = None
    by_print: bool = False
    as_chosen: bool = False


Chosen = tuple[str, DocumentClass]
"""What the person says the document is: issuing state, ISO 3166 alpha-3, and class."""


def classify(
    mrz: MrzRead | None, barcode: BarcodeRead | None, words: Sequence[Word] = (), chosen: Chosen | None = None
) -> Kind:
    """Name the document by its machine readable zone, else by its barcode, else by its print.

    The zone's code counts where its first line was read well enough to name a known issuing state. Where nothing
    names it, `chosen` gives the captions to read it by, and no more.
    """
    coded = _by_codes(mrz, barcode)
    if coded.document_class is None and coded.country is None:
        found = kind_of_print(words)
        if found is not None:
            kind = found.kind
            return Kind(kind.document_class, found.country, coded.format or kind.format, kind, by_print=True)
        if chosen is not None and coded.format is None:
            assumed = kind_as_chosen(*chosen, words)
            return Kind(known=assumed, as_chosen=assumed is not None)
    known = kind_of_codes(coded.country, coded.document_class, coded.format, words)
    return Kind(coded.document_class, coded.country, coded.format, known)


def sureness(
    mrz: MrzRead | None, barcode: BarcodeRead | None, kind: Kind, *, portrait: bool, border: bool
) -> float:
    """Add up independent positive evidence that it is a document, 0 to 1; a border or a face alone is far from it."""
    seen = {
        "zone": mrz is not None and not mrz.valid,
        "valid zone": mrz is not None and mrz.valid,
        "barcode": barcode is not None and barcode.standard is not None and not barcode.valid,
        "valid barcode": barcode is not None and barcode.standard is not None and barcode.valid,
        "portrait": portrait,
        "words of a class": kind.by_print,
        "border": border,
    }
    doubt = 1.0
    for name, is_there in seen.items():
        doubt *= 1 - _WEIGHTS[name] * is_there
    return 1 - doubt


def _by_codes(mrz: MrzRead | None, barcode: BarcodeRead | None) -> Kind:
    if mrz is not None:
        return _by_zone(mrz)
    if barcode is not None and barcode.standard == AADHAAR:
        return Kind(DocumentClass.IDENTITY_CARD, "IND", "ID-1")
    if barcode is not None and barcode.standard == CCCD:
        return Kind(DocumentClass.IDENTITY_CARD, "VNM", "TD1")
    if barcode is not None and barcode.standard is not None:
        return _by_barcode(barcode)
    return Kind()


def class_of_code(code: str) -> DocumentClass | None:
    """Class of an MRZ document code without fillers (ICAO 9303 parts 4 to 7; IP as on the US passport card).

    P and anything after it is a passport, V a visa; A, C and I open identity cards, but AC is a crew
    member's certificate, which is no identity card.
    """
    if code.startswith("P"):
        return DocumentClass.PASSPORT
    if code.startswith("V"):
        return DocumentClass.VISA
    if code == _PASSPORT_CARD:
        return DocumentClass.PASSPORT_CARD
    if code[:1] in {"A", "C", "I"} and code != _CREW:
        return DocumentClass.IDENTITY_CARD
    return None


def _by_zone(mrz: MrzRead) -> Kind:
    cells = FORMATS[mrz.format].cells
    state = cut(mrz.lines, cells["issuing_state"])
    if not is_code(state):
        return Kind(format=mrz.format)
    code = cut(mrz.lines, cells["document_code"]).rstrip("<")
    return Kind(class_of_code(code), alpha3(state), mrz.format)


def _by_barcode(barcode: BarcodeRead) -> Kind:
    country = barcode.fields.get("issuing_state")
    kind = _AAMVA_CLASSES.get(barcode.fields.get("document_code", ""))
    return Kind(kind, country, barcode.standard)
