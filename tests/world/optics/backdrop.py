"""What lies behind the held thing, also stuff with a fine weave or stripes, which may look like a screen."""

from functools import lru_cache

import cv2
import numpy as np

from tests.world.desk import desk, wall
from tests.world.pixels import Floats, Image, blur, floats, to_image
from tests.world.room import room

KINDS = ("desk", "wall", "room", "cloth", "stripes", "wood", "keyboard", "carpet")


@lru_cache(maxsize=6)
def backdrop(kind: str, size: tuple[int, int], seed: int) -> Image:
    """Return a background, BGR, (height, width, 3)."""
    random = np.random.default_rng(seed)
    match kind:
        case "desk":
            return desk(size, int(random.integers(100)))
        case "wall":
            return wall(size)
        case "room":
            return room(size, int(random.integers(100)))
        case "cloth" | "stripes":
            return _woven(size, random, stripes=kind == "stripes")
        case "keyboard":
            return _keyboard(size, random)
        case _:
            return _grain(size, random, along=8.0 if kind == "wood" else 1.0)


def _colour(random: np.random.Generator) -> Floats:
    return floats(random.uniform(60, 190, 3))


def _woven(size: tuple[int, int], random: np.random.Generator, *, stripes: bool) -> Image:
    """Cloth: threads of 3 to 9 pixels in two directions, slightly uneven; or broad printed stripes."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = random.uniform(0, np.pi)
    sway = 6 * np.sin(y / height * 5 + random.uniform(0, 6)) + 5 * np.sin(x / width * 4)
    across = x * np.cos(angle) + y * np.sin(angle) + sway
    along = y * np.cos(angle) - x * np.sin(angle) + sway
    pitch = random.uniform(30, 90) if stripes else random.uniform(3, 9)
    weave = (
        np.sign(np.sin(across * 2 * np.pi / pitch))
        if stripes
        else (np.sin(across * 2 * np.pi / pitch) + np.sin(along * 2 * np.pi / pitch * 1.1))
    )
    noise = blur(random.normal(0, 1, (height, width)), 1.5)
    tone = 1 + 0.08 * weave + 0.25 * noise
    return to_image(tone[..., None] * _colour(random))


def _grain(size: tuple[int, int], random: np.random.Generator, *, along: float) -> Image:
    width, height = size
    noise = floats(random.normal(0, 1, (height, max(2, round(width / along)))))
    noise = floats(cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC))
    tone = 1 + 0.12 * blur(noise, 1.0) + 0.3 * blur(noise, 5.0)
    return to_image(tone[..., None] * _colour(random))


def _keyboard(size: tuple[int, int], random: np.random.Generator) -> Image:
    """Black keys reflect about 5 %, as black plastic does; nothing but a hole is as black as a dark screen."""
    width, height = size
    scene = np.full((height, width, 3), 84, np.float32)
    key = width / random.uniform(9, 14)
    for row in range(int(height / key) + 1):
        for column in range(-1, int(width / key) + 1):
            left, top = round((column + 0.3 * row % 1) * key), round(row * key)
            cv2.rectangle(
                scene, (left, top), (round(left + 0.88 * key), round(top + 0.88 * key)), (62, 60, 60), -1
            )
    return to_image(blur(scene + random.normal(0, 1.5, scene.shape), 2.0))
