"""Tables of attacks that are measured a few species at a time: what was measured before stays until it is again."""

from __future__ import annotations

from collections.abc import Sequence

from common import TABLES

Row = tuple[object, ...]


def with_standing(measured: Sequence[Row], page: str, order: Sequence[str]) -> list[Row]:
    """Head and rows measured now, with the rows of species of the page as it stands that were not; in that order.

    `measured` begins with the head; each other row, and those of the page in docs/benchmarks, with a name of `order`.
    """
    head, *rows = measured
    now = {str(row[0]) for row in rows}
    rows += [_padded(row, len(head)) for row in _rows(page) if row[0] in order and row[0] not in now]
    return [head, *sorted(rows, key=lambda row: order.index(str(row[0])))]


def _padded(row: Row, columns: int) -> Row:
    """A row measured before a column was added says nothing in it."""
    return (*row, *("" for _ in range(columns - len(row))))


def _rows(page: str) -> list[Row]:
    found = TABLES / page
    lines = found.read_text("utf-8").splitlines() if found.is_file() else []
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line[:2] == "| "]
