"""The five layouts of the machine readable zone as data, and the check digit (ICAO Doc 9303 parts 3 to 7)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle

FILLER = "<"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABET = FILLER + DIGITS + LETTERS

KINDS = {
    "alpha": LETTERS + FILLER,
    "card": LETTERS.replace("O", "").replace("Q", "") + FILLER,
    "state": LETTERS + FILLER,
    "date": DIGITS + FILLER,
    "digit": DIGITS,
    "check": DIGITS + FILLER,
    "sex": "MFX" + FILLER,
    "any": ALPHABET,
}
"""Characters that a position of each kind allows.

No card's code has O or Q, for which D may be taken. Sex X stands in the printed zone only, yet some write it.
"""

AS_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "S": "5", "B": "8", "Z": "2", "G": "6"}
AS_LETTER = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z", "6": "G"}
"""What a character stands for where only the other kind may stand."""

_VALUES = {c: i for i, c in enumerate(DIGITS + LETTERS)} | {FILLER: 0}


def check_digit(text: str) -> str:
    """Weighted sum modulo 10 with weights 7, 3, 1 from the left (9303-3, 4.9). `<` counts 0, A 10, ... Z 35.

    Raises KeyError for a character outside the alphabet.
    """
    return str(sum(_VALUES[c] * w for c, w in zip(text, cycle((7, 3, 1)), strict=False)) % 10)


@dataclass(frozen=True, slots=True)
class Cell:
    """A field: its line and columns [start, end), both from 0, and the kind of its characters."""

    line: int
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit: where it stands and the spans it covers, in order.

    `optional`: `<` allowed over an empty field.
    """

    at: Cell
    over: tuple[Cell, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """One layout: name, lines of equal width, fields and check digits by name."""

    name: str
    lines: int
    width: int
    cells: dict[str, Cell]
    checks: dict[str, Check]
    leads: str
    """Letters that may open the document code."""

    def kinds(self) -> tuple[tuple[str, ...], ...]:
        """Kind of every position, line by line."""
        rows = [["any"] * self.width for _ in range(self.lines)]
        for cell in [*self.cells.values(), *(c.at for c in self.checks.values())]:
            rows[cell.line][cell.start : cell.end] = [cell.kind] * (cell.end - cell.start)
        return tuple(tuple(row) for row in rows)


def cut(lines: tuple[str, ...], cell: Cell) -> str:
    """Return the characters of a field."""
    return lines[cell.line][cell.start : cell.end]


def put(lines: tuple[str, ...], cell: Cell, text: str) -> tuple[str, ...]:
    """Write `text`, of the field's length, into a field."""
    line = lines[cell.line]
    return (*lines[: cell.line], line[: cell.start] + text + line[cell.end :], *lines[cell.line + 1 :])


def _span(line: int, start: int, end: int, kind: str = "any") -> Cell:
    """Columns as the standard counts them: from 1, both ends included."""
    return Cell(line, start - 1, end, kind)


def _at(line: int, column: int, kind: str = "digit") -> Cell:
    return _span(line, column, column, kind)


def _two_lines(name: str, width: int, leads: str) -> Format:
    """TD2, TD3, MRV-A and MRV-B share the first line and the columns 1 to 28 of the second."""
    cells = {
        "document_code": _span(0, 1, 2, "alpha"),
        "issuing_state": _span(0, 3, 5, "state"),
        "name": _span(0, 6, width, "alpha"),
        "document_number": _span(1, 1, 9),
        "nationality": _span(1, 11, 13, "state"),
        "birthdate": _span(1, 14, 19, "date"),
        "sex": _at(1, 21, "sex"),
        "expiration_date": _span(1, 22, 27, "date"),
    }
    checks = {
        "document_number": Check(_at(1, 10, "check"), (cells["document_number"],)),
        "birthdate": Check(_at(1, 20), (cells["birthdate"],)),
        "expiration_date": Check(_at(1, 28), (cells["expiration_date"],)),
    }
    return Format(name, 2, width, cells, checks, leads)


def _td3() -> Format:
    base = _two_lines("TD3", 44, "P")
    base.cells["optional"] = _span(1, 29, 42)
    base.checks["optional"] = Check(_at(1, 43, "check"), (base.cells["optional"],), optional=True)
    base.checks["composite"] = Check(_at(1, 44), (_span(1, 1, 10), _span(1, 14, 20), _span(1, 22, 43)))
    return base


def _td2() -> Format:
    base = _two_lines("TD2", 36, "IAC")
    base.cells["document_code"] = _span(0, 1, 2, "card")
    base.cells["optional"] = _span(1, 29, 35)
    base.checks["composite"] = Check(_at(1, 36), (_span(1, 1, 10), _span(1, 14, 20), _span(1, 22, 35)))
    return base


def _visa(name: str, width: int) -> Format:
    base = _two_lines(name, width, "V")
    base.cells["optional"] = _span(1, 29, width)
    return base


def _td1() -> Format:
    cells = {
        "document_code": _span(0, 1, 2, "card"),
        "issuing_state": _span(0, 3, 5, "state"),
        "document_number": _span(0, 6, 14),
        "optional": _span(0, 16, 30),
        "birthdate": _span(1, 1, 6, "date"),
        "sex": _at(1, 8, "sex"),
        "expiration_date": _span(1, 9, 14, "date"),
        "nationality": _span(1, 16, 18, "state"),
        "optional_2": _span(1, 19, 29),
        "name": _span(2, 1, 30, "alpha"),
    }
    composite = (_span(0, 6, 30), _span(1, 1, 7), _span(1, 9, 15), _span(1, 19, 29))
    checks = {
        "document_number": Check(_at(0, 15, "check"), (cells["document_number"],)),
        "birthdate": Check(_at(1, 7), (cells["birthdate"],)),
        "expiration_date": Check(_at(1, 15), (cells["expiration_date"],)),
        "composite": Check(_at(1, 30), composite),
    }
    return Format("TD1", 3, 30, cells, checks, "IAC")


FORMATS = {f.name: f for f in (_td1(), _td2(), _td3(), _visa("MRV-A", 44), _visa("MRV-B", 36))}


def format_of(lines: tuple[str, ...]) -> Format | None:
    """Tell the layout from the number of lines, their width and the first letter; None if it is no layout."""
    for layout in FORMATS.values():
        fits = len(lines) == layout.lines and all(len(x) == layout.width for x in lines)
        if fits and (lines[0][0] == "V") == (layout.leads == "V"):
            return layout
    return None
