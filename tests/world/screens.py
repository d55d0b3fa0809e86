"""Attacks shown on screens: a phone, a tablet or a monitor with a picture of a document, filmed by a phone.

The screen's dots are real ones (`optics.lattice`), so that moire, or its absence, is a matter of pitch, distance
and lens. What is shown: the document in a viewer on black or white, or a photograph of it that fills the screen.
"""

from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np

from tests.world.optics import Emission, Flicker, Lattice, Shot, burst, photograph, shoot
from tests.world.optics.backdrop import backdrop
from tests.world.optics.lattice import diamond, stripes
from tests.world.pixels import Floats, Image, blur, floats, to_image
from tests.world.presented import Printed

Kind = Literal["phone", "tablet", "monitor"]
KINDS: tuple[Kind, ...] = ("phone", "tablet", "monitor")
PASSPORT_MM = 125.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Screen:
    """A device: dots, lit size in mm, width of its dark edge in mm, white level in room whites, pulses."""

    kind: Kind
    lattice: Lattice
    size_mm: tuple[float, float]
    bezel_mm: float
    level: float
    black: float
    pulse: Flicker | None

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the lit area in its own pixels."""
        return round(self.size_mm[0] / self.lattice.pitch_mm), round(self.size_mm[1] / self.lattice.pitch_mm)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a screen before the camera: what `shoot` wants, and where the document is on the device."""

    screen: Screen
    device: Image
    options: dict[str, Any]
    document_mm: Box

    def shoot(self, seed: int, **how: Any) -> Shot:
        """Photograph it."""
        return shoot(self.device, seed=seed, **{**self.options, **how})

    def burst(self, seed: int, **how: Any) -> list[Image]:
        """Film it."""
        return burst(self.device, seed=seed, **{**self.options, **how})

    def corners(self, shot: Shot) -> Floats:
        """Corners of the shown document in the photograph, (4, 2)."""
        return shot.corners(self.document_mm)


def any_screen(kind: Kind, random: np.random.Generator) -> Screen:
    """Draw a device: phones of 300 to 500 ppi, tablets of 200 to 270, monitors of 90 to 160."""
    level = float(random.uniform(0.8, 3.0))
    if kind == "phone":
        oled = bool(random.random() < 0.65)
        ppi = float(random.uniform(390, 500) if oled else random.uniform(300, 410))
        pulse = Flicker(float(random.choice([60, 240, 480])), 0.9, 1.0) if oled else None
        if pulse is not None and pulse.hz > 100:
            pulse = Flicker(pulse.hz, float(random.uniform(0.35, 0.95)), 1.0)
        lattice = diamond(ppi) if oled else stripes(ppi, upright=False)
        size = (142.0, 66.0)
        return Screen(kind, lattice, size, float(random.uniform(2, 5)), level, 0.0 if oled else 0.001, pulse)
    if kind == "tablet":
        lattice = stripes(float(random.uniform(200, 270)), upright=bool(random.random() < 0.5))
        return Screen(kind, lattice, (220.0, 150.0), float(random.uniform(7, 16)), level, 0.001, None)
    pulse = Flicker(float(random.uniform(180, 240)), 0.6, 0.7) if random.random() < 0.25 else None
    lattice = stripes(float(random.choice([92, 96, 102, 109, 127, 141, 157])))
    return Screen(kind, lattice, (330.0, 200.0), float(random.uniform(8, 20)), level, 0.0012, pulse)


def replica(document: Printed, kind: Kind, seed: int, *, bezel: bool | None = None) -> Shown:
    """Show a document on a device; `bezel` says whether the device's edge is in the frame, drawn where None."""
    random = np.random.default_rng(seed + 11)
    screen = any_screen(kind, random)
    seen = bool(random.random() < 0.5) if bezel is None else bezel
    way = str(random.choice(["black", "white", "photo"]))
    photo = way == "photo"
    picture, box = _photo(document, screen, seed) if photo else viewer(document, screen.pixels, way, random)
    return shown(screen, picture, box, edge_in_frame=seen, random=random)


def shown(
    screen: Screen, picture: Image, box_px: Box, *, edge_in_frame: bool, random: np.random.Generator
) -> Shown:
    """Put a picture of the screen's own pixels on it and say how it is framed."""
    edge, pitch = screen.bezel_mm, screen.lattice.pitch_mm
    wide, tall = screen.size_mm[0] + 2 * edge, screen.size_mm[1] + 2 * edge
    body = np.full((round(tall * 4), round(wide * 4), 3), int(random.choice([14, 20, 32, 150])), np.uint8)
    cv2.rectangle(body, (6, 6), (body.shape[1] - 7, body.shape[0] - 7), (16, 15, 15), -1)
    lit = (edge, edge, *screen.size_mm)
    emission = Emission(picture, lit, screen.lattice, screen.level, screen.black, screen.pulse)
    left, top, width, height = (v * pitch for v in box_px)
    document = (left + edge, top + edge, width, height)
    options = {
        "width_mm": wide,
        "corner_mm": 9.0 if screen.kind == "phone" else 5.0,
        "gloss": 0.5 if random.random() < 0.3 else 0.0,
        "emission": emission,
        "aim": None if edge_in_frame else document,
        "hand": None if screen.kind == "phone" and edge_in_frame else False,
    }
    return Shown(screen, body, options, document)


