"""One specimen shown to a camera or handed in as a file: as the original or as one of the copies and forgeries.

`show(species, seed)` draws document, person, light, phone, hand and the details of the attack from the seed. People
with an even number are for setting thresholds, those with an odd number for reporting (`people="odd"`).
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np

from bonafide.engine.document.mrz.parse import parse
from bonafide.engine.evidence import MrzRead
from tests.world import edits, flatbed, prints
from tests.world.edits import SIZES_MM, Layout, Taken
from tests.world.mrz_lines import td1_lines, td3_lines
from tests.world.optics import any_light, any_phone, shoot
from tests.world.people import people_count, person
from tests.world.pixels import Image, floats
from tests.world.prints import PER_MM, Sheet
from tests.world.specimen import default_expiry, default_number, id_photo, passport, td1_card

Species = Literal[
    "bona_fide",
    "grey_copy",
    "colour_laser",
    "inkjet",
    "scan",
    "pasted_portrait",
    "edited_text",
    "glued_portrait",
]
SPECIES: tuple[Species, ...] = (
    "bona_fide",
    "grey_copy",
    "colour_laser",
    "inkjet",
    "scan",
    "pasted_portrait",
    "edited_text",
    "glued_portrait",
)
CORNER_MM = 3.18
LID = 250
PICTURE_SIZE = (1920, 1080)
"""What the capture page asks the browser for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What arrives: a BGR picture after JPEG, what it is, whose document of which layout."""

    image: Image
    species: Species
    layout: Layout
    person: int


def show(species: Species, seed: int, *, people: Literal["even", "odd"] = "even") -> Shown:
    """Show one specimen; the same seed gives the same document, person and scene for every species."""
    number, layout, stranger = whose(seed, people)
    image = _picture(species, seed, layout, number, stranger)
    return Shown(image, species, layout, number)


def whose(seed: int, people: Literal["even", "odd"] = "even") -> tuple[int, Layout, int]:
    """Person and layout of a scene's document, and the stranger whose portrait may be put on it."""
    random = np.random.default_rng((seed, 77))
    number = 2 * int(random.integers(people_count() // 2)) + (people == "odd")
    layout: Layout = "passport" if random.random() < 0.5 else "td1"
    stranger = (number + 2 * int(random.integers(1, people_count() // 2))) % people_count()
    return number, layout, stranger


def _picture(species: Species, seed: int, layout: Layout, number: int, stranger: int) -> Image:
    page = document(number, layout)
    if species == "scan":
        return _scan(page, layout, seed)
    if species in {"pasted_portrait", "edited_text"}:
        taken = _taken(Sheet(page, SIZES_MM[layout], round_corners=True, gloss=1.0), layout, seed)
        if species == "edited_text":
            return edits.edited_text(taken, seed=seed)
        return edits.pasted_portrait(taken, passport_photo(stranger), seed=seed)
    return _taken(_sheet(species, page, layout, seed, stranger), layout, seed).photo


def _sheet(species: Species, page: Image, layout: Layout, seed: int, stranger: int) -> Sheet:
    random = np.random.default_rng((seed, 78))
    width = SIZES_MM[layout][0]
    lpi = float(random.choice(prints.LINES_PER_INCH))
    cut = bool(random.random() < 0.7)
    if species == "grey_copy":
        return prints.grey_copy(
            _on_lid(page, width), width, lpi=min(lpi, 141), seed=seed, steep=random.random() < 0.5, cut=cut
        )
    if species == "colour_laser":
        return prints.colour_print(_on_lid(page, width), width, lpi=lpi, seed=seed, cut=cut)
    if species == "inkjet":
        return prints.colour_print(_on_lid(page, width), width, screen="fm", seed=seed, cut=cut)
    if species == "glued_portrait":
        glued = edits.glued_portrait(page, layout, passport_photo(stranger), seed=seed)
        return Sheet(glued, SIZES_MM[layout], round_corners=True, gloss=0.6)
    return Sheet(page, SIZES_MM[layout], round_corners=True, gloss=1.0)


def _on_lid(page: Image, width_mm: float) -> Image:
    """The document as a copier sees it: the lid shows white beyond its round corners, and is printed so."""
    height, width = page.shape[:2]
    out = flatbed.rounded(height, width, CORNER_MM * width / width_mm) < 0.5
    copied = page.copy()
    copied[out] = LID
    return copied


def _taken(sheet: Sheet, layout: Layout, seed: int) -> Taken:
    """Photograph a sheet; in a third of all scenes a lamp and daylight fall on it from two sides."""
    random = np.random.default_rng((seed, 79))

    lit = mixed_light(sheet.pixels, random) if random.random() < 1 / 3 else sheet.pixels
    shot = shoot(
        lit,
        seed=seed,
        size=PICTURE_SIZE,
        width_mm=sheet.size_mm[0],
        corner_mm=3.2 if sheet.round_corners else 0.0,
        gloss=sheet.gloss,
        phone=any_phone(random),
        light=replace(any_light(random), kelvin=float(random.choice([2800, 3200, 4000, 5000, 6500, 7200]))),
    )
    return Taken(shot.image, shot.corners((0.0, 0.0, *sheet.size_mm)), layout)


def _scan(page: Image, layout: Layout, seed: int) -> Image:
    random = np.random.default_rng((seed, 80))
    crop = ("bed", "loose", "loose", "exact")[int(random.integers(4))]
    dpi = int(random.choice(flatbed.DPI))
    sheet = Sheet(page, SIZES_MM[layout], round_corners=True)
    straight = random.random() < 0.4
    skew = 0.0 if straight else float(random.normal(0, 1.2))
    found = flatbed.scan(sheet, dpi=dpi, crop=crop, skew=skew, seed=seed)  # type: ignore[arg-type]
    return edits.through_jpeg(found, int(random.integers(75, 96)))


def mixed_light(picture: Image, random: np.random.Generator) -> Image:
    """Tint a matt sheet as a warm lamp on one side and daylight on the other do, in linear light."""
    height, width = picture.shape[:2]
    angle = random.uniform(0, 2 * np.pi)
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None]
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    across = 1 / (1 + np.exp(-(x * np.cos(angle) + y * np.sin(angle)) * random.uniform(3, 9)))
    lamp, day = floats([0.45, 0.8, 1.0]), floats([1.0, 0.9, 0.72])
    light = across[..., None] * lamp + (1 - across[..., None]) * day
    share = random.uniform(0.4, 1.0)
    return prints.encoded(floats(prints.linear(picture) * (1 - share + share * light)))


@lru_cache(maxsize=4)
def document(number: int, layout: Layout) -> Image:
    """Front of the specimen of a person at print resolution."""
    width = round(SIZES_MM[layout][0] * PER_MM)
    return (
        passport(person(number), width=width)
        if layout == "passport"
        else td1_card(person(number), width=width)[0]
    )


def zone(number: int, layout: Layout) -> MrzRead:
    """The document's zone as its own lines say it; a card has it on the back, which is not shown here."""
    someone = person(number)
    lines = (td3_lines if layout == "passport" else td1_lines)(
        country="UTO",
        last=someone.name_last,
        first=someone.name_first,
        number=default_number(someone),
        birthdate=someone.birthdate,
        sex=someone.sex,
        expiry=default_expiry(),
    )
    return parse(lines, today=default_expiry())


@lru_cache(maxsize=40)
def passport_photo(number: int) -> Image:
    """Passport photograph of a person, 700 x 900."""
    return id_photo(person(number).portrait)
