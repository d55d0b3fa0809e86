"""Dates of birth inside national numbers. The day of reading is an argument; nothing here asks a clock.

A rule answers with ISO 8601 dates, cut where the number holds less, latest first. Two answers mean that the
number holds two digits of the year only: the person may be a hundred years older than the first one says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bonafide.engine.document.numbers.scheme import Births, BrokenError

Dates = tuple[str, ...]

_CENTURY = 100


def exact(year: int, month: int, day: int, today: date) -> Dates:
    """One date that must exist and lie in the past."""
    try:
        born = date(year, month, day)
    except ValueError as error:
        raise BrokenError("impossible_date") from error
    if born > today:
        raise BrokenError("unborn")
    return (born.isoformat(),)


def either_century(two: int, month: int, day: int, today: date) -> Dates:
    """Every date within the last two centuries' turn that ends in these two digits of the year."""
    latest = today.year - (today.year - two) % _CENTURY
    found: list[str] = []
    for year in (latest, latest - _CENTURY):
        try:
            found += exact(year, month, day, today)
        except BrokenError:
            continue
    if not found:
        raise BrokenError("impossible_date")
    return tuple(found)


def yyyymmdd(at: int) -> Births:
    """Eight digits from `at`."""
    return lambda v, today: exact(
        int(v[at : at + 4]), int(v[at + 4 : at + 6]), int(v[at + 6 : at + 8]), today
    )


def yymmdd(at: int) -> Births:
    """Six digits from `at`, century open."""
    return lambda v, today: either_century(*_three(v, at), today)


def ddmmyy(at: int, *, women: int = 0) -> Births:
    """Six digits from `at`, day first, century open; `women` is what is added to their day."""

    def rule(value: str, today: date) -> Dates:
        day, month, year = _three(value, at)
        return either_century(year, month, day - women if women and day > women else day, today)

    return rule


def by_digit(at: int, century_at: int, centuries: Mapping[str, int], *, day_first: bool = False) -> Births:
    """Six digits from `at`; the character at `century_at` names the century, or none (then no answer)."""

    def rule(value: str, today: date) -> Dates:
        century = centuries.get(value[century_at])
        if century is None:
            return ()
        parts = _three(value, at)
        day, month, year = parts if day_first else parts[::-1]
        return exact(century + year, month, day, today)

    return rule


def belgium(value: str, today: date) -> Dates:
    """Year, month, day, zero where unknown; the century is the one for which the check number holds."""
    two, month, day = _three(value, 0)
    holding = [c + two for c in (2000, 1900) if belgian_century_holds(value, c)]
    year = next((y for y in holding if y <= today.year), None)
    if year is None:
        raise BrokenError("unborn")
    month %= 20
    if not month:
        return () if value[:6].endswith("0001") else (str(year),)
    exact(year, month, 1, today)
    return exact(year, month, day, today) if 1 <= day <= 31 else (f"{year}-{month:02}",)


def belgian_century_holds(value: str, century: int) -> bool:
    """Whether 97 minus the rest of the first nine digits, a 2 before them from 2000 on, ends the number."""
    before = "2" if century == 2000 else ""
    return 97 - int(before + value[:9]) % 97 == int(value[9:])


def bulgaria(value: str, today: date) -> Dates:
    """Month plus 20 before 1900, plus 40 from 2000 on."""
    year, month, day = _three(value, 0)
    century = 2000 if month > 40 else 1800 if month > 20 else 1900
    return exact(century + year, month % 20, day, today)


def czechoslovakia(value: str, today: date) -> Dates:
    """Month plus 50 for women, plus 20 where serials ran out; nine digits before 1954."""
    year, month, day = _three(value, 0)
    if len(value) == 9:
        if 54 <= year < 80:
            raise BrokenError("impossible_date")
        century = 1900 if year < 54 else 1800
    else:
        century = 2000 if year < 54 else 1900
    return exact(century + year, month % 50 % 20, day, today)


def denmark(value: str, today: date) -> Dates:
    """Day, month, year; the seventh digit and the year name the century together."""
    day, month, year = _three(value, 0)
    seventh = int(value[6])
    if seventh <= 3 or (seventh in (4, 9) and year >= 37):
        return exact(1900 + year, month, day, today)
    return exact((1800 if 5 <= seventh <= 8 and year >= 58 else 2000) + year, month, day, today)


def finland(value: str, today: date) -> Dates:
    """Day, month, year; the sign after them names the century, which a zone does not hold when it is '-'."""
    day, month, year = _three(value, 0)
    if len(value) == 10:
        return either_century(year, month, day, today)
    sign = value[6]
    century = 1800 if sign == "+" else 1900 if sign in "-YXWVU" else 2000
    return exact(century + year, month, day, today)


def france(value: str, today: date) -> Dates:
    """Year and month; months above 12 stand for births whose month is not known."""
    two, month = int(value[1:3]), int(value[3:5])
    latest = today.year - (today.year - two) % _CENTURY
    years = (latest, latest - _CENTURY)
    return tuple(f"{y}-{month:02}" if 1 <= month <= 12 else str(y) for y in years)


def iceland(value: str, today: date) -> Dates:
    """Day, month, year; the last digit names the century. Days above 40 belong to firms."""
    return by_digit(0, 9, {"8": 1800, "9": 1900, "0": 2000}, day_first=True)(value, today)


