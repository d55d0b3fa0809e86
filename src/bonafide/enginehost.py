"""The engine behind a process border: a picture that crashes the vision code costs one job, not the server.

Children are started with `spawn`, hold no database and no secrets, get bytes by pipe and answer with
findings. A child dies with its parent, and is replaced after a crash, a hang or enough calls.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection
from typing import Any

from bonafide.engine.evidence import (
    Challenge,
    DocumentEvidence,
    DocumentHint,
    FaceComparison,
    Frame,
    FrameReading,
    SelfieEvidence,
)
from bonafide.errors import BonafideError, EngineCrashedError

CALL_TIMEOUT_S = 60.0
CALLS_PER_CHILD = 20_000
"""A child is replaced after this many calls, so that a slow leak in native code cannot grow for ever."""
_SPAWN = multiprocessing.get_context("spawn")


def _watch_parent(parent: int) -> None:
    """End this process within a second of its parent's end, also in the middle of a computation."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def _functions() -> dict[str, Any]:
    # Imported here: the parent never loads a model.
    from bonafide.engine import compare_faces, judge_selfie, read_document  # noqa: PLC0415
    from bonafide.engine.document.hint import hint_document  # noqa: PLC0415
    from bonafide.engine.face.hint import read_frame  # noqa: PLC0415

    return {
        f.__name__: f for f in (read_document, judge_selfie, compare_faces, hint_document, read_frame)
    } | {"ping": lambda: "pong"}


def _serve(pipe: Connection, parent: int) -> None:
    """Body of the child: answer calls until the pipe closes."""
    threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    functions = _functions()
    while True:
        try:
            name, args, kwargs = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(("ok", functions[name](*args, **kwargs)))
        except BonafideError as error:
            pipe.send(("refused", (type(error), error.message, error.code)))
        except Exception as error:  # noqa: BLE001 - the message may quote evidence; only its kind leaves
            pipe.send(("failed", type(error).__name__))


class Child:
    """One engine process."""

    def __init__(self) -> None:
        # Two malloc arenas instead of eight per core: the child's peak falls by some 50 MB at no cost in time.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        self._pipe, far = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(far, os.getpid()), daemon=True)
        self._process.start()
        far.close()
        self.calls = 0

    def call(self, name: str, *args: Any, timeout: float = CALL_TIMEOUT_S, **kwargs: Any) -> Any:
        """Run one function. Raises its own typed error, or EngineCrashedError when the process broke."""
        self.calls += 1
        try:
            self._pipe.send((name, args, kwargs))
            if not self._pipe.poll(timeout):
                raise EngineCrashedError("The examination took too long.", code="engine_timeout")
            kind, value = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise EngineCrashedError("The examination broke down.") from error
        if kind == "refused":
            error_type, message, code = value
            raise error_type(message, code=code)
        if kind == "failed":
            raise EngineCrashedError("The examination failed.", code="engine_failed")
        return value

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    @property
    def pid(self) -> int | None:
        """Process number, for tests that kill it."""
        return self._process.pid

    def close(self) -> None:
        """End the process at once; nothing in it needs saving."""
        self._process.kill()
        self._process.join(2)
        self._pipe.close()


class EnginePool:
    """A few children, one call each at a time. Safe to use from many threads."""

    def __init__(self, size: int) -> None:
        self._free: queue.SimpleQueue[Child | None] = queue.SimpleQueue()
        for _ in range(size):
            self._free.put(None)

    @contextmanager
    def _child(self) -> Iterator[Child]:
        child = self._free.get()
        try:
            if child is None or not child.alive or child.calls >= CALLS_PER_CHILD:
                if child is not None:
                    child.close()
                child = Child()
            yield child
        except EngineCrashedError:
            if child is not None:
                child.close()
            child = None
            raise
        finally:
            self._free.put(child)

    def call(self, name: str, *args: Any, timeout: float = CALL_TIMEOUT_S, **kwargs: Any) -> Any:
        """Run a function of the engine by name in a free child."""
        with self._child() as child:
            return child.call(name, *args, timeout=timeout, **kwargs)

    def hint_document(self, jpeg: bytes) -> DocumentHint:
        """See `bonafide.engine.document.hint.hint_document`."""
        found: DocumentHint = self.call("hint_document", jpeg, timeout=20)
        return found

    def read_frame(self, jpeg: bytes, seq: int, client_ms: int, server_ms: int) -> FrameReading:
        """See `bonafide.engine.face.hint.read_frame`."""
        found: FrameReading = self.call("read_frame", jpeg, seq, client_ms, server_ms, timeout=20)
        return found

    def read_document(self, front: bytes, back: bytes | None, today: date) -> DocumentEvidence:
        """See `bonafide.engine.read_document`."""
        found: DocumentEvidence = self.call("read_document", front, back, today=today)
        return found

    def judge_selfie(self, frames: Sequence[Frame], challenge: Challenge) -> SelfieEvidence:
        """See `bonafide.engine.judge_selfie`."""
        found: SelfieEvidence = self.call("judge_selfie", frames, challenge)
        return found

    def compare_faces(self, portrait: bytes, selfie: bytes) -> FaceComparison:
        """See `bonafide.engine.compare_faces`."""
        found: FaceComparison = self.call("compare_faces", portrait, selfie)
        return found

    def warm(self) -> None:
        """Start every child now, so that the first person does not wait for models to load."""
        children = [self._free.get() for _ in range(self._free.qsize())]
        for child in children:
            self._free.put(child if child is not None and child.alive else Child())

    def close(self) -> None:
        """End all children that are free."""
        while not self._free.empty():
            child = self._free.get()
            if child is not None:
                child.close()


_pool: EnginePool | None = None
_lock = threading.Lock()


def pool(size: int = 1) -> EnginePool:
    """The pool of this process, made at first use with `size` children."""
    global _pool  # noqa: PLW0603 - one pool per process, started late so that forks never inherit it
    with _lock:
        if _pool is None:
            _pool = EnginePool(size)
        return _pool
