"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bonafide.jobs.models import Job

Handler = Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. `handle` commits its effect together with `queue.finish`; `give_up` with `queue.bury`."""

    name: str
    handle: Handler
    give_up: Callable[[Job, str], None]
    max_failures: int


KINDS: dict[str, Kind] = {}


def register(
    name: str, *, give_up: Callable[[Job, str], None], max_failures: int = 3
) -> Callable[[Handler], Handler]:
    """Declare the handler of a kind of job."""

    def keep(handle: Handler) -> Handler:
        KINDS[name] = Kind(name, handle, give_up, max_failures)
        return handle

    return keep
