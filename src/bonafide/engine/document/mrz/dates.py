"""Dates of the zone: YYMMDD, unknown parts as `<<`, and the century as a pure function of today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

_UNKNOWN = "<<"
_EXPIRY_WINDOW_YEARS = 50


def birthdate(text: str, today: date) -> str | None:
    """ISO 8601 date, `YYYY-MM` or `YYYY` where parts are unknown, "" if all is; None if no such day exists.

    The century is the latest that does not put the birth after `today`.
    """
    return _iso(text, lambda parts: _latest_not_after(parts, today))


def expiration_date(text: str, today: date) -> str | None:
    """As `birthdate`; "" means the document does not expire. The century is the one nearest to `today`.

    ICAO sets no window. Years from 50 before to 49 after today cover every term of validity in use, and
    an old document is read as expired rather than as good for a hundred years.
    """
    return _iso(text, lambda parts: _nearest(parts[0], today))


def _iso(text: str, year_of: Callable[[list[int]], int]) -> str | None:
    parts = [text[i : i + 2] for i in (0, 2, 4)]
    known = [p for p in parts if p != _UNKNOWN]
    if parts[: len(known)] != known or not all(p.isdigit() for p in known):
        return None
    if not known:
        return ""
    year, *rest = (year_of([int(p) for p in known]), *(int(p) for p in known[1:]))
    return _written(year, rest)


def _written(year: int, rest: list[int]) -> str | None:
    month, day = [*rest, 1, 1][:2]
    try:
        full = date(year, month, day).isoformat()
    except ValueError:
        return None
    return full[: (4, 7, 10)[len(rest)]]


def _latest_not_after(parts: list[int], today: date) -> int:
    now = [today.year, today.month, today.day][: len(parts)]
    this_century = today.year - today.year % 100 + parts[0]
    return this_century if [this_century, *parts[1:]] <= now else this_century - 100


def _nearest(two_digits: int, today: date) -> int:
    first = today.year - _EXPIRY_WINDOW_YEARS
    return first + (two_digits - first) % 100
