"""What a national number scheme is: its form, its check, and the birth date and sex it holds."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Births = Callable[[str, date], tuple[str, ...]]
Sex = Callable[[str], str | None]
Check = Callable[[str], None]


class BrokenError(Exception):
    """A rule of the scheme does not hold; `reason` is one of the codes of numbers.REASONS. Stays inside."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Digits(StrEnum):
    """What the check digits of a scheme are worth.

    ALL: every single wrong digit is noticed. MOST: some are not, because remainders share a digit or a
    weight shares a factor with the modulus. NONE: the scheme has no check digit that is public and always
    there. HIDDEN: it has one, but the issuer keeps the rule to itself, so it can only be refused by form.
    """

    ALL = "all"
    MOST = "most"
    NONE = "none"
    HIDDEN = "hidden"


def no_births(_value: str, _today: date) -> tuple[str, ...]:
    """Say that the number holds no birth date."""
    return ()


def no_sex(_value: str) -> str | None:
    """Say that the number holds no sex."""
    return None


def no_check(_value: str) -> None:
    """Hold always: the form is all there is."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One national number.

    Attributes:
        country: ISO 3166 alpha-3 of the issuer.
        name: short name, unique within the country.
        title: the number's own name, with what a reader should know about it.
        form: regular expression of the number without separators.
        digits: what its check digits are worth.
        check: raises BrokenError where check digits or parts do not hold.
        births: (number, today) to the dates of birth it can mean, ISO 8601, YYYY-MM or YYYY where it holds
            no more, latest first; raises BrokenError for a day that does not exist or is yet to come.
        sex: number to M, F or None.
        keeps: separators that carry meaning and stay.

    """

    country: str
    name: str
    title: str
    form: str
    digits: Digits
    check: Check = no_check
    births: Births = no_births
    sex: Sex = no_sex
    keeps: str = ""

    def fits(self, value: str) -> bool:
        """Whether a compacted number has the form."""
        return re.fullmatch(self.form, value) is not None


def library(module: str) -> Check:
    """Make a check of python-stdnum's module of that name (LGPL-2.1+), imported when first used."""

    def check(value: str) -> None:
        exceptions = importlib.import_module("stdnum.exceptions")
        try:
            importlib.import_module(f"stdnum.{module}").validate(value)
        except exceptions.InvalidChecksum as error:
            raise BrokenError("wrong_check_digit") from error
        except exceptions.InvalidComponent as error:
            raise BrokenError("impossible_part") from error
        except exceptions.ValidationError as error:
            raise BrokenError("wrong_form") from error

    return check


def holds(*, digit: bool) -> None:
    """Raise BrokenError unless the check digit is right."""
    if not digit:
        raise BrokenError("wrong_check_digit")


def exists(*, part: bool) -> None:
    """Raise BrokenError unless a part of the number (province, region, kind) can be."""
    if not part:
        raise BrokenError("impossible_part")
