"""The machine readable zone as a strip: each character in its place, check digits and replacements marked."""

from __future__ import annotations

from bonafide.cli.report.charts import figure
from bonafide.cli.report.markup import Safe, el, join
from bonafide.cli.report.pictures import crop, uri
from bonafide.cli.report.places import sides_of, zone_side
from bonafide.engine.document.mrz.formats import FORMATS
from bonafide.engine.evidence import DocumentEvidence, MrzRead

Place = tuple[int, int]


def strip(document: DocumentEvidence) -> Safe | None:
    """Picture of the zone, the lines as read, and what was replaced; None where no zone was read."""
    mrz = document.mrz
    if mrz is None:
        return None
    lines = [_line(row, line, _digits(mrz), _replaced(mrz)) for row, line in enumerate(mrz.lines)]
    return join(
        _picture(document),
        _measured(el("div", *lines, class_="mrz", style=_columns(mrz))),
        _keys(mrz),
        _substitutions(mrz),
    )


def _columns(mrz: MrzRead) -> str:
    return f"--columns:{max((len(line) for line in (*mrz.lines, *mrz.raw)), default=1)}"


def _measured(lines: Safe) -> Safe:
    return el("div", lines, class_="measure")


def _picture(document: DocumentEvidence) -> Safe | None:
    sides, mrz = sides_of(document), document.mrz
    if mrz is None or mrz.box is None or not sides:
        return None
    cut = crop(sides[zone_side(document, sides)], mrz.box, 0.04)
    return figure(uri(cut, 1000), "The zone as photographed") if cut.size else None


def _digits(mrz: MrzRead) -> dict[Place, tuple[str, bool]]:
    """Place of each check digit: its name and whether it holds."""
    layout = FORMATS.get(mrz.format)
    if layout is None:
        return {}
    return {
        (check.at.line, check.at.start): (name, name not in mrz.failed)
        for name, check in layout.checks.items()
    }


def _replaced(mrz: MrzRead) -> dict[Place, str]:
    return {(one.line, one.column): one.read for one in mrz.substitutions}


def _line(row: int, line: str, digits: dict[Place, tuple[str, bool]], replaced: dict[Place, str]) -> Safe:
    return el("div", *(_character(char, (row, at), digits, replaced) for at, char in enumerate(line)))


def _character(
    char: str, place: Place, digits: dict[Place, tuple[str, bool]], replaced: dict[Place, str]
) -> Safe:
    if place in digits:
        name, holds = digits[place]
        says = f"check digit of {name.replace('_', ' ')}: {'holds' if holds else 'does not hold'}"
        return el("i", char, class_="good" if holds else "bad", title=says)
    if place in replaced:
        return el("i", char, class_="swap", title=f"read as {replaced[place]}")
    return el("i", char, class_="filler") if char == "<" else el("i", char)


def _keys(mrz: MrzRead) -> Safe:
    marked = _digits(mrz)
    held = sum(holds for _, holds in marked.values())
    words = [f"{mrz.format}. {held} of {len(marked)} check digits hold."]
    if mrz.failed:
        words.append(f"Does not hold: {', '.join(one.replace('_', ' ') for one in mrz.failed)}.")
    return el("p", " ".join(words), class_="note")


def _substitutions(mrz: MrzRead) -> Safe | None:
    if not mrz.substitutions:
        return el("p", "Nothing was replaced: these are the characters as read.", class_="note")
    items = [
        el(
            "li",
            f"line {one.line + 1}, column {one.column + 1}: read ",
            el("code", one.read or "nothing"),
            ", used ",
            el("code", one.used or "nothing"),
        )
        for one in mrz.substitutions
    ]
    raw = el(
        "div",
        *(el("div", *(el("i", one) for one in line)) for line in mrz.raw),
        class_="mrz raw",
        style=_columns(mrz),
    )
    return join(
        el("p", "As read, before the format's alphabet was applied:", class_="note"),
        _measured(raw),
        el("ul", *items, class_="note"),
    )
