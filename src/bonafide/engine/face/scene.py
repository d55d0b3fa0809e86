"""What stands beside the head, and how a few frames look as a whole: numbers to find the same film or room again.

Numbers only, no hash: the caller turns them into bits with a key of its own (`bonafide.traces.scenes`), so that
what is kept tells nothing without it. Robust against another person, noise, brightness, contrast, size and JPEG;
not against a camera that stands elsewhere: tiles are compared at the place where they are.

Perceptual hashing by signs of random projections (Charikar 2002: the share of differing bits is the angle between
two vectors over pi) of low DCT coefficients (Zauner 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Frame, FrameReading
from bonafide.engine.evidence.picture import Box
from bonafide.engine.evidence.scene import FRAME_SIZE, FRAMES, GRID, TILE_SIZE, Floats, Scene
from bonafide.engine.face.hint import WORK_SIDE
from bonafide.engine.image import decode

SIDE = 128
"""Pixels of the square that every frame is brought to; a phone held upright is alike only to another."""
TILE = SIDE // GRID
"""Pixels of one tile on a side."""
TEXTURE = 2.5
"""Least deviation of a tile from a plane, grey levels RMS: below that it is a wall, and noise would decide."""
BLACK, BLACK_SHARE = 6.0, 0.25
"""Tiles of which this share is black are none: bars beside a picture look the same in front of everybody."""
BAND = 4.0
"""Sigma in pixels of the blur that is taken off a frame: what is smaller tells where exactly the head stands."""
_HEAD = (0.5, 0.6, 0.35)
"""Hair and ears beside, above and below the box of the face, in its widths and heights."""
_SHOULDERS = (1.6, 0.9)
"""How far the shoulders reach beside the box, in its widths, and where they begin below its top, in its heights."""


def scene_of(frames: Sequence[Frame], readings: Sequence[FrameReading]) -> Scene:
    """Describe the frames of one capture; about 25 ms of CPU.

    Args:
        frames: as handed in.
        readings: of these frames, found by their sequence number; those without a face are left out.

    Returns:
        A scene with nothing seen and no frames where no face was read.

    Raises:
        ImageError: a frame is no picture, see `bonafide.engine.image.decode`.

    """
    boxes = {reading.seq: reading for reading in readings if reading.box is not None and reading.faces == 1}
    usable = sorted((f for f in frames if f.seq in boxes), key=lambda f: _turned(boxes[f.seq]))[:FRAMES]
    pictures = [_small(frame.jpeg, boxes[frame.seq].box) for frame in usable]
    tiles, seen = _background(pictures)
    heads = [_head(picture, box) for picture, box in pictures]
    return Scene(tiles, seen, np.array(heads, np.float32).reshape(-1, FRAME_SIZE))


def _turned(reading: FrameReading) -> float:
    return abs(reading.yaw) + abs(reading.pitch)


def _small(jpeg: bytes, box: Box | None) -> tuple[Floats, Floats]:
    """Luma of the frame as a square of SIDE, and the box in it: left, top, width, height."""
    image = decode(jpeg)
    height, width = image.shape[:2]
    luma = cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    shrunk = min(1.0, WORK_SIDE / max(height, width))
    scale = np.array([SIDE / (width * shrunk), SIDE / (height * shrunk)] * 2, np.float32)
    return luma.astype(np.float32), np.array(box, np.float32) * scale


def _beside(box: Floats) -> NDArray[np.bool_]:
    """Which pixels belong neither to the head with its hair nor to the shoulders."""
    x, y, wide, tall = box
    side, above, below = _HEAD
    far, start = _SHOULDERS
    free = np.ones((SIDE, SIDE), np.bool_)
    _cover(free, x - side * wide, y - above * tall, x + (1 + side) * wide, y + (1 + below) * tall)
    _cover(free, x - far * wide, y + start * tall, x + (1 + far) * wide, SIDE)
    return free


def _cover(free: NDArray[np.bool_], left: float, top: float, right: float, bottom: float) -> None:
    ends = np.clip([np.floor(left), np.floor(top), np.ceil(right), np.ceil(bottom)], 0, SIDE).astype(int)
    free[ends[1] : ends[3], ends[0] : ends[2]] = False


def _background(pictures: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, NDArray[np.bool_]]:
    """Numbers of the tiles that no frame covers with the head; the middle of all frames is without noise."""
    tiles, seen = np.zeros((GRID * GRID, TILE_SIZE), np.float32), np.zeros(GRID * GRID, np.bool_)
    if not pictures:
        return tiles, seen
    still = np.median([picture for picture, _ in pictures], axis=0).astype(np.float32)
    free = np.logical_and.reduce([_beside(box) for _, box in pictures])
    for place in range(GRID * GRID):
        top, left = (part * TILE for part in divmod(place, GRID))
        part = np.s_[top : top + TILE, left : left + TILE]
        flat = _without_plane(still[part])
        barred = float((still[part] < BLACK).mean()) > BLACK_SHARE
        if free[part].all() and not barred and float(flat.std()) >= TEXTURE:
            tiles[place], seen[place] = _lowest(flat), True
    return tiles, seen


def _plane() -> NDArray[np.float64]:
    down, across = np.mgrid[0:TILE, 0:TILE].reshape(2, -1) - (TILE - 1) / 2
    return np.stack([np.ones(TILE * TILE), down, across], axis=1)


_FIT = _plane()
_SOLVE = np.linalg.pinv(_FIT)


def _without_plane(tile: Floats) -> Floats:
    """Take off the light that falls evenly or from one side."""
    flat = tile.reshape(-1)
    return np.asarray(flat - _FIT @ (_SOLVE @ flat), np.float32).reshape(TILE, TILE)


def _lowest(tile: Floats) -> Floats:
    return _unit(np.delete(cv2.dct(tile).reshape(-1), [0, 1, TILE, TILE + 1]))


def _head(picture: Floats, box: Floats) -> Floats:
    """Numbers of the head where it stands in the frame: of the fine structure, faded out around it."""
    fine = picture - cv2.GaussianBlur(picture, (0, 0), BAND)
    x, y, wide, tall = box
    down, across = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    away = ((across - x - wide / 2) / (0.8 * wide)) ** 2 + ((down - y - tall / 2) / (0.8 * tall)) ** 2
    faded: Any = fine * np.exp(-(away**2))
    return _unit(cv2.dct(faded.astype(np.float32))[:32, :32].reshape(-1)[1:])


def _unit(values: Floats) -> Floats:
    return np.asarray(values / max(float(np.linalg.norm(values)), 1e-6), np.float32)
