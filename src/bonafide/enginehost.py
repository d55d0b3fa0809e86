"""The engine behind a process border: a picture that crashes the vision code costs one job, not the server.

A child is a fresh interpreter that is started with a short list of environment variables: no key, no database
address, no setting of ours reaches it. It opens no database, gets bytes by pipe and answers with findings. It
runs as the same user, so it is a border against crashes and leaks of memory, not a sandbox: code that took a
child over could read the data folder. A child dies with its parent, and is replaced after a crash, a hang or
enough calls; an ordinary exception in the engine leaves it running, its models loaded.
"""

from __future__ import annotations

import ctypes
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from multiprocessing.connection import Connection, Pipe
from typing import TYPE_CHECKING, Any

from bonafide import lifeline
from bonafide.engine.evidence import (
    Box,
    Challenge,
    DepthFinding,
    DocumentClass,
    DocumentEvidence,
    DocumentHint,
    FaceComparison,
    Frame,
    FrameReading,
    Glance,
    InHandFinding,
    InHandReading,
    SelfieEvidence,
)
from bonafide.engine.evidence.scene import Scene
from bonafide.engine.face.described import FaceModel
from bonafide.errors import BonafideError, EngineCrashedError

if TYPE_CHECKING:
    from bonafide.engine.document.held import CardPrint

CALL_TIMEOUT_S = 60.0
START_TIMEOUT_S = 60.0
"""Loading the engine's libraries, on a machine that is busy with other work."""
CALLS_PER_CHILD = 20_000
"""A child is replaced after this many calls, so that a slow leak in native code cannot grow for ever."""
_LARGE = frozenset({"preload", "read_document", "judge_selfie", "compare_faces"})
"""Calls after which memory is given back, once the answer is on its way; live frames are too many and too small."""
FREE_WITHIN_S = 60.0
LIVE_FREE_WITHIN_S = 0.5
"""How long a live frame waits for a free child; after that the next frame is worth more than this one."""
_PASSED_ON = {"PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV"}
_PASSED_ON_FAMILIES = ("LC_", "PYTHON", "OMP_", "MALLOC_", "OPENBLAS_")
_LIVE_ENVIRONMENT = {"OPENCV_FOR_THREADS_NUM": "1"}
"""On a frame of 640 x 480 OpenCV's second thread saves nothing, and waiting for it takes a tenth of the time."""
_BODY = "from bonafide.enginehost import serve; serve({fd}, {parent})"


class EngineFailedError(EngineCrashedError):
    """The engine raised something unforeseen; its process lives on."""

    code = "engine_failed"


class EngineBusyError(BonafideError):
    """Every child was at work for as long as the caller was ready to wait."""

    code = "busy"
    status = 429


def plain_environment(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables of a process without secrets: paths, language, Python's own, and `own`."""
    passed = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED_ON or name.startswith(_PASSED_ON_FAMILIES)
    }
    return passed | dict(own or {})


def _functions() -> dict[str, Any]:
    # Imported here: the parent never loads a model.
    from bonafide.engine import compare_faces, judge_selfie, read_document  # noqa: PLC0415
    from bonafide.engine.document.chip.door import examine_chip  # noqa: PLC0415
    from bonafide.engine.document.glance import glance_document  # noqa: PLC0415
    from bonafide.engine.document.held import card_print  # noqa: PLC0415
    from bonafide.engine.document.hint import hint_document  # noqa: PLC0415
    from bonafide.engine.face import preload  # noqa: PLC0415
    from bonafide.engine.face.compare import face_template  # noqa: PLC0415
    from bonafide.engine.face.in_hand import judge_in_hand, read_in_hand  # noqa: PLC0415
    from bonafide.engine.face.judge import turn_depth  # noqa: PLC0415
    from bonafide.engine.face.recent import read_frame  # noqa: PLC0415
    from bonafide.engine.face.scene import scene_of  # noqa: PLC0415

    return {
        f.__name__: f
        for f in (
            read_document,
            examine_chip,
            judge_selfie,
            turn_depth,
            compare_faces,
            face_template,
            hint_document,
            glance_document,
            read_frame,
            card_print,
            read_in_hand,
            judge_in_hand,
            scene_of,
            preload,
        )
    } | {"ping": lambda: "pong"}


