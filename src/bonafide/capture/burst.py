"""A few previews from before the picture: they show whether the document moves as a solid thing does."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from bonafide.engine.evidence import Quad

FRAMES = 8
"""Previews held at most; a preview of 640 pixels has 30 to 60 kB and may have 200 kB."""
GAP_MS = 250
"""Least time between two of them, on the page's own clock."""
WINDOW_MS = 15_000
"""Previews older than this, seen from the newest, are let go."""
STIRRED = 0.04
"""A corner that went this far between two previews, in diagonals of the document, was moved by someone."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One preview: JPEG, milliseconds on the page's clock, and where the document was, if it was seen."""

    jpeg: bytes
    at_ms: int
    quad: Quad | None


@dataclass(slots=True)
class Burst:
    """The previews that tell most: near in time, and of those the ones that differ most in place."""

    kept: list[Preview] = field(default_factory=list)

    def add(self, preview: Preview) -> None:
        """Take one, where it is not too close to the last; let go of what is old or tells least."""
        if self.kept and preview.at_ms - self.kept[-1].at_ms < GAP_MS:
            return
        self.kept = [one for one in self.kept if preview.at_ms - one.at_ms <= WINDOW_MS]
        self.kept.append(preview)
        if len(self.kept) > FRAMES:
            del self.kept[self._least()]

    def _least(self) -> int:
        """Which one inside tells least: its neighbours show the document where it does."""
        steps = [travel(a.quad, b.quad) for a, b in pairwise(self.kept)]
        around = [a + b for a, b in pairwise(steps)]
        return 1 + int(np.argmin(around))

    @property
    def stirred(self) -> bool:
        """Whether the document is seen in clearly different places."""
        return any(travel(a.quad, b.quad) >= STIRRED for a, b in pairwise(self.kept))

    @property
    def size(self) -> int:
        """Bytes held."""
        return sum(len(one.jpeg) for one in self.kept)

    @property
    def jpegs(self) -> list[bytes]:
        """The pictures in the order in which they were taken."""
        return [one.jpeg for one in self.kept]


def travel(a: Quad | None, b: Quad | None) -> float:
    """How far the farthest corner went, in diagonals of the document; 0 where one of them is not known."""
    if a is None or b is None:
        return 0.0
    first, second = np.asarray(a), np.asarray(b)
    diagonal = max(1.0, float(np.linalg.norm(first[2] - first[0])))
    return float(np.linalg.norm(second - first, axis=1).max()) / diagonal
