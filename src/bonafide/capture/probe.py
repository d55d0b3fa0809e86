"""The resolution challenge: the camera is asked for another size for a moment, which the server chose.

Asked once, before the first move is reached, so that no move is measured across it, and only where the browser
tells that the camera has sizes to choose from. Sizes keep 480 pixels on the short side: a camera that does not come
back loses nothing. A camera that cannot, or a page that does not answer, leaves no signal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

SIZES = (
    *((1280, 720), (1152, 864), (1024, 768), (1024, 576), (960, 720), (960, 540)),
    *((864, 648), (854, 480), (800, 600), (768, 576), (720, 540), (640, 480)),
)
"""Width and height of a picture that lies; cut the other way for a phone held upright."""
MOST_SHARE = 0.75
"""Of the pixels that the camera gives now: less is a change that can be seen."""
FRAMES_BEFORE = (1, 2)
"""After how many frames it is asked, least and most: the first look takes three to settle."""


@dataclass(slots=True)
class Probe:
    """One challenge and what came of it.

    Attributes:
        width, height: asked, pixels.
        after: frames that are read before it is told.
        told_ms: when it was told, by the clock of the capture; None before.
        got: size of the picture that came back, None before.
        follow_ms: how long the page says that the camera took.
        waited_ms: how long the server waited for the answer.

    """

    width: int
    height: int
    after: int
    told_ms: int | None = None
    got: tuple[int, int] | None = None
    follow_ms: int = 0
    waited_ms: int = 0

    def due(self, frames: int) -> bool:
        """Whether it is time to tell it."""
        return self.told_ms is None and frames >= self.after

    def tell(self, now_ms: int) -> dict[str, int]:
        """Note when it was told; give what the page needs."""
        self.told_ms = now_ms
        return {"width": self.width, "height": self.height}

    def answer(self, got: tuple[int, int], follow_ms: int, now_ms: int) -> None:
        """Note what came back."""
        self.got, self.follow_ms = got, follow_ms
        self.waited_ms = now_ms - (self.told_ms or 0)

    def facts(self) -> dict[str, float]:
        """Numbers for `engine.face.injection`; none where nothing came back."""
        if self.got is None:
            return {}
        sizes = {"probe_width": self.width, "probe_height": self.height}
        sizes |= {"probe_got_width": self.got[0], "probe_got_height": self.got[1]}
        return {**sizes, "probe_ms": self.follow_ms, "probe_waited_ms": self.waited_ms}


def draw(camera: Mapping[str, Any], rng: Random) -> Probe | None:
    """Choose size and moment for this camera; None where it tells of no choice, or is too small for one."""
    wide, tall = camera.get("width"), camera.get("height")
    if not (isinstance(wide, int) and isinstance(tall, int) and camera.get("capabilities")):
        return None
    upright = tall > wide
    wanted = [(h, w) if upright else (w, h) for w, h in SIZES]
    fitting = [(w, h) for w, h in wanted if w <= wide and h <= tall and w * h <= MOST_SHARE * wide * tall]
    if not fitting:
        return None
    return Probe(*rng.choice(fitting), after=rng.randint(*FRAMES_BEFORE))
