"""What a piece of print can mean as a value of a field: a date, a number, a sex, a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bonafide.engine.document.catalogue import DocumentKind, Labelled, Sort
from bonafide.engine.document.viz.dates import Printed, printed_dates

_SEXES = {
    "M": "M", "F": "F", "X": "X", "<": "X", "MALE": "M", "FEMALE": "F", "男": "M", "女": "F",
    "MASCULINO": "M", "FEMININO": "F", "FEMENINO": "F", "MÄNNLICH": "M", "WEIBLICH": "F",
}  # fmt: skip
_ENDLESS = re.compile(
    r"长期|長期|SEUMUR\s*HIDUP|INDEFINIDO|PERMANENTE|DOES NOT EXPIRE|NON-?EXPIRING|KH.NG\s*TH\S{1,2}I?\s*H.N",
    re.IGNORECASE,
)
_ENDLESS_FROM = "2200"
"""Year from which on a printed expiry means that there is none: Spain prints 01 01 9999."""
NEVER = "never"
"""Value of an expiry that the document states as none."""


@dataclass(frozen=True, slots=True)
class Value:
    """A reading: normalised, as printed, and 0 to 1 how well it fits its kind. `dates` keeps a date's parts."""

    value: str
    raw: str
    fit: float
    dates: tuple[Printed, ...] = ()


def value_of(text: str, field: Labelled, kind: DocumentKind, today: date) -> Value | None:
    """Read a piece of print as the field; None where it is nothing of its sort."""
    raw = text.strip(" .:;,/·|-_")
    if not raw:
        return None
    if field.sort is Sort.DATE:
        return _date(text, field, kind, today)
    if field.sort is Sort.SEX:
        return _sex(raw, kind.sexes)
    if field.sort is Sort.NUMBER:
        return _number(raw, field)
    if field.sort is Sort.NAME:
        return _name(raw, native=field.key.endswith("_native"))
    return Value(raw, raw, 0.4)


def _date(text: str, field: Labelled, kind: DocumentKind, today: date) -> Value | None:
    if field.key == "expiration_date" and _ENDLESS.search(text):
        return Value(NEVER, text.strip(), 1.0)
    found = printed_dates(text, order=kind.date_order, calendars=kind.calendars, today=today)
    if field.after:
        found = [
            d for d in found if any(text[d.end :].lstrip(" )）").startswith(a) for a in field.after)
        ] or ([] if not field.labels else found)
    if not found:
        return _year(text, field) if field.tail else None
    one = found[-1] if field.tail else found[0]
    if field.key in ("birthdate", "issue_date") and min(one.days) > today.isoformat():
        return None
    if field.key == "expiration_date" and min(one.days) >= _ENDLESS_FROM:
        return Value(NEVER, text[one.start : one.end], 1.0)
    return Value(_likely(one.days, field.key, today), text[one.start : one.end], 1.0, (one,))


def _year(text: str, field: Labelled) -> Value | None:
    """Read the last year of "2019 - 2029"."""
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    return Value(years[-1], text.strip(), 0.8) if years and field.tail else None


def _likely(days: tuple[str, ...], key: str, today: date) -> str:
    """Give the first meaning that can be: births, issues lie in the past."""
    past = [day for day in days if day <= today.isoformat()]
    return (past or list(days))[0] if key != "expiration_date" else days[0]


def _sex(raw: str, own: Mapping[str, str]) -> Value | None:
    """Read the part after the last stroke, which ICAO has in English; single letters as the class reads them."""
    for part in reversed(re.split(r"[/|]|\s+", raw)):
        word = part.strip(" .").upper()
        sex = own.get(word) or _SEXES.get(word)
        if sex and (own.get(word) or not own):
            return Value(sex, raw, 1.0 if len(raw) <= 8 else 0.5)
    found = re.match("[男女]", raw)
    return Value(_SEXES[found[0]], found[0], 0.9) if found else None


def _number(raw: str, field: Labelled) -> Value | None:
    if printed_like_date(raw):
        return None
    plain = "".join(c for c in unicodedata.normalize("NFKC", raw).upper() if c.isalnum() or c in "()*")
    if field.pattern is not None:
        match = field.pattern.fullmatch(plain) or field.pattern.fullmatch(raw.upper().replace(" ", ""))
        if match is None:
            match = field.pattern.search(plain) if len(plain) <= 30 else None
        if match is None or not any(
            c.isdigit() for c in match[0]
        ):  # no document is numbered in letters alone
            return None
        return Value(re.sub(r"[-()]", "", match[0]), raw, 1.0 if match[0] == plain else 0.8)
    digits = sum(c.isdigit() for c in plain)
    words = sum(part.isalpha() for part in raw.split())
    if (
        not 5 <= len(plain) <= 20
        or digits < 2
        or digits < 0.2 * len(plain)
        or not plain.isascii()
        or words > 1
    ):
        return None
    return Value(plain, raw, 0.9)


def printed_like_date(raw: str) -> bool:
    """Whether a text has the look of a date in numbers."""
    return bool(re.fullmatch(r"\s*\d{1,4}[ ./-]\d{1,2}[ ./-]\d{1,4}\.?\s*", raw))


def _name(raw: str, *, native: bool) -> Value | None:
    letters = [c for c in raw if c.isalpha()]
    if not letters or any(c.isdigit() for c in raw) or len(raw) > 80:
        return None
    han = sum(ord(c) > 0x2E80 for c in letters) / len(letters)
    if native:
        return Value(raw.replace(" ", ""), raw, 0.9) if han > 0.5 and len(letters) <= 20 else None
    if han > 0.5:
        return None
    capitals = sum(c.isupper() for c in letters) / len(letters)
    return Value(raw, raw, 0.9 if capitals > 0.7 else 0.6)
