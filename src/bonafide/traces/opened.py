"""Bring what a worker holds in memory up to the rows that are sealed: what is gone is dropped, what is new opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
from django.db.models import Count, Max, QuerySet, Sum
from numpy.typing import NDArray

from bonafide.vault import service as vault


class Held(Protocol):
    """A gallery: ids of its rows, the newest of them, and a way to drop all but some."""

    @property
    def ids(self) -> NDArray[np.int64]: ...

    @property
    def last(self) -> int: ...

    def __len__(self) -> int: ...

    def keep(self, ids: Iterable[int]) -> None: ...


def newly_opened(gallery: Held, live: QuerySet[Any]) -> list[tuple[int, bytes]]:
    """Drop the rows that are no longer among `live`; give id and opened bytes of those that are not held yet.

    `live` are rows with a `blob_id`; one whose key was destroyed meanwhile is left out.
    """
    # The sum as well: a row may be committed after one with a higher id, and just when another one goes.
    state = live.aggregate(rows=Count("pk"), last=Max("pk"), all=Sum("pk"))
    if (state["rows"], state["last"] or 0, state["all"] or 0) == (len(gallery), gallery.last, _sum(gallery)):
        return []
    there = dict(live.values_list("pk", "blob_id"))
    gallery.keep(there)
    held = set(gallery.ids.tolist())
    fresh = [(pk, blob) for pk, blob in there.items() if pk not in held]
    opened = dict(vault.open_many([blob for _, blob in fresh]))
    return [(pk, opened[blob]) for pk, blob in fresh if blob in opened]


def _sum(gallery: Held) -> int:
    return int(gallery.ids.sum())
