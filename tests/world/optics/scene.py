"""The light that reaches the sensor: background, plane, hand, each in its place, in linear light."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from tests.world.desk import fingers
from tests.world.optics.emission import Emission
from tests.world.optics.lattice import Doubles
from tests.world.optics.light import Light, falling, mirrored
from tests.world.optics.phone import CORE
from tests.world.optics.sensor import Glow
from tests.world.pixels import Floats, Image, floats

_PAPER = 0.85
"""Reflectance of 255 in a plane's picture."""
_PER_MM = 4.0
_MARGIN = 0.35


@dataclass(frozen=True, slots=True)
class Plane:
    """The held thing: its picture, width and corner radius in mm, gloss, place on the sensor, lens blur."""

    picture: Image
    width_mm: float
    corner_mm: float
    gloss: float
    to_sensor: Doubles
    blur: float

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        return self.width_mm, self.width_mm * self.picture.shape[0] / self.picture.shape[1]


def compose(plane: Plane, back: Image, light: Light, size: tuple[int, int], skin: float | None) -> Floats:
    """Reflected light at sensor resolution, (height, width, 3), 1 is a white diffuser.

    `skin` is the tone of the holding hand or None.
    """
    scene = floats(cv2.resize(_linear(back), size, interpolation=cv2.INTER_LINEAR)) / np.float32(65535)
    behind, before = _hand(plane.size_mm, skin) if skin is not None else (None, None)
    _lay(scene, behind, plane, size)
    box = (0.0, 0.0, *plane.size_mm)
    _blend(scene, projected(plane, _linear(plane.picture), box, size), _cover(plane, size))
    _lay(scene, before, plane, size)
    scene *= falling(light, size) * _PAPER
    if light.lamp and plane.gloss:
        shine = mirrored(light, plane.to_sensor, plane.size_mm, size) * plane.gloss
        scene += shine * _cover(plane, size) * _free(plane, size, skin)
    return scene


def glow_of(plane: Plane, lit: Emission | None, size: tuple[int, int], skin: float | None) -> Glow | None:
    """Light that the plane gives off by itself past the thumb, None where it gives none."""
    if lit is None:
        return None
    shown = projected(plane, _linear(lit.picture), lit.box_mm, size)
    shown *= np.float32(1 - lit.black)
    shown += np.float32(lit.black)
    shown *= _mask(plane, lit.box_mm, size) * np.float32(lit.level) * _free(plane, size, skin)
    return Glow(shown, lit.lattice, plane.to_sensor, lit.box_mm[:2])


def vignette(size: tuple[int, int], share: float) -> Floats:
    """Light left by the lens over the picture, (height, width, 1): cosine-fourth-like, 1 in the middle."""
    x = np.linspace(-1, 1, size[0], dtype=np.float32)[None]
    y = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    return floats(1 - share * (x**2 + y**2) / 2)[..., None]


def projected(
    plane: Plane, picture: np.typing.NDArray[np.uint16], box_mm: tuple[float, ...], size: tuple[int, int]
) -> Floats:
    """Project a picture that fills `box_mm` through the lens: averaged over each pixel, blurred, 0 to 1."""
    left, top, width, _ = box_mm
    fine = 1 if size[0] > 2600 else 2
    density = picture.shape[1] / width
    wanted = 1.3 * fine * _pixels_per_mm(plane)
    if density > 1.5 * wanted:
        shape = [max(2, round(side * wanted / density)) for side in picture.shape[1::-1]]
        picture = np.asarray(cv2.resize(picture, shape, interpolation=cv2.INTER_AREA), np.uint16)
    to_mm = np.array([[width / picture.shape[1], 0, left], [0, width / picture.shape[1], top], [0, 0, 1]])
    half_pixel = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    finer = np.array([[fine, 0, (fine - 1) / 2], [0, fine, (fine - 1) / 2], [0, 0, 1]])
    place = finer @ plane.to_sensor @ to_mm @ half_pixel
    wide = (size[0] * fine, size[1] * fine)
    seen = cv2.warpPerspective(picture, place, wide, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    wide_part = cv2.GaussianBlur(seen, (0, 0), plane.blur * fine)
    seen = cv2.addWeighted(seen, CORE, wide_part, 1 - CORE, 0.0)  # the core is about as wide as the sampling
    if fine > 1:
        seen = cv2.resize(seen, size, interpolation=cv2.INTER_AREA)
    return floats(seen.astype(np.float32) * np.float32(1 / 65535))


def _pixels_per_mm(plane: Plane) -> float:
    across, down = plane.size_mm
    corners = cv2.perspectiveTransform(
        np.array([[(0, 0), (across, 0), (across, down), (0, down)]], float), plane.to_sensor
    )[0]
    return float(np.hypot(*(corners[1] - corners[0])) / across)


def _linear(picture: Image) -> np.typing.NDArray[np.uint16]:
    """Undo the sRGB transfer function, to 16 bits."""
    return np.asarray(cv2.LUT(picture, _undo_srgb()), np.uint16)


@lru_cache(maxsize=1)
def _undo_srgb() -> np.typing.NDArray[np.uint16]:
    x = np.arange(256) / 255
    linear = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.rint(linear * 65535), np.uint16)


