"""A person before the live page on a simulated clock: slow machines, lost frames, long lines, without waiting.

Plays the loop of `capture/static/capture/face.js` against `FaceLive`: one frame at a time is cut from the camera,
travels, is read, and its answer travels back. Nothing here sleeps; the same seed gives the same visit.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from bonafide.capture.face_live import FaceLive, Shown
from bonafide.engine.evidence import FrameReading
from bonafide.engine.face.challenge import Progress
from bonafide.engine.face.light import SCREEN
from tests.world.clock import held_clock
from tests.world.glow import Glow
from tests.world.performer import Performer

EVERY_MS = 105.0
READ_MS = 350.0
"""What the page waits between two frames, and after a reached move (face.js)."""
GLANCE_MS = 150.0
REACTS_MS = 450.0
"""How often the person looks at the page, and how long they take to read what it says."""
PATIENCE_MS = 900.0
"""After so long with nothing new to do, a turn is widened: most people begin with a small one."""
Read = Callable[[bytes, int, int, int], FrameReading]


@dataclass(frozen=True, slots=True)
class Line:
    """How good machine, camera and network are.

    `frame_ms`: least and most time that one frame takes from its cut to the answer, network left out.
    `network_ms`: there and back. `fps`: of the camera. `lost`: share of frames for which nobody was free.
    `glow`: share of the room's light that a white page would add; `late_ms`: from page to camera picture.
    """

    frame_ms: tuple[float, float] = (30.0, 80.0)
    network_ms: float = 20.0
    fps: float = 30.0
    lost: float = 0.0
    glow: float = 0.15
    late_ms: float = 90.0


@dataclass(slots=True)
class Sitting:
    """One visit: who performs, over which line, and the live capture at the other end."""

    performer: Performer
    live: FaceLive
    line: Line
    read: Read
    react: Callable[[str], str] = str
    seed: int = 0
    ms: float = 0.0
    seq: int = 0
    progress: Progress | None = None
    _random: np.random.Generator = field(init=False)
    _shown: float = 0.0
    _asked: str = ""
    _asked_at: float = 0.0
    _known: dict[bytes, FrameReading] = field(default_factory=dict)
    _looks_at: float = 0.0
    _light: int = -1
    _light_at: float = 0.0
    _was: Glow | None = None
    _set_age: Callable[[float], None] = field(init=False)

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(self.seed)

    def run(self, limit_ms: float = 90_000) -> Progress:
        """Show, answer and obey until the challenge ends. Raises AssertionError where it never does."""
        with held_clock(self.live) as self._set_age:
            while self.ms < limit_ms:
                progress = self._frame()
                if progress is not None and (progress.finished or progress.failed):
                    return progress
        raise AssertionError(f"no end after {limit_ms} ms; asked {self.live.asked}")

    def _frame(self) -> Progress | None:
        """Cut one frame, let it travel, and do what the answer asks; None where it was skipped."""
        self._light_up()
        work = float(self._random.uniform(*self.line.frame_ms))
        lost = self._random.random() < self.line.lost
        jpeg, cut = b"" if lost else self._picture(), self.ms  # what nobody looks at need not be drawn
        shown = Shown(self._light, round(self.ms - self._light_at))
        self._pass(work + self.line.network_ms / 2)
        self.seq += 1
        if lost:
            self._pass(self.line.network_ms / 2 + EVERY_MS)
            return None
        before = self.progress
        self._set_age(self.ms)
        self.progress = self.live.step(jpeg, self.seq, round(cut), self._reading, shown)
        self._pass(self.line.network_ms / 2)
        reached = before is not None and self.progress.done_moves > before.done_moves
        self._pass(READ_MS if reached else max(0.0, EVERY_MS - (self.ms - cut)))
        return self.progress

    def _reading(self, jpeg: bytes, seq: int, client_ms: int, server_ms: int) -> FrameReading:
        """Read a frame; the very bytes that were read before show what they showed."""
        if jpeg not in self._known:
            self._known[jpeg] = self.read(jpeg, seq, client_ms, server_ms)
        return replace(self._known[jpeg], seq=seq, client_ms=client_ms, server_ms=server_ms)

    def _light_up(self) -> None:
        """Show the colour that the last answer told, as the page does."""
        now = self.live.tracker.colour
        if (-1 if now is None else now) != self._light:
            self._was = self._glow()
            self._light, self._light_at = (-1 if now is None else now), self.ms

    def _glow(self) -> Glow | None:
        if self._light < 0 or self.line.glow <= 0:
            return None
        return Glow(SCREEN[self.live.tracker.challenge.colours[self._light]], self.line.glow)

    def _picture(self) -> bytes:
        """The newest frame of the camera, which is up to one interval old."""
        interval = 1000 / self.line.fps
        seen = np.floor(self.ms / interval) * interval / 1000
        late = self.ms - self._light_at < self.line.late_ms
        self.performer.screen = self._was if late else self._glow()
        frame = self.performer.frame(float(seen))
        return cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()

    def _pass(self, ms: float) -> None:
        """Let time go by: the person looks at the page now and then, and moves."""
        end = self.ms + ms
        while self.ms < end:
            step = min(20.0, end - self.ms)
            self.performer.step(step / 1000)
            self.ms += step
            self._look()

    def _look(self) -> None:
        asked = self.live.asked
        if asked is None or self.ms < self._looks_at:
            return
        self._looks_at = self.ms + GLANCE_MS
        if asked.value != self._asked:
            self._asked, self._asked_at = asked.value, self.ms
            self.performer.do(self.react(asked.value))
            self._looks_at = self.ms + REACTS_MS + GLANCE_MS
        elif self.ms - self._asked_at > PATIENCE_MS:
            self.performer.further()


def lines() -> Iterator[tuple[str, Line]]:
    """The lines that a bona fide person may sit at, from good to barely usable."""
    yield "good", Line()
    yield "phone far away", Line((60, 160), 300, 15)
    yield "busy machine", Line((150, 900), 20, 10, 0.15)
    yield "slow everything", Line((250, 600), 300, 15, 0.05)
    yield "steadily slow", Line((500, 500), 20, 15)
