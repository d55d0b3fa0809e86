"""Places and qualities in a picture."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[int, int, int, int]
Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners of the document in the photograph: top-left, top-right, bottom-right, bottom-left as read."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How usable an image (or a region) is.

    Attributes:
        width, height: pixels of what was measured.
        sharpness: 0 (soft) to 1 (crisp), from gradient energy at a fixed size.
        glare: share 0 to 1 of the area that is blown out.
        brightness: mean luma 0 to 255.
        contrast: 95th minus 5th percentile of luma, 0 to 255.
        chroma: mean CIELAB chroma after grey-world balance; a grey copy is near 0.

    """

    width: int
    height: int
    sharpness: float
    glare: float
    brightness: float
    contrast: float
    chroma: float
