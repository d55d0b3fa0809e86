"""Entries written by hand: strokes of the Hershey fonts (public domain, as OpenCV carries them), no two alike.

A writer has a slant, a size, a pen and a steadiness; every letter is slanted, sized, shifted and bent a little by
itself, and joined writing is one letter running into the next. Real hands vary more: they link letters in ways of
their own, lift the pen, write over lines. Rates on this writing are rates on this writing.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from tests.world.pixels import Floats, Image, blur, floats, to_image
from tests.world.specimen import Item, Page

_FINE = 4
"""Letters are drawn this many times finer than they end up."""
_TALL_MM = 2.6
_TALL = 22.0
"""Height of a capital of the Hershey fonts at scale one, pixels."""


@dataclass(frozen=True, slots=True)
class Writer:
    """How somebody writes; shares are of the height of a capital.

    Attributes:
        joined: script letters that touch, or block letters that stand alone.
        slant: tangent of the lean to the right; `lean` is its spread from letter to letter.
        size, rise, bend: spreads of the height of letters, of their place above the line, of their strokes.
        pen_mm: width of the strokes.
        ink: colour (BGR).

    """

    joined: bool
    slant: float
    lean: float
    size: float
    rise: float
    bend: float
    pen_mm: float
    ink: tuple[int, int, int]


def writer(seed: int) -> Writer:
    """Somebody, by number: every other one joins letters."""
    random = np.random.default_rng(seed)
    return Writer(
        joined=bool(seed % 2),
        slant=float(random.uniform(-0.1, 0.35)),
        lean=float(random.uniform(0.04, 0.12)),
        size=float(random.uniform(0.05, 0.12)),
        rise=float(random.uniform(0.03, 0.08)),
        bend=float(random.uniform(0.03, 0.07)),
        pen_mm=float(random.uniform(0.3, 0.55)),
        ink=((60, 30, 20), (110, 50, 20), (40, 40, 40))[seed % 3],
    )


def write(
    sheet: Image,
    text: str,
    at_mm: tuple[float, float],
    who: Writer,
    *,
    per_mm: float,
    seed: int,
    tall_mm: float = 2.6,
) -> Image:
    """Return the sheet (BGR) with the text written on it; `at_mm` is its left end on the line."""
    random = np.random.default_rng(seed)
    tall = _TALL_MM * per_mm
    cover = np.zeros(sheet.shape[:2], np.float32)
    x, base = (value * per_mm for value in at_mm)
    drift = random.uniform(-0.02, 0.02)
    for place, letter in enumerate(text):
        glyph, step = _letter(letter, who, tall, who.pen_mm * per_mm, random)
        wave = 0.5 * who.rise * np.sin(place / 2.3 + seed)
        y = base + tall * (drift * place + wave + random.normal(0, who.rise))
        _lay(cover, glyph, x, y)
        x += step * (1 if who.joined else random.normal(1.12, 0.06))
    ink = blur(cover, 0.02 * per_mm)[..., None] * 0.92
    return to_image(sheet * (1 - ink) + np.asarray(who.ink, np.float32) * ink)


def filled_in(items: list[Item], written: dict[tuple[float, float], str], who: Writer, seed: int) -> Image:
    """Print a card of 85.6 x 53.98 mm with these items and write these values at their places (mm)."""
    page = Page(1600, 85.6, 53.98, seed=seed)
    page.text(items)
    sheet = page.pixels
    for number, (at, text) in enumerate(written.items()):
        sheet = write(sheet, text, at, who, per_mm=1600 / 85.6, seed=seed * 31 + number)
    return sheet


def _letter(
    letter: str, who: Writer, tall: float, pen: float, random: np.random.Generator
) -> tuple[Floats, float]:
    """Coverage of one letter, its base line at three quarters of its height, and how far the next one stands."""
    scale = tall * _FINE / _TALL * float(random.normal(1, who.size))
    font = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX if who.joined and letter.isalpha() else cv2.FONT_HERSHEY_SIMPLEX
    thick = max(1, round(pen * _FINE * random.uniform(0.85, 1.1)))
    (width, _), _ = cv2.getTextSize(letter, font, scale, thick)
    side = round(3 * tall * _FINE)
    drawn = np.zeros((side, side + width), np.uint8)
    cv2.putText(drawn, letter, (side // 2, 3 * side // 4), font, scale, 255, thick, cv2.LINE_AA)
    lean = who.slant + float(random.normal(0, who.lean))
    turn = float(random.normal(0, 0.04))
    shear = np.array([[1.0, -lean, lean * 0.75 * side], [turn, 1.0, -turn * side / 2]])
    size = (drawn.shape[1], side)
    bent = _bent(np.asarray(cv2.warpAffine(drawn, shear, size), np.uint8), who.bend * tall * _FINE, random)
    small = cv2.resize(bent, (size[0] // _FINE, side // _FINE), interpolation=cv2.INTER_AREA)
    return floats(small / 255.0), width / _FINE


def _bent(drawn: Image, by: float, random: np.random.Generator) -> Image:
    """Move the strokes smoothly, by about so many pixels."""
    height, width = drawn.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    fields = (random.normal(0, by, (5, 5)).astype(np.float32) for _ in range(2))
    moves = [cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC) for field in fields]
    return np.asarray(cv2.remap(drawn, columns + moves[0], rows + moves[1], cv2.INTER_LINEAR), np.uint8)


def _lay(cover: Floats, glyph: Floats, x: float, base: float) -> None:
    """Put a letter on the sheet, its left end and its line there; what is beyond the sheet is lost."""
    height, width = glyph.shape
    left, top = round(x - height / 2), round(base - 0.75 * height)
    a, b = max(0, top), min(cover.shape[0], top + height)
    c, d = max(0, left), min(cover.shape[1], left + width)
    if a < b and c < d:
        part = cover[a:b, c:d]
        np.maximum(part, glyph[a - top : b - top, c - left : d - left], out=part)
