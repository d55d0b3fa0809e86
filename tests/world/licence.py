"""Invented driving licences and identity cards of North America, front and back, printed and photographed.

Cards are ID-1 (ISO/IEC 7810, 85.6 x 53.98 mm), lying or upright. Fields are numbered as in annex A of the AAMVA
card design standard (D20 names). The PDF417 on the back has modules of 0.254, 0.29 or 0.32 mm and rows three
modules high, error correction level 5 as recommended, within the standard's 0.168 to 0.38 mm and 75.565 x 38.1 mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import zxingcpp

from tests.world.aamva import JURISDICTIONS, Licence, payload
from tests.world.paper import security_paper
from tests.world.people import people_available, person
from tests.world.pixels import Image
from tests.world.specimen import Item, Page, id_photo

WIDTH_MM, HEIGHT_MM = 85.6, 53.98
LAYOUTS = ((13, 0.254), (11, 0.29), (9, 0.32))
"""Codeword columns and module width in mm."""
_INK, _CAPTION, _TITLE = (34, 30, 28), (110, 70, 40), (120, 52, 30)


@dataclass(frozen=True, slots=True)
class Printed:
    """Both sides in BGR, and what the barcode holds."""

    front: Image
    back: Image
    payload: str
    card: Licence


def licence(
    card: Licence,
    *,
    upright: bool = False,
    layout: int = 0,
    width: int = 2024,
    portrait: Image | None = None,
    text: str | None = None,
) -> Printed:
    """Print a card; its long side has `width` pixels.

    Args:
        card: what it says.
        upright: the front stands, as cards of minors do; the back still lies.
        layout: which of `LAYOUTS`.
        width: pixels along 85.6 mm.
        portrait: a face; without one person 0 where the shared faces are there, else a silhouette.
        text: another payload than the card's own.

    """
    text = payload(card) if text is None else text
    photo = usual_face() if portrait is None else id_photo(portrait)
    front = _front_upright(card, photo, width) if upright else _front(card, photo, width)
    return Printed(front, _back(card, text, LAYOUTS[layout], width), text, card)


def pdf417(text: str, columns: int, module_px: float) -> Image:
    """The symbol without its quiet zone, BGR, modules `module_px` wide, rows three modules high."""
    code = zxingcpp.create_barcode(
        text.encode("latin-1"), zxingcpp.BarcodeFormat.PDF417, ec_level=5, columns=columns
    )
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    fine = cv2.resize(drawn, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    size = (round(drawn.shape[1] * module_px), round(drawn.shape[0] * module_px))
    return np.asarray(cv2.cvtColor(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), cv2.COLOR_GRAY2BGR))


@lru_cache(maxsize=1)
def usual_face() -> Image:
    if people_available():
        return id_photo(person(0).portrait)
    page = np.full((900, 700, 3), 225, np.uint8)
    cv2.ellipse(page, (350, 900), (320, 300), 0, 180, 360, (110, 100, 96), -1, cv2.LINE_AA)
    cv2.ellipse(page, (350, 400), (170, 220), 0, 0, 360, (150, 160, 190), -1, cv2.LINE_AA)
    return page


def _title(card: Licence) -> str:
    return "DRIVER LICENSE" if card.kind == "DL" else "IDENTIFICATION CARD"


def printed_fields(card: Licence) -> list[tuple[str, str]]:
    """Caption and value of every numbered field on the front."""
    year_first = card.country == "CAN"
    day = "%Y/%m/%d" if year_first else "%m/%d/%Y"
    tail = "K1A 0B1" if year_first else card.postal[:5]
    fields = [
        ("4d LIC#" if card.kind == "DL" else "4d ID#", card.number),
        ("3 DOB", card.birthdate.strftime(day)),
        ("4b EXP", card.expires.strftime(day)),
        ("1 LN", card.name_last),
        ("2 FN", " ".join(part for part in (card.name_first, card.name_middle) if part)),
        ("8", card.street),
        ("", f"{card.city}, {card.jurisdiction} {tail}"),
        ("15 SEX", {"1": "M", "2": "F"}.get(card.sex, "X")),
        ("16 HGT", "175 cm" if year_first else "5'-09\""),
        ("18 EYES", card.eyes),
        ("4a ISS", card.issued.strftime(day)),
        ("5 DD", card.discriminator),
    ]
    return [("9 CLASS", "C"), ("12 REST", "NONE"), *fields] if card.kind == "DL" else fields


def _items(card: Licence, x: float, y: float, step: float, size: float) -> list[Item]:
    items: list[Item] = []
    for row, (caption, value) in enumerate(printed_fields(card)):
        at = y + step * row
        items.append((x, at, caption, size * 0.68, False, _CAPTION))
        items.append((x + 11.0, at, value, size, True, _INK))
    return items


def _front(card: Licence, photo: Image, width: int) -> Image:
    sheet = Page(width, WIDTH_MM, HEIGHT_MM, seed=31)
    sheet.picture(photo, 3.5, 12.0, 24.0)
    sheet.picture(photo, 71.0, 37.0, 10.0, strength=0.6)
    name = JURISDICTIONS[card.jurisdiction][2]
    sheet.text([
        (3.5, 7.2, name, 4.6, True, _TITLE),
        (46.0, 7.2, _title(card), 3.0, True, _TITLE),
        (78.0, 7.2, "USA" if card.country == "USA" else "CAN", 2.4, True, _TITLE),
        *_items(card, 30.0, 12.4, 2.95, 2.3),
    ])  # fmt: skip
    return sheet.pixels


def _front_upright(card: Licence, photo: Image, width: int) -> Image:
    sheet = Page(round(width * HEIGHT_MM / WIDTH_MM), HEIGHT_MM, WIDTH_MM, seed=32)
    sheet.picture(photo, 3.5, 13.0, 21.0)
    sheet.text([
        (3.5, 6.4, JURISDICTIONS[card.jurisdiction][2], 4.0, True, _TITLE),
        (3.5, 10.6, _title(card), 2.6, True, _TITLE),
        (27.0, 20.0, "UNDER 21", 3.4, True, (40, 40, 190)),
        *_items(card, 3.5, 45.0, 2.9, 2.3),
    ])  # fmt: skip
    return sheet.pixels


def _back(card: Licence, text: str, layout: tuple[int, float], width: int) -> Image:
    sheet = Page(width, WIDTH_MM, HEIGHT_MM, seed=33)
    per_mm = width / WIDTH_MM
    code = pdf417(text, layout[0], layout[1] * per_mm)
    high, wide = code.shape[:2]
    y, x, quiet = round(4.0 * per_mm), (width - wide) // 2, round(0.8 * per_mm)
    sheet.pixels[y - quiet : y + high + quiet, x - quiet : x + wide + quiet] = 250
    spot = sheet.pixels[y : y + high, x : x + wide]
    spot[:] = (spot * (code / 255.0) * 0.9 + 24).astype(np.uint8)
    below = 4.0 + high / per_mm + 5.0
    sheet.text([
        (6.0, below, f"CLASS C  {card.discriminator}", 2.1, False, _INK),
        (6.0, min(below + 4.0, 52.0), "RESTRICTIONS: NONE   ENDORSEMENTS: NONE", 2.1, False, _INK),
    ])  # fmt: skip
    return sheet.pixels


def blank_back(width: int = 2024) -> Image:
    """A side with print and pattern but no barcode, to measure what looking for one costs."""
    sheet = Page(width, WIDTH_MM, HEIGHT_MM, seed=34)
    sheet.pixels = security_paper(width, round(width * HEIGHT_MM / WIDTH_MM), 34).copy()
    rows: list[Item] = [
        (6.0, 8.0 + 5.5 * r, "CONDITIONS OF USE AND NOTES " * 2, 2.1, False, _INK) for r in range(8)
    ]
    sheet.text(rows)
    return sheet.pixels
