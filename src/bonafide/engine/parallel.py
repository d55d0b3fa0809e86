"""Two cores at once inside one call of the engine: native code lets go of the interpreter while it works.

What runs so takes and gives values alone, so that the order in which it runs changes no result. Every call has a
pool of its own: work inside it may open another without waiting for itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import cv2

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")

AT_ONCE = 2
"""Cores used by one call at most; more would only take them from other calls."""


def cores() -> int:
    """How many cores one call may use: `AT_ONCE`, or fewer where this process is bound to fewer."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(AT_ONCE, bound)


def mapped(work: Callable[[A], T], items: Iterable[A]) -> list[T]:
    """Apply `work` to every item; results in the order of the items. Raises what the first item that fails raises."""
    listed = list(items)
    if cores() < 2 or len(listed) < 2:
        return [work(item) for item in listed]
    with ThreadPoolExecutor(cores()) as pool:
        return list(pool.map(work, listed))


@contextmanager
def undivided() -> Iterator[None]:
    """Keep OpenCV to the threads that call it, for work that is spread over the cores already.

    Its own threads would only wait for one another there: a quarter of a judge's time on a busy machine. What is
    computed stays the same. The number of its threads is the process's: one call of the engine at a time.
    """
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def together(*jobs: Callable[[], T]) -> list[T]:
    """Run jobs; results in their order. Raises as `mapped`. Name the longest first: it then delays nobody."""
    return mapped(lambda job: job(), jobs)


def beside(one: Callable[[], A], other: Callable[[], B]) -> tuple[A, B]:
    """Run two jobs of different kinds; both results. Raises what `one` raises, else what `other` does."""
    if cores() < 2:
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(one)
        second = _settled(other)
        return later.result(), second()


def _settled(job: Callable[[], B]) -> Callable[[], B]:
    """Run the job now and keep what it gave or raised for whoever asks."""
    future: Future[B] = Future()
    try:
        future.set_result(job())
    except BaseException as error:  # noqa: BLE001 - raised where it is asked for
        future.set_exception(error)
    return future.result
