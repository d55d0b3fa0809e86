"""Ways to damage the header of an AAMVA payload: what a forger or a fault does to opening, table and lengths."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_SIGNS = "0123456789ADIEZ \n\r@"
_FIXED = 9
"""Opening and file type."""
_TABLE = 21
"""Where the table of subfiles starts from version 02 on; in version 01 two signs earlier."""
Damage = Callable[[str, np.random.Generator], str]


def _end(text: str) -> int:
    table = _TABLE - 2 * (text[15:17] == "01")
    return table + 10 * int(text[table - 2 : table])


def _place(text: str, random: np.random.Generator) -> int:
    """Any place of the header but the two version numbers, which nothing else in the barcode repeats."""
    unbound = range(15, 17) if text[15:17] == "01" else range(15, 19)
    return int(random.choice([i for i in range(_end(text)) if i not in unbound]))


def replace(text: str, random: np.random.Generator) -> str:
    """Put another sign in one place."""
    at = _place(text, random)
    new = str(random.choice([sign for sign in _SIGNS if sign != text[at]]))
    return text[:at] + new + text[at + 1 :]


def insert(text: str, random: np.random.Generator) -> str:
    """Put one sign more."""
    at = int(random.integers(0, _end(text)))
    return text[:at] + str(random.choice(list(_SIGNS))) + text[at:]


def delete(text: str, random: np.random.Generator) -> str:
    """Leave one sign out."""
    at = int(random.integers(0, _end(text)))
    return text[:at] + text[at + 1 :]


def _number(text: str, random: np.random.Generator, first: int) -> str:
    """Another number in a field of four digits of one table entry."""
    table = _TABLE - 2 * (text[15:17] == "01")
    at = table + 10 * int(random.integers((_end(text) - table) // 10)) + first
    old = int(text[at : at + 4])
    wild = int(random.integers(0, 10_000))
    near = max(0, old + int(random.choice([-20, -2, -1, 1, 2, 20])))
    new = near if random.random() < 0.5 else wild
    return text[:at] + f"{new if new != old else old + 3:04}" + text[at + 4 :]


def offset(text: str, random: np.random.Generator) -> str:
    """Change an offset, by a little or to anything."""
    return _number(text, random, 2)


def length(text: str, random: np.random.Generator) -> str:
    """Change a length, by a little or to anything."""
    return _number(text, random, 6)


def count(text: str, random: np.random.Generator) -> str:
    """Change the number of subfiles."""
    table = _TABLE - 2 * (text[15:17] == "01")
    new = str(
        random.choice([n for n in ("00", "01", "02", "03", "10", "99") if n != text[table - 2 : table]])
    )
    return text[: table - 2] + new + text[table:]


def swap(text: str, random: np.random.Generator) -> str:
    """Exchange two neighbouring signs of the header that differ."""
    unbound = set(range(14, 19))
    places = [i for i in range(_end(text) - 1) if text[i] != text[i + 1] and i not in unbound]
    at = int(random.choice(places))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def cut(text: str, random: np.random.Generator) -> str:
    """End the payload early."""
    return text[: int(random.integers(len(text) // 3, len(text)))]


def longer(text: str, random: np.random.Generator) -> str:
    """Put something behind the last subfile."""
    return text + "".join(random.choice(list(_SIGNS), int(random.integers(1, 20))))


DAMAGES: dict[str, Damage] = {
    "another sign in the header": replace,
    "a sign more in the header": insert,
    "a sign less in the header": delete,
    "neighbours exchanged in the header": swap,
    "another offset": offset,
    "another length": length,
    "another number of subfiles": count,
    "cut short": cut,
    "something behind": longer,
}