def _cover(plane: Plane, size: tuple[int, int]) -> Floats:
    """Share of each pixel that the plane covers, with its round corners, (height, width, 1).

    Its border goes through the same lens as its print, core and all.
    """
    sharp = _outlined(plane, (0.0, 0.0, *plane.size_mm), size, plane.corner_mm)
    seen = cv2.addWeighted(sharp, CORE, cv2.GaussianBlur(sharp, (0, 0), plane.blur), 1 - CORE, 0.0)
    return floats(seen.astype(np.float32) / 255)[..., None]


def _mask(plane: Plane, box_mm: tuple[float, ...], size: tuple[int, int]) -> Floats:
    soft = cv2.GaussianBlur(_outlined(plane, box_mm, size, 0.0), (0, 0), plane.blur)
    return floats(soft.astype(np.float32) / 255)[..., None]


def _outlined(plane: Plane, box_mm: tuple[float, ...], size: tuple[int, int], corner_mm: float) -> Image:
    left, top, width, height = box_mm
    r = min(corner_mm, width / 2, height / 2)
    turn = np.linspace(0, np.pi / 2, 12 if r else 1)
    points = []
    for number, (x, y) in enumerate(((0, 0), (1, 0), (1, 1), (0, 1))):
        middle = (left + (width - r if x else r), top + (height - r if y else r))
        a = turn + np.pi + number * np.pi / 2
        points += list(zip(middle[0] + r * np.cos(a), middle[1] + r * np.sin(a), strict=True))
    outline = cv2.perspectiveTransform(np.array([points], float), plane.to_sensor)[0]
    mask = np.zeros(size[::-1], np.uint8)
    cv2.fillPoly(mask, [np.rint(outline * 16).astype(np.int32)], 255, lineType=cv2.LINE_AA, shift=4)
    return mask


def _blend(scene: Floats, above: Floats, cover: Floats) -> None:
    scene += (above - scene) * cover


def _lay(scene: Floats, layer: Floats | None, plane: Plane, size: tuple[int, int]) -> None:
    """Lay a layer of the hand (colours by coverage, 4 channels, with a margin round the plane) over the scene."""
    if layer is None:
        return
    seen = cv2.warpPerspective(layer, plane.to_sensor @ _canvas(plane), size, flags=cv2.INTER_LINEAR)
    scene *= 1 - seen[..., 3:]
    scene += seen[..., :3]


def _canvas(plane: Plane) -> Doubles:
    """From pixels of the hand's canvas to millimetres on the plane."""
    margin = _MARGIN * plane.width_mm
    return np.array([[1 / _PER_MM, 0, -margin], [0, 1 / _PER_MM, -margin], [0, 0, 1]])


def _free(plane: Plane, size: tuple[int, int], skin: float | None) -> Floats:
    """Share of each pixel that the thumb leaves free, (height, width, 1)."""
    if skin is None:
        return np.ones((1, 1, 1), np.float32)
    cover = np.ascontiguousarray(_hand(plane.size_mm, skin)[1][..., 3])
    return floats(1 - cv2.warpPerspective(cover, plane.to_sensor @ _canvas(plane), size))[..., None]


@lru_cache(maxsize=8)
def _hand(size_mm: tuple[float, float], tone: float) -> tuple[Floats, Floats]:
    """What of the hand lies behind and before the plane: linear light multiplied by coverage."""
    margin = _MARGIN * size_mm[0]
    shape = (round((size_mm[1] + 2 * margin) * _PER_MM), round((size_mm[0] + 2 * margin) * _PER_MM))
    skin = (118.0 * tone, 150.0 * tone, 205.0 * tone)
    layers = fingers(shape, _PER_MM, margin + size_mm[0], margin + 0.36 * size_mm[1], skin)
    return _premultiplied(layers[0]), _premultiplied(layers[1])


def _premultiplied(layer: Floats) -> Floats:
    made = layer.copy()
    made[..., :3] = (np.clip(made[..., :3], 0, 255) / 255) ** 2.2 * made[..., 3:]
    return made
