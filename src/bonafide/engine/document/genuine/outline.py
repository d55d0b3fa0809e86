"""Where the document is in the photograph, to a fraction of a pixel, and how large it is in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.locate import side_lengths
from bonafide.engine.evidence import MrzRead, Quad
from bonafide.engine.image import Pixels

Floats = NDArray[np.float64]
SIZES_MM = {
    "TD1": (85.6, 53.98),
    "TD2": (105.0, 74.0),
    "TD3": (125.0, 88.0),
    "MRV-A": (120.0, 80.0),
    "MRV-B": (105.0, 74.0),
}
"""Sizes by format: ICAO Doc 9303 parts 3 to 7; ID-1, ID-2 and ID-3 of ISO/IEC 7810."""
_SAMPLES = 64
_FROM, _TO = 0.1, 0.9
"""The part of a side that is sampled: corners are round."""
_REACH = 0.02
_TRIMS = 4


@dataclass(frozen=True, slots=True)
class Outline:
    """Corners of the document, clockwise from its top left, 4 x 2; how well its sides are straight lines.

    `support` is the share of samples on each side (top, right, bottom, left) within a pixel of the fitted line.
    """

    corners: Floats
    support: Floats


def refine(photo: Pixels, quad: Quad) -> Outline:
    """Fit the four sides to the steepest steps of brightness near `quad`; BGR photograph."""
    grey = np.asarray(cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY), np.uint8)
    corners = np.asarray(quad, np.float64)
    reach = max(6, round(_REACH * float(side_lengths(quad).max())))
    lines, support = [], []
    for k in range(4):
        line, share = _side(grey, corners[k], corners[(k + 1) % 4], reach)
        lines.append(line)
        support.append(share)
    found = np.asarray([_crossing(lines[k - 1], lines[k]) for k in range(4)])
    good = np.isfinite(found).all() and np.abs(found - corners).max() < 3 * reach
    return Outline(found if good else corners, np.asarray(support) if good else np.zeros(4))


def _side(grey: Pixels, start: Floats, end: Floats, reach: int) -> tuple[tuple[Floats, Floats], float]:
    """One side as a point and a direction, and the share of samples that agree with it."""
    along = (end - start) / max(1e-9, float(np.linalg.norm(end - start)))
    across = np.asarray([along[1], -along[0]])
    steps = np.linspace(_FROM, _TO, _SAMPLES)
    offsets = np.arange(-reach, reach + 1, dtype=np.float64)
    points = start + steps[:, None, None] * (end - start) + offsets[None, :, None] * across
    seen = cv2.remap(
        grey,
        points[..., 0].astype(np.float32),
        points[..., 1].astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    slope = np.abs(np.gradient(cv2.GaussianBlur(seen, (0, 0), sigmaX=1.0, sigmaY=0.6), axis=1))
    at = slope.argmax(axis=1)
    offset = offsets[at] + _vertex(slope, at)
    fit, close = _straight(steps, offset, slope.max(axis=1))
    a, b = (start + s * (end - start) + across * np.polyval(fit, s) for s in (0.0, 1.0))
    return (a, b - a), float(close.mean())


def _vertex(slope: NDArray[np.float32], at: NDArray[np.intp]) -> Floats:
    """Where between the samples the step is steepest: vertex of the parabola through three of them."""
    row = np.arange(len(at))
    inner = np.clip(at, 1, slope.shape[1] - 2)
    a, b, c = (slope[row, inner + d].astype(np.float64) for d in (-1, 0, 1))
    bend = a - 2 * b + c
    return np.where(
        np.abs(bend) > 1e-6, np.clip(0.5 * (a - c) / np.where(bend == 0, 1, bend), -0.5, 0.5), 0.0
    )


def _straight(x: Floats, y: Floats, strength: NDArray[np.float32]) -> tuple[Floats, NDArray[np.bool_]]:
    """Line through the points by repeated trimming, started at the pair of points that most others support."""
    pairs = [(i, j) for i in range(0, len(x) // 2, 4) for j in range(len(x) // 2, len(x), 4)]
    i, j = np.asarray(pairs).T
    slope = (y[j] - y[i]) / (x[j] - x[i])
    rest = np.abs(y[None] - (y[i][:, None] + slope[:, None] * (x[None] - x[i][:, None])))
    weight = np.minimum(strength, 40.0)
    best = int(((rest < 1.5) * weight).sum(axis=1).argmax())
    keep = rest[best] < 2.0
    fit = np.asarray([slope[best], y[i[best]] - slope[best] * x[i[best]]])
    for _ in range(_TRIMS):
        if keep.sum() < 6:
            break
        fit = np.polyfit(x[keep], y[keep], 1)
        keep = np.abs(y - np.polyval(fit, x)) < 1.0
    return fit, keep


def _crossing(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Floats:
    (p, d), (q, e) = one, other
    cross = d[0] * e[1] - d[1] * e[0]
    if abs(cross) < 1e-9:
        return np.asarray([np.nan, np.nan])
    gap = q - p
    return np.asarray(p + d * ((gap[0] * e[1] - gap[1] * e[0]) / cross))


def size_mm(flat: Flat, mrz: MrzRead | None) -> tuple[float, float]:
    """Width and height of the document: by its zone where one was read, else by the nearest shape.

    The shapes of ID-2 and ID-3 are too alike to be told apart; the larger, a passport, is taken.
    """
    if mrz is not None and mrz.format in SIZES_MM:
        size = SIZES_MM[mrz.format]
    else:
        ratio = max(flat.image.shape[:2]) / max(1, min(flat.image.shape[:2]))
        size = SIZES_MM["TD1" if ratio > 1.5 else "TD3"]
    upright = flat.image.shape[0] > flat.image.shape[1]
    return (size[1], size[0]) if upright else size


def pixels_per_mm(flat: Flat, mrz: MrzRead | None) -> float:
    """Pixels of the photograph per millimetre of the document; the smaller of both directions."""
    width, height = size_mm(flat, mrz)
    if flat.quad is None:
        return float(min(flat.photo.shape[1] / width, flat.photo.shape[0] / height))
    top, right, bottom, left = (float(v) for v in side_lengths(flat.quad))
    return float(min((top + bottom) / 2 / width, (left + right) / 2 / height))
