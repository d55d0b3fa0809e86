"""Every way in which a printed name may be spelt in the zone (ICAO Doc 9303-3, sections 4.6 and 6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from bonafide.engine.document.names import tables
from bonafide.engine.document.names.tables import Spellings

FILLER = "<"

_SPACE = (FILLER,)
_HYPHEN = (FILLER, "")
_JOINER = ("", FILLER)

_HYPHENS = frozenset("-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}")
_APOSTROPHES = frozenset(
    "'`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{ACUTE ACCENT}"
    "\N{MODIFIER LETTER APOSTROPHE}\N{MODIFIER LETTER TURNED COMMA}\N{PRIME}"
)
_STOPS = frozenset(".")
_LIMIT = 120
"""Longest name that is looked at, in characters; the zone holds 39."""


class Script(StrEnum):
    """Scripts that can be spelt in the zone, and OTHER, which cannot."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    GREEK = "greek"
    ARABIC = "arabic"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unit:
    """One printed character (or pair) and its spellings; a gap between components where it may be `<`."""

    spellings: Spellings

    @property
    def gap(self) -> bool:
        """Whether components may part here: space and hyphen, not the apostrophe."""
        return self.spellings[0] == FILLER


Units = tuple[Unit, ...]


def plain(text: str) -> str:
    """Composed upper case, at most 120 characters, roman numerals for numbers (9303-3, 4.6)."""
    upper = unicodedata.normalize("NFC", text[:_LIMIT]).upper()
    return re.sub(r"(?<!\d)[1-9]\d?(?!\d)", lambda m: _roman(int(m.group())), upper)


def _roman(number: int) -> str:
    parts = ((90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in parts:
        text += sign * (number // value)
        number %= value
    return text


def script_of(word: str) -> Script:
    """Script of a word in upper case; OTHER if any of its letters belongs to none that can be spelt."""
    found = {_script(c) for c in word if unicodedata.category(c).startswith("L")}
    if not found:
        return Script.LATIN
    return found.pop() if len(found) == 1 else Script.OTHER


def _script(char: str) -> Script:
    if _latin(char) is not None:
        return Script.LATIN
    for script, table in ((Script.CYRILLIC, tables.CYRILLIC), (Script.ARABIC, tables.ARABIC)):
        if char in table:
            return script
    return Script.GREEK if _bare(char) in tables.GREEK else Script.OTHER


def _latin(char: str) -> Spellings | None:
    if char in tables.LATIN:
        return tables.LATIN[char]
    bare = _bare(char)
    return (bare,) if re.fullmatch("[A-Z]+", bare) else None


def _bare(char: str) -> str:
    """Give the character without its marks; ligatures and full-width forms taken apart."""
    apart = unicodedata.normalize("NFKD", char)
    return "".join(c for c in apart if not unicodedata.combining(c)).upper()


def units(text: str) -> Units:
    """Spell a name character by character; signs without a rule, and other scripts, are left out."""
    name, found, at = plain(text), list[Unit](), 0
    while at < len(name):
        pair = _pair(name[at : at + 2])
        spellings = pair or _spellings(name[at])
        if name[at] == tables.TEH_MARBUTA and name[at + 1 : at + 2].strip():
            spellings = tables.ARABIC[name[at]][::-1]
        _append(found, name[at], spellings)
        at += 2 if pair else 1
    while found and found[-1].gap:
        found.pop()
    return tuple(found)


def _pair(two: str) -> Spellings | None:
    return tables.CYRILLIC_PAIRS.get(two) or tables.GREEK_PAIRS.get("".join(map(_bare, two)))


def _append(found: list[Unit], char: str, spellings: Spellings | None) -> None:
    if char == tables.SHADDA and found:
        doubled = tuple(s * 2 for s in found[-1].spellings)
        found[-1] = Unit((*doubled, *found[-1].spellings))
    elif spellings and spellings[0] == FILLER:
        if found and not found[-1].gap:
            found.append(Unit(spellings))
    elif spellings:
        found.append(Unit(spellings))


def _spellings(char: str) -> Spellings | None:
    if char.isspace() or char in ",;":
        return _SPACE
    if char in _HYPHENS:
        return _HYPHEN
    if char in _APOSTROPHES or char in _STOPS:
        return _JOINER
    for table in (tables.CYRILLIC, tables.ARABIC):
        if char in table:
            return table[char]
    return _latin(char) or tables.GREEK.get(_bare(char))


def mrz_candidates(text: str, *, limit: int = 256) -> Iterator[str]:
    """Spellings of a name in the zone, at most `limit` different ones, the recommended one first.

    Words are parted by `<`. A name in a script without a table gives none. To compare, use names_agree: it
    knows all spellings, however many.
    """
    if any(script_of(word) is Script.OTHER for word in plain(text).split()):
        return
    seen: set[str] = set()
    for parts in islice(product(*(u.spellings for u in units(text))), limit * 4):
        spelt = re.sub(f"{FILLER}+", FILLER, "".join(parts)).strip(FILLER)
        if spelt and spelt not in seen:
            seen.add(spelt)
            yield spelt
        if len(seen) >= limit:
            return
