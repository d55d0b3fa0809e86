"""Write machine readable zones: for specimens, renderers and tests. The counterpart of `mrz.parse`."""

from __future__ import annotations

from bonafide.engine.document.mrz.formats import FILLER, FORMATS, cut, put
from bonafide.engine.document.mrz.formats import check_digit as digit

Lines = tuple[str, ...]

_NUMBER = 9


def build_td3(
    *,
    last: str,
    first: str,
    number: str,
    birthdate: str,
    expiration_date: str,
    sex: str = FILLER,
    state: str = "UTO",
    nationality: str = "UTO",
    code: str = "P",
    personal_number: str = "",
) -> Lines:
    """Write a passport.

    Dates as YYMMDD; names in A to Z, words apart by spaces, cut where too long (9303-3, 4.6); of the
    number the first nine characters.
    """
    tail = personal_number.ljust(14, FILLER)
    return _two_lines("TD3", locals(), tail + (digit(tail) if personal_number else FILLER))


def build_td2(
    *,
    last: str,
    first: str,
    number: str,
    birthdate: str,
    expiration_date: str,
    sex: str = FILLER,
    state: str = "UTO",
    nationality: str = "UTO",
    code: str = "I",
    optional: str = "",
) -> Lines:
    """Write a TD2 card.

    A document number over nine characters goes on in the optional field (9303-6, 4.2.2).
    """
    return _two_lines("TD2", locals(), _with_rest(number, optional, 7))


def build_visa(
    *,
    last: str,
    first: str,
    number: str,
    birthdate: str,
    expiration_date: str,
    sex: str = FILLER,
    state: str = "UTO",
    nationality: str = "UTO",
    code: str = "V",
    optional: str = "",
    large: bool = True,
) -> Lines:
    """Write a visa: MRV-A (two lines of 44) where `large`, else MRV-B (two lines of 36)."""
    return _two_lines("MRV-A" if large else "MRV-B", locals(), optional.ljust(16 if large else 8, FILLER))


def build_td1(
    *,
    last: str,
    first: str,
    number: str,
    birthdate: str,
    expiration_date: str,
    sex: str = FILLER,
    state: str = "UTO",
    nationality: str = "UTO",
    code: str = "I",
    optional: str = "",
    optional_2: str = "",
) -> Lines:
    """Write a TD1 card.

    A document number over nine characters goes on in the optional field (9303-5, 4.2.2).
    """
    upper = _head(code, state) + _number(number) + _with_rest(number, optional, 15)
    dates = birthdate + digit(birthdate) + sex + expiration_date + digit(expiration_date)
    lower = dates + nationality.ljust(3, FILLER) + optional_2.ljust(11, FILLER) + FILLER
    return _closed("TD1", (upper, lower, _name(last, first, 30)))


def _two_lines(layout: str, given: dict[str, str], tail: str) -> Lines:
    width = FORMATS[layout].width
    upper = _head(given["code"], given["state"]) + _name(given["last"], given["first"], width - 5)
    number = given["number"] if layout == "TD2" else given["number"][:_NUMBER]
    dates = [given[key] + digit(given[key]) for key in ("birthdate", "expiration_date")]
    lower = (
        _number(number) + given["nationality"].ljust(3, FILLER) + dates[0] + given["sex"] + dates[1] + tail
    )
    return _closed(layout, (upper, lower.ljust(width, FILLER)))


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
