"""Time per stage of a reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Clock:
    """Time per stage, summed over sides, in milliseconds of `now` (which counts seconds).

    Stages may run at the same time: then their sum is more than what a caller waits.
    """

    now: Callable[[], float]
    spent: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Count what the block takes towards `stage`."""
        start = self.now()
        try:
            yield
        finally:
            took = (self.now() - start) * 1000
            with self._lock:
                self.spent[stage] = self.spent.get(stage, 0.0) + took
