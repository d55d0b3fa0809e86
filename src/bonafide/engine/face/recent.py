"""Frames that the live loop read a moment ago: what was found in them, so that a turn need not be read anew.

Only what was found is kept, never a pixel, and only of the last few frames of this process. The verdict does not use
it: the judge reads every frame from its sealed bytes.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import replace
from threading import Lock

from bonafide.engine.evidence import FrameReading
from bonafide.engine.face.detect import Face
from bonafide.engine.face.hint import WORK_SIDE, Seen, see_frame
from bonafide.engine.face.landmarks import Mesh
from bonafide.engine.image import decode, shrink

LIMIT = 160
"""Frames remembered: the last four seconds of four people, about one megabyte."""


class Recent:
    """What was found in the last frames, by the digest of their bytes. Safe to use from many threads."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit, self._lock = limit, Lock()
        self._known: OrderedDict[bytes, tuple[FrameReading, Face | None, Mesh | None]] = OrderedDict()

    def read(self, jpeg: bytes, seq: int, client_ms: int, server_ms: int) -> FrameReading:
        """Read a frame and remember what was found. Raises as `hint.read_frame`."""
        seen = see_frame(jpeg, seq, client_ms, server_ms)
        with self._lock:
            self._known[_name(jpeg)] = seen.reading, seen.face, seen.mesh
            while len(self._known) > self._limit:
                self._known.popitem(last=False)
        return seen.reading

    def see(self, jpeg: bytes, seq: int, client_ms: int, server_ms: int) -> Seen:
        """See a frame as `hint.see_frame` does, the face and its mesh from memory where they are known."""
        with self._lock:
            known = self._known.get(_name(jpeg))
        if known is None:
            return see_frame(jpeg, seq, client_ms, server_ms)
        reading, face, mesh = known
        fresh = replace(reading, seq=seq, client_ms=client_ms, server_ms=server_ms)
        return Seen(fresh, shrink(decode(jpeg), WORK_SIDE), face, mesh)

    def __len__(self) -> int:
        return len(self._known)


def _name(jpeg: bytes) -> bytes:
    return hashlib.sha256(jpeg).digest()


RECENT = Recent()


def read_frame(jpeg: bytes, seq: int, client_ms: int, server_ms: int) -> FrameReading:
    """Read one live frame as `hint.read_frame` does, and remember it for the look at a turn."""
    return RECENT.read(jpeg, seq, client_ms, server_ms)
