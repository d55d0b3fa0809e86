"""Documents to present: many fictional ones of the state UTO, no two printed alike."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from tests.world.people import people_count, person
from tests.world.pixels import Image, floats, to_image
from tests.world.specimen import passport, td1_card


@dataclass(frozen=True, slots=True)
class Printed:
    """A document seen straight on, its real width in mm, and whose it is."""

    picture: Image
    width_mm: float
    person: int

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        return self.width_mm, self.width_mm * self.picture.shape[0] / self.picture.shape[1]

    def in_cover(self, random: np.random.Generator) -> "Printed":
        """Give the page of a passport its dark cover, which stands out by 1 to 2.5 mm on three sides."""
        per_mm = self.picture.shape[1] / self.width_mm
        edge = round(float(random.uniform(1.0, 2.5)) * per_mm)
        cover = tuple(float(c) for c in random.uniform(20, 70, 3))
        framed = cv2.copyMakeBorder(self.picture, 0, edge, edge, edge, cv2.BORDER_CONSTANT, value=cover)
        return Printed(np.asarray(framed, np.uint8), framed.shape[1] / per_mm, self.person)


def printed(seed: int, people: range | None = None) -> Printed:
    """Draw a document: a passport page or a card's front of one of `people`, on paper of its own.

    Tint and background lines differ by seed: waves of 0.25 to 0.7 mm pitch, as fine as security print that a
    phone resolves; they are what a screen's dots must be told from.
    """
    random = np.random.default_rng(seed + 7_000_003)
    pool = people or range(people_count())
    who = int(random.integers(pool.start, pool.stop))
    page = bool(random.random() < 0.5)
    plain, width_mm = (_page(who), 125.0) if page else (_card(who), 85.6)
    return Printed(_on_own_paper(plain, width_mm, random), width_mm, who)


@lru_cache(maxsize=40)
def _page(index: int) -> Image:
    return passport(person(index))


@lru_cache(maxsize=40)
def _card(index: int) -> Image:
    return td1_card(person(index))[0]


def _on_own_paper(plain: Image, width_mm: float, random: np.random.Generator) -> Image:
    height, width = plain.shape[:2]
    per_mm = width / width_mm
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / np.float32(per_mm)
    angle, pitch = random.uniform(0, np.pi), random.uniform(0.25, 0.7)
    bow = random.uniform(0.3, 3.0) * np.sin(x / random.uniform(5, 20)) * np.cos(y / random.uniform(5, 20))
    phase = (x * np.cos(angle) + y * np.sin(angle) + bow) * np.float32(2 * np.pi / pitch)
    ink = random.uniform(0.0, 0.12, 3) * (0.3 + 0.7 * (random.random(3) < 0.6))
    lines = 1 - (0.5 + 0.5 * np.cos(phase))[..., None] * floats(ink)
    tint = floats(random.uniform(0.82, 1.0, 3))
    return to_image(floats(plain) * tint * lines)
