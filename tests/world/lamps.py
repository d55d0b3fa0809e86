"""Heads in other light than a lit room's: a wall right behind that takes on the page's light, a lamp beside."""

from collections.abc import Callable

import numpy as np

from tests.world.glow import GAMMA, REFERENCE_CM, brightened, gain
from tests.world.pixels import Floats, Image, floats, smoothstep, to_image
from tests.world.puppet import ARM_CM, Puppet
from tests.world.rooms import furnished
from tests.world.view import View

Place = Callable[[tuple[int, int]], Image]


class Walled(Puppet):
    """A person before a wall that stands so many cm behind the eyes and gives back the page's light from there."""

    def __init__(
        self, portrait: Image, *, behind_cm: float = 100.0, seed: int = 0, wall: Place | None = None
    ) -> None:
        super().__init__(portrait, seed=seed)
        self._wall = wall or (lambda size: furnished(size, seed))
        self._behind = behind_cm

    def _seen(self, view: View) -> Image:
        away = ARM_CM * view.distance + self._behind
        lit = 0.0 if view.screen is None else (REFERENCE_CM / away) ** 2
        wall = self._wall(view.size)
        self._place = lambda _size: wall if view.screen is None else brightened(wall, gain(view.screen, lit))
        return super()._seen(view)


class Shaded(Walled):
    """The same where the room's light comes from one side: the other side of head and wall lies in shade.

    `shade` is what is left of the room's light there. The page's light knows no shade: it comes from the front.
    """

    def __init__(
        self,
        portrait: Image,
        *,
        shade: float,
        behind_cm: float = 100.0,
        seed: int = 0,
        wall: Place | None = None,
    ) -> None:
        super().__init__(portrait, behind_cm=behind_cm, seed=seed, wall=wall)
        self._shade = shade

    def _seen(self, view: View) -> Image:
        across = np.linspace(0, 1, view.size[0], dtype=np.float32)
        left = floats(1 - (1 - self._shade) * smoothstep(0.35, 0.62, across))[None, :, None]
        plain = _light(super()._seen(View(view.angles, view.distance, view.dx, view.dy, view.size, None)))
        if view.screen is None:
            return _picture(plain * left)
        return _picture(plain * left + _light(super()._seen(view)) - plain)


def _light(picture: Image) -> Floats:
    return floats((picture.astype(np.float32) / 255) ** GAMMA)


def _picture(light: Floats) -> Image:
    return to_image(255 * np.clip(light, 0, 1) ** (1 / GAMMA))
