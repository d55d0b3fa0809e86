"""A clock for live captures that stands still until it is told: how slow the machine is then changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from bonafide.capture import live as rooms
from bonafide.capture.live import LiveCapture


class _Held:
    """The module `time`, but for a monotonic clock at `now`, seconds."""

    def __init__(self, now: float) -> None:
        self.now = now

    def monotonic(self) -> float:
        return self.now

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


@contextmanager
def held_clock(live: LiveCapture) -> Iterator[Callable[[float], None]]:
    """Hold the clock of this process's live captures; the function given sets how old `live` is, milliseconds."""
    clock = _Held(live.opened)

    def set_age(ms: float) -> None:
        clock.now = live.opened + ms / 1000

    with patch.object(rooms, "time", clock):
        yield set_age
