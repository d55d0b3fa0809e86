"""Specimen documents of the fictional state UTO (Utopia), printed with a real face.

Layout follows ICAO Doc 9303 part 4 (TD3, 125 x 88 mm) and part 5 (TD1, 85.6 x 53.98 mm): zones, captions and
a machine readable zone at 10 characters per inch with correct check digits. Everything on them is invented.
"""

from datetime import date, timedelta

import cv2
import numpy as np
from PIL import Image as Pil
from PIL import ImageDraw

from tests.world.fonts import face_for, mrz_font
from tests.world.mesh import face_points
from tests.world.mrz_lines import td1_lines, td3_lines
from tests.world.paper import security_paper
from tests.world.people import Person
from tests.world.pixels import Image, blur, to_image

_STATES = {"UTO": "UTOPIA"}
_INK = (38, 32, 30)
_CAPTION = (120, 84, 40)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

Item = tuple[float, float, str, float, bool, tuple[int, int, int]]
"""A line of print: x and baseline in mm, text, size in mm, whether bold, BGR ink."""


class Page:
    """A page measured in millimetres that is printed on."""

    def __init__(self, width_px: int, width_mm: float, height_mm: float, seed: int) -> None:
        self.per_mm = width_px / width_mm
        self.pixels = security_paper(width_px, round(height_mm * self.per_mm), seed).copy()

    def text(self, items: list[Item]) -> None:
        """Print lines, over each other in the order given."""
        page = Pil.fromarray(self.pixels[..., ::-1])
        pen = ImageDraw.Draw(page)
        for x, y, text, size, strong, ink in items:
            font = face_for(text, size * self.per_mm, strong=strong)
            pen.text((x * self.per_mm, y * self.per_mm), text, font=font, fill=ink[::-1], anchor="ls")
        self.pixels = np.array(page)[..., ::-1].copy()

    def mrz(self, lines: tuple[str, ...], left_mm: float, baselines_mm: tuple[float, ...]) -> None:
        """Print the zone on pale paper, every character centred in its 2.54 mm column."""
        top = round((baselines_mm[0] - 5.2) * self.per_mm)
        self.pixels[top:] = (self.pixels[top:] * 0.25 + np.array([244, 246, 246]) * 0.75).astype(np.uint8)
        page = Pil.fromarray(self.pixels[..., ::-1])
        pen = ImageDraw.Draw(page)
        font = mrz_font(2.54 * self.per_mm)
        for line, baseline in zip(lines, baselines_mm, strict=True):
            for column, character in enumerate(line):
                place = ((left_mm + 2.54 * (column + 0.5)) * self.per_mm, baseline * self.per_mm)
                pen.text(place, character, font=font, fill=(24, 22, 26), anchor="ms")
        self.pixels = np.array(page)[..., ::-1].copy()

    def picture(self, image: Image, x_mm: float, y_mm: float, width_mm: float, strength: float = 1.0) -> None:
        """Print a picture, its width given, blended into the paper by `strength` 0 to 1."""
        width = round(width_mm * self.per_mm)
        height = round(image.shape[0] * width / image.shape[1])
        x, y = round(x_mm * self.per_mm), round(y_mm * self.per_mm)
        print_ = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
        under = self.pixels[y : y + height, x : x + width].astype(np.float32)
        inked = under * print_ / 255 if strength < 1 else print_
        self.pixels[y : y + height, x : x + width] = (under * (1 - strength) + inked * strength).astype(
            np.uint8
        )


def id_photo(portrait: Image, *, shape_mm: tuple[float, float] = (35.0, 45.0)) -> Image:
    """Crop a portrait as for a passport: face in the middle, chin to crown about 70 % of it."""
    points = face_points(portrait)
    (left, top), (right, chin) = points[:468, :2].min(axis=0), points[:468, :2].max(axis=0)
    height = (chin - top) * 1.9
    width = height * shape_mm[0] / shape_mm[1]
    centre = ((left + right) / 2, (top + chin) / 2 - 0.04 * height)
    out = (700, round(700 * shape_mm[1] / shape_mm[0]))
    scale = out[0] / width
    place = np.array([[scale, 0, out[0] / 2 - scale * centre[0]], [0, scale, out[1] / 2 - scale * centre[1]]])
    found = cv2.warpAffine(portrait, place, out, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.uint8)


def _printed(photo: Image, seed: int) -> Image:
    """Give a photograph the look of a printed one: shorter tonal range, fine grain, thin lines across it."""
    random = np.random.default_rng(seed)
    soft = blur(photo, 0.8) * 0.9 + 18
    soft += random.normal(0, 3.0, photo.shape[:2])[..., None]
    lines = security_paper(photo.shape[1], photo.shape[0], seed + 7).astype(np.float32) / 240
    fade = np.linspace(0.05, 0.55, photo.shape[0], dtype=np.float32)[:, None, None]
    return to_image(soft * (1 - fade + fade * lines))


def _ghost(photo: Image) -> Image:
    grey = cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY).astype(np.float32)
    pale = 255 - (255 - grey) * 0.6
    return to_image(np.dstack([pale, pale * 0.97, pale * 0.93]))


def printed_date(day: date) -> str:
    """Return a date as on the page, such as 04 MAR 1990."""
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year}"


