"""National identity numbers: form, check digits, and what they say about birth and sex.

Pure: no clock, no network, no list of people. A number that holds proves little, one that does not hold was
misread or made up. Collecting some of these numbers is restricted by law: judge, then redact.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bonafide.engine.document.numbers import asia as numbers_asia
from bonafide.engine.document.numbers import europe as numbers_europe
from bonafide.engine.document.numbers import world as numbers_world
from bonafide.engine.document.numbers.scheme import BrokenError, Digits, Scheme

REASONS: Mapping[str, str] = {
    "wrong_form": "length or characters are not those of the scheme",
    "wrong_check_digit": "a check digit does not follow from the others",
    "impossible_part": "a province, region or kind that does not exist",
    "impossible_date": "a date of birth that does not exist",
    "unborn": "a date of birth after the day of reading",
    "no_value": "nothing to judge",
    "unknown_country": "no scheme of this country is known here",
    "unknown_scheme": "the country is known, this scheme of it is not",
    "check_digit_not_public": "form and dates hold; the issuer does not publish how the check digit is made",
    "form_only": "form and dates hold; there is no check digit to test",
}
"""Why a number is false, cannot be judged, or (form_only) holds by its form alone."""

_SEPARATORS = frozenset(" -./·'()<+")


@dataclass(frozen=True, slots=True)
class NumberFinding:
    """What one number says.

    Attributes:
        scheme: "CHN:ric" and the like; "" where none was found.
        valid: False where a rule is broken; True where all rules hold; None where that cannot be computed.
        reason: code of REASONS; "" where a check digit was tested and holds.
        birthdate: the date of birth inside; None where it holds none, or not a whole one.
        sex: M, F or None.
        births: every date it can mean, ISO 8601 or its first parts, latest first; more than one where the
            century is open.

    """

    scheme: str
    valid: bool | None
    reason: str = ""
    birthdate: date | None = None
    sex: str | None = None
    births: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def schemes() -> Mapping[str, tuple[Scheme, ...]]:
    """Give every scheme by country, ISO 3166 alpha-3; the usual one of a country first."""
    found: dict[str, tuple[Scheme, ...]] = {}
    for scheme in numbers_europe.SCHEMES + numbers_asia.SCHEMES + numbers_world.SCHEMES:
        found[scheme.country] = (*found.get(scheme.country, ()), scheme)
    return found


def compact(value: str, keeps: str = "") -> str:
    """Upper case, full-width characters made plain, separators taken out but for those in `keeps`."""
    plain = unicodedata.normalize("NFKC", value).upper().replace("\N{MINUS SIGN}", "-")
    return "".join(c for c in plain if c in keeps or (c not in _SEPARATORS and not c.isspace()))


def validate(country: str, scheme: str | None, value: str, *, today: date) -> NumberFinding:
    """Judge a number of a country (ISO 3166 alpha-3). Without a scheme, the one that holds, else that fits.

    Never raises. `today` decides centuries and what is still to come.
    """
    if not value.strip():
        return NumberFinding("", None, "no_value")
    known = schemes().get(country)
    if known is None:
        return NumberFinding("", None, "unknown_country")
    if scheme is not None:
        known = tuple(s for s in known if s.name == scheme)
        if not known:
            return NumberFinding("", None, "unknown_scheme")
    return _best([_judged(s, value, today) for s in known])


def agrees(finding: NumberFinding, birthdate: str | date | None, sex: str | None) -> list[str]:
    """Reasons why the number contradicts the print: number_birthdate_mismatch, number_sex_mismatch.

    Empty where they agree, and also where nothing can be compared: `compared` tells these apart.
    """
    found = compared(finding, birthdate, sex)
    return [f"number_{key}_mismatch" for key, same in found.items() if same is False]


def compared(finding: NumberFinding, birthdate: str | date | None, sex: str | None) -> dict[str, bool | None]:
    """Birth date and sex of the number against the print: True, False, or None where not computable.

    The printed date may be cut (1990, 1990-05), as ICAO Doc 9303-3 allows for unknown parts; then only the
    parts that both sides hold are compared. Sex X, or none, is compared with nothing.
    """
    printed = birthdate.isoformat() if isinstance(birthdate, date) else (birthdate or "")
    usable = finding.valid is not False
    same_date = any(_same(born, printed) for born in finding.births)
    known_sex = usable and finding.sex is not None and sex in ("M", "F")
    return {
        "birthdate": same_date if usable and printed and finding.births else None,
        "sex": finding.sex == sex if known_sex else None,
    }


def _same(born: str, printed: str) -> bool:
    length = min(len(born), len(printed))
    return born[:length] == printed[:length]


def _judged(scheme: Scheme, value: str, today: date) -> NumberFinding:
    name = f"{scheme.country}:{scheme.name}"
    number = compact(value, scheme.keeps)
    if not scheme.fits(number):
        return NumberFinding(name, valid=False, reason="wrong_form")
    try:
        scheme.check(number)
        births = scheme.births(number, today)
    except BrokenError as error:
        return NumberFinding(name, valid=False, reason=error.reason)
    whole = date.fromisoformat(births[0]) if births and len(births[0]) == 10 else None
    valid, reason = _worth(scheme.digits)
    return NumberFinding(name, valid, reason, whole, scheme.sex(number), births)


def _worth(digits: Digits) -> tuple[bool | None, str]:
    if digits is Digits.HIDDEN:
        return None, "check_digit_not_public"
    return True, "form_only" if digits is Digits.NONE else ""


def _best(findings: list[NumberFinding]) -> NumberFinding:
    """Check digit that holds, form that holds, cannot be judged, broken rule, wrong form; first of equals."""
    ranks = {True: 0, None: 2, False: 3}
    return min(findings, key=lambda f: ranks[f.valid] + (f.reason in ("form_only", "wrong_form")))