_ITALIAN_MONTHS = "ABCDEHLMPRST"
_ITALIAN_DIGITS = dict(zip("LMNPQRSTUV", "0123456789", strict=True))


def italy(value: str, today: date) -> Dates:
    """Year, month letter, day plus 40 for women; letters stand for digits where two people share a code."""
    digit = "".join(_ITALIAN_DIGITS.get(c, c) for c in value[6:8] + value[9:11])
    month = _ITALIAN_MONTHS.index(value[8]) + 1
    return either_century(int(digit[:2]), month, int(digit[2:]) % 40, today)


def latvia(value: str, today: date) -> Dates:
    """Day, month, year, century digit; numbers from 2017 on begin with 32 and hold no date."""
    if value.startswith("32"):
        return ()
    return by_digit(0, 6, {"0": 1800, "1": 1900, "2": 2000}, day_first=True)(value, today)


def mexico(value: str, today: date) -> Dates:
    """Year, month, day; a digit at the seventeenth place means before 2000, a letter after."""
    year, month, day = _three(value, 4)
    return exact((1900 if value[16].isdigit() else 2000) + year, month, day, today)


def norway(value: str, today: date) -> Dates:
    """Day (plus 40: D-number), month (plus 40 or 80: synthetic and help numbers), year, individual number."""
    day, month, year = _three(value, 0)
    individual = int(value[6:9])
    if day >= 80:
        return ()
    if individual < 500 or (individual >= 900 and year >= 40):
        century = 1900
    elif individual < 750 and year >= 54:
        century = 1800
    elif year < 40:
        century = 2000
    else:
        raise BrokenError("impossible_part")
    return exact(century + year, month % 40, day - 40 if day > 40 else day, today)


def poland(value: str, today: date) -> Dates:
    """Month plus 80, 0, 20, 40, 60 for the centuries from 1800 on."""
    year, month, day = _three(value, 0)
    century = {4: 1800, 0: 1900, 1: 2000, 2: 2100, 3: 2200}[month // 20]
    return exact(century + year, month % 20, day, today)


def romania(value: str, today: date) -> Dates:
    """First digit names sex and century; 7 to 9 belong to residents and leave the century open."""
    year, month, day = _three(value, 1)
    century = {"1": 1900, "2": 1900, "3": 1800, "4": 1800, "5": 2000, "6": 2000}.get(value[0])
    if century is None:
        return either_century(year, month, day, today)
    return exact(century + year, month, day, today)


def sweden(value: str, today: date) -> Dates:
    """Year of two or four digits, month, day (plus 60: coordination number); '+' from the hundredth year."""
    digits = value.replace("+", "")
    year, month, day = int(digits[:-8]), int(digits[-8:-6]), int(digits[-6:-4])
    day = day - 60 if day > 60 else day
    if len(digits) == 12:
        return exact(year, month, day, today)
    return tuple(d for d in either_century(year, month, day, today) if "+" not in value or _aged(d, today))


def _aged(born: str, today: date) -> bool:
    return today.year - int(born[:4]) >= _CENTURY


def ukraine(value: str, today: date) -> Dates:
    """Days since 31 December 1899 in the first five digits."""
    born = date(1899, 12, 31) + timedelta(days=int(value[:5]))
    return exact(born.year, born.month, born.day, today)


def yugoslavia(value: str, today: date) -> Dates:
    """Day, month, last three digits of the year."""
    year = int(value[4:7])
    return exact(year + (2000 if year < 800 else 1000), int(value[2:4]), int(value[:2]), today)


def austria(value: str, today: date) -> Dates:
    """Day, month, year at the end; months above 12 stand where the dates of a day ran out."""
    return () if int(value[6:8]) > 12 else ddmmyy(4)(value, today)


def vietnam(value: str, today: date) -> Dates:
    """The fourth digit names sex and century from 1900 on, then two digits of the year."""
    year = 1900 + int(value[3]) // 2 * _CENTURY + int(value[4:6])
    if year > today.year:
        raise BrokenError("unborn")
    return (str(year),)


def _three(value: str, at: int) -> tuple[int, int, int]:
    return int(value[at : at + 2]), int(value[at + 2 : at + 4]), int(value[at + 4 : at + 6])


def britain(value: str, today: date) -> Dates:
    """Decade, month (plus 50 for women), day, year of the decade, after the five letters of the surname."""
    return either_century(int(value[5] + value[10]), int(value[6:8]) % 50, int(value[8:10]), today)


def sri_lanka(value: str, today: date) -> Dates:
    """Year of two or four digits, day of a year of 366 days, plus 500 for women."""
    year, at = (int(value[:4]), 4) if len(value) == 12 else (1900 + int(value[:2]), 2)
    day = int(value[at : at + 3]) % 500
    if not 1 <= day <= 366:
        raise BrokenError("impossible_date")
    born = date(2000, 1, 1) + timedelta(days=day - 1)
    return exact(year, born.month, born.day, today)


def albania(value: str, today: date) -> Dates:
    """Decade letter from A for 1900, year, month (plus 50 for women, plus 30 for foreigners), day."""
    year = 1900 + 10 * (ord(value[0]) - ord("A")) + int(value[1])
    return exact(year, int(value[2:4]) % 50 % 30, int(value[4:6]), today)
