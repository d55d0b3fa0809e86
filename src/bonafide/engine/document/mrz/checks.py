"""Which check digits and which rules of content a zone fails (ICAO Doc 9303-3, sections 4 and 5)."""

from __future__ import annotations

from datetime import date

from bonafide.engine.document.mrz import dates as mrz_dates
from bonafide.engine.document.mrz.codes import is_code, may_leave_nationality_open
from bonafide.engine.document.mrz.formats import (
    ALPHABET,
    FILLER,
    KINDS,
    Cell,
    Check,
    Format,
    check_digit,
    cut,
)

Lines = tuple[str, ...]


def failed_checks(lines: Lines, layout: Format) -> tuple[str, ...]:
    """Names of the check digits that do not hold."""
    return tuple(name for name, check in layout.checks.items() if not _holds(lines, layout, name, check))


def _holds(lines: Lines, layout: Format, name: str, check: Check) -> bool:
    covered = "".join(cut(lines, cell) for cell in check.over)
    found = cut(lines, check.at)
    if set(covered + found) - set(ALPHABET):
        return False
    if found == FILLER and name == "document_number":
        return _long_number_holds(lines, layout, covered)
    if found == FILLER and check.optional:
        return not covered.strip(FILLER)
    return found == check_digit(covered)


def _long_number_holds(lines: Lines, layout: Format, head: str) -> bool:
    rest = long_number_rest(lines, layout)
    if not rest:
        return not head.strip(FILLER)
    return rest[-1] == check_digit(head + rest[:-1])


def long_number_rest(lines: Lines, layout: Format) -> str:
    """Rest of a document number over nine characters, its check digit last; "" where the number is not long.

    TD1 (9303-5, 4.2.2) and TD2 (9303-6, 4.2.2): `<` in place of the check digit, the rest opens the
    optional field.
    """
    at = layout.checks["document_number"].at
    if layout.name not in ("TD1", "TD2") or cut(lines, at) != FILLER:
        return ""
    rest = cut(lines, layout.cells["optional"]).partition(FILLER)[0]
    return rest if len(rest) > 1 else ""


def failed_rules(lines: Lines, layout: Format, today: date) -> tuple[str, ...]:
    """Names of the rules of content that do not hold: alphabets, codes, dates that exist."""
    tests = {
        "alphabet": _alphabet_holds(lines, layout),
        "document_code": lines[0][0] in layout.leads,
        "issuing_state": is_code(cut(lines, layout.cells["issuing_state"])),
        "nationality": _nationality_holds(lines, layout),
        "birthdate_exists": mrz_dates.birthdate(cut(lines, layout.cells["birthdate"]), today) is not None,
        "expiration_date_exists": _expiry_exists(lines, layout.cells["expiration_date"], today),
        "name": lines[layout.cells["name"].line][layout.cells["name"].start] != FILLER,
    }
    return tuple(name for name, held in tests.items() if not held)


def _nationality_holds(lines: Lines, layout: Format) -> bool:
    state, nationality = (cut(lines, layout.cells[key]) for key in ("issuing_state", "nationality"))
    return is_code(nationality) or (nationality == FILLER * 3 and may_leave_nationality_open(state))


def _alphabet_holds(lines: Lines, layout: Format) -> bool:
    return all(
        c in KINDS[kind]
        for line, kinds in zip(lines, layout.kinds(), strict=True)
        for c, kind in zip(line, kinds, strict=True)
    )


def _expiry_exists(lines: Lines, cell: Cell, today: date) -> bool:
    return mrz_dates.expiration_date(cut(lines, cell), today) is not None
