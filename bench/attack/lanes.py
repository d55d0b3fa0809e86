"""Browsers side by side, each with a camera of its own in a process of its own, before one server.

What waits until its time is over goes on beside many of its like. What ends by what it does goes beside few, for with
many the page would see too few frames of it; the two kinds never go on at the same time. How many it are in fact goes
by how many frames were answered (`pace`).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.util import Finalize
from pathlib import Path

import cv2
from examples.assistant.gate import Bonafide
from tests.robot.browser import Studio, studio

from attack.pace import LED_FPS, WAITING_FPS, Pace
from attack.species import BONA_FIDE, SPECIES, Species
from attack.stage import BROKEN, Try, present

ALL: Mapping[str, Species] = {"bona_fide": BONA_FIDE, **SPECIES}
WAITING_AT_FIRST, LED_AT_FIRST = 4, 2
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


Due = Callable[[Sequence[Visit]], Visit | None]
"""Given the visits that go on: the next one to be made, None where there is none now."""


class Lanes:
    """The browsers; make one with `lanes`."""

    def __init__(self, pool: Executor, waiting: Pace, led: Pace) -> None:
        self._pool, self._paces = pool, {True: waiting, False: led}
        self._going: dict[Future[list[Try]], Visit] = {}
        self._beside: dict[Visit, int] = {}
        self._began: dict[Visit, float] = {}

    def shown(self, due: Due) -> Iterator[tuple[Visit, list[Try]]]:
        """Make visits for as long as any is due, each begun as soon as a browser is free; yield how they went."""
        while True:
            while (visit := due(list(self._going.values()))) and self._has_room(visit):
                self._begin(visit)
            if not self._going:
                return
            for ended in wait(self._going, return_when=FIRST_COMPLETED).done:
                yield self._over(ended)

    def _has_room(self, visit: Visit) -> bool:
        stuck = ALL[visit.species].stuck
        if any(ALL[one.species].stuck != stuck for one in self._going.values()):
            return False
        return len(self._going) < self._paces[stuck].now

    def _begin(self, visit: Visit) -> None:
        self._going[self._pool.submit(_make, visit)] = visit
        self._beside[visit], self._began[visit] = 0, time.monotonic()
        for one in self._beside:
            self._beside[one] = max(self._beside[one], len(self._going) - 1)

    def _over(self, ended: Future[list[Try]]) -> tuple[Visit, list[Try]]:
        visit = self._going.pop(ended)
        shown = [replace(one, beside=self._beside[visit]) for one in ended.result()]
        self._paces[ALL[visit.species].stuck].learn(self._began[visit], shown)
        del self._beside[visit], self._began[visit]
        return visit, shown


@contextmanager
def lanes(api: Bonafide, waiting: int, led: int) -> Iterator[Lanes]:
    """Open so many browsers at the most for what only waits and for what does more, each when first needed."""
    pool = ProcessPoolExecutor(max(waiting, led), get_context("spawn"), _open, (api,))
    paces = (
        Pace(waiting, WAITING_FPS, now=min(waiting, WAITING_AT_FIRST)),
        Pace(led, LED_FPS, now=min(led, LED_AT_FIRST)),
    )
    with pool:
        yield Lanes(pool, *paces)
