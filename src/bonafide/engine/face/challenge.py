"""The challenge as it is followed: readings in, progress out. How it is drawn stands in `draw`.

Pure. The live page and the later verdict replay the same readings through the same
code, so they never differ. Times are the server's, in milliseconds since the challenge was issued.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bonafide.engine.evidence import Challenge, FrameReading, Hint, Move, MoveResult
from bonafide.engine.face.draw import NODDING, SHORT, new_challenge, spares_turns
from bonafide.engine.face.light import is_settled

__all__ = ["ChallengeTracker", "Progress", "new_challenge", "results"]

STRAIGHT_YAW, STRAIGHT_PITCH = 8.0, 20.0
"""Degrees of a straight look; cameras stand low and high, and how a head stands is measured from there."""
AT_REST_YAW, AT_REST_STEP, AT_REST_GROWTH = 4.0, 1.5, 0.04
"""A head at rest: nearer to straight than the first or moved less than the second since the last frame (degrees),
and no more nearer or farther than by this share."""
TURN_YAW = 22.0
WRONG_YAW = 18.0
HELD = 2
"""Readings in a row that must show a turn."""
STEADY, STEADY_GROWTH = 3, 1.15
"""The first straight look sets the size that "come closer" is measured by: so many readings in a row, alike in
size within this factor. A portrait on a document still before the camera would set a size too small."""
REST_YAW, REST_PITCH, REST_GROWTH = 12.0, 8.0, 1.2
"""A move that was not asked counts only after the head came back to this since the last one was reached."""
NOD = 11.0
"""Degrees up or down from how the head stood at the first straight look: cameras stand low and high."""
FULL_NOD, STILL_NOD = 18.0, 1.0
"""Where nods stand for turns their depth is measured: one counts once it is this wide, or goes on by less than this
from one reading to the next. A fast line would else end it at its beginning."""
GROWTH = 1.3
CLOSE_YAW = 15.0
"""Inter-eye distance is compared only on faces turned less than this: a turned head looks narrower."""
START_SHARE = (0.2, 0.6)
"""Face height over picture height at the start: room to come closer, pixels enough to compare."""
DARK, BRIGHT, BLANK_CONTRAST = 45.0, 225.0, 6.0

WRONG_ORDER, EXPIRED = "wrong_order", "expired"

_ASKS = {
    Move.LOOK_STRAIGHT: Hint.LOOK_STRAIGHT,
    Move.TURN_LEFT: Hint.TURN_LEFT,
    Move.TURN_RIGHT: Hint.TURN_RIGHT,
    Move.COME_CLOSER: Hint.COME_CLOSER,
    Move.LOOK_UP: Hint.LOOK_UP,
    Move.LOOK_DOWN: Hint.LOOK_DOWN,
    Move.WATCH_LIGHT: Hint.WATCH_LIGHT,
}
_TURNS, _NODS = frozenset({Move.TURN_LEFT, Move.TURN_RIGHT}), frozenset({Move.LOOK_UP, Move.LOOK_DOWN})
_ONE_LOOK = frozenset({Move.LOOK_STRAIGHT, Move.COME_CLOSER})


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the person stands: one hint, moves done of total; `failed`: wrong_order or expired, final."""

    hint: Hint
    done_moves: int
    total: int
    finished: bool
    failed: str | None


