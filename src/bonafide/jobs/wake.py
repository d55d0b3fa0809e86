"""A nudge for whoever waits for jobs on this machine, so that nobody has to look ten times a second.

A nudge says nothing and promises nothing: the rows are the truth, and one that gets lost costs a waiting worker
`REST_S` at most. Each waiting thread has a datagram socket of its own in the data folder, for its owner alone.
"""

from __future__ import annotations

import secrets
import socket
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

REST_S = 1.0
"""How often one that can be nudged looks by itself: for jobs put off, and for those of a worker that died."""
POLL_S = 0.1
"""How often one looks that cannot be: no socket could be made, or jobs may be added on another machine."""


def folder() -> Path:
    """BONAFIDE_DATA/wake."""
    return Path(settings.BONAFIDE_DATA) / "wake"


def ring() -> None:
    """Nudge all that wait on this machine; call once the job is committed. Never raises for want of a listener."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for place in folder().iterdir():
            _nudge(sender, place)


def _nudge(sender: socket.socket, place: Path) -> None:
    try:
        sender.sendto(b"\0", str(place))
    except ConnectionRefusedError:  # its process ended; names are never used twice
        place.unlink(missing_ok=True)
    except OSError:  # it has nudges enough, or is just leaving
        return


class Bell:
    """What one thread waits on. Enter it; leaving takes its socket away."""

    def __init__(self, *, far: bool = False) -> None:
        """Take `far` as True where jobs may be added on another machine, whose nudges would not get here."""
        self._far = far
        self._socket: socket.socket | None = None
        self._place = folder() / secrets.token_hex(8)

    def __enter__(self) -> Self:
        own = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            own.bind(str(self._place))
        except OSError:  # the path is too long for a socket, or the file system knows none
            own.close()
        else:
            self._socket = own
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            self._socket.close()
            with suppress(OSError):
                self._place.unlink(missing_ok=True)

    @property
    def patience_s(self) -> float:
        """How long `wait` waits at most, seconds."""
        return POLL_S if self._far or self._socket is None else REST_S

    def wait(self) -> None:
        """Sleep until nudged; a nudge that came since the last wait ends it at once."""
        if self._socket is None:
            time.sleep(self.patience_s)
            return
        self._socket.settimeout(self.patience_s)
        with suppress(TimeoutError):
            self._socket.recv(1)
            self._forget_more(self._socket)

    @staticmethod
    def _forget_more(own: socket.socket) -> None:
        own.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                own.recv(1)
