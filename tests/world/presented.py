"""Documents to present: many fictional ones of the state UTO, no two printed alike."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from tests.world.people import people_count, person
from tests.world.pixels import Image, floats, to_image
from tests.world.specimen import passport, td1_card

CORNER_MM = 3.18
"""Radius of corners of ID-3: ISO/IEC 7810."""


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
        """Give the page of a passport its dark cover, which stands out by 1 to 2.5 mm on three sides.

        The page's lower corners are round as those of ID-3 are; its upper side is the spine.
        """
        per_mm = self.picture.shape[1] / self.width_mm
        edge = round(float(random.uniform(1.0, 2.5)) * per_mm)
        cover = tuple(float(c) for c in random.uniform(20, 70, 3))
        page = _with_round_corners(self.picture, CORNER_MM * per_mm, cover)
        framed = cv2.copyMakeBorder(page, 0, edge, edge, edge, cv2.BORDER_CONSTANT, value=cover)
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


def _with_round_corners(page: Image, radius: float, beyond: tuple[float, ...]) -> Image:
    """Cut the lower two corners round; what lies beyond them has the colour of the cover."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    down = y - (height - 1 - radius)
    across = np.maximum(radius - x, x - (width - 1 - radius))
    out = np.hypot(np.maximum(across, 0), np.maximum(down, 0)) - np.float32(radius)
    share = np.clip(out + 0.5, 0, 1)[..., None]
    return to_image(floats(page) * (1 - share) + floats(beyond) * share)


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
