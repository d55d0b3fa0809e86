"""Many different rooms: walls, windows, doors, pictures, shelves, plants and lamps, put up by chance from a seed."""

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from tests.world.pixels import Floats, Image, blur, to_image

Random = np.random.Generator
Place = tuple[int, int, int, int]


@lru_cache(maxsize=8)
def furnished(size: tuple[int, int], seed: int) -> Image:
    """Return an out-of-focus room, BGR, for size = (width, height); another seed is another room."""
    width, height = size
    random = np.random.default_rng([7, seed])
    scene = _walls(width, height, random)
    things = [_window, _door, _picture, _shelf, _plant, _lamp]
    for slot in range(7):
        thing: Callable[[Floats, Place, Random], None] = things[int(random.integers(len(things)))]
        x = int((slot + random.uniform(-0.4, 0.4)) / 7 * width)
        y, wide, tall = (
            int(random.uniform(*span) * height) for span in ((0, 0.45), (0.12, 0.35), (0.2, 0.55))
        )
        thing(scene, (x, y, wide, tall), random)
    return to_image(blur(scene, height / random.uniform(80, 200)))


@lru_cache(maxsize=2)
def bare(size: tuple[int, int]) -> Image:
    """Return a plain wall in even light that falls from one side."""
    across = np.linspace(0, 1, size[0], dtype=np.float32)[None, :, None]
    wall = np.array([176, 186, 194], np.float32) * (1.05 - 0.2 * across)
    return to_image(np.array(np.broadcast_to(wall, (size[1], size[0], 3)), order="C"))


def _walls(width: int, height: int, random: Random) -> Floats:
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    colour = random.uniform(110, 215) * random.uniform(0.88, 1.0, 3)
    light = 1.05 - random.uniform(-0.25, 0.25) * across - random.uniform(-0.1, 0.2) * down
    return np.array(np.broadcast_to(colour.astype(np.float32) * light, (height, width, 3)), np.float32)


def _colour(random: Random, low: float = 30, high: float = 235) -> tuple[float, float, float]:
    blue, green, red = (float(part) for part in random.uniform(low, high, 3))
    return blue, green, red


def _window(scene: Floats, place: Place, random: Random) -> None:
    x, y, wide, tall = place
    cv2.rectangle(scene, (x, y), (x + wide, y + tall), (240, 235, 228), -1)
    frame, thick = _colour(random, 90, 190), max(2, wide // 14)
    for column in np.linspace(x, x + wide, int(random.integers(2, 5))):
        cv2.line(scene, (int(column), y), (int(column), y + tall), frame, thick)
    cv2.rectangle(scene, (x, y), (x + wide, y + tall), frame, thick)


def _door(scene: Floats, place: Place, random: Random) -> None:
    x, y, wide, _ = place
    cv2.rectangle(scene, (x, y), (x + wide, scene.shape[0]), _colour(random), -1)
    cv2.rectangle(scene, (x, y), (x + wide, scene.shape[0]), _colour(random), max(2, wide // 18))


def _picture(scene: Floats, place: Place, random: Random) -> None:
    x, y, wide, tall = place
    cv2.rectangle(scene, (x, y), (x + wide, y + tall), _colour(random), -1)
    for _ in range(5):
        centre = int(random.integers(x, x + wide + 1)), int(random.integers(y, y + tall + 1))
        cv2.circle(scene, centre, int(random.uniform(0.05, 0.25) * wide), _colour(random), -1)
    cv2.rectangle(scene, (x, y), (x + wide, y + tall), _colour(random, 20, 110), max(2, wide // 12))


def _shelf(scene: Floats, place: Place, random: Random) -> None:
    left, top, wide, tall = place
    for level in range(3):
        base, x = top + (level + 1) * tall // 3, left
        while x < left + wide:
            book, high = int(random.uniform(0.05, 0.14) * wide) + 1, int(random.uniform(0.5, 0.9) * tall / 3)
            cv2.rectangle(scene, (x, base - high), (x + book, base), _colour(random), -1)
            x += book + int(random.uniform(0, 0.05) * wide)
        cv2.rectangle(scene, (left, base), (left + wide, base + max(2, tall // 40)), (70, 100, 130), -1)


def _plant(scene: Floats, place: Place, random: Random) -> None:
    x, y, wide, tall = place
    for _ in range(24):
        centre = int(random.normal(x + wide / 2, wide / 3)), int(random.normal(y + tall / 2, tall / 4))
        axes = int(wide / random.uniform(6, 12)) + 1, int(wide / random.uniform(12, 24)) + 1
        leaf = 40 + random.uniform(0, 40), 90 + random.uniform(0, 80), 50 + random.uniform(0, 50)
        cv2.ellipse(scene, centre, axes, random.uniform(0, 180), 0, 360, leaf, -1)


def _lamp(scene: Floats, place: Place, random: Random) -> None:
    x, y, wide, tall = place
    cv2.line(
        scene,
        (x + wide // 2, y),
        (x + wide // 2, scene.shape[0]),
        _colour(random, 20, 90),
        max(2, wide // 20),
    )
    shade = np.array(
        [(x + wide // 4, y), (x + 3 * wide // 4, y), (x + wide, y + tall // 3), (x, y + tall // 3)]
    )
    cv2.fillPoly(scene, [shade], _colour(random, 180, 245))
