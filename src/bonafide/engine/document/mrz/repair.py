"""What may be changed in a reading, and the record of it. A check digit is never changed to make it match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from bonafide.engine.document.mrz.checks import failed_checks
from bonafide.engine.document.mrz.codes import is_code
from bonafide.engine.document.mrz.formats import AS_DIGIT, AS_LETTER, DIGITS, KINDS, Format, cut, put
from bonafide.engine.evidence import Substitution

Lines = tuple[str, ...]
Rivals = Mapping[tuple[int, int], str]
"""By line and column: other characters that may stand there."""

_LOOKALIKES = {c: {AS_DIGIT.get(c, ""), AS_LETTER.get(c, "")} - {""} for c in "0OQDI1S5B8Z2"}
"""Pairs the check digit can tell apart. G and 6 are not among them: 16 and 6 weigh the same modulo 10."""

_MOST_FLIPS = 2


def settle(lines: Lines, layout: Format) -> Lines:
    """Replace a character where its position allows only the other kind and it has one lookalike there.

    A state code is changed only where the change leaves nothing but letters; a zero may be O or D there,
    whichever makes a code that exists.
    """
    settled = tuple(
        "".join(_settled(c, kind) for c, kind in zip(line, kinds, strict=True))
        for line, kinds in zip(lines, layout.kinds(), strict=True)
    )
    for cell in (c for c in layout.cells.values() if c.kind == "state"):
        settled = put(settled, cell, _settled_code(cut(lines, cell), cut(settled, cell)))
    return settled


def _settled_code(read: str, settled: str) -> str:
    with_d = read.replace("0", "D")
    if not is_code(settled) and is_code(with_d):
        return with_d
    return settled if set(settled) <= set(KINDS["state"]) else read


def _settled(character: str, kind: str) -> str:
    allowed = KINDS[kind]
    if character in allowed:
        return character
    other = (AS_DIGIT if DIGITS[0] in allowed else AS_LETTER).get(character, character)
    return other if other in allowed else character


def untangle(lines: Lines, layout: Format, rivals: Rivals | None = None) -> Lines | None:
    """Resolve lookalikes in alphanumeric fields by the only variant that meets every check.

    `rivals` are the characters that the recogniser holds possible at a position; without it every known
    lookalike is. None where no variant meets the checks, or more than one: then the reading stays as it
    is.
    """
    spots = [s for s in _open_spots(lines, layout) if rivals is None or s[2] in rivals.get(s[:2], "")]
    for flips in range(1, _MOST_FLIPS + 1):
        good = {v for v in _variants(lines, spots, flips) if not failed_checks(v, layout)}
        if good:
            return good.pop() if len(good) == 1 else None
    return None


def untangle_codes(lines: Lines, layout: Format, rivals: Rivals) -> Lines:
    """Resolve a state field that names no state: by the only code that the rivals of its letters spell.

    Where they spell none or several, it stays as it is.
    """
    for cell in (c for c in layout.cells.values() if c.kind == "state"):
        read = cut(lines, cell)
        options = [rivals.get((cell.line, cell.start + i), "") + c for i, c in enumerate(read)]
        spelt = {code for code in map("".join, product(*options)) if is_code(code)}
        if not is_code(read) and len(spelt) == 1:
            lines = put(lines, cell, spelt.pop())
    return lines


def _open_spots(lines: Lines, layout: Format) -> Iterator[tuple[int, int, str]]:
    """Positions of checked alphanumeric fields, each with a character it could have been."""
    checked = {
        (c.line, i) for check in layout.checks.values() for c in check.over for i in range(c.start, c.end)
    }
    kinds = layout.kinds()
    for row, column in sorted(checked):
        if kinds[row][column] == "any":
            for other in sorted(_LOOKALIKES.get(lines[row][column], ())):
                yield row, column, other


def _variants(lines: Lines, spots: list[tuple[int, int, str]], flips: int) -> Iterator[Lines]:
    for chosen in combinations(spots, flips):
        rows = [list(line) for line in lines]
        for row, column, other in chosen:
            rows[row][column] = other
        yield tuple("".join(row) for row in rows)


def differences(raw: Lines, lines: Lines) -> tuple[Substitution, ...]:
    """Every place where the lines as used differ from the lines as read, by the cheapest alignment.

    A character that was not read has an empty `read`, one that was dropped an empty `used`.
    """
    return tuple(
        Substitution(row, column, read, used)
        for row, (before, after) in enumerate(zip(raw, lines, strict=True))
        for column, read, used in _edits(before, after)
    )


def _edits(before: str, after: str) -> list[tuple[int, str, str]]:
    """List the changes by column of `after`; what both have in front is passed over."""
    same = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    return [(column + same, read, used) for column, read, used in _edits_of(before[same:], after[same:])]


def _edits_of(before: str, after: str) -> list[tuple[int, str, str]]:
    cost = _distances(before, after)
    i, j = len(before), len(after)
    edits = []
    while i or j:
        change = int(i and j and before[i - 1] != after[j - 1])
        if i and j and cost[i][j] == cost[i - 1][j - 1] + change:
            i, j = i - 1, j - 1
            if change:
                edits.append((j, before[i], after[j]))
        elif j and cost[i][j] == cost[i][j - 1] + 1:
            j -= 1
            edits.append((j, "", after[j]))
        else:
            i -= 1
            edits.append((j, before[i], ""))
    return edits[::-1]


def _distances(before: str, after: str) -> list[list[int]]:
    table = [list(range(len(after) + 1))]
    for i, a in enumerate(before, 1):
        row = [i]
        for j, b in enumerate(after, 1):
            row.append(min(table[-1][j - 1] + (a != b), table[-1][j] + 1, row[-1] + 1))
        table.append(row)
    return table
