"""A copy on paper, by everything that gives one away: its dots, its corners, its softness."""

from __future__ import annotations

from dataclasses import replace

from bonafide.engine.document.genuine.corners import square_corners
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.halftone import halftone
from bonafide.engine.document.genuine.softness import soft_print
from bonafide.engine.evidence import Sign

_SPEAKS = 0.5


def paper_copy(exhibit: Exhibit) -> Sign:
    """Look for a dot screen, for corners cut square and for print softer than the border.

    Returns:
        The highest of the three scores, each 0.5 where it begins to speak for paper, with its picture. Numbers: those
        of all three, and their scores as `dots`, `square` and `soft`, absent where not measured. Without score where
        dots could not be seen (`too_few_pixels`) and nothing else speaks for paper: a copy may still be there.

    """
    signs = {"dots": halftone(exhibit), "square": square_corners(exhibit), "soft": soft_print(exhibit)}
    scores = {name: sign.score for name, sign in signs.items() if sign.score is not None}
    numbers = {key: value for sign in signs.values() for key, value in sign.numbers.items()} | scores
    strongest = max(scores, key=lambda name: scores[name], default="dots")
    if "dots" not in scores and scores.get(strongest, 0.0) < _SPEAKS:
        return Sign(None, signs["dots"].why, numbers)
    return replace(signs[strongest], numbers=numbers)
