"""Everything found on one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bonafide.engine.evidence.picture import Box, Quad, Quality
from bonafide.engine.evidence.printed import BarcodeRead, Field, MrzRead, Word


class DocumentClass(StrEnum):
    """What kind of document it is; values follow Persona's id-class words where one exists."""

    PASSPORT = "pp"
    PASSPORT_CARD = "ppc"
    DRIVING_LICENCE = "dl"
    IDENTITY_CARD = "id"
    RESIDENCE_PERMIT = "pr"
    VISA = "visa"


@dataclass(frozen=True, slots=True)
class Sign:
    """One measured sign of an attack, or of the original; what it means is for a check with its limit.

    Attributes:
        score: 0 (nothing of the kind) to 1 (as strong as it gets); None where it could not be measured.
        why: one code word for what could not be measured, empty where it was.
        numbers: what the score was made of.
        picture: small JPEG (long side 480 pixels at most) on which a person sees what was measured; may be empty.

    """

    score: float | None
    why: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One field of the machine readable part beside the print.

    Attributes:
        same: True where it is printed too, False where the print says otherwise, None where that is not known.
        why: one code word where it is not known: not_printed; script_not_judged; not_stated where the machine
            readable part leaves the field open or the class does not print it.
        margin: where the print says otherwise: natural logarithm of how much likelier the pixels are what was read
            in print than what the machine readable part says; near 0 a misreading explains the difference.

    """

    same: bool | None
    why: str = ""
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class VizRead:
    """The printed zone (VIZ), read by the labels of one class of the catalogue.

    `class_id` names the class file, `unread_scripts` the scripts the class prints that no reader here knows.
    `fields` have keys as `DocumentEvidence.fields`; native-script names as name_full_native.
    `against` compares a valid machine readable part with the print: name, birthdate, expiration_date,
    document_number and sex, as far as that part has them; empty where there is none.
    `as_chosen` where nothing on the document named the class, and it is the one that the person chose.
    """

    class_id: str
    fields: Mapping[str, Field]
    confidence: float
    unread_scripts: tuple[str, ...] = ()
    against: Mapping[str, Agreement] = field(default_factory=dict)
    as_chosen: bool = False


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What a national number said before it was cut, because the law lets few keep it (docs/documents.md).

    `scheme` is COUNTRY:name of docs/numbers.md; `valid` and `reason` as its rules give them; the others say
    whether birth date and sex inside it are the printed ones, None where that cannot be compared.
    """

    scheme: str
    valid: bool | None
    reason: str
    birthdate_agrees: bool | None
    sex_agrees: bool | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """The face printed on the document, cut out as JPEG; box in the rectified side; eyes distance in pixels."""

    jpeg: bytes
    box: Box
    inter_eye_px: float
    quality: Quality


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the document: where it was in the photo, the flattened picture as JPEG, its quality."""

    quad: Quad | None
    rectified: bytes
    quality: Quality
    quarter_turns: int = 0
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentEvidence:
    """Everything read from one document. Missing things are None, never guessed.

    `today` is the date the reading was made for (it decides centuries and nothing else here).
    """

    today: date
    front: Side
    back: Side | None
    document_class: DocumentClass | None
    country: str | None
    """Issuing state, ISO 3166 alpha-3 or an ICAO code such as UTO."""
    format: str | None
    fields: Mapping[str, Field]
    """Keys: name_first, name_last, document_number, birthdate, expiration_date, issue_date, sex, nationality,
    issuing_state, personal_number, address, ..."""
    mrz: MrzRead | None
    barcode: BarcodeRead | None
    portrait: Portrait | None
    is_document: float
    """0 to 1: how sure the engine is that a government document is in the picture."""
    viz: VizRead | None = None
    numbers: tuple[NumberRead, ...] = ()
    """National numbers that were judged and then cut out of everything else here."""
    signs: Mapping[str, Sign] = field(default_factory=dict)
    """What the genuineness detectors measured; the key `x` belongs to the check `id_x_detection`."""
    models: Mapping[str, str] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
