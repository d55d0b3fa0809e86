"""Somebody before the live camera who does what the page asks: smooth, a little unsteady, in real time."""

import time
from collections.abc import Iterator

import numpy as np

from tests.world.glow import AutoCamera, Glow
from tests.world.pixels import Image
from tests.world.view import Presentation

POSES: dict[str, dict[str, float]] = {
    "look_straight": {},
    "turn_left": {"yaw": 28.0},
    "turn_right": {"yaw": -28.0},
    "come_closer": {"distance": 0.62},
    "look_up": {"pitch": 20.0},
    "look_down": {"pitch": -20.0},
    "watch_light": {},
}
"""Poses for the words of a challenge (`bonafide.engine.evidence.Move`)."""

_FURTHER, _FURTHEST = 1.15, 38.0
"""By what a turn or nod is widened at each look at a page that still asks for it, and the most in degrees."""

_AXES = ("yaw", "pitch", "roll", "distance", "dx", "dy")
_REST = np.array([0, 0, 0, 1.0, 0, 0])
_SPEED = np.array([55.0, 40.0, 40.0, 0.45, 0.3, 0.3])
"""The most that each axis changes in a second."""
_TREMOR = np.array([0.5, 0.4, 0.3, 0.004, 0.0015, 0.0015])
_CLOSE = np.array([1.0, 1.0, 1.0, 0.01, 0.01, 0.01])


class Performer:
    """Turns asked poses into frames. Give `frames()` to `InteractiveCamera.play`, then call `do` or `pose`.

    `screen`, where set, is the light of the page that falls on what is shown; `camera` adapts to what it sees.

    Poses are reached by moving at the pace of people (55 degrees a second at most), slower near the end.
    """

    def __init__(
        self,
        shown: Presentation,
        *,
        size: tuple[int, int] = (640, 480),
        light: float = 1.0,
        seed: int = 0,
    ) -> None:
        self._shown, self._size, self._light = shown, size, light
        self.screen: Glow | None = None
        self.camera: AutoCamera | None = None
        self._last_t: float | None = None
        self._now, self._target = _REST.copy(), _REST.copy()
        self._phase = np.random.default_rng(seed).uniform(0, 2 * np.pi, (6, 3))

    def do(self, move: str) -> None:
        """Begin to do what one word of a challenge asks. Raises KeyError for an unknown word."""
        self.pose(**POSES[move])

    def pose(self, **axes: float) -> None:
        """Begin to take a pose: axes as in `Puppet.render`; those not named relax."""
        target = _REST.copy()
        for name, value in axes.items():
            target[_AXES.index(name)] = value
        self._target = target

    def further(self) -> None:
        """Do a little more of a turn or nod that is done and still asked for, as people do when nothing happens."""
        if self.settled:
            self._target[:2] = np.clip(self._target[:2] * _FURTHER, -_FURTHEST, _FURTHEST)

    @property
    def settled(self) -> bool:
        """Whether the pose last asked for has been reached."""
        return bool((np.abs(self._target - self._now) < _CLOSE).all())

    def wait(self, timeout: float = 10.0) -> bool:
        """Wait until settled, while another thread takes frames; tell whether it came to that."""
        end = time.monotonic() + timeout
        while not self.settled and time.monotonic() < end:
            time.sleep(0.02)
        return self.settled

    def step(self, seconds: float) -> None:
        """Move on by that time: a third of the way each tenth of a second, but no faster than people."""
        share = 1 - np.exp(-4.0 * seconds)
        change = (self._target - self._now) * share
        self._now = self._now + np.clip(change, -_SPEED * seconds, _SPEED * seconds)

    def frame(self, t: float) -> Image:
        """Return the picture now; t in seconds drives the tremor."""
        waves = np.sin(2 * np.pi * np.array([0.3, 0.9, 2.1]) * t + self._phase).sum(axis=1) / 2
        pose = dict(zip(_AXES, map(float, self._now + _TREMOR * waves), strict=True))
        seen = self._shown.render(**pose, light=self._light, size=self._size, screen=self.screen)
        passed = t - (t if self._last_t is None else self._last_t)
        self._last_t = t
        return self.camera(seen, passed) if self.camera else seen

    def frames(self) -> Iterator[Image]:
        """Yield frames without end, in step with the clock."""
        begin = last = time.monotonic()
        while True:
            now = time.monotonic()
            self.step(min(now - last, 0.25))
            last = now
            yield self.frame(now - begin)
