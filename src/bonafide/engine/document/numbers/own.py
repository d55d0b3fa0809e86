"""Checks of numbers that python-stdnum lacks, or judges by its own clock or by too short a list."""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence

from bonafide.engine.document.numbers.births import belgian_century_holds
from bonafide.engine.document.numbers.scheme import exists, holds

_VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Sum of the digits times their weights, one to one."""
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True))


def luhn(value: str) -> None:
    """Luhn, ISO/IEC 7812-1 annex B, over all digits."""
    module = importlib.import_module("stdnum.luhn")
    holds(digit=module.checksum(value) == 0)


PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71,),
    )
    for code in codes
) | {"81", "82", "83"}
"""First two digits of GB/T 2260; 81 to 83: residence permits of people from Hong Kong, Macau, Taiwan."""

_CHINESE = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def china(value: str) -> None:
    """GB 11643-1999: province and ISO 7064 MOD 11-2.

    Only the province is looked up. Counties were renumbered for decades, a number keeps the code of its day,
    and no public list holds them all, so that a list of counties refuses real people.
    """
    exists(part=value[:2] in PROVINCES)
    china_resident(value)


def china_resident(value: str) -> None:
    """The same check character, for permanent residents from abroad (2023), who bear 9 before the region."""
    holds(digit="10X98765432"[weighted(value[:17], _CHINESE) % 11] == value[17])


def hong_kong(value: str) -> None:
    """Letters 10 to 35, a missing first letter 36, weights 9 to 2, sum with the check digit 0 mod 11."""
    head = [_VALUES.index(c) for c in value[:-7]]
    numbers = [36] * (2 - len(head)) + head + [int(c) for c in value[-7:-1]]
    total = sum(n * w for n, w in zip(numbers, range(9, 1, -1), strict=True))
    holds(digit=(total + _VALUES.index(value[-1])) % 11 == 0)


_TAIWANESE = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""Letters in the order of their numbers, 10 to 35."""


def taiwan(value: str) -> None:
    """Letters become two digits, a second letter the last of its two; weights 1, 9 to 1, 1, sum 0 mod 10."""
    first = str(_TAIWANESE.index(value[0]) + 10)
    second = str(_TAIWANESE.index(value[1]) % 10) if value[1].isalpha() else value[1]
    holds(digit=weighted(first + second + value[2:], (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0)


_SINGAPOREAN = {
    "S": (0, "JZIHGFEDCBA"),
    "T": (4, "JZIHGFEDCBA"),
    "F": (0, "XWUTRQPNMLK"),
    "G": (4, "XWUTRQPNMLK"),
    "M": (3, "XWUTRQPNJLK"),
}


def singapore(value: str) -> None:
    """Weights 2 7 6 5 4 3 2 and an offset by the first letter, mod 11, into that letter's alphabet.

    M, for passes since 2022, counts its alphabet from the other end.
    """
    offset, letters = _SINGAPOREAN[value[0]]
    rest = (weighted(value[1:8], (2, 7, 6, 5, 4, 3, 2)) + offset) % 11
    holds(digit=letters[rest] == value[8])


def japan(value: str) -> None:
    """My Number, ministerial order 85 of 2014, article 5: weights 6 5 4 3 2 7 6 5 4 3 2, mod 11."""
    rest = weighted(value[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    holds(digit=int(value[11]) == (0 if rest <= 1 else 11 - rest))


def kazakhstan(value: str) -> None:
    """Weights 1 to 11 mod 11; where that gives 10, weights 3 to 11, 1, 2; where 10 again, not issued."""
    rest = weighted(value[:11], range(1, 12)) % 11
    if rest == 10:
        rest = weighted(value[:11], (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    holds(digit=rest == int(value[11]))


def vietnam(value: str) -> None:
    """Province codes run from 001 to 096; foreign birthplaces and later codes stay below 400."""
    exists(part=1 <= int(value[:3]) < 400)


def belgium(value: str) -> None:
    """97 minus the rest of the first nine digits; a 2 is put before them for births from 2000 on."""
    holds(digit=any(belgian_century_holds(value, century) for century in (1900, 2000)))


def norway(value: str) -> None:
    """Two check digits, weights 3 7 6 1 8 9 4 5 2 1 and 5 4 3 2 7 6 5 4 3 2 1, sums 0 mod 11."""
    holds(digit=weighted(value[:10], (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0)
    holds(digit=weighted(value, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0)


def sweden(value: str) -> None:
    """Luhn over the last ten digits."""
    luhn(value.replace("+", "")[-10:])


def finland(value: str) -> None:
    """The nine digits mod 31, into digits and the letters that cannot be misread."""
    digits = re.sub(r"\D", "", value[:-1])
    holds(digit="0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31] == value[-1])
    exists(part=int(digits[6:]) >= 2)


def luxembourg(value: str) -> None:
    """Over the first eleven digits: Luhn in the twelfth, Verhoeff in the thirteenth."""
    luhn(value[:12])
    module = importlib.import_module("stdnum.verhoeff")
    holds(digit=module.checksum(value[:11] + value[12]) == 0)


def iran(value: str) -> None:
    """Weights 10 to 2 mod 11; a rest below 2 is the digit, else 11 minus it."""
    rest = weighted(value[:9], range(10, 1, -1)) % 11
    holds(digit=int(value[9]) == (rest if rest < 2 else 11 - rest))
    exists(part=len(set(value)) > 1)


def kuwait(value: str) -> None:
    """11 minus the weighted sum mod 11; numbers that give 10 or 11 are not issued."""
    digit = 11 - weighted(value[:11], (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11
    holds(digit=int(value[11]) == digit)


def uruguay(value: str) -> None:
    """Weights 2 9 8 7 6 3 4 over seven digits, up to the next ten."""
    digits = value.zfill(8)
    holds(digit=(weighted(digits[:7], (2, 9, 8, 7, 6, 3, 4)) + int(digits[7])) % 10 == 0)


def salvador(value: str) -> None:
    """Weights 9 to 2 over eight digits, up to the next ten."""
    holds(digit=(weighted(value[:8], range(9, 1, -1)) + int(value[8])) % 10 == 0)


def south_africa(value: str) -> None:
    """Citizenship 0 (citizen), 1 (resident) or 2 (refugee), and Luhn."""
    exists(part=value[10] in "012")
    luhn(value)
