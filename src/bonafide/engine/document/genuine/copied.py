"""A copy on paper, by everything that gives one away: its dots, its corners, its softness."""

from __future__ import annotations

from bonafide.engine.document.genuine.corners import square_corners
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.halftone import halftone
from bonafide.engine.document.genuine.softness import soft_print
from bonafide.engine.document.genuine.strongest import strongest
from bonafide.engine.evidence import Sign


def paper_copy(exhibit: Exhibit) -> Sign:
    """Look for a dot screen (`dots`), corners cut square (`square`), print softer than the border (`soft`)."""
    return strongest({
        "dots": halftone(exhibit),
        "square": square_corners(exhibit),
        "soft": soft_print(exhibit),
    })  # fmt: skip
