"""Bursts of preview frames as a camera page sends them: real ways to show a document, and ways to fake it.

Every function takes the flat document (BGR) and a seed, and returns FRAMES pictures of SIZE after JPEG at the
page's quality. The scenes are rendered: sensor noise is white, and the lens has no distortion.
"""

from collections.abc import Callable, Iterable

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.desk import desk
from tests.world.hand import ENTERED, STEADY, Background, HeldDocument
from tests.world.pixels import Image, floats, to_image
from tests.world.puppet import rotation
from tests.world.room import sensor_noise

SIZE, FRAMES, EVERY_S, QUALITY = (640, 360), 8, 0.4, 75
_TABLE = (1600, 1200)
_CARD_WIDTH = 560


def sent(frames: Iterable[Image]) -> list[Image]:
    """Give the frames as the server decodes them."""
    jpegs = (cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1] for frame in frames)
    return [np.asarray(cv2.imdecode(one, cv2.IMREAD_COLOR), np.uint8) for one in jpegs]


def held(document: Image, seed: int, background: Background = "desk") -> list[Image]:
    """In a hand that brings it in, steadies and holds it."""
    hand = HeldDocument(document, size=SIZE, seed=seed, background=background)
    return sent(hand.frame(ENTERED - 0.2 + EVERY_S * k) for k in range(FRAMES))


def on_tripod(document: Image, seed: int) -> list[Image]:
    """Held as still as a hand can, or lying before a phone that stands."""
    hand = HeldDocument(document, size=SIZE, seed=seed)
    return sent(hand.frame(STEADY + 1 + EVERY_S * k) for k in range(FRAMES))


def lying(document: Image, seed: int) -> list[Image]:
    """On a table, while the phone above it moves."""
    random = np.random.default_rng(seed)
    return sent(above(table(document, seed), random) for _ in range(FRAMES))


def frozen(document: Image, seed: int) -> list[Image]:
    """One frame sent again and again, as a virtual camera with a still does."""
    return held(document, seed)[-1:] * FRAMES


def panned(document: Image, seed: int) -> list[Image]:
    """One good photograph moved, turned and scaled in software, without new noise."""
    random = np.random.default_rng(seed)
    still = HeldDocument(document, size=(1280, 720), seed=seed).frame(STEADY + 1)
    return sent(_cropped(still, random) for _ in range(FRAMES))


def refilmed(document: Image, seed: int) -> list[Image]:
    """A print or screen of a whole scene, document and hand and desk, filmed by hand: all in one plane."""
    random = np.random.default_rng(seed)
    still = HeldDocument(document, size=(1280, 720), seed=seed).frame(STEADY + 1)
    return sent(sensor_noise(floats(_cropped(still, random)), 1.0, random) for _ in range(FRAMES))


def stuttering(document: Image, seed: int) -> list[Image]:
    """Two frames in turn, each sent several times: a loop with few pictures."""
    frames = held(document, seed)
    return [*frames[:1] * (FRAMES // 2), *frames[-1:] * (FRAMES - FRAMES // 2)]


BONA_FIDE: dict[str, Callable[[Image, int], list[Image]]] = {
    "held in the hand": held,
    "held before a plain wall": lambda document, seed: held(document, seed, "wall"),
    "on a table, phone moves": lying,
    "kept still": on_tripod,
}
ATTACKS: dict[str, Callable[[Image, int], list[Image]]] = {
    "frozen picture": frozen,
    "loop of two pictures": stuttering,
    "still, panned in software": panned,
    "flat scene filmed again": refilmed,
}


def card_size(document: Image) -> tuple[int, int]:
    """Height and width in pixels of the document on the table."""
    return round(document.shape[0] * _CARD_WIDTH / document.shape[1]), _CARD_WIDTH


def table(document: Image, seed: int) -> Image:
    """Lay a document on the middle of a desk, seen straight from above, with a small shadow."""
    scene = desk(_TABLE, seed=seed % 3).copy()
    height, _ = card_size(document)
    card = cv2.resize(document, (_CARD_WIDTH, height), interpolation=cv2.INTER_AREA)
    x, y = (_TABLE[0] - _CARD_WIDTH) // 2, (_TABLE[1] - height) // 2
    scene[y + 5 : y + height + 5, x + 4 : x + _CARD_WIDTH + 4] //= 2
    scene[y : y + height, x : x + _CARD_WIDTH] = card
    return scene


def above(scene: Image, random: np.random.Generator, size: tuple[int, int] = SIZE) -> Image:
    """Look down on a flat scene from a place of its own."""
    tilt, focal = random.uniform(-8, 8, 3), 1.1 * size[1]
    turn = rotation(*tilt)
    away = focal * (_CARD_WIDTH / scene.shape[1]) / (0.65 * size[0]) * random.uniform(0.92, 1.08)
    shift = [*random.uniform(-0.015, 0.015, 2), away]
    plane = np.column_stack([turn[:, 0], turn[:, 1], shift])
    lens = np.array([[focal, 0, size[0] / 2], [0, focal, size[1] / 2], [0, 0, 1]])
    scale = 1 / scene.shape[1]
    unit = np.array([[scale, 0, -0.5], [0, scale, -0.5 * scene.shape[0] / scene.shape[1]], [0, 0, 1]])
    seen = cv2.warpPerspective(scene, lens @ plane @ unit, size, flags=cv2.INTER_AREA)
    return sensor_noise(floats(seen), 1.0, random)


def _cropped(still: Image, random: np.random.Generator) -> Image:
    scale = SIZE[0] / still.shape[1]
    middle = (still.shape[1] / 2, still.shape[0] / 2)
    place = cv2.getRotationMatrix2D(middle, random.uniform(-3, 3), scale * random.uniform(0.95, 1.08))
    place = np.asarray(place, np.float64)
    place[:, 2] += np.array(SIZE) / 2 - middle + random.uniform(-12, 12, 2)
    seen: npt.NDArray[np.uint8] = np.asarray(
        cv2.warpAffine(still, place, SIZE, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT), np.uint8
    )
    return to_image(seen)
