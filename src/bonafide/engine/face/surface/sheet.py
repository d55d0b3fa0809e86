"""A sheet of paper instead of a head: flat or bent, it explains how the face moved (`engine.face.sheet`)."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from bonafide.engine.evidence import DepthFinding, Sign
from bonafide.engine.face.surface.look import Look, drawn

_REMAINDER = (0.03, 0.075)
"""Up to the first a sheet leaves nothing to explain, from the second on much, see `sheet.SheetFit.remainder`."""
_AGAINST = (-0.35, -0.05)
"""Below the first a head explains the movement clearly better, see `sheet.SheetFit.against_head`."""


def sheet(depth: Sequence[DepthFinding], looks: Sequence[Look]) -> Sign:
    """Judge the turns that were followed; all of them have to look like a sheet's.

    Returns:
        Score 1 where a sheet leaves no more than the tracker's noise and a head explains nothing better, 0 where it
        leaves what a head does. Numbers: `remainder_left`, `against_head_left` and so for each side. Without a score
        where no turn was followed, or with too few points (`turn_not_followed`).

    """
    share = sheet_share(depth)
    if share is None:
        return Sign(None, "turn_not_followed")
    numbers: dict[str, float] = {}
    for side, remainder, against in _fitted(depth):
        numbers |= {f"remainder_{side}": remainder, f"against_head_{side}": against}
    return Sign(share, "", numbers, _picture(share, looks))


def sheet_share(depth: Sequence[DepthFinding]) -> float | None:
    """How much the turns that were followed look like a sheet's, 0 to 1, the least of them; None without one."""
    shares = [
        (1 - rise(remainder, _REMAINDER)) * rise(against, _AGAINST)
        for _, remainder, against in _fitted(depth)
    ]
    return min(shares, default=None)


def _fitted(depth: Sequence[DepthFinding]) -> list[tuple[str, float, float]]:
    return [
        (one.side, one.sheet, one.against_head)
        for one in depth
        if one.sheet is not None and one.against_head is not None
    ]


def rise(value: float, between: tuple[float, float]) -> float:
    """0 up to the first limit, 1 from the second, evenly between."""
    return float(np.clip((value - between[0]) / (between[1] - between[0]), 0, 1))


def _picture(score: float, looks: Sequence[Look]) -> bytes:
    """The face with the share of it that a sheet explains, as a bar below; empty without a face."""
    if not looks:
        return b""
    x, y, wide, high = looks[0].box
    face = looks[0].image[max(0, y) : y + high, max(0, x) : x + wide].copy()
    bar = np.full((max(8, high // 16), face.shape[1], 3), 60, np.uint8)
    bar[:, : round(score * face.shape[1])] = (60, 60, 235)
    return drawn(np.asarray(cv2.vconcat([face, bar]), np.uint8))