def viewer(
    document: Printed, size: tuple[int, int], ground: str, random: np.random.Generator
) -> tuple[Image, Box]:
    """Show the picture of the document in a viewer, on an even ground, a little smaller than the screen."""
    wide, tall = size
    canvas = np.full((tall, wide, 3), {"black": 0, "white": 250}.get(ground, 52), np.uint8)
    aspect = document.picture.shape[1] / document.picture.shape[0]
    height = round(min(tall, wide / aspect) * random.uniform(0.6, 0.97))
    width = round(height * aspect)
    x, y = (wide - width) // 2, (tall - height) // 2
    how = cv2.INTER_AREA if width < document.picture.shape[1] else cv2.INTER_CUBIC
    canvas[y : y + height, x : x + width] = cv2.resize(document.picture, (width, height), interpolation=how)
    return canvas, (float(x), float(y), float(width), float(height))


def _photo(document: Printed, screen: Screen, seed: int) -> tuple[Image, Box]:
    """Show a photograph of the document that fills the screen; its corners are taken as a box."""
    size = (
        min(1440, screen.pixels[0]),
        round(min(1440, screen.pixels[0]) * screen.pixels[1] / screen.pixels[0]),
    )
    size = (size[0] // 2 * 2, size[1] // 2 * 2)
    first = shoot(document.picture, seed=seed + 500_000, size=size, width_mm=document.width_mm)
    corners = first.corners((0.0, 0.0, *document.size_mm)) * (screen.pixels[0] / size[0])
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    picture = cv2.resize(first.image, screen.pixels, interpolation=cv2.INTER_CUBIC)
    return np.asarray(picture, np.uint8), (float(x0), float(y0), float(x1 - x0), float(y1 - y0))


def bona_fide(document: Printed, seed: int, **how: Any) -> Image:
    """Photograph the original in a hand or on a table; passports in their cover in four of ten."""
    random = np.random.default_rng(seed + 53)
    covered = document.width_mm > PASSPORT_MM - 1 and random.random() < 0.4
    held = document.in_cover(random) if covered else document
    return photograph(held.picture, seed=seed, width_mm=held.width_mm, **how)


DARK_THINGS = ("mat", "laptop", "phone", "monitor", "table's end")


def dark_things(seed: int, size: tuple[int, int] = (1920, 1080)) -> Image:
    """Lay something dark with straight edges behind an original, or beside it: what looks most like a device's edge.

    A mat under it, the edge and lit screen of a laptop, a phone, a monitor all round, the end of the table; black
    things that reflect 1.2 to 5.5 %, in or out of focus.
    """
    random = np.random.default_rng(seed + 77)
    kind = DARK_THINGS[seed % len(DARK_THINGS)]
    wide, high = size
    ground = floats(backdrop(str(random.choice(["desk", "wall", "wood", "carpet", "cloth"])), size, seed % 6))
    turn, black = float(random.normal(0, 3)), float(random.uniform(28, 66))
    lit = float(random.uniform(120, 250))

    def lay(x: float, y: float, across: float, down: float, level: float) -> None:
        points = cv2.boxPoints(((x * wide, y * high), (across * wide, down * high), turn))
        cv2.fillConvexPoly(ground, np.rint(points * 16).astype(np.int32), (level,) * 3, cv2.LINE_AA, 4)

    if kind == "mat":
        x, y, across, down = (
            float(v) for v in random.uniform((0.45, 0.45, 0.85, 0.85), (0.55, 0.55, 1.1, 1.1))
        )
        lay(x, y, across, down, black)
    elif kind == "laptop":
        edge = float(random.uniform(0.06, 0.3))
        lay(0.5, edge - 0.8, 2, 1.6, black)
        lay(0.5, edge - 0.8 - random.uniform(0.04, 0.08), 2, 1.6, lit)
    elif kind == "phone":
        side = 0.5 + float(random.choice([-1, 1])) * random.uniform(0.42, 0.55)
        lay(side, random.uniform(0.3, 0.7), random.uniform(0.2, 0.3), random.uniform(0.6, 1.2), 0.7 * black)
    elif kind == "monitor":
        x, y, across, rim = (
            float(v) for v in random.uniform((0.45, 0.45, 0.85, 0.02), (0.55, 0.55, 1.1, 0.06))
        )
        lay(x, y, across + rim, across + rim * wide / high, black)
        lay(x, y, across, across, lit)
    else:
        lay(0.5, random.uniform(1.4, 1.5), 2, 1, black)
    return to_image(blur(ground, float(random.uniform(0.8, 3))))
