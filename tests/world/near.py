"""A head before a room that has depth: where the camera comes closer, what stands behind the head grows less."""

from collections.abc import Callable

import cv2
import numpy as np

from tests.world.pixels import Image
from tests.world.puppet import ARM_CM, Puppet
from tests.world.rooms import furnished
from tests.world.view import View

Place = Callable[[tuple[int, int]], Image]


class Before(Puppet):
    """A person whose room lies in one plane so many cm behind the eyes: a wall, or a pillow.

    by_hand: the camera is brought nearer, a phone in the hand; it also points elsewhere when the head shifts in the
    frame. Otherwise the camera stands still and the person leans forward: nothing behind moves.
    """

    def __init__(
        self,
        portrait: Image,
        *,
        behind_cm: float = 100.0,
        by_hand: bool = True,
        seed: int = 0,
        wall: Place | None = None,
    ) -> None:
        super().__init__(portrait, seed=seed)
        self._wall = wall or (lambda size: furnished(size, seed))
        self._behind, self._by_hand = behind_cm, by_hand

    def _seen(self, view: View) -> Image:
        self._place = lambda size: self._grown(self._wall(size), view)
        return super()._seen(view)

    def _grown(self, wall: Image, view: View) -> Image:
        if not self._by_hand:
            return wall
        (width, height), away = view.size, ARM_CM * view.distance
        grown = (ARM_CM + self._behind) / (away + self._behind)
        middle = np.array([width / 2, height / 2])
        shift = middle * (1 - grown) + np.array([view.dx * width, view.dy * height])
        by = np.array([[grown, 0, shift[0]], [0, grown, shift[1]]])
        seen = cv2.warpAffine(wall, by, view.size, borderMode=cv2.BORDER_REFLECT)
        return np.asarray(seen, np.uint8)
