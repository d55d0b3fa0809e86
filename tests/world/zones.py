"""Zones in every layout of ICAO Doc 9303, for tests and for the training of the line recogniser.

Long numbers, cut names and open dates included. Check digits and cells come from the engine's table of formats;
`mrz_lines` writes the two layouts of the specimens apart from it, so that each can test the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from bonafide.engine.document.mrz.formats import FILLER, FORMATS, cut, put
from bonafide.engine.document.mrz.formats import check_digit as digit

Lines = tuple[str, ...]

_NUMBER = 9


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who and what every zone names: A to Z, words apart by spaces; dates as YYMMDD, `<` where unknown."""

    last: str
    first: str
    number: str
    birthdate: str
    expiration_date: str
    sex: str = FILLER
    state: str = "UTO"
    nationality: str = "UTO"


ERIKSSON = Holder(
    last="ERIKSSON",
    first="ANNA MARIA",
    number="L898902C3",
    birthdate="740812",
    expiration_date="320415",
    sex="F",
)
"""The holder of the specimen that 9303-4 prints, with a document that is still valid."""


def build_td3(holder: Holder, *, code: str = "P", personal_number: str = "") -> Lines:
    """Write a passport; of the number the first nine characters. A long name is cut (9303-3, 4.6)."""
    tail = personal_number.ljust(14, FILLER)
    tail += digit(tail) if personal_number else FILLER
    return _two_lines("TD3", holder, code, holder.number[:_NUMBER], tail)


def build_td2(holder: Holder, *, code: str = "I", optional: str = "") -> Lines:
    """Write a TD2 card; a number over nine characters goes on in the optional field (9303-6, 4.2.2)."""
    return _two_lines("TD2", holder, code, holder.number, _with_rest(holder.number, optional, 7))


def build_visa(holder: Holder, *, code: str = "V", optional: str = "", large: bool = True) -> Lines:
    """Write a visa: MRV-A (two lines of 44) where `large`, else MRV-B (two lines of 36)."""
    layout, room = ("MRV-A", 16) if large else ("MRV-B", 8)
    return _two_lines(layout, holder, code, holder.number[:_NUMBER], optional.ljust(room, FILLER))


def build_td1(holder: Holder, *, code: str = "I", optional: str = "", optional_2: str = "") -> Lines:
    """Write a TD1 card; a number over nine characters goes on in the optional field (9303-5, 4.2.2)."""
    rest = _with_rest(holder.number, optional, 15)
    upper = _head(code, holder.state) + _number(holder.number) + rest
    born, ends = _dates(holder)
    lower = born + holder.sex + ends + holder.nationality.ljust(3, FILLER)
    lower += optional_2.ljust(11, FILLER) + FILLER
    return _closed("TD1", (upper, lower, _name(holder.last, holder.first, 30)))


def _two_lines(layout: str, holder: Holder, code: str, number: str, tail: str) -> Lines:
    width = FORMATS[layout].width
    upper = _head(code, holder.state) + _name(holder.last, holder.first, width - 5)
    born, ends = _dates(holder)
    lower = _number(number) + holder.nationality.ljust(3, FILLER) + born + holder.sex + ends + tail
    return _closed(layout, (upper, lower.ljust(width, FILLER)))


def _dates(holder: Holder) -> tuple[str, str]:
    born, ends = holder.birthdate, holder.expiration_date
    return born + digit(born), ends + digit(ends)


def _head(code: str, state: str) -> str:
    return code.ljust(2, FILLER) + state.ljust(3, FILLER)


def _number(number: str) -> str:
    """Nine characters and the check digit, or `<` where the number is longer."""
    head = number[:_NUMBER].ljust(_NUMBER, FILLER)
    return head + (FILLER if len(number) > _NUMBER else digit(head))


def _with_rest(number: str, optional: str, room: int) -> str:
    rest = number[_NUMBER:] + digit(number) + FILLER if len(number) > _NUMBER else ""
    return (rest + optional)[:room].ljust(room, FILLER)


def _closed(layout: str, lines: Lines) -> Lines:
    """Write the composite check digit, where the layout has one."""
    check = FORMATS[layout].checks.get("composite")
    if check is None:
        return lines
    return put(lines, check.at, digit("".join(cut(lines, cell) for cell in check.over)))


def _name(last: str, first: str, room: int) -> str:
    """Primary and secondary identifier; the longest words lose letters until all fits."""
    words = [last.split(), first.split()]
    while len(text := _written(words)) > room:
        group = max(words, key=lambda ws: max(map(len, ws), default=0))
        longest = max(range(len(group)), key=lambda i: len(group[i]))
        if len(group[longest]) == 1:
            return text[:room]
        group[longest] = group[longest][:-1]
    return text.ljust(room, FILLER)


def _written(words: list[list[str]]) -> str:
    last, first = (FILLER.join(group) for group in words)
    return last + FILLER * 2 + first if first else last
