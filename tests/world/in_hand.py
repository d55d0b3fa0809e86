"""A person who holds the ID beside the face: a head, and before it a card in a hand, in one camera picture.

The card is a plane some 25 cm before the lens, the head stands at an arm's length behind it. The hand that holds it
is never quite still: it sways, tilts and trembles by its own clock, whatever the head does.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from bonafide.engine.document.locate import find_document, rectify
from bonafide.engine.image import decode, encode_jpeg
from tests.world.hand import HeldDocument, held_card
from tests.world.pixels import Floats, Image, blur, floats
from tests.world.puppet import EYE_LINE, FOCAL_PER_HEIGHT, rotation
from tests.world.room import sensor_noise
from tests.world.view import Posed, Presentation

MARGIN = 0.3
"""Room around the document on the canvas of `held_card`, in its widths and heights."""
_RATES = np.array([0.23, 0.61, 1.7])
_WEIGHTS = np.array([1.0, 0.5, 0.12])
_ONLY_SHIFTED = np.array([0, 0, 0, 1.0, 1.0, 0])
_SWAY = np.array([9.0, 9.0, 6.0, 1.3, 1.0, 1.2])
"""How far a hand that was asked to move the card goes: degrees of yaw, pitch and roll, centimetres."""


def captured(document: Image, *, seed: int = 3, size: tuple[int, int] = (1600, 900)) -> Image:
    """The document as the document step took it, in other light and at another size, and flattened it."""
    taken = decode(encode_jpeg(HeldDocument(document, size=size, seed=seed).frame(2.6), 90))
    quad = find_document(taken)
    if quad is None:
        raise ValueError("the held document was not found")
    return rectify(taken, quad)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the middle of the card is held: shares of the frame from the middle of the face, and cm from the lens."""

    x: float = -0.27
    y: float = 0.2
    away_cm: float = 25.0


class IdInHand:
    """A head and a document (BGR, upright) in a hand; `render` as `Puppet` has it.

    width_mm: real width of the document, 85.6 for a card, 125 for the page of a passport. stir: how much the hand
    moves it; 0 is a picture pasted in, 1 a hand that was asked to move it. glued: it goes with the head instead.
    flat: it is only shifted, as a picture moved about in a picture.
    defocus: blur of the card in pixels of a frame 960 high: lenses focus on the face. `shown` False takes it away.
    """

    def __init__(
        self,
        head: Posed | Presentation,
        document: Image,
        *,
        width_mm: float = 85.6,
        place: Place | None = None,
        stir: float = 1.0,
        glued: bool = False,
        flat: bool = False,
        grip: bool = True,
        defocus: float = 0.8,
        seed: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._head, self._document, self._grip = head, document, grip
        self.width_cm, self.place, self.shown = width_mm / 10, place or Place(), True
        self.stir, self.glued, self.flat = stir, glued, flat
        self._defocus, self._clock = defocus, clock
        self._random = np.random.default_rng(seed)
        self._tone = self._random.uniform(0.75, 1.05)
        self._phases = self._random.uniform(0, 2 * np.pi, (6, 3))
        self._lean = self._random.uniform(-5.0, 5.0, 3)
        self._canvas: tuple[int, Floats] | None = None

    def render(self, yaw: float = 0, pitch: float = 0, roll: float = 0, **given: Any) -> Image:
        """Return one camera frame; `given` as in `Posed.render`."""
        frame = self._head.render(yaw, pitch, roll, **given)
        if not self.shown:
            return frame
        shift = (given.get("dx", 0.0), given.get("dy", 0.0)) if self.glued else (0.0, 0.0)
        height, width = frame.shape[:2]
        card = self._card(height)
        matrix = self._matrix(frame.shape[:2], card.shape, shift)
        seen = floats(cv2.warpPerspective(card, matrix, (width, height), flags=cv2.INTER_AREA))
        colours = blur(seen, max(0.01, self._defocus * height / 960))
        lit = floats(sensor_noise(floats(colours[..., :3]), given.get("light", 1.0), self._random))
        cover = colours[..., 3:]
        return np.asarray(np.clip(frame * (1 - cover) + lit * (cover > 0) * 1.0, 0, 255), np.uint8)

    def corners(self, size: tuple[int, int]) -> Floats:
        """Corners of the document in a frame of this size now: from the top left clockwise, (4, 2)."""
        card = self._card(size[1])
        height, width = card.shape[:2]
        at = np.array([MARGIN, 1 + MARGIN]) / (1 + 2 * MARGIN)
        points = [[(width * at[i], height * at[j]) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))]]
        matrix = self._matrix((size[1], size[0]), card.shape, (0.0, 0.0))
        return floats(cv2.perspectiveTransform(floats(points), matrix)[0])

    def _card(self, height: int) -> Floats:
        if self._canvas is None or self._canvas[0] != height:
            width_px = FOCAL_PER_HEIGHT * height * self.width_cm / self.place.away_cm
            self._canvas = height, held_card(self._document, width_px, self._tone, grip=self._grip)
        return self._canvas[1]

    def _matrix(
        self, frame: tuple[int, int], card: tuple[int, ...], shift: tuple[float, float]
    ) -> npt.NDArray[np.float64]:
        """Homography from the canvas of the card to the frame."""
        height, width = frame
        focal = FOCAL_PER_HEIGHT * height
        waves = np.sin(2 * np.pi * _RATES * self._clock() + self._phases) @ _WEIGHTS
        sway = _SWAY * self.stir * waves * (_ONLY_SHIFTED if self.flat else 1.0)
        turn = rotation(*(self._lean + sway[:3]))
        away = self.place.away_cm + sway[5]
        across = (0.5 + self.place.x + shift[0]) * width, (EYE_LINE + self.place.y + shift[1]) * height
        middle = (np.array(across) - (0.5 * width, EYE_LINE * height)) * away / focal + sway[3:5]
        plane = np.column_stack([turn[:, 0], turn[:, 1], [*middle, away]])
        lens = np.array([[focal, 0, width / 2], [0, focal, EYE_LINE * height], [0, 0, 1]])
        scale = (1 + 2 * MARGIN) * self.width_cm / card[1]
        to_cm = np.array([
            [scale, 0, -scale * card[1] / 2], [0, scale, -scale * card[0] / 2], [0, 0, 1],
        ])  # fmt: skip
        return np.asarray(lens @ plane @ to_cm)
