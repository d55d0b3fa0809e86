"""Attack presentations before the live camera that are made of others: still, looped, cut, doubled, replayed.

Each has `render` as `Puppet` has, so that a robot can hold any of them before the page. What plays a recording
goes by its own clock and does not care what the page asks.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

from tests.world.mesh import face_points
from tests.world.performer import POSES
from tests.world.pixels import Image
from tests.world.view import Presentation

Clock = Callable[[], float]
_EYES = ((33, 133, 159, 145), (263, 362, 386, 374))
"""Outer and inner corner, upper and lower lid of each eye, as numbered by the face mesh."""
_MOVE_S = 1.6


class Still:
    """The same thing, never turned: a sheet stuck to the wall, whatever is asked. Sensor noise goes on."""

    def __init__(self, shown: Presentation) -> None:
        self._shown = shown

    def render(self, *_angles: float, **place: Any) -> Image:
        """Return one frame of the unturned thing; light of the page falls on it all the same."""
        return self._shown.render(**_lit(place))


def _lit(place: dict[str, Any]) -> dict[str, Any]:
    """Keep of an asked place what no attacker chooses: the frame's size and the light that falls in."""
    return {name: value for name, value in place.items() if name in {"size", "light", "screen"}}


class Injected:
    """A virtual camera that gives one picture for ever, bit for bit."""

    def __init__(self, shown: Presentation) -> None:
        self._shown = shown
        self._frame: Image | None = None

    def render(self, *_angles: float, **place: Any) -> Image:
        """Return the one frame."""
        if self._frame is None:
            self._frame = self._shown.render(size=place.get("size", (640, 480)))
        return self._frame


class Frozen:
    """A live head at first; after `after_s` the picture stands still."""

    def __init__(self, shown: Presentation, after_s: float = 3.0, clock: Clock = time.monotonic) -> None:
        self._shown, self._after, self._clock = shown, after_s, clock
        self._began: float | None = None
        self._last: Image | None = None

    def render(self, *angles: float, **place: Any) -> Image:
        """Return a live frame, or the last live one."""
        now = self._clock()
        self._began = now if self._began is None else self._began
        if self._last is None or now - self._began < self._after:
            self._last = self._shown.render(*angles, **place)
        return self._last


class Recording:
    """A film of a head that does these moves, played once from the first frame shown, then held at its end."""

    def __init__(
        self,
        shown: Presentation,
        moves: Sequence[str],
        *,
        loop_s: float | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._shown, self._moves, self._loop, self._clock = shown, moves, loop_s, clock
        self._began: float | None = None
        self._film: dict[int, Image] = {}

    def render(self, *_angles: float, **place: Any) -> Image:
        """Return the frame of this moment; a loop repeats its frames bit for bit, ten to the second."""
        now = self._clock()
        self._began = now if self._began is None else self._began
        at = now - self._began
        if self._loop is None:
            return self._at(at, place)
        tick = round(at * 10) % round(self._loop * 10)
        if tick not in self._film:
            self._film[tick] = self._at(tick / 10, place)
        return self._film[tick]

    def _at(self, seconds: float, place: dict[str, Any]) -> Image:
        """Ease from one pose to the next within each move's time."""
        rank = min(int(seconds / _MOVE_S), len(self._moves) - 1)
        share = min(1.0, (seconds - rank * _MOVE_S) / (0.7 * _MOVE_S))
        before, after = POSES[self._moves[max(0, rank - 1)]], POSES[self._moves[rank]]
        pose = {name: _between(before, after, name, share) for name in before.keys() | after.keys()}
        return self._shown.render(**pose, size=place.get("size", (640, 480)))


def _between(before: dict[str, float], after: dict[str, float], name: str, share: float) -> float:
    rest = 1.0 if name == "distance" else 0.0
    return before.get(name, rest) + (after.get(name, rest) - before.get(name, rest)) * share


class Cuts:
    """Two people take turns: whoever is turned is the other one, as in a film cut together."""

    def __init__(self, first: Presentation, second: Presentation) -> None:
        self._first, self._second = first, second

    def render(self, yaw: float = 0, *angles: float, **place: Any) -> Image:
        """Return the first person facing the camera, the second one turned."""
        return (self._second if abs(yaw) > 12 else self._first).render(yaw, *angles, **place)


class Beside:
    """The asked person and somebody else in one picture, the other one unmoved at the edge."""

    def __init__(self, person: Presentation, other: Presentation) -> None:
        self._person, self._other = person, other

    def render(self, *angles: float, **place: Any) -> Image:
        """Return one frame with both."""
        width, _ = place.get("size", (640, 480))
        frame = self._person.render(*angles, **{**place, "dx": place.get("dx", 0) - 0.2})
        aside = self._other.render(distance=1.2, dx=0.27, **_lit(place))
        frame[:, int(0.6 * width) :] = aside[:, int(0.6 * width) :]
        return frame


class Mask:
    """A life-size print with holes at the eyes, worn by somebody whose own eyes look through and blink."""

    def __init__(self, portrait: Image, sheet: Callable[[Image], Presentation], wearer: Presentation) -> None:
        self._sheet, self._wearer = sheet(portrait), wearer
        self._holes = sheet(_marked(portrait))

    def render(self, *angles: float, **place: Any) -> Image:
        """Return one frame: the sheet, and the wearer's head where the holes are."""
        front = self._sheet.render(*angles, **place)
        blue, green, red = cv2.split(self._holes.render(*angles, **place))
        hole = cv2.bitwise_and(_more(green, red), _more(green, blue))
        behind = self._wearer.render(*angles, **place)
        return np.asarray(cv2.copyTo(behind, hole, front), np.uint8)


def _more(one: cv2.typing.MatLike, other: cv2.typing.MatLike) -> cv2.typing.MatLike:
    """255 where a channel is more than 70 levels above another, else 0."""
    return cv2.threshold(cv2.subtract(one, other), 70, 255, cv2.THRESH_BINARY)[1]


def _marked(portrait: Image) -> Image:
    """Paint the eyes pure green, for the sheet's own geometry to carry the holes."""
    points = face_points(portrait)
    marked = portrait.copy()
    rows, columns = np.mgrid[0 : portrait.shape[0], 0 : portrait.shape[1]]
    for corners in _EYES:
        outer, inner, upper, lower = (points[k, :2] for k in corners)
        middle, half = (outer + inner) / 2, np.hypot(*(outer - inner)) * 0.62
        tall = max(float(np.hypot(*(upper - lower))) * 1.1, 0.35 * half)
        marked[((columns - middle[0]) / half) ** 2 + ((rows - middle[1]) / tall) ** 2 < 1] = (0, 255, 0)
    return marked
