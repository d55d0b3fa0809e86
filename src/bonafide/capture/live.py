"""Open captures while their camera runs: counters, trackers and frames, in memory only and bounded.

Nothing here outlives the process; a page whose capture is no longer known starts the camera step again.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bonafide.errors import BonafideError, ConflictError

MAX_CAPTURES = 200
"""Captures held at the same time by one process."""
MAX_FRAMES = 6000
"""Frames of one capture: ten minutes at ten a second."""
MAX_BYTES = 256_000_000
"""Bytes of pictures held by all captures of one process."""
ROOM_TO_START = 8_000_000
"""Bytes that have to be free before one more person may start."""
SWEEP_S = 20.0
"""How often captures whose time is over are put out of memory."""
_RTTS = 64


class BusyError(BonafideError):
    """The server still works on the frame before."""

    code = "busy"
    status = 429


class FullError(BusyError):
    """The server holds as many live captures, or as many bytes of them, as it may."""

    code = "server_full"


@dataclass(slots=True)
class LiveCapture:
    """What is known of one open capture. Frames are taken one at a time, in rising order."""

    capture_id: str
    session_id: str
    inquiry_id: str
    ttl_s: float
    opened: float = field(default_factory=time.monotonic)
    last_seq: int = -1
    last_client_ms: int = -1
    frames: int = 0
    hints: int = 0
    rtts: list[int] = field(default_factory=list)
    last_hint: str = ""
    held_bytes: int = 0
    """Bytes of the pictures held now."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def age_ms(self) -> int:
        """Milliseconds since the capture was opened, on the server's clock."""
        return round((time.monotonic() - self.opened) * 1000)

    @property
    def expired(self) -> bool:
        """Whether the time of this capture is over."""
        return time.monotonic() - self.opened > self.ttl_s

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold this capture for one frame. Raises BusyError while another frame is looked at."""
        if not self.lock.acquire(blocking=False):
            raise BusyError("The frame before is still being looked at.")
        try:
            yield
        finally:
            self.lock.release()

    def admit(self, seq: int, client_ms: int, rtt_ms: int | None = None) -> None:
        """Count one frame in; `rtt_ms` is how long the answer before took.

        Raises ConflictError (capture_expired, sequence_replay, too_many_frames).
        """
        if self.expired:
            raise ConflictError("This capture took too long.", code="capture_expired")
        if seq <= self.last_seq or client_ms < self.last_client_ms:
            raise ConflictError("This frame is not newer than the last one.", code="sequence_replay")
        if self.frames >= MAX_FRAMES:
            raise ConflictError("This capture has too many frames.", code="too_many_frames")
        self.last_seq, self.last_client_ms = seq, client_ms
        self.frames += 1
        if rtt_ms is not None:
            self.rtts = [*self.rtts[-_RTTS:], rtt_ms]

    def note(self, hint: str) -> None:
        """Count how often the hint changed."""
        if hint != self.last_hint:
            self.hints += 1
            self.last_hint = hint

    def facts(self, *, button: bool) -> dict[str, Any]:
        """Numbers that are kept with the capture; no pictures."""
        latency = round(statistics.median(self.rtts)) if self.rtts else -1
        return {"frames": self.frames, "hints": self.hints, "latency_ms": latency, "button": button}


class Registry:
    """All live captures of this process. What is over leaves by itself, whether anybody asks or not."""

    def __init__(self, limit: int = MAX_CAPTURES, max_bytes: int = MAX_BYTES) -> None:
        self._limit, self._max_bytes = limit, max_bytes
        self._open: dict[str, LiveCapture] = {}
        self._lock = threading.Lock()
        self._sweeper: threading.Thread | None = None

    def add(self, capture: LiveCapture) -> None:
        """Take one in; older ones of the same inquiry are dropped. Raises FullError."""
        with self._lock:
            self._forget(lambda c: c.expired or c.inquiry_id == capture.inquiry_id)
            self._require_place(len(self._open))
            self._open[capture.capture_id] = capture
            if self._sweeper is None:
                self._sweeper = threading.Thread(target=self._sweep, daemon=True)
                self._sweeper.start()

    def get(self, capture_id: str) -> LiveCapture:
        """One live capture. Raises ConflictError (capture_lost) after a restart of the server."""
        with self._lock:
            found = self._open.get(capture_id)
        if found is None:
            raise ConflictError("This capture is no longer held here.", code="capture_lost")
        return found

    def require_place(self, inquiry_id: str) -> None:
        """Raise FullError where this inquiry could not start a capture now."""
        with self._lock:
            self._require_place(sum(c.inquiry_id != inquiry_id for c in self._open.values() if not c.expired))

    def _require_place(self, others: int) -> None:
        if others >= self._limit or self._held() + ROOM_TO_START > self._max_bytes:
            raise FullError("Too many people are before their cameras now. Please wait a moment.")

    def require_room(self, more: int) -> None:
        """Raise FullError where `more` bytes would be too many."""
        with self._lock:
            if self._held() + more > self._max_bytes:
                raise FullError("The server holds as many pictures as it may. Please wait a moment.")

    def drop(self, capture_id: str, session_id: str | None = None) -> None:
        """Forget one and every frame of it; with `session_id` only where it is that visit's."""
        with self._lock:
            found = self._open.get(capture_id)
            if found is not None and session_id in {None, found.session_id}:
                del self._open[capture_id]

    def drop_inquiry(self, inquiry_id: str) -> None:
        """Forget whatever is held of an inquiry, on all its devices."""
        with self._lock:
            self._forget(lambda c: c.inquiry_id == inquiry_id)

    def _forget(self, over: Callable[[LiveCapture], bool]) -> None:
        self._open = {name: c for name, c in self._open.items() if not over(c)}

    def _held(self) -> int:
        return sum(capture.held_bytes for capture in self._open.values())

    def _sweep(self) -> None:
        """Body of the sweeping thread; it ends with the last capture and is started anew by the next."""
        while True:
            time.sleep(SWEEP_S)
            with self._lock:
                self._forget(lambda c: c.expired)
                if not self._open:
                    self._sweeper = None
                    return

    def __len__(self) -> int:
        return len(self._open)


REGISTRY = Registry()
