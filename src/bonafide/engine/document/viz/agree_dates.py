"""Dates of the machine readable part against those in print."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bonafide.engine.document.mrz.formats import FILLER
from bonafide.engine.document.viz.dates import Printed
from bonafide.engine.document.viz.fields import Read
from bonafide.engine.document.viz.page import NOT_PRINTED, NOT_STATED, Page, dates_of, differs
from bonafide.engine.document.viz.values import NEVER, Value
from bonafide.engine.evidence import Agreement, Field, Source

_YEAR = re.compile(r"\d{4}")
_DATES = ("birthdate", "expiration_date")
_FAR = 0.6
"""Cost of place from which a date may belong to another caption, so that it contradicts nothing."""
LONGEST_TERM = 16
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def compare_dates(
    machine: Mapping[str, Field], reads: Mapping[str, Read], page: Page
) -> dict[str, Agreement]:
    """Compare the birth date and the expiry, as far as the machine readable part has them."""
    return {key: _compare(key, machine, reads.get(key), page) for key in _DATES if key in machine}


def _compare(key: str, machine: Mapping[str, Field], read: Read | None, page: Page) -> Agreement:
    own = machine[key]
    if own.value == NEVER:
        return _endless(own, read)
    others = {machine[other].value for other in (*_DATES, "issue_date") if other in machine} - {own.value}
    misplaced = read is not None and (read.cost > _FAR or read.value.value in others)
    anchored = read if read is not None and not misplaced else _by_age(key, machine, page)
    return _date(own.value, anchored, page, two_digits=own.source is Source.MRZ)


def _endless(own: Field, read: Read | None) -> Agreement:
    """Compare a document that states no expiry: print that names a day leaves it open, and a person looks.

    Fillers in the zone leave the expiry unsaid, and so does print that says nothing.
    """
    if read is not None and read.value.value == NEVER:
        return Agreement(same=True)
    unsaid = read is None and not own.raw.strip(FILLER)
    return Agreement(None, NOT_STATED if unsaid else NOT_PRINTED)


def _year_alone(value: str, read: Read, page: Page) -> Agreement:
    """Compare an expiry that is printed as a year and no day with the year of the zone or barcode."""
    printed = read.value.value
    if printed == value[:4]:
        return Agreement(same=True)
    at = read.word.text.rfind(printed)
    other = read.word.text[:at] + value[:4] + read.word.text[at + len(printed) :]
    return differs(read.word, [other] if at >= 0 else [], page)


def _date(value: str, read: Read | None, page: Page, *, two_digits: bool) -> Agreement:
    """Compare a date; the zone has two digits of the year, so that only those can differ from the print."""
    either = page.kind.id.startswith("icao-")
    start = 2 if two_digits else 0
    printed = [d for word in page.words for d in dates_of(word, page)]
    if any(means(d, value, start, either=either) for d in printed):
        return Agreement(same=True)
    if read is not None and _YEAR.fullmatch(read.value.value):
        return _year_alone(value, read, page)
    if read is None or not read.value.dates:
        return Agreement(None, NOT_PRINTED)
    one = next((d for d in dates_of(read.word, page) if d.days == read.value.dates[0].days), None)
    if one is None or len(value) < len("YYYY-MM-DD"):
        return Agreement(None, NOT_PRINTED)
    return differs(read.word, _rewritten(read.word.text, one, value), page)


def _by_age(key: str, machine: Mapping[str, Field], page: Page) -> Read | None:
    """Find a birth date or expiry without a caption: the earliest date, long before the document, or the latest.

    Nobody's licence or passport is valid for sixteen years from its issue, so that an earlier date is a birth;
    no issue lies ahead of the day of reading.
    """
    dated = [(d, word) for word in page.words for d in dates_of(word, page)]
    latest = latest_birth(machine, page)
    if key == "birthdate":
        dated = [pair for pair in dated if int(pair[0].days[0][:4]) < latest]
    else:
        dated = [pair for pair in dated if pair[0].days[0] > page.today.isoformat()]
    if not dated:
        return None
    one, word = (min if key == "birthdate" else max)(dated, key=lambda pair: pair[0].days[0])
    value = Value(one.days[0], word.text[one.start : one.end], 1.0, (one,))
    return Read(key, value, word, 0.0)


def latest_birth(machine: Mapping[str, Field], page: Page) -> int:
    """Year before which a date is a birth and no issue: long before the document ends, or before today."""
    end = machine["expiration_date"].value if "expiration_date" in machine else ""
    year = page.today.year if end == NEVER else int(end[:4] or 0)
    return year - LONGEST_TERM


def means(printed: Printed, value: str, start: int, *, either: bool) -> bool:
    """Whether a printed date can be the one; the order of day and month is open where states differ in it."""
    days = printed.days if either else [d for d in printed.days if d[5:] == printed.days[0][5:]]
    return any(day[start:].startswith(value[start:]) for day in days)


def _rewritten(text: str, one: Printed, value: str) -> list[str]:
    """Write the line as it would look with the other date; none where it has no form for that."""
    year, month, day = (int(part) for part in value.split("-"))
    out = text
    for start, end, part in sorted(one.parts, reverse=True):
        if start < 0:
            return []
        width = end - start
        if part == "n":
            new = text[start:end] if int(one.days[0][5:7]) == month else MONTHS[month - 1]
        elif part == "y":
            shown = re.sub(r"\D", "", text[start:end]) or "1"
            since = int(one.days[0][:4]) - int(shown) if width != 2 else int(one.days[0][:2]) * 100
            new = f"{year - since if width != 2 else year % 100:0{width}d}"
        else:
            new = f"{month if part == 'm' else day:0{width}d}"
        out = out[:start] + new + out[end:]
    return [out] if out != text else []