@dataclass(slots=True)
class ChallengeTracker:
    """Follows one challenge, one reading at a time."""

    challenge: Challenge
    reached: list[MoveResult] = field(default_factory=list)
    failed: str | None = None
    _last_seq: int | None = None
    _first_eyes: float = 0.0
    _first_pitch: float | None = None
    _last: FrameReading | None = None
    _near: bool = False
    _sizes: list[float] = field(default_factory=list)
    _pitches: list[float] = field(default_factory=list)
    _held: dict[Move, int] = field(default_factory=dict)
    _rested: set[Move] = field(default_factory=set)
    lit: list[int] = field(default_factory=list)
    """Sequence numbers of the readings that showed each colour, one after the other."""

    def step(self, reading: FrameReading) -> Progress:
        """Take the next reading. One not newer than the last, or after the end, changes nothing."""
        if self._over() or (self._last_seq is not None and reading.seq <= self._last_seq):
            return self._progress(self._hint())
        self._last_seq = reading.seq
        if reading.server_ms > self.challenge.ttl_ms:
            self.failed = EXPIRED
            return self._progress(self._hint())
        trouble = self._trouble(reading)
        if trouble is None:
            self._follow(reading)
        else:
            self._held.clear()
            self._unsettle()
        return self._progress(trouble or self._hint())

    @property
    def asked(self) -> Move | None:
        """The move asked now, None after the last."""
        done = len(self.reached)
        return self.challenge.moves[done] if done < len(self.challenge.moves) else None

    @property
    def colour(self) -> int | None:
        """Which colour of the challenge the screen shows now, None while the light is not watched."""
        watching = self.asked is Move.WATCH_LIGHT and self.failed is None
        return len(self.lit) if watching else None

    def change(self, challenge: Challenge) -> None:
        """Go on with another list, which begins with the moves already reached. Raises ValueError."""
        if challenge.moves[: len(self.reached)] != tuple(result.move for result in self.reached):
            raise ValueError("the new list does not begin with the moves already reached")
        self.challenge = challenge

    def again(self, move: Move) -> None:
        """Ask for the move that was just reached once more, after a straight look."""
        done = len(self.reached)
        moves = self.challenge.moves
        self.change(replace(self.challenge, moves=(*moves[:done], Move.LOOK_STRAIGHT, move, *moves[done:])))

    def progress(self) -> Progress:
        """Where the person stands now."""
        return self._progress(self._hint())

    def _over(self) -> bool:
        return self.failed is not None or self.asked is None

    def _hint(self) -> Hint:
        if self.asked is None:
            return Hint.DONE
        return Hint.FARTHER if self._stays_near() else _ASKS[self.asked]

    def _stays_near(self) -> bool:
        """Whether who came closer still has to lean back before the moves to come can be measured."""
        more = len(self.reached) + 1 < len(self.challenge.moves)
        return self.asked is Move.LOOK_STRAIGHT and bool(self.reached) and self._near and more

    def _progress(self, hint: Hint) -> Progress:
        finished = self.asked is None and self.failed is None
        return Progress(hint, len(self.reached), len(self.challenge.moves), finished, self.failed)

    def _trouble(self, reading: FrameReading) -> Hint | None:
        """Say what hinders seeing one usable face, or None."""
        if reading.faces == 0 or reading.inter_eye_px <= 0:
            return _unseen(reading)
        if reading.faces > 1:
            return Hint.MANY_FACES
        light = _light(reading)
        if light is not None or self.reached:
            return light
        low, high = START_SHARE
        if reading.face_share < low:
            return Hint.CLOSER
        return Hint.FARTHER if reading.face_share > high else None

    def _follow(self, reading: FrameReading) -> None:
        asked = self.asked
        self._near = self._grown(reading) >= REST_GROWTH
        shown = self._shown(reading)
        for move in Move:
            self._held[move] = self._held.get(move, 0) + 1 if move in shown else 0
        if Move.LOOK_STRAIGHT not in shown:
            self._unsettle()
        if asked is not None and self._is_wrong(asked, reading):
            self.failed = WRONG_ORDER
        elif asked is Move.WATCH_LIGHT:
            self._watch(reading, straight=Move.LOOK_STRAIGHT in shown)
        elif asked is not None and self._is_done(asked, reading):
            self._reach(asked, reading)
        self._rest(reading)
        self._last = reading

    def _watch(self, reading: FrameReading, *, straight: bool) -> None:
        """Count a colour once a straight face was seen under it; the last one reaches the move."""
        if straight and reading.light == self.colour and is_settled(reading):
            self.lit.append(reading.seq)
        if len(self.lit) >= len(self.challenge.colours):
            self._reach(Move.WATCH_LIGHT, reading)

    def _unsettle(self) -> None:
        """Begin anew with the readings in a row that settle the size to measure by."""
        self._sizes.clear()
        self._pitches.clear()

    def _steady(self, reading: FrameReading) -> bool:
        """Whether the size to measure by is known, or these readings settle it."""
        if self.reached:
            return True
        self._sizes = [*self._sizes, reading.inter_eye_px][-STEADY:]
        self._pitches = [*self._pitches, reading.pitch][-STEADY:]
        return len(self._sizes) == STEADY and max(self._sizes) <= STEADY_GROWTH * min(self._sizes)

    def _is_done(self, asked: Move, reading: FrameReading) -> bool:
        held = self._held[asked] >= _needed(asked) and self._steady(reading)
        if asked in _NODS and spares_turns(self.challenge):
            return held and self._is_whole(reading)
        return held and (asked is not Move.LOOK_STRAIGHT or self._rests(reading))

    def _is_whole(self, reading: FrameReading) -> bool:
        """Whether a nod has gone as far as it goes."""
        nod, last = abs(self._nod(reading)), abs(self._nod(self._last or reading))
        return nod >= FULL_NOD or nod < last + STILL_NOD

    def _rests(self, reading: FrameReading) -> bool:
        """Whether the head is on its way no more: who is told to turn while coming back turns too little."""
        if self._last is None:
            return True
        if self._stays_near():
            return False
        stays = abs(reading.inter_eye_px - self._last.inter_eye_px) < AT_REST_GROWTH * self._last.inter_eye_px
        return stays and (abs(reading.yaw) < AT_REST_YAW or abs(reading.yaw - self._last.yaw) < AT_REST_STEP)

    def _shown(self, reading: FrameReading) -> set[Move]:
        """Name all moves that this reading shows."""
        shown = {Move.LOOK_STRAIGHT} if self._is_straight(reading) else set()
        if abs(reading.yaw) >= TURN_YAW:
            shown.add(Move.TURN_LEFT if reading.yaw > 0 else Move.TURN_RIGHT)
        if self.reached and abs(reading.yaw) < CLOSE_YAW:
            shown |= {Move.COME_CLOSER} if self._grown(reading) >= GROWTH else set()
            nod = self._nod(reading)
            shown |= {Move.LOOK_UP if nod > 0 else Move.LOOK_DOWN} if abs(nod) >= NOD else set()
        return shown

    def _is_straight(self, reading: FrameReading) -> bool:
        if abs(reading.yaw) >= STRAIGHT_YAW:
            return False
        if self._first_pitch is None:
            return abs(reading.pitch) < STRAIGHT_PITCH
        return abs(self._nod(reading)) < REST_PITCH or abs(reading.pitch) < REST_PITCH

    def _nod(self, reading: FrameReading) -> float:
        return reading.pitch - (self._first_pitch or 0.0)

    def _grown(self, reading: FrameReading) -> float:
        return reading.inter_eye_px / self._first_eyes if self._first_eyes else 1.0

    def _rest(self, reading: FrameReading) -> None:
        """Note which moves the head has come back from."""
        if abs(reading.yaw) < REST_YAW:
            self._rested |= _TURNS
        if abs(self._nod(reading)) < REST_PITCH:
            self._rested |= _NODS
        if self._grown(reading) < REST_GROWTH:
            self._rested.add(Move.COME_CLOSER)

    def _is_wrong(self, asked: Move, reading: FrameReading) -> bool:
        """Tell another move than the asked one: a recording has its own order, and would pass by waiting.

        While the head still comes back from a move nothing is wrong, nor before the first straight look.
        """
        if not self.reached:
            return False
        turned = self._rested >= _TURNS
        if turned and asked is Move.TURN_LEFT and reading.yaw <= -WRONG_YAW:
            return True
        if turned and asked is Move.TURN_RIGHT and reading.yaw >= WRONG_YAW:
            return True
        return any(self._held[move] >= HELD for move in self._too_early(asked) & self._rested)

    def _too_early(self, asked: Move) -> set[Move]:
        """Name the moves that are still to come after the asked one.

        What follows the light depends on whether it was seen, so until then the short list counts as to come.
        """
        coming = self.challenge.moves[len(self.reached) + 1 :]
        if Move.WATCH_LIGHT in (asked, *coming):
            done = {result.move for result in self.reached}
            short = NODDING if spares_turns(self.challenge) else SHORT
            return set(short) - done - {asked}
        return set(coming) - {asked, Move.LOOK_STRAIGHT}

    def _reach(self, move: Move, reading: FrameReading) -> None:
        if not self.reached:
            self._first_eyes = sorted(self._sizes)[STEADY // 2]
            self._first_pitch = sorted(self._pitches)[STEADY // 2]
        self.reached.append(MoveResult(move, reached=True, seq=reading.seq, at_ms=reading.server_ms))
        self._held.clear()
        self._rested.clear()


def results(challenge: Challenge, readings: Iterable[FrameReading]) -> tuple[tuple[MoveResult, ...], bool]:
    """Replay readings: one result per asked move, and whether all were done in order and in time.

    Readings are taken by sequence number, as the live path saw them. A challenge without moves proves nothing
    and is never in order.
    """
    tracker = ChallengeTracker(challenge)
    for reading in sorted(readings, key=lambda r: r.seq):
        tracker.step(reading)
    missing = challenge.moves[len(tracker.reached) :]
    moves = (*tracker.reached, *(MoveResult(move, reached=False) for move in missing))
    return moves, bool(moves) and not missing and tracker.failed is None


def _needed(move: Move) -> int:
    return 1 if move in _ONE_LOOK else HELD


def _unseen(reading: FrameReading) -> Hint:
    quality = reading.quality
    if reading.faces == 0 and quality is not None:
        if quality.contrast < BLANK_CONTRAST:
            return Hint.CAMERA_BLANK
        if quality.brightness < DARK:
            return Hint.TOO_DARK
    return Hint.NO_FACE


def _light(reading: FrameReading) -> Hint | None:
    if reading.quality is None:
        return None
    if reading.quality.brightness < DARK:
        return Hint.TOO_DARK
    return Hint.TOO_BRIGHT if reading.quality.brightness > BRIGHT else None
