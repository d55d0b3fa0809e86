"""Fingerprints of captures in memory, compared exactly: bits that differ are counted, in every row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence.scene import FRAMES
from bonafide.traces.prints import FRAME_BITS, FRAME_WORDS, TILE_BITS, TILES, Bytes, Print, Words

MOST_HITS = 400
"""Hits that are looked up, of which those of the person's own account are left out."""
_CHUNK = 16_384
"""Rows compared at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on two captures are alike.

    Attributes:
        room_max: largest share of differing bits, 0 to 1, of the tiles that both captures show.
        tiles_min: how many such tiles there have to be; one straight edge across the picture makes GRID of them.
        frame_max: largest share of differing bits of a frame.

    """

    room_max: float
    tiles_min: int
    frame_max: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A capture that is alike: its row, share of differing bits of the room (None: not alike) and of the frame.

    `frames` counts the frames looked for that one of this capture is like.
    """

    trace: int
    room: float | None
    frame: float | None
    frames: int = 0


class Gallery:
    """Fingerprints as two tables that grow by doubling. Exact: every row is compared."""

    def __init__(self) -> None:
        self._count = 0
        self._ids = np.zeros(0, np.int64)
        self._tiles = np.zeros((TILES, 0), np.uint8)
        self._frames = np.zeros((0, FRAMES, FRAME_WORDS), np.uint64)

    def __len__(self) -> int:
        return self._count

    @property
    def ids(self) -> NDArray[np.int64]:
        """Ids of the rows."""
        return self._ids[: self._count]

    @property
    def last(self) -> int:
        """Id of the newest row, 0 where there is none."""
        return int(self.ids.max()) if self._count else 0

    @property
    def nbytes(self) -> int:
        """Bytes of memory held."""
        return self._ids.nbytes + self._tiles.nbytes + self._frames.nbytes

    def add(self, ids: Sequence[int], tiles: Bytes, frames: Words) -> None:
        """Append rows: tiles n x TILES, frames n x FRAMES x 4."""
        end = self._count + len(ids)
        if end > len(self._ids):
            self._grow(max(end, 2 * len(self._ids), 64))
        part = np.s_[self._count : end]
        self._ids[part], self._tiles[:, part], self._frames[part] = ids, tiles.T, frames
        self._count = end

    def _grow(self, size: int) -> None:
        more = size - len(self._ids)
        self._ids = np.concatenate([self._ids, np.zeros(more, np.int64)])
        self._tiles = np.concatenate([self._tiles, np.zeros((TILES, more), np.uint8)], axis=1)
        self._frames = np.concatenate([self._frames, np.zeros((more, *self._frames.shape[1:]), np.uint64)])

    def keep(self, ids: Iterable[int]) -> None:
        """Drop every row whose id is not among these; its bits are overwritten."""
        kept = np.flatnonzero(np.isin(self.ids, np.fromiter(ids, np.int64)))
        if len(kept) == self._count:
            return
        for table in (self._ids, self._tiles.T, self._frames):
            table[: len(kept)] = table[: self._count][kept]
            table[len(kept) : self._count] = 0
        self._count = len(kept)

    def search(self, seen: Print, limits: Limits, most: int = MOST_HITS) -> list[Hit]:
        """Every row that is alike by room or frame, the most alike frames first, then rooms; at most `most`."""
        hits: list[Hit] = []
        for start in range(0, self._count, _CHUNK):
            part = np.s_[start : min(start + _CHUNK, self._count)]
            rooms = _rooms(self._tiles[:, part], seen.tiles, limits)
            frames, count = _frames_apart(self._frames[part], seen.frames, limits)
            hits += [
                Hit(int(self._ids[start + row]), _within(rooms[row]), _within(frames[row]), int(count[row]))
                for row in np.flatnonzero((rooms <= 1) | (frames <= 1))
            ]
        return sorted(hits, key=_how_alike)[:most]


def _within(share: float) -> float | None:
    return float(share) if share <= 1.0 else None


def _how_alike(hit: Hit) -> tuple[float, float]:
    return (2.0 if hit.frame is None else hit.frame, 2.0 if hit.room is None else hit.room)


def _rooms(rows: Bytes, seen: Bytes, limits: Limits) -> NDArray[np.float64]:
    """Share of differing bits of each row (TILES x n) over the tiles of both; 2 where they are too few or differ."""
    apart, common = np.zeros(rows.shape[1], np.uint16), np.zeros(rows.shape[1], np.uint16)
    places = np.flatnonzero(seen)
    if len(places) >= limits.tiles_min:
        for place in places:
            both = rows[place] != 0
            common += both
            apart += np.bitwise_count(rows[place] ^ seen[place]) * both
    share = apart / np.maximum(common * float(TILE_BITS), 1)
    return np.where((common >= limits.tiles_min) & (share <= limits.room_max), share, 2.0)


def _frames_apart(rows: Words, seen: Words, limits: Limits) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Compare frames with those of each row (n x FRAMES x 4).

    Gives the share of differing bits of the nearest pair, 2 where none is near, and how many of the frames looked
    for have one near them. Whatever differs in more bits in its first word alone is past the limit: only the rest
    is compared whole.
    """
    most, found, count = (
        int(limits.frame_max * FRAME_BITS),
        np.full(len(rows), 2.0),
        np.zeros(len(rows), np.uint8),
    )
    for frame in seen[seen.any(axis=1)]:
        near = np.flatnonzero((np.bitwise_count(rows[:, :, 0] ^ frame[0]) <= most).reshape(-1))
        whole = np.bitwise_count(rows.reshape(-1, rows.shape[2])[near] ^ frame).sum(axis=1)
        close = whole <= most
        np.minimum.at(found, near[close] // FRAMES, whole[close] / FRAME_BITS)
        met = np.zeros(len(rows), np.bool_)
        met[near[close] // FRAMES] = True
        count += met
    return found, count
