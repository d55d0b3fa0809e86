"""What a class of documents is, as the files of this folder describe it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bonafide.engine.evidence import DocumentClass


class Reading(StrEnum):
    """What reads a class: its zone, its barcode, its print by labels, or a person alone."""

    MRZ = "mrz"
    BARCODE = "barcode"
    VIZ = "viz"
    PERSON = "person"


class Sort(StrEnum):
    """What kind of value a field holds."""

    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    SEX = "sex"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One printed field.

    Attributes:
        key: key of the field as in `DocumentEvidence.fields`.
        sort: what it holds.
        labels: captions that may stand before or above it.
        items: numbers that may stand before it where the class numbers its fields (4d, 1.).
        after: captions that stand behind the value instead ("until", in Japanese).
        pattern: form of a number, whole and without spaces; None where any form is possible.
        tail: take what follows the last stroke or dash, as in a validity "from - to".

    """

    key: str
    sort: Sort
    labels: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    tail: bool = False


@dataclass(frozen=True, slots=True)
class ZoneCustom:
    """What a state writes in the zone of a class otherwise than ICAO Doc 9303 has it.

    Attributes:
        codes: document codes, without fillers, of the zones that this holds for.
        sexes: letter in the zone to M, F or X.
        never: the six digits that stand for no expiry; "" where there are none.
        personal: form of the optional data, words apart by single spaces, whose first group is the personal number;
            None where all of it is.

    """

    codes: tuple[str, ...]
    sexes: Mapping[str, str]
    never: str
    personal: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One class of documents.

    Attributes:
        id: name of its file.
        names: the class's name by language tag, English always.
        countries: issuing states, ISO 3166 alpha-3; empty where every state may issue it.
        document_class: what it counts as.
        format: TD1, TD2, TD3, AAMVA or ID-1 (a card without machine readable text).
        size_mm: width and height of a side as it is held to be read.
        upright: a series whose cards stand exists.
        sides: side to what it carries: portrait, mrz, barcode, qr, chip, print, number.
        reading: what reads it.
        languages: captions of labels.yaml that it may bear.
        values: below (captions above their values) or right (beside them).
        date_order: dmy, mdy or ymd of dates in numbers.
        calendars: gregorian, japanese (eras), minguo, buddhist.
        sexes: printed letters or words to M, F or X, beside those of ICAO and of English and Chinese.
        fields: printed fields by key.
        marks: groups of words; the class is recognised where of every group one is printed.
        issuers: alpha-3 to words one of which names that issuer, for a class of several states.
        scheme: national number on it as COUNTRY:scheme of docs/numbers.md; "" for none.
        validity_years: terms of validity in use.
        may_not_expire: cards without an expiry exist.
        portrait: where the portrait stands: side, and x, y, width, height as shares of it; None for none.
        unread_scripts: scripts that it prints and that no reader here knows.
        note: what a reader of the list should know.
        zone: where its zone departs from the standard; None where it does not.

    """

    id: str
    names: Mapping[str, str]
    countries: tuple[str, ...]
    document_class: DocumentClass
    format: str
    size_mm: tuple[float, float]
    upright: bool
    sides: Mapping[str, tuple[str, ...]]
    reading: Reading
    languages: tuple[str, ...]
    values: str
    date_order: str
    calendars: tuple[str, ...]
    sexes: Mapping[str, str]
    fields: Mapping[str, Labelled]
    marks: tuple[tuple[str, ...], ...]
    issuers: Mapping[str, tuple[str, ...]]
    scheme: str
    validity_years: tuple[int, ...]
    may_not_expire: bool
    portrait: tuple[str, tuple[float, float, float, float]] | None
    unread_scripts: tuple[str, ...]
    note: str
    zone: ZoneCustom | None = None
