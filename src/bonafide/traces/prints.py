"""Fingerprints of captures: numbers of the engine turned into bits with a key of the environment.

Each bit is the side of a direction, drawn by the key, on which the numbers lie (Charikar 2002): without the pepper
the bits tell nothing, and those of two environments cannot be compared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence.scene import FRAME_SIZE, FRAMES, GRID, TILE_SIZE, Scene
from bonafide.errors import InvalidInputError
from bonafide.vault import service as vault

VERSION = 1
"""Of how numbers become bits: those of two versions are never compared."""
TILES, TILE_BITS, FRAME_BITS = GRID * GRID, 8, 256
FRAME_BYTES, FRAME_WORDS = FRAME_BITS // 8, FRAME_BITS // 64
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Print:
    """Bits of one capture.

    `tiles`: one byte for each tile, 0 where nothing could be compared. `frames`: FRAMES x 4 words of 64 bits; rows
    of zeros stand for frames that there were not, and lie half of all bits away from any frame.
    """

    tiles: Bytes
    frames: Words

    @property
    def computable(self) -> bool:
        """Whether there is anything to keep or to compare."""
        return bool(self.tiles.any() or self.frames.any())

    def packed(self) -> bytes:
        """Version, tiles, frames."""
        count = int(self.frames.any(axis=1).sum())
        return bytes([VERSION]) + self.tiles.tobytes() + self.frames[:count].astype("<u8").tobytes()


def print_of(environment: str, scene: Scene) -> Print:
    """Turn the numbers of a capture into bits with the key of this environment."""
    return keyed(bytes.fromhex(vault.blind_index("scene", environment, exact=True)), scene)


def keyed(key: bytes, scene: Scene) -> Print:
    """Turn the numbers of a capture into bits with this key."""
    signs = scene.tiles @ _directions(key, "tiles", TILE_BITS, TILE_SIZE).T > 0
    tiles = np.where(scene.seen, np.maximum(np.packbits(signs, axis=1)[:, 0], 1), 0).astype(np.uint8)
    frames = np.zeros((FRAMES, FRAME_WORDS), np.uint64)
    if len(scene.frames):
        bits = scene.frames[:FRAMES] @ _directions(key, "frames", FRAME_BITS, FRAME_SIZE).T > 0
        frames[: len(bits)] = np.packbits(bits, axis=1).view("<u8")
    return Print(tiles, frames)


@lru_cache(maxsize=16)
def _directions(key: bytes, what: str, count: int, size: int) -> NDArray[np.float32]:
    """Directions that only the key tells: bytes of SHAKE-256 (FIPS 202), count x size."""
    drawn = hashlib.shake_256(b"|".join([b"scene", bytes([VERSION]), what.encode(), key])).digest(
        count * size
    )
    return (np.frombuffer(drawn, np.uint8).astype(np.float32) - 127.5).reshape(count, size)


def unpacked(data: bytes) -> Print:
    """Read what `Print.packed` wrote. Raises InvalidInputError (bad_print) for another version or length."""
    rest = len(data) - 1 - TILES
    if data[:1] != bytes([VERSION]) or rest % FRAME_BYTES or not 0 <= rest // FRAME_BYTES <= FRAMES:
        raise InvalidInputError("This is no fingerprint of a capture.", code="bad_print")
    frames = np.zeros((FRAMES, FRAME_WORDS), np.uint64)
    frames[: rest // FRAME_BYTES] = np.frombuffer(data[1 + TILES :], "<u8").reshape(-1, FRAME_WORDS)
    return Print(np.frombuffer(data[1 : 1 + TILES], np.uint8), frames)
