"""Straight edges of a picture, gathered into the two directions of a rectangle lying in it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.image import Pixels

Floats = NDArray[np.float64]
_COLOUR_WEIGHT = 2  # a card on a table of the same lightness differs in colour only
_SPREAD = np.deg2rad(26)


@dataclass(frozen=True, slots=True)
class Lines:
    """Candidate sides: homogeneous lines (n x 3, unit normal) and, per direction, a map of its edges."""

    level: Floats
    upright: Floats
    level_edges: NDArray[np.uint8]
    upright_edges: NDArray[np.uint8]


def find_lines(work: Pixels, most: int = 16) -> Lines | None:
    """Find up to `most` long lines in each of the two main directions; None where one has fewer than two."""
    across, down = _gradients(work)
    energy = np.abs(across).astype(np.int32) + np.abs(down)
    high = float(np.clip(np.percentile(energy[::3, ::3], 90), 60, 260))
    edges = np.asarray(cv2.Canny(across, down, 0.4 * high, high), np.uint8)
    shortest = 0.07 * max(work.shape[:2])
    found = cv2.HoughLinesP(edges, 1, np.pi / 180, 28, minLineLength=shortest, maxLineGap=7)
    if found is None:
        return None
    segments = np.asarray(found, np.float64).reshape(-1, 4)
    main = _main_direction(segments)
    turn = _turned(np.arctan2(segments[:, 3] - segments[:, 1], segments[:, 2] - segments[:, 0]) - main)
    flat = np.abs(turn) < _SPREAD
    steep = np.abs(turn) > np.pi / 2 - _SPREAD
    level, upright = _merge(segments[flat], most), _merge(segments[steep], most)
    if len(level) < 2 or len(upright) < 2:
        return None
    maps = _edges_along(edges, across, down, main)
    return Lines(level, upright, *maps)


def _gradients(work: Pixels) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Per pixel the gradient of that Lab channel where it is strongest."""
    calm = cv2.GaussianBlur(work, (5, 5), 0)
    channels = cv2.split(cv2.cvtColor(calm, cv2.COLOR_BGR2LAB))
    best: tuple[NDArray[np.int16], NDArray[np.int16]] | None = None
    for index, channel in enumerate(channels):
        weight = 1 if index == 0 else _COLOUR_WEIGHT
        dx = np.asarray(cv2.Sobel(channel, cv2.CV_16S, 1, 0, scale=weight), np.int16)
        dy = np.asarray(cv2.Sobel(channel, cv2.CV_16S, 0, 1, scale=weight), np.int16)
        if best is None:
            best = dx, dy
            continue
        stronger = np.abs(dx) + np.abs(dy) > np.abs(best[0]) + np.abs(best[1])
        best = np.where(stronger, dx, best[0]), np.where(stronger, dy, best[1])
    assert best is not None  # noqa: S101 - an image has three channels
    return best


def _main_direction(segments: Floats) -> float:
    """Angle in radians, -45 to 45 degrees, that most of the drawn length follows up to quarter turns."""
    delta = segments[:, 2:] - segments[:, :2]
    length = np.hypot(delta[:, 0], delta[:, 1])
    angle = np.arctan2(delta[:, 1], delta[:, 0])
    bins = np.round(np.rad2deg(angle) % 90 / 3).astype(int) % 30
    votes = np.bincount(bins, weights=length, minlength=30)
    smooth = (
        votes
        + 0.7 * (np.roll(votes, 1) + np.roll(votes, -1))
        + 0.3 * (np.roll(votes, 2) + np.roll(votes, -2))
    )
    degrees = float(np.argmax(smooth)) * 3
    return float(np.deg2rad(degrees - 90 if degrees > 45 else degrees))


def _turned(angle: Floats) -> Floats:
    """Fold directions of lines into -90 to 90 degrees."""
    return (angle + np.pi / 2) % np.pi - np.pi / 2


def _merge(segments: Floats, most: int) -> Floats:
    """Join pieces of one line; strongest first; n x 3 with unit normals."""
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    order = np.argsort(-length)
    lines: list[Floats] = []
    weights: list[float] = []
    for index in order:
        line = _through(segments[index])
        near = next((k for k, other in enumerate(lines) if _lies_on(segments[index], other)), None)
        if near is None:
            lines.append(line)
            weights.append(float(length[index]))
        else:
            weights[near] += float(length[index])
    best = np.argsort(-np.asarray(weights))[:most]
    return np.asarray([lines[k] for k in best]).reshape(-1, 3)


def _through(segment: Floats) -> Floats:
    x1, y1, x2, y2 = segment
    normal = np.array([y1 - y2, x2 - x1]) / max(1e-9, float(np.hypot(x2 - x1, y2 - y1)))
    return np.array([normal[0], normal[1], -normal @ np.array([x1, y1])])


def _lies_on(segment: Floats, line: Floats) -> bool:
    ends = segment.reshape(2, 2)
    return bool(np.all(np.abs(ends @ line[:2] + line[2]) < 3.0))


def _edges_along(
    edges: NDArray[np.uint8], across: NDArray[np.int16], down: NDArray[np.int16], main: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Split the edge map by direction, thickened by one pixel for lines that are not quite straight."""
    c, s = np.cos(main), np.sin(main)
    along = np.abs(c * across + s * down)
    against = np.abs(c * down - s * across)
    grow = np.ones((3, 3), np.uint8)
    level = cv2.dilate(((edges > 0) & (against > along)).astype(np.uint8), grow)
    upright = cv2.dilate(((edges > 0) & (along >= against)).astype(np.uint8), grow)
    return np.asarray(level, np.uint8), np.asarray(upright, np.uint8)
