"""How many presentations the machine bears side by side: as many as let the page see each often enough.

A page that is answered late sends fewer frames. So the frames answered a second tell whether the machine has cores to
spare, whatever else goes on in it.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from attack.stage import Try

WAITING_FPS, LED_FPS = 4.0, 7.0
"""The least frames a second of what only waits, and of what does more; alone on a quiet machine it is 8 to 10."""
SPARE = 0.65
"""Share of the cores below which one more is tried."""


@dataclass(slots=True)
class Pace:
    """Visits of one kind that may go on at once: `now`, at most `most`, so that each sees `least` frames a second."""

    most: int
    least: float
    now: int = 1
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    _changed: float = 0.0

    def learn(self, began: float, shown: Sequence[Try]) -> None:
        """Take in how a visit went that began then (`time.monotonic`); one from before the last change says nothing.

        Total frames hardly depend on how many share them, so that many fit as would leave `least` to each.
        """
        rates = [one.rate for one in shown if one.rate]
        if began < self._changed or not rates:
            return
        fits = int(self.now * statistics.median(rates) / self.least)
        if fits == self.now and statistics.median(one.busy for one in shown) < SPARE * self.cores:
            fits += 1
        before, self.now = self.now, min(max(fits, 1), self.most)
        if self.now != before:
            self._changed = time.monotonic()
