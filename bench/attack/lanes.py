"""Browsers side by side, each with a camera of its own in a process of its own, before one server.

A presentation that waits until its time is over costs little, so several of these go on at once. What does all that
is asked would see fewer frames then; it goes alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.util import Finalize
from pathlib import Path

import cv2
from examples.assistant.gate import Bonafide
from tests.robot.browser import Studio, studio

from attack.species import BONA_FIDE, SPECIES, Species
from attack.stage import BROKEN, Try, present

ALL: Mapping[str, Species] = {"bona_fide": BONA_FIDE, **SPECIES}
CAMERA_FPS = 15
"""Pictures a second of the fake camera: those of a webcam in a lit room, and half the work of 30."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to be made: of which species, the how manieth, and how many tries at most."""

    species: str
    number: int
    tries: int


class _Lane:
    """The browser of this process. A visit that broke leaves it behind: the next one gets a fresh one."""

    def __init__(self, api: Bonafide) -> None:
        self._api, self._stack = api, ExitStack()
        self._studio: Studio | None = None

    def make(self, visit: Visit) -> list[Try]:
        """Make one visit."""
        if self._studio is None:
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
            self._studio = self._stack.enter_context(studio(folder, fps=CAMERA_FPS))
        shown = list(present(self._api, self._studio, ALL[visit.species], visit.number, visit.tries))
        if shown[-1].end.startswith(BROKEN):
            self.close()
        return shown

    def close(self) -> None:
        """Close the browser and remove its camera's file."""
        self._studio = None
        self._stack.close()


_here: list[_Lane] = []


def _open(api: Bonafide) -> None:
    cv2.setNumThreads(1)
    _here.append(_Lane(api))
    Finalize(None, _here[0].close, exitpriority=10)


def _make(visit: Visit) -> list[Try]:
    return _here[0].make(visit)


class Lanes:
    """The browsers; make one with `lanes`."""

    def __init__(self, pool: ProcessPoolExecutor, count: int) -> None:
        self._pool, self._count = pool, count

    def rounds(self, visits: Sequence[Visit]) -> Iterator[tuple[Visit, list[Try]]]:
        """Make these visits and yield how their tries went: those that wait side by side, the others one by one."""
        stuck = [one for one in visits if ALL[one.species].stuck]
        for i in range(0, len(stuck), self._count):
            together = stuck[i : i + self._count]
            for visit, shown in zip(together, self._pool.map(_make, together), strict=True):
                yield visit, [replace(one, beside=len(together) - 1) for one in shown]
        for visit in visits:
            if visit not in stuck:
                yield visit, self._pool.submit(_make, visit).result()


@contextmanager
def lanes(api: Bonafide, count: int) -> Iterator[Lanes]:
    """Open so many browsers, each when it is first needed."""
    pool = ProcessPoolExecutor(count, get_context("spawn"), _open, (api,))
    with pool:
        yield Lanes(pool, count)
