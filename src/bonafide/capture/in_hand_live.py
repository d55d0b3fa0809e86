"""The ID held beside the face before the live camera: what to say now, when it is enough, which frames go in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from bonafide.capture.live import LiveCapture
from bonafide.checks.in_hand import moves_as_in_a_hand
from bonafide.engine.document.held import CardPrint
from bonafide.engine.evidence import Frame, Hint, InHandReading
from bonafide.engine.face.challenge import BLANK_CONTRAST, BRIGHT, DARK
from bonafide.engine.face.in_hand import COVERED_MOST, TURNED_MOST, is_clear, motion
from bonafide.policy.thresholds import SHIPPED

TIME_MS = 60_000
HANDED_IN = 14
"""Frames handed in at most."""
HELD_FRAMES = 40
MAX_BYTES = 6_000_000
"""Bytes of frames of one capture in memory; one of a usual camera has 60 to 150 kB."""
SURER = 1.4
"""So many times the limits of the verdict are asked for while the person is still there."""
PATIENT_MS = 25_000
"""After this a card is near enough as soon as the verdict can compare it: a coarse camera shows no more."""
EXPIRED = "in_hand_expired"

Read = Callable[[bytes, int, int, int, CardPrint], InHandReading]


@dataclass(frozen=True, slots=True)
class KeptInHand:
    """A frame with what was read in it."""

    frame: Frame
    reading: InHandReading


@dataclass(frozen=True, slots=True)
class InHandProgress:
    """Where the person stands: one hint, tenths done, whether that is all; `failed`: in_hand_expired, final."""

    hint: Hint
    tenths: int
    finished: bool = False
    failed: str | None = None


@dataclass(slots=True)
class InHandLive(LiveCapture):
    """A capture of the ID beside the face; `known` is the print that is looked for, held in memory only."""

    known: CardPrint = field(kw_only=True)
    kept: list[KeptInHand] = field(default_factory=list)

    def step(self, jpeg: bytes, seq: int, client_ms: int, read: Read) -> tuple[InHandProgress, InHandReading]:
        """Read one frame and say what is to be done now. Raises ImageError from the engine."""
        server_ms = self.age_ms
        reading = read(jpeg, seq, client_ms, server_ms, self.known)
        if server_ms > TIME_MS:  # said here and not by the capture's own end, so that the person reads why
            return InHandProgress(self._asked(), self._tenths(), failed=EXPIRED), reading
        flaw = _flaw(reading)
        if flaw is None:
            self.kept.append(KeptInHand(Frame(jpeg, seq, client_ms, server_ms), reading))
            self._hold()
        finished = flaw is None and self._enough() and self._moves()
        hint = Hint.DONE if finished else flaw or self._asked()
        return InHandProgress(hint, self._tenths(), finished), reading

    def chosen(self) -> list[Frame]:
        """The frames to hand in."""
        return [item.frame for item in self._spread(HANDED_IN)]

    def _asked(self) -> Hint:
        return Hint.MOVE_ID if self._enough() else Hint.GOOD

    def _enough(self) -> bool:
        return len(self.kept) >= SHIPPED.in_hand.frames_min + 1

    def _moves(self) -> bool:
        """Whether the frames that would be handed in show the motion, with room to spare."""
        shown = motion([item.reading for item in self._spread(HANDED_IN)])
        return moves_as_in_a_hand(shown, SHIPPED.in_hand, times=SURER)

    def _tenths(self) -> int:
        least = SHIPPED.in_hand
        seen = min(1.0, len(self.kept) / (least.frames_min + 1))
        moved, apart, reshaped = motion([item.reading for item in self.kept])
        way = min(min(moved, apart) / least.moved_min, reshaped / least.reshaped_min) / SURER
        return int(5 * seen + 5 * min(1.0, way))

    def _hold(self) -> None:
        self.held_bytes = sum(len(item.frame.jpeg) for item in self.kept)
        if len(self.kept) > HELD_FRAMES or self.held_bytes > MAX_BYTES:
            self.kept = self._spread(max(HANDED_IN, len(self.kept) // 2))
            self.held_bytes = sum(len(item.frame.jpeg) for item in self.kept)

    def _spread(self, most: int) -> list[KeptInHand]:
        """At most so many: the nearest cards, those farthest out to each side, and others evenly between."""
        if len(self.kept) <= most:
            return list(self.kept)
        middles = np.asarray([np.mean(item.reading.quad or [(0.0, 0.0)], axis=0) for item in self.kept])
        nearest = np.argsort([-item.reading.portrait_eyes_px for item in self.kept])[:3]
        fixed = {int(i) for i in (*nearest, *middles.argmin(axis=0), *middles.argmax(axis=0))}
        free = [i for i in range(len(self.kept)) if i not in fixed]
        step = len(free) / max(1, most - len(fixed))
        fixed |= {free[int((n + 0.5) * step)] for n in range(most - len(fixed))}
        return [self.kept[i] for i in sorted(fixed)]


def _flaw(reading: InHandReading) -> Hint | None:
    """What keeps this frame from showing ID and face clear of each other, the first thing first."""
    return _light(reading) or _card(reading) or _face(reading)


def _light(reading: InHandReading) -> Hint | None:
    quality = reading.face.quality
    if quality is None:
        return None
    if quality.contrast < BLANK_CONTRAST:
        return Hint.CAMERA_BLANK
    if quality.brightness < DARK:
        return Hint.TOO_DARK
    return Hint.TOO_BRIGHT if quality.brightness > BRIGHT else None


def _card(reading: InHandReading) -> Hint | None:
    if reading.quad is None:
        return Hint.SHOW_ID if reading.face.faces else Hint.NO_FACE
    if reading.covered > COVERED_MOST:
        return Hint.ID_ASIDE
    if not reading.whole:
        return Hint.INTO_FRAME
    surer = SURER if reading.face.server_ms < PATIENT_MS else 1.0
    near = reading.portrait_eyes_px >= SHIPPED.in_hand.portrait_eyes_min * surer
    # Without a portrait no distance is asked for; a person compares then.
    return None if near or not reading.portrait_eyes_px else Hint.ID_NEARER


def _face(reading: InHandReading) -> Hint | None:
    face = reading.face
    if face.faces > 1:
        return Hint.MANY_FACES
    if face.faces == 0 or face.inter_eye_px <= 0:
        return Hint.ID_ASIDE
    if abs(face.yaw) > TURNED_MOST:
        return Hint.LOOK_STRAIGHT
    return None if is_clear(reading) else Hint.ID_ASIDE
