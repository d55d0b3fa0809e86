"""Dates in print: numbers in any order, month names, the signs 年月日, Japanese, Minguo and Buddhist years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bonafide.engine.document.viz.months import month

_DIGIT = "[0-9OIl|]"
_GAP = r"[\s./,\-‐–・:]*"
_SIGNS = re.compile(
    rf"(?P<era>昭和|平成|令和|大正|明治|民國|民国|[SHRTM](?=\s*{_DIGIT}))?\s*\.?"
    rf"(?P<y>{_DIGIT}{{1,4}}|元)\s*[年.]\s*(?:[(（][^()（）]{{0,10}}[)）])?\s*"
    rf"(?P<m>{_DIGIT}{{1,2}})\s*[月.]\s*(?P<d>{_DIGIT}{{1,2}})\s*日?"
)
_NAMED = re.compile(
    rf"(?<![0-9])(?P<d>{_DIGIT}{{1,2}}){_GAP}(?P<names>[^\W\d_]{{3,10}}\.?(?:\s*/\s*[^\W\d_]{{3,10}}\.?)?){_GAP}"
    rf"(?P<y>{_DIGIT}{{4}}|{_DIGIT}{{2}})(?![0-9])"
)
_NAMED_FIRST = re.compile(
    rf"(?P<names>[^\W\d_]{{3,10}}\.?)\s*(?P<d>{_DIGIT}{{1,2}})\s*,?\s+(?P<y>{_DIGIT}{{4}})(?![0-9])"
)
_SEPARATOR = r"\s*[./\-‐–:,]\s*|\s+"
_YEAR_FIRST = re.compile(
    rf"(?<![0-9])(?P<y>{_DIGIT}{{4}})(?:{_SEPARATOR})(?P<m>{_DIGIT}{{1,2}})(?:{_SEPARATOR})(?P<d>{_DIGIT}{{1,2}})(?![0-9])"
)
_YEAR_LAST = tuple(
    re.compile(
        rf"(?<![0-9])(?P<a>{_DIGIT}{{1,2}})(?:{_SEPARATOR})(?P<b>{_DIGIT}{{1,2}})(?:{_SEPARATOR})"
        rf"(?P<y>{_DIGIT}{{{length}}})(?![0-9])"
    )
    for length in (4, 2)
)
_EIGHT = re.compile(rf"(?<![0-9A-Za-z])({_DIGIT}{{8}})(?![0-9A-Za-z])")
_ERAS = {
    "令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "大正": 1911, "T": 1911,
    "明治": 1867, "M": 1867, "民國": 1911, "民国": 1911,
}  # fmt: skip
"""What is added to the year of an era (Japan: Meiji 1868 to Reiwa 2019; Minguo 1912)."""
_BUDDHIST = 543
_NUMERALS = str.maketrans("OoIl|", "00111")


@dataclass(frozen=True, slots=True)
class Printed:
    """One date as printed.

    Attributes:
        days: what it can mean, ISO 8601, likeliest first (two where the century or the order is open).
        start, end: where it stands in the text.
        parts: (start, end, part) of year, month and day in the text: y, m, d, or n for the name of a month.

    """

    days: tuple[str, ...]
    start: int
    end: int
    parts: tuple[tuple[int, int, str], ...]


def printed_dates(
    text: str, *, order: str = "dmy", calendars: tuple[str, ...] = ("gregorian",), today: date
) -> list[Printed]:
    """Every date in `text` from left to right, those that exist; overlapping readings only once.

    `order` is dmy, mdy or ymd. Two-digit years mean the latest century whose year is at most 50 years
    ahead of `today`, then the one before.
    """
    found: list[Printed] = []
    for one in _all(text, order, calendars, today):
        if one.days and not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _all(text: str, order: str, calendars: tuple[str, ...], today: date) -> Iterator[Printed]:
    for match in _SIGNS.finditer(text):
        if match["era"] or "年" in match[0] or "minguo" in calendars:
            yield _made(match, [_signed(match, calendars)], "ymd")
    for pattern in (_NAMED, _NAMED_FIRST):
        for match in pattern.finditer(text):
            number = next((n for name in match["names"].split("/") if (n := month(name))), None)
            if number:
                years = _years(match["y"], calendars, today)
                yield _made(match, [(y, number, _number(match["d"])) for y in years], "ynd")
    for match in _YEAR_FIRST.finditer(text):
        yield _made(
            match,
            [(y, _number(match["m"]), _number(match["d"])) for y in _years(match["y"], calendars, today)],
            "ymd",
        )
    for pattern in _YEAR_LAST:
        for match in pattern.finditer(text):
            yield _year_last(match, order, calendars, today)
    for match in _EIGHT.finditer(text):
        yield _eight(match, order)


def _year_last(match: re.Match[str], order: str, calendars: tuple[str, ...], today: date) -> Printed:
    a, b = _number(match["a"]), _number(match["b"])
    first, second = ((b, a), (a, b)) if order == "dmy" else ((a, b), (b, a))
    days = [(y, *pair) for pair in (first, second) for y in _years(match["y"], calendars, today)]
    if order == "ymd" and len(match["y"]) == 2:
        days = [(y, b, _number(match["y"])) for y in _years(match["a"], calendars, today)]
    keys = "dm" if order == "dmy" else "md"
    parts = (*((*match.span(g), k) for g, k in zip("ab", keys, strict=True)), (*match.span("y"), "y"))
    return Printed(_existing(days), *match.span(), parts)


def _eight(match: re.Match[str], order: str) -> Printed:
    digits, at = match[1].translate(_NUMERALS), match.start()
    cuts = ((0, 4, 4, 6, 6, 8),) if order == "ymd" else ((4, 8, 2, 4, 0, 2),)
    if order == "mdy":
        cuts = ((4, 8, 0, 2, 2, 4),)
    days = [(int(digits[c[0] : c[1]]), int(digits[c[2] : c[3]]), int(digits[c[4] : c[5]])) for c in cuts]
    c = cuts[0]
    parts = tuple((at + c[i], at + c[i + 1], key) for i, key in ((0, "y"), (2, "m"), (4, "d")))
    return Printed(_existing([d for d in days if 1850 <= d[0] <= 2150]), *match.span(), parts)


def _made(match: re.Match[str], days: list[tuple[int, int, int]], keys: str) -> Printed:
    parts = tuple((*match.span("names" if key == "n" else key), key) for key in keys)
    return Printed(_existing(days), *match.span(), parts)


def _signed(match: re.Match[str], calendars: tuple[str, ...]) -> tuple[int, int, int]:
    year = 1 if match["y"] == "元" else _number(match["y"])
    if match["era"]:
        year += _ERAS[match["era"]]
    elif year < 200 and "minguo" in calendars:
        year += _ERAS["民國"]
    return year, _number(match["m"]), _number(match["d"])


def _years(text: str, calendars: tuple[str, ...], today: date) -> list[int]:
    year = _number(text)
    if len(text) == 4:
        return [year - _BUDDHIST if "buddhist" in calendars and year > 2300 else year]
    latest = today.year + 50
    near = latest - (latest - year) % 100
    return [near, near - 100]


def _number(text: str) -> int:
    return int(text.translate(_NUMERALS))


def _existing(days: list[tuple[int, int, int]]) -> tuple[str, ...]:
    found = []
    for year, number, day in days:
        try:
            found.append(date(year, number, day).isoformat())
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