def default_number(person: Person) -> str:
    """Return the document number that is printed when none is asked for: nine characters."""
    return f"L{int(person.face_id):03d}{person.birthdate:%y%m}C"


def default_expiry() -> date:
    """Return a day that is years ahead whenever the tests run."""
    return date(date.today().year + 6, 5, 20)  # noqa: DTZ011  a printed date has no zone


def _field(x: float, y: float, caption: str, value: str) -> list[Item]:
    return [(x, y, caption, 1.75, False, _CAPTION), (x, y + 3.4, value, 2.9, True, _INK)]


def passport(
    person: Person,
    *,
    number: str | None = None,
    birthdate: date | None = None,
    expiry: date | None = None,
    country: str = "UTO",
    width: int = 1600,
    portrait: Image | None = None,
) -> Image:
    """Render the data page of a passport, BGR, 125 x 88 mm at `width` pixels.

    `portrait` prints another photograph than the person's own. The zone agrees with what is printed above it.
    """
    number, birthdate = number or default_number(person), birthdate or person.birthdate
    expiry = expiry or default_expiry()
    state = _STATES.get(country, country)
    sheet = Page(width, 125.0, 88.0, seed=11)
    photo = _printed(id_photo(person.portrait if portrait is None else portrait), seed=3)
    sheet.picture(photo, 6.0, 17.0, 35.0)
    sheet.picture(_ghost(photo), 99.0, 35.0, 19.0, strength=0.8)
    items = [
        (6.0, 9.5, state, 6.0, True, (110, 52, 28)),
        (46.0, 9.5, "PASSPORT", 5.0, True, (110, 52, 28)),
        (80.0, 9.5, "PASSEPORT", 3.2, False, (110, 52, 28)),
        *_field(46.0, 15.0, "Type / Type", "P"),
        *_field(62.0, 15.0, "Code of issuing State / Code", country),
        *_field(95.0, 15.0, "Passport No. / No du passeport", number),
        *_field(46.0, 22.4, "Surname / Nom", person.name_last.upper()),
        *_field(46.0, 29.6, "Given names / Prénoms", person.name_first.upper()),
        *_field(46.0, 36.8, "Nationality / Nationalité", f"{state}N" if country == "UTO" else state),
        *_field(46.0, 44.0, "Date of birth / Date de naissance", printed_date(birthdate)),
        *_field(78.0, 44.0, "Sex / Sexe", person.sex),
        *_field(46.0, 51.2, "Date of issue / Date de délivrance", printed_date(_issued(expiry))),
        *_field(78.0, 51.2, "Authority / Autorité", "PASS OFFICE"),
        *_field(46.0, 58.4, "Date of expiry / Date d'expiration", printed_date(expiry)),
    ]
    sheet.text(items)
    lines = td3_lines(
        country=country,
        last=person.name_last,
        first=person.name_first,
        number=number,
        birthdate=birthdate,
        sex=person.sex,
        expiry=expiry,
    )
    sheet.mrz(lines, 6.6, (74.2, 80.55))
    return sheet.pixels


def _issued(expiry: date) -> date:
    return expiry.replace(year=expiry.year - 10, day=min(expiry.day, 28)) + timedelta(days=1)


def td1_card(
    person: Person,
    *,
    number: str | None = None,
    birthdate: date | None = None,
    expiry: date | None = None,
    country: str = "UTO",
    width: int = 1200,
) -> tuple[Image, Image]:
    """Render front and back of an identity card, BGR, 85.6 x 53.98 mm at `width` pixels each."""
    number, birthdate = number or default_number(person), birthdate or person.birthdate
    expiry = expiry or default_expiry()
    state = _STATES.get(country, country)
    front = Page(width, 85.6, 53.98, seed=21)
    photo = _printed(id_photo(person.portrait), seed=4)
    front.picture(photo, 4.0, 14.0, 26.0)
    front.picture(_ghost(photo), 70.0, 30.0, 12.5, strength=0.8)
    front.text([
        (4.0, 7.4, state, 4.2, True, (120, 60, 30)),
        (33.0, 7.4, "IDENTITY CARD", 3.6, True, (120, 60, 30)),
        *_field(33.0, 13.6, "Document No.", number),
        *_field(33.0, 20.2, "Surname", person.name_last.upper()),
        *_field(33.0, 26.8, "Given names", person.name_first.upper()),
        *_field(33.0, 33.4, "Date of birth", printed_date(birthdate)),
        *_field(59.0, 33.4, "Sex", person.sex),
        *_field(33.0, 40.0, "Nationality", country),
        *_field(33.0, 46.6, "Date of expiry", printed_date(expiry)),
    ])  # fmt: skip
    back = Page(width, 85.6, 53.98, seed=22)
    back.text([
        *_field(5.0, 7.0, "Place of birth", "CITY OF UTOPIA"),
        *_field(5.0, 14.0, "Date of issue", printed_date(_issued(expiry))),
        *_field(45.0, 7.0, "Authority", f"{state} REGISTRY"),
    ])  # fmt: skip
    lines = td1_lines(
        country=country,
        last=person.name_last,
        first=person.name_first,
        number=number,
        birthdate=birthdate,
        sex=person.sex,
        expiry=expiry,
    )
    back.mrz(lines, 4.7, (36.0, 42.35, 48.7))
    return front.pixels, back.pixels
