"""Which of the frames of a challenge are handed in: few, yet they tell the same story when replayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bonafide.engine.evidence import Challenge, Frame, FrameReading
from bonafide.engine.face import turns
from bonafide.engine.face.challenge import STEADY, results

LIMIT = 30
"""Frames handed in at most."""
AROUND, AROUND_FIRST = 1, STEADY - 1
"""Frames before a reached move that belong to it; the first straight look takes some in a row."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A frame with what was read in it."""

    frame: Frame
    reading: FrameReading


def thin(kept: Sequence[Kept], reached: Sequence[int], limit: int, lit: Sequence[int] = ()) -> list[Kept]:
    """Return at most `limit` frames: those of reached moves always, the rest evenly spread in time.

    `reached` are the sequence numbers at which moves were reached, `lit` those that showed each colour.
    """
    if len(kept) <= limit:
        return list(kept)
    fixed = _fixed(kept, reached) | {i for i, item in enumerate(kept) if item.frame.seq in set(lit)}
    free = [i for i in range(len(kept)) if i not in fixed]
    spread = _spread(free, max(0, limit - len(fixed)))
    return [kept[i] for i in sorted(fixed | spread)]


def fit(
    kept: Sequence[Kept], reached: Sequence[int], limit: int, max_bytes: int, lit: Sequence[int] = ()
) -> list[Kept]:
    """Thin out to `limit` frames, and on by halves until they take no more than `max_bytes`.

    What has to stay, two to four dozen frames around the reached moves, is below that by far while each frame
    keeps to its own bound (`facts.MAX_PREVIEW`).
    """
    chosen = thin(kept, reached, limit, lit)
    while limit > 1 and size_of(chosen) > max_bytes:
        limit //= 2
        chosen = thin(chosen, reached, limit, lit)
    return chosen


def size_of(kept: Sequence[Kept]) -> int:
    """Bytes of all frames."""
    return sum(len(item.frame.jpeg) for item in kept)


def choose(
    kept: Sequence[Kept], reached: Sequence[int], challenge: Challenge, lit: Sequence[int] = ()
) -> list[Frame]:
    """Frames to hand in, at most LIMIT unless fewer would not show every move in order when replayed."""
    for limit in (LIMIT, 2 * LIMIT):
        chosen = thin(kept, reached, limit, lit)
        if results(challenge, [k.reading for k in chosen])[1]:
            return [k.frame for k in chosen]
    return [k.frame for k in kept]


def _fixed(kept: Sequence[Kept], reached: Sequence[int]) -> set[int]:
    fixed = {0, len(kept) - 1}
    wanted, readings = set(reached), [item.reading for item in kept]
    for i, item in enumerate(kept):
        if item.frame.seq in wanted:
            around = AROUND_FIRST if item.frame.seq == reached[0] else AROUND
            fixed.update(range(max(0, i - around), i + 1))
            fixed.update(turns.way(readings, i))
    return fixed


def _spread(free: Sequence[int], count: int) -> set[int]:
    if count <= 0:
        return set()
    if count >= len(free):
        return set(free)
    step = len(free) / count
    return {free[int((n + 0.5) * step)] for n in range(count)}
