"""Time per stage of a reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Clock:
    """Time per stage, summed over sides, in milliseconds of `now` (which counts seconds)."""

    now: Callable[[], float]
    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Count what the block takes towards `stage`."""
        start = self.now()
        try:
            yield
        finally:
            self.spent[stage] = self.spent.get(stage, 0.0) + (self.now() - start) * 1000
