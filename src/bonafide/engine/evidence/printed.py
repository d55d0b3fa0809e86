"""What stands on a document, as the readers of one side give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bonafide.engine.evidence.picture import Box


class Source(StrEnum):
    """Where on the document a field was read."""

    MRZ = "mrz"
    BARCODE = "barcode"
    VIZ = "viz"


@dataclass(frozen=True, slots=True)
class Field:
    """One datum read from the document. `value` is normalised (dates ISO 8601), `raw` as printed."""

    value: str
    source: Source
    confidence: float
    raw: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Substitution:
    """A character that the reader replaced because the format's alphabet allows only the other kind."""

    line: int
    column: int
    read: str
    used: str


@dataclass(frozen=True, slots=True)
class MrzRead:
    """A machine readable zone (ICAO Doc 9303 parts 3 to 7).

    Attributes:
        format: TD1, TD2, TD3, MRV-A or MRV-B.
        lines: the lines as used, exact length of the format.
        raw: the lines as the recogniser gave them, before any substitution.
        valid: every check digit of the format holds and codes exist.
        substitutions: what differs between raw and lines, position by position.
        failed: names of the check digits or code tests that do not hold.
        margin: 0 to 1, how clearly the best reading beats the next one; low means retake.
        box: where the zone stands in the rectified image, if known.

    """

    format: str
    lines: tuple[str, ...]
    raw: tuple[str, ...]
    valid: bool
    substitutions: tuple[Substitution, ...] = ()
    failed: tuple[str, ...] = ()
    margin: float = 0.0
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class BarcodeRead:
    """A barcode found on a side: symbology (PDF417, QRCode), raw text, parsed fields if the format is known.

    `signature` where the standard (AADHAAR) signs: valid, invalid, no_certificate (none to judge it by), unsigned
    (its older form, and CCCD, which nobody signs); empty where the standard knows none. The text of such a code is
    dropped once it is judged.
    """

    symbology: str
    text: str
    standard: str | None = None
    valid: bool = False
    failed: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One line of print on a side as the text reader gave it: confidence 0 to 1, box in the rectified side."""

    text: str
    confidence: float
    box: Box
