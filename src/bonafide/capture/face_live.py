"""The face before the camera: the challenge as it is followed, and the frames that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bonafide.capture.frames import Kept, choose, fit, size_of
from bonafide.capture.live import LiveCapture
from bonafide.engine.evidence import Frame, FrameReading, Hint, Move
from bonafide.engine.face.challenge import ChallengeTracker, Progress

HELD_FRAMES = 160
"""Frames held in memory before they are thinned out to half."""
MAX_BYTES = 8_000_000
"""Frames of one capture in memory; one of a usual camera has 30 to 90 kB."""

Read = Callable[[bytes, int, int, int], FrameReading]


@dataclass(slots=True)
class FaceLive(LiveCapture):
    """A selfie capture with its challenge."""

    tracker: ChallengeTracker = field(kw_only=True)
    kept: list[Kept] = field(default_factory=list)

    def step(self, jpeg: bytes, seq: int, client_ms: int, read: Read) -> Progress:
        """Read one frame and move on in the challenge. Raises ImageError from the engine."""
        server_ms = self.age_ms
        reading = read(jpeg, seq, client_ms, server_ms)
        progress = self.tracker.step(reading)
        self.kept.append(Kept(Frame(jpeg, seq, client_ms, server_ms), reading))
        self.held_bytes = size_of(self.kept)
        if len(self.kept) > HELD_FRAMES or self.held_bytes > MAX_BYTES:
            self.kept = fit(self.kept, self.reached, HELD_FRAMES // 2, MAX_BYTES)
            self.held_bytes = size_of(self.kept)
        return progress

    @property
    def reached(self) -> list[int]:
        """Sequence numbers at which moves were reached."""
        return [move.seq for move in self.tracker.reached if move.seq is not None]

    @property
    def asked(self) -> Move | None:
        """The one move that may be told now."""
        return self.tracker.asked

    def chosen(self) -> list[Frame]:
        """The frames to hand in."""
        return choose(self.kept, self.reached, self.tracker.challenge)


@dataclass(slots=True)
class PlainFaceLive(LiveCapture):
    """A face picture for the human route: no moves, and nothing is measured on the face."""

    kept: list[Frame] = field(default_factory=list)

    def keep(self, jpeg: bytes, seq: int, client_ms: int) -> None:
        """Hold the newest few frames."""
        self.kept = [*self.kept[-2:], Frame(jpeg, seq, client_ms, self.age_ms)]
        self.held_bytes = sum(len(frame.jpeg) for frame in self.kept)

    def chosen(self) -> list[Frame]:
        """The newest frames, for a person to look at."""
        return list(self.kept)


LIGHT_ONLY = {Hint.CAMERA_BLANK, Hint.TOO_DARK, Hint.TOO_BRIGHT}
"""Hints of a plain picture that need no look at the face."""
