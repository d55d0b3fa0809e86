"""Where on the flattened sides things stand: the zone, each field inside it, the portrait."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bonafide.cli.report.pictures import crop, pixels
from bonafide.engine.document.mrz.formats import FORMATS, Cell, Format, cut
from bonafide.engine.document.mrz.read import read_mrz
from bonafide.engine.evidence import Box, DocumentEvidence
from bonafide.engine.image import Pixels


@dataclass(frozen=True, slots=True)
class Mark:
    """One box to draw. side 0 is the front; `cell`: first, middle or last line, for a field of the zone."""

    side: int
    label: str
    value: str
    box: Box
    cell: str = ""


def sides_of(document: DocumentEvidence) -> list[Pixels]:
    """Flattened pictures, front first."""
    found = (pixels(side.rectified) for side in (document.front, document.back) if side is not None)
    return [one for one in found if one is not None]


def marks(document: DocumentEvidence, sides: list[Pixels]) -> list[Mark]:
    """Every box that is known, in reading order."""
    made: list[Mark] = []
    if document.portrait is not None:
        made.append(Mark(portrait_side(document, sides), "Portrait", "", document.portrait.box))
    if document.mrz is not None and document.mrz.box is not None:
        side = zone_side(document, sides)
        made.append(
            Mark(side, "Machine readable zone", f"{document.mrz.format}, ICAO Doc 9303", document.mrz.box)
        )
        made += _cells(document, side)
    return made


def _cells(document: DocumentEvidence, side: int) -> list[Mark]:
    """Fields inside the zone. Its characters are of one width (OCR-B), so columns give places."""
    mrz = document.mrz
    layout = FORMATS.get(mrz.format) if mrz else None
    if mrz is None or mrz.box is None or layout is None or not _level(mrz.box, layout):
        return []
    words = ["first", *["middle"] * (layout.lines - 2), "last"]
    found = [
        Mark(
            side,
            name.replace("_", " "),
            cut(mrz.lines, at),
            _place(at, mrz.box, layout),
            words[at.line],
        )
        for name, at in layout.cells.items()
    ]
    return [one for one in found if one.value.strip("<")]


def _level(zone: Box, layout: Format) -> bool:
    """Whether the zone lies level, so that columns give places: a tilted one has a box far too tall.

    ICAO Doc 9303 part 3: ten characters to the inch (2.54 mm each), lines 6.35 mm apart, 3.1 mm tall.
    """
    expected = layout.width * 2.54 / ((layout.lines - 1) * 6.35 + 3.1)
    return zone[2] >= 0.7 * expected * zone[3]


def _place(cell: Cell, zone: Box, layout: Format) -> Box:
    x, y, width, height = zone
    left, right = x + width * cell.start / layout.width, x + width * cell.end / layout.width
    top = y + height * cell.line / layout.lines
    return round(left), round(top), round(right - left), round(height / layout.lines)


def zone_side(document: DocumentEvidence, sides: list[Pixels]) -> int:
    """Which side the zone stands on: where its place, read again, gives a zone. The front where none does."""
    if document.mrz is None or document.mrz.box is None or len(sides) < 2:
        return 0
    again = read_mrz(crop(sides[1], document.mrz.box, 0.2), today=document.today)
    return int(again is not None and again.format == document.mrz.format)


def portrait_side(document: DocumentEvidence, sides: list[Pixels]) -> int:
    """Which side the portrait was cut from: the one whose pixels at its box look most like it."""
    cut = pixels(document.portrait.jpeg) if document.portrait else None
    if document.portrait is None or cut is None or len(sides) < 2:
        return 0
    box = document.portrait.box
    return int(np.argmin([_unlike(cut, crop(side, box)) for side in sides]))


def _unlike(one: Pixels, other: Pixels) -> float:
    if min(other.shape[:2]) < 2:
        return float("inf")
    small = [cv2.resize(each, (48, 48), interpolation=cv2.INTER_AREA) for each in (one, other)]
    return float(np.abs(small[0].astype(np.float32) - small[1].astype(np.float32)).mean())
