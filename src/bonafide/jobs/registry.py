"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from bonafide.jobs.models import Job

Handler = Callable[[Job], None]


class Lane(StrEnum):
    """Who does a job: slots that examine pictures, or the one that only talks to other servers."""

    EXAMINE = "examine"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. `handle` commits its effect with `queue.finish`, `give_up` with `queue.bury`."""

    name: str
    handle: Handler
    give_up: Callable[[Job, str], None]
    max_failures: int
    lane: Lane


KINDS: dict[str, Kind] = {}


def kinds_of(lanes: Collection[Lane]) -> list[str]:
    """Names of the kinds that belong to these lanes."""
    return [kind.name for kind in KINDS.values() if kind.lane in lanes]


def register(
    name: str,
    *,
    give_up: Callable[[Job, str], None],
    max_failures: int = 3,
    lane: Lane = Lane.EXAMINE,
) -> Callable[[Handler], Handler]:
    """Declare the handler of a kind of job."""

    def keep(handle: Handler) -> Handler:
        KINDS[name] = Kind(name, handle, give_up, max_failures, lane)
        return handle

    return keep
