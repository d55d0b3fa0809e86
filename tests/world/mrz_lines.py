"""Machine readable lines for specimens, built apart from the engine so that each can test the other.

ICAO Doc 9303 part 3 section 4.9 (check digits), part 4 section 4.2.2 (TD3), part 5 section 4.2.2 (TD1).
"""

import unicodedata
from datetime import date

_VALUES = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}


def check_digit(text: str) -> str:
    """Return the check digit of `text`: weights 7, 3, 1, modulo 10."""
    return str(sum(_VALUES[c] * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def plain(name: str) -> str:
    """Return a name in the alphabet of the zone: A to Z, one filler between parts."""
    letters = unicodedata.normalize("NFKD", name).upper()
    return "<".join("".join(c for c in part if "A" <= c <= "Z") for part in letters.replace("-", " ").split())


def _day(day: date) -> str:
    return day.strftime("%y%m%d")


def td3_lines(
    *,
    country: str,
    last: str,
    first: str,
    number: str,
    birthdate: date,
    sex: str,
    expiry: date,
    personal: str = "",
) -> tuple[str, str]:
    """Return the two lines of 44 characters of a passport."""
    names = f"{plain(last)}<<{plain(first)}"
    upper = f"P<{country:<<3}{names:<<39}"[:44]
    number = f"{number:<<9}"
    born, ends = _day(birthdate), _day(expiry)
    optional = f"{personal:<<14}"
    optional_digit = check_digit(optional) if personal else "<"
    body = f"{number}{check_digit(number)}", f"{born}{check_digit(born)}", f"{ends}{check_digit(ends)}"
    overall = check_digit(body[0] + body[1] + body[2] + optional + optional_digit)
    return upper, f"{body[0]}{country:<<3}{body[1]}{sex}{body[2]}{optional}{optional_digit}{overall}"


def td1_lines(
    *,
    country: str,
    last: str,
    first: str,
    number: str,
    birthdate: date,
    sex: str,
    expiry: date,
    optional: str = "",
) -> tuple[str, str, str]:
    """Return the three lines of 30 characters of an identity card (numbers of at most nine characters)."""
    number = f"{number:<<9}"
    upper = f"I<{country:<<3}{number}{check_digit(number)}{optional:<<15}"
    born, ends = _day(birthdate), _day(expiry)
    middle = f"{born}{check_digit(born)}{sex}{ends}{check_digit(ends)}{country:<<3}{'':<<11}"
    covered = upper[5:30] + middle[0:7] + middle[8:15] + middle[18:29]
    names = f"{plain(last)}<<{plain(first)}"
    return upper, middle + check_digit(covered), f"{names:<<30}"[:30]
