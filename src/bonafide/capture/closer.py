"""The closer look: at few moments the page is asked for one frame in the camera's own resolution.

Screens show their dots there, and not in the small frames (docs/benchmarks/surface.md). Such a frame takes the place
of the small one at its number: it is read, followed and handed in like any other, so it cannot show another face than
they do. Around the head the page leaves it as coarse as a small frame, and no larger in bytes than need be.

It is asked right after a straight look or the approach was reached, where the page gives the person time to read
anyway. Who sends none, for a slow line or a thin camera, goes on with small frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from bonafide.engine.evidence import FrameReading, Move, MoveResult
from bonafide.engine.face.hint import WORK_SIDE
from bonafide.errors import ConflictError, InvalidInputError

MOST = 3
"""Closer looks in one capture."""
LATE_MS = 5000
"""How long after it was asked for one may come: later it shows another moment."""
SLOW_MS, ANSWERS = 400, 5
"""Where the last few answers took longer than this, median, the line is left in peace: a closer look has the bytes of
four or five small frames, and nothing is seen of a move while it is on its way."""
ROOM = (0.65, 0.5, 0.35)
"""What is to be seen finely beside, above and below the face, in its widths and heights: dots of a screen are there
as on the face itself."""
SHAPE_OFF = 0.03
"""Share by which its width over height may differ from that of the small frames."""

Share = dict[str, float]
Size = tuple[int, int]


@dataclass(slots=True)
class CloserLook:
    """What was asked of the page, and what came.

    Attributes:
        asked: sequence numbers at which one was asked for; the frame itself has the next number.
        taken: sequence numbers of those that came.

    """

    asked: list[int] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    _moves: int = 0
    _told_ms: int = 0

    def ask(
        self, reached: Sequence[MoveResult], reading: FrameReading, size: Size, now_ms: int
    ) -> Share | None:
        """Tell the part that is to be fine, in shares of the picture (x, y, width, height); None where not now.

        Args:
            reached: the moves reached so far.
            reading: of the last frame.
            size: of that frame, pixels.
            now_ms: by the clock of the capture.

        """
        fresh, self._moves = reached[self._moves :], len(reached)
        if not fresh or len(self.asked) >= MOST or reading.box is None or not _worth_it(reached):
            return None
        self.asked.append(reading.seq)
        self._told_ms = now_ms
        return _around(reading, size)

    @staticmethod
    def bears(rtts: Sequence[int]) -> bool:
        """Whether a line that answers so fast, milliseconds, carries one; an unknown one is tried."""
        return not rtts or median(rtts[-ANSWERS:]) <= SLOW_MS

    def take(self, seq: int, size: Size, small: Size, now_ms: int) -> None:
        """Count the frame in that was asked for; `small` is the size of the frame before, pixels.

        Raises ConflictError (closer_not_asked, closer_late), InvalidInputError (closer_shape).
        """
        if not self.asked or seq != self.asked[-1] + 1:
            raise ConflictError("No closer look was asked for.", code="closer_not_asked")
        if now_ms - self._told_ms > LATE_MS:
            raise ConflictError("The closer look came too late.", code="closer_late")
        if abs(size[0] * small[1] / (size[1] * small[0]) - 1) > SHAPE_OFF:
            raise InvalidInputError("The closer look has another shape.", code="closer_shape")
        self.taken.append(seq)


def _worth_it(reached: Sequence[MoveResult]) -> bool:
    """Whether the face is straight and at rest now, for the first time, or near."""
    return len(reached) == 1 or reached[-1].move is Move.COME_CLOSER


def _around(reading: FrameReading, size: Size) -> Share:
    """Face with room, in shares of the picture. Boxes are in pixels of the frame shrunk to WORK_SIDE."""
    shrunk = min(1.0, WORK_SIDE / max(size))
    wide, high = size[0] * shrunk, size[1] * shrunk
    x, y, across, down = reading.box or (0, 0, 0, 0)
    beside, above, below = ROOM
    left, top = max(0.0, (x - beside * across) / wide), max(0.0, (y - above * down) / high)
    right = min(1.0, (x + (1 + beside) * across) / wide)
    bottom = min(1.0, (y + (1 + below) * down) / high)
    found = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return {name: round(value, 4) for name, value in found.items()}