def serve(fd: int, parent: int) -> None:
    """Body of the child: answer calls from the pipe `fd` until it closes or process `parent` ends."""
    lifeline.hold(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    pipe = Connection(fd)
    functions = _functions()
    _silence_native_lines()
    with suppress(EOFError, OSError):  # the parent closed its end
        pipe.send(("ready", None))
        while True:
            name, args, kwargs = pipe.recv()
            pipe.send(_answer(functions, name, args, kwargs))
            if name in _LARGE:
                _give_memory_back()


def _give_memory_back() -> None:
    """Return freed memory to the system: what one large call left in pieces would else lie below the next one's."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
    if trim is not None:
        trim(0)


def _silence_native_lines() -> None:
    """Send what native libraries print to nowhere: it says nothing to an operator, and might quote a picture."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a file
        os.dup2(nowhere.fileno(), 2)


def _answer(functions: Mapping[str, Any], name: str, args: Any, kwargs: Any) -> tuple[str, Any]:
    try:
        return "ok", functions[name](*args, **kwargs)
    except BonafideError as error:
        return "refused", (type(error), error.message, error.code)
    except Exception as error:  # noqa: BLE001 - the message may quote evidence; only its kind leaves
        return "failed", type(error).__name__


class Child:
    """One engine process; a `live` one keeps to one thread where pictures are small."""

    def __init__(self, *, live: bool = False) -> None:
        self._pipe, far = Pipe()
        with far:
            body = _BODY.format(fd=far.fileno(), parent=os.getpid())
            # Two malloc arenas instead of eight per core: the peak falls by some 50 MB at no cost in time.
            env = plain_environment({"PYTHONPATH": os.pathsep.join(filter(None, sys.path))})
            self._process = subprocess.Popen(
                [sys.executable, "-c", body],
                env={"MALLOC_ARENA_MAX": "2"} | (_LIVE_ENVIRONMENT if live else {}) | env,
                stdin=subprocess.DEVNULL,
                pass_fds=[far.fileno()],
            )
        self.calls = 0
        self.owing = False
        """Whether a call is not answered yet. Such a child never takes another: answers would be mixed up."""
        self._ready = False

    def call(self, name: str, *args: Any, timeout: float = CALL_TIMEOUT_S, **kwargs: Any) -> Any:
        """Run one function. Raises its own typed error, EngineFailedError, or EngineCrashedError."""
        self.calls += 1
        self.owing = True
        try:
            if not self._ready:
                self._receive(START_TIMEOUT_S)
                self._ready = True
            self._pipe.send((name, args, kwargs))
            kind, value = self._receive(timeout)
        except (EOFError, OSError) as error:
            raise EngineCrashedError("The examination broke down.") from error
        self.owing = False
        if kind == "refused":
            error_type, message, code = value
            raise error_type(message, code=code)
        if kind == "failed":
            raise EngineFailedError(f"The examination failed ({value}).")
        return value

    def _receive(self, timeout: float) -> Any:
        if not self._pipe.poll(timeout):
            raise EngineCrashedError("The examination took too long.", code="engine_timeout")
        return self._pipe.recv()

    @property
    def usable(self) -> bool:
        """Whether the process runs, owes no answer and has calls left."""
        return self._process.poll() is None and not self.owing and self.calls < CALLS_PER_CHILD

    @property
    def pid(self) -> int:
        """Process number, for tests that kill it."""
        return self._process.pid

    def close(self) -> None:
        """End the process at once; nothing in it needs saving."""
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        self._pipe.close()


class EnginePool:
    """A few children, one call each at a time. Safe to use from many threads. `live` ones look at live frames."""

    def __init__(self, size: int, *, live: bool = False) -> None:
        self._live = live
        self._free: queue.SimpleQueue[Child | None] = queue.SimpleQueue()
        for _ in range(size):
            self._free.put(None)

    @contextmanager
    def _child(self, wait: float) -> Iterator[Child]:
        try:
            child = self._free.get(timeout=wait)
        except queue.Empty:
            raise EngineBusyError("The examiners are all at work. Please wait a moment.") from None
        try:
            child = _usable(child) or Child(live=self._live)
            yield child
        finally:
            self._free.put(_usable(child))

    def call(
        self,
        name: str,
        *args: Any,
        timeout: float = CALL_TIMEOUT_S,
        wait: float = FREE_WITHIN_S,
        **kwargs: Any,
    ) -> Any:
        """Run a function of the engine by name in a child that gets free within `wait` seconds.

        Raises EngineBusyError, EngineCrashedError (engine_crashed, engine_timeout), EngineFailedError, and
        whatever typed error the function raises.
        """
        with self._child(wait) as child:
            return child.call(name, *args, timeout=timeout, **kwargs)

    def hint_document(self, jpeg: bytes, *, wait: float = LIVE_FREE_WITHIN_S) -> DocumentHint:
        """See `engine.document.hint.hint_document`; for live frames: it may raise EngineBusyError."""
        found: DocumentHint = self.call("hint_document", jpeg, timeout=20, wait=wait)
        return found

    def glance_document(self, jpeg: bytes, *, today: date, wait: float = LIVE_FREE_WITHIN_S) -> Glance:
        """See `engine.document.glance.glance_document`; while a camera runs: it may raise EngineBusyError."""
        found: Glance = self.call("glance_document", jpeg, today=today, timeout=20, wait=wait)
        return found

    def read_frame(self, jpeg: bytes, seq: int, client_ms: int, server_ms: int) -> FrameReading:
        """See `engine.face.hint.read_frame`; for live frames: it may raise EngineBusyError."""
        found: FrameReading = self.call(
            "read_frame", jpeg, seq, client_ms, server_ms, timeout=20, wait=LIVE_FREE_WITHIN_S
        )
        return found

    def read_document(
        self,
        front: bytes,
        back: bytes | None,
        today: date,
        burst: Sequence[bytes] = (),
        qr_certificates: Sequence[bytes] = (),
        *,
        chosen: tuple[str, DocumentClass] | None = None,
    ) -> DocumentEvidence:
        """See `bonafide.engine.read_document`."""
        known = list(qr_certificates)
        found: DocumentEvidence = self.call(
            "read_document", front, back, today=today, burst=list(burst), qr_certificates=known, chosen=chosen
        )
        return found

    def turn_depth(self, frames: Sequence[Frame], side: str) -> DepthFinding:
        """See `engine.face.judge.turn_depth`; for live frames: it may raise EngineBusyError."""
        found: DepthFinding = self.call("turn_depth", frames, side, timeout=20, wait=LIVE_FREE_WITHIN_S)
        return found

    def judge_selfie(
        self, frames: Sequence[Frame], challenge: Challenge, camera: Mapping[str, Any] | None = None
    ) -> SelfieEvidence:
        """See `bonafide.engine.judge_selfie`."""
        found: SelfieEvidence = self.call("judge_selfie", frames, challenge, camera)
        return found

    def scene_of(self, frames: Sequence[Frame], readings: Sequence[FrameReading]) -> Scene:
        """See `engine.face.scene.scene_of`."""
        found: Scene = self.call("scene_of", frames, readings)
        return found

    def card_print(
        self, front: bytes, portrait: Box | None, eyes_px: float, outline: Box | None = None
    ) -> CardPrint:
        """See `engine.document.held.card_print`."""
        found: CardPrint = self.call("card_print", front, portrait, eyes_px, outline, timeout=20)
        return found

    def read_in_hand(
        self, jpeg: bytes, seq: int, client_ms: int, server_ms: int, known: CardPrint
    ) -> InHandReading:
        """See `engine.face.in_hand.read_in_hand`; for live frames: it may raise EngineBusyError."""
        found: InHandReading = self.call(
            "read_in_hand", jpeg, seq, client_ms, server_ms, known, timeout=20, wait=LIVE_FREE_WITHIN_S
        )
        return found

    def judge_in_hand(self, frames: Sequence[Frame], known: CardPrint, selfie: bytes) -> InHandFinding:
        """See `engine.face.in_hand.judge_in_hand`."""
        found: InHandFinding = self.call("judge_in_hand", frames, known, selfie)
        return found

    def compare_faces(self, portrait: bytes, selfie: bytes, model: FaceModel | None = None) -> FaceComparison:
        """See `bonafide.engine.compare_faces`."""
        found: FaceComparison = self.call("compare_faces", portrait, selfie, model=model)
        return found

    def face_template(self, selfie: bytes) -> bytes:
        """See `bonafide.engine.face.compare.face_template`."""
        found: bytes = self.call("face_template", selfie)
        return found

    def warm(self) -> None:
        """Start every child now, so that the first person does not wait for models to load."""
        children = [self._free.get() for _ in range(self._free.qsize())]
        for child in children:
            fit = _usable(child) or Child(live=self._live)
            fit.call("preload", judging=not self._live)
            self._free.put(fit)

    def close(self) -> None:
        """End all children that are free."""
        children = [self._free.get() for _ in range(self._free.qsize())]
        for child in children:
            if child is not None:
                child.close()
            self._free.put(None)


def _usable(child: Child | None) -> Child | None:
    """Return the child if it can take a call, else end it."""
    if child is None or child.usable:
        return child
    child.close()
    return None


_pool: EnginePool | None = None
_lock = threading.Lock()


def pool(size: int = 1, *, live: bool = False) -> EnginePool:
    """The pool of this process, made at first use with `size` children."""
    global _pool  # noqa: PLW0603 - one pool per process, started late so that forks never inherit it
    with _lock:
        if _pool is None:
            _pool = EnginePool(size, live=live)
        return _pool
