"""The face before the camera: the challenge as it is followed, and the frames that show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random, SystemRandom
from typing import Any

from bonafide.capture.closer import CloserLook, Share
from bonafide.capture.frames import Kept, choose, fit, size_of
from bonafide.capture.live import LiveCapture
from bonafide.capture.probe import Probe
from bonafide.checks.liveness import depth_positive, light_positive
from bonafide.engine.evidence import Colour, DepthFinding, Frame, FrameReading, Hint, Move
from bonafide.engine.face import nods, turns
from bonafide.engine.face.challenge import ChallengeTracker, Progress
from bonafide.engine.face.draw import lengthened, spares_turns
from bonafide.engine.face.light import light_finding
from bonafide.engine.image import read_size
from bonafide.enginehost import EngineBusyError
from bonafide.errors import InvalidInputError
from bonafide.policy.thresholds import SHIPPED

HELD_FRAMES = 160
"""Frames held in memory before they are thinned out to half."""
MAX_BYTES = 14_000_000
"""Frames of one capture in memory; one of a usual camera has 30 to 90 kB."""
ASKED_AGAIN = 2
"""How many turns may be asked once more because their depth could not be seen."""

Read = Callable[[bytes, int, int, int], FrameReading]
Measure = Callable[[Sequence[Frame], str], DepthFinding]


@dataclass(frozen=True, slots=True)
class Shown:
    """Which colour the page says it showed when a frame was cut, and for how long; -1 for none."""

    light: int = -1
    light_ms: int = 0


NOTHING = Shown()


@dataclass(slots=True)
class FaceLive(LiveCapture):
    """A selfie capture with its challenge.

    `measure`, where given, looks at the depth of each turn while the person is still there. `probe`, where given,
    is the resolution challenge.
    """

    tracker: ChallengeTracker = field(kw_only=True)
    measure: Measure | None = None
    probe: Probe | None = None
    closer: CloserLook = field(default_factory=CloserLook)
    rng: Random = field(default_factory=SystemRandom)
    kept: list[Kept] = field(default_factory=list)
    asked_again: int = 0
    nodded: list[int] = field(default_factory=list)
    """Sequence numbers of the way into each nod, where nods stand for turns: they are handed in with it."""
    _told: tuple[int | None, int] = (None, 0)
    """Index of the colour last told to the page, and when."""

    def step(self, jpeg: bytes, seq: int, client_ms: int, read: Read, shown: Shown = NOTHING) -> Progress:
        """Read one frame and move on in the challenge. Raises ImageError from the engine."""
        server_ms = self.age_ms
        light = shown.light if shown.light == self.tracker.colour else -1
        # However long the page says that a colour stands: not longer than the page has known of it.
        stands = min(shown.light_ms, server_ms - self._told[1]) if light >= 0 else 0
        frame = Frame(jpeg, seq, client_ms, server_ms, light, stands)
        found = read(jpeg, seq, client_ms, server_ms)
        reading = replace(found, light=frame.light, light_ms=frame.light_ms)
        done = len(self.tracker.reached)
        progress = self.tracker.step(reading)
        self.kept.append(Kept(frame, reading))
        if len(self.tracker.reached) > done:
            self._amend(self.tracker.reached[-1].move)
            progress = self.tracker.progress()
        self._hold()
        if self.tracker.colour != self._told[0]:
            self._told = self.tracker.colour, self.age_ms
        return progress

    def ask_size(self) -> dict[str, int] | None:
        """Tell the size that the camera is to take now, once and only before a move was reached."""
        if (
            self.probe is None
            or self.tracker.reached
            or self.tracker.failed
            or not self.probe.due(len(self.kept))
        ):
            return None
        return self.probe.tell(self.age_ms)

    def take_size(self, jpeg: bytes, follow_ms: int) -> Progress:
        """Note the picture that came at another size; the first look begins anew, for the camera may have shifted.

        Raises InvalidInputError (bad_request) where nothing was asked, ImageError where it is no picture.
        """
        asked = self.probe
        if asked is None or asked.told_ms is None or asked.got is not None or self.tracker.reached:
            raise InvalidInputError("No other size was asked for.", code="bad_request")
        asked.answer(read_size(jpeg), follow_ms, self.age_ms)
        self.tracker, self.kept = ChallengeTracker(self.tracker.challenge), []
        self._hold()
        return self.tracker.progress()

    def ask_closer(self) -> Share | None:
        """Tell which part of the next frame is to be in the camera's own resolution; None where no frame is."""
        over = self.tracker.failed or self.tracker.asked is None
        if over or not self.kept or not self.closer.bears(self.rtts):
            return None
        last = self.kept[-1]
        return self.closer.ask(self.tracker.reached, last.reading, read_size(last.frame.jpeg), self.age_ms)

    def take_closer(self, jpeg: bytes, seq: int) -> None:
        """Let a closer look be the next frame. Raises as `CloserLook.take`, and ImageError where it is no picture."""
        before = read_size(self.kept[-1].frame.jpeg) if self.kept else (0, 0)
        self.closer.take(seq, read_size(jpeg), before, self.age_ms)

    def facts(self, *, button: bool) -> dict[str, Any]:
        """Numbers that are kept with the capture, those of the resolution challenge among them."""
        told = LiveCapture.facts(self, button=button)
        return told | (self.probe.facts() if self.probe is not None else {})

    def _hold(self) -> None:
        self.held_bytes = size_of(self.kept)
        if len(self.kept) > HELD_FRAMES or self.held_bytes > MAX_BYTES:
            self.kept = fit(self.kept, self.reached, HELD_FRAMES // 2, MAX_BYTES, self._fixed)
            self.held_bytes = size_of(self.kept)

    def _amend(self, move: Move) -> None:
        """Change what is still to come: more moves for a light not seen, a turn again where it was not deep."""
        if spares_turns(self.tracker.challenge):
            self._amend_nod(move)
            return
        if move is Move.WATCH_LIGHT and not self._light_seen():
            done = len(self.tracker.reached)
            self.tracker.change(lengthened(self.tracker.challenge, done, self.rng))
        if move in turns.SIDES and self.asked_again < ASKED_AGAIN and not self._deep(move):
            self.asked_again += 1
            self.tracker.again(move)

    def _amend_nod(self, move: Move) -> None:
        """Keep the way into a nod, and ask for it again where it was not deep; nothing replaces the light here."""
        if move not in nods.SIDES:
            return
        readings = [item.reading for item in self.kept]
        level = nods.level_of(readings, self.reached[0])
        on_way = [self.kept[i] for i in nods.way(readings, len(readings) - 1, level)]
        self.nodded += [item.frame.seq for item in on_way]
        frames = [item.frame for item in on_way]
        if self.asked_again < ASKED_AGAIN and not self._measured(frames, nods.SIDES[move]):
            self.asked_again += 1
            self.tracker.again(move)

    def _light_seen(self) -> bool:
        readings = [item.reading for item in self.kept]
        return light_positive(light_finding(readings, self.tracker.challenge.colours), SHIPPED)

    def _deep(self, move: Move) -> bool:
        """Whether the way into the turn that was just reached shows depth, as the verdict will measure it."""
        on_way = turns.way([item.reading for item in self.kept], len(self.kept) - 1)
        return self._measured([self.kept[i].frame for i in on_way], turns.SIDES[move])

    def _measured(self, frames: Sequence[Frame], side: str) -> bool:
        """Whether these frames show depth. Nobody free to look means yes: the verdict looks again."""
        try:
            return self.measure is None or depth_positive(self.measure(frames, side), SHIPPED)
        except EngineBusyError:
            return True

    @property
    def _fixed(self) -> list[int]:
        return [*self.tracker.lit, *self.nodded, *self.closer.taken]

    @property
    def reached(self) -> list[int]:
        """Sequence numbers at which moves were reached."""
        return [move.seq for move in self.tracker.reached if move.seq is not None]

    @property
    def asked(self) -> Move | None:
        """The one move that may be told now."""
        return self.tracker.asked

    @property
    def colour(self) -> Colour | None:
        """The one colour that the page shows now; those to come are not told."""
        now = self.tracker.colour
        return None if now is None else self.tracker.challenge.colours[now]

    def chosen(self) -> list[Frame]:
        """The frames to hand in."""
        return choose(self.kept, self.reached, self.tracker.challenge, self._fixed)


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
