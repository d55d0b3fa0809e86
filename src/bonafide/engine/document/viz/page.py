"""The lines of a document to compare with, and how surely one of them says something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bonafide.engine.document.catalogue import DocumentKind
from bonafide.engine.document.viz.captions import squeezed
from bonafide.engine.document.viz.dates import Printed, printed_dates
from bonafide.engine.document.viz.fields import Read
from bonafide.engine.document.viz.values import Value
from bonafide.engine.evidence import Agreement, Word

Likelihoods = Callable[[Word, Sequence[str]], list[float]]
"""Given a line and texts, the logarithms of their probabilities."""
Spelling = Callable[[Word, str], str]
"""Given a line and characters, what it says as if it held these alone; "" where its pixels are not at hand."""
NOT_PRINTED = "not_printed"
NOT_STATED = "not_stated"
_MOST_MARGIN = 60.0


Widening = Callable[[Word, float, float], Word]
"""Given a line and shares of its width, the line with so much more on its left and on its right."""
_WORDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '-/.,"
_MOST_CUT = 3
"""Most characters that the finder leaves out at an end of a line."""


def _no_pixels(_word: Word, _characters: str) -> str:
    return ""


def _as_it_is(word: Word, _left: float, _right: float) -> Word:
    return word


@dataclass(frozen=True, slots=True)
class Page:
    """The print of a document: its lines, its class, the pixels behind a line, the day of reading.

    `sides` has the lines side by side, for what is told by where lines stand; empty where that is not asked.
    """

    words: Sequence[Word]
    kind: DocumentKind
    likelihoods: Likelihoods
    today: date
    spelling: Spelling = _no_pixels
    sides: Sequence[Sequence[Word]] = ()
    wider: Widening = _as_it_is


def dates_of(word: Word, page: Page) -> list[Printed]:
    """Every date of a line, in the order and calendars of the class."""
    kind = page.kind
    return printed_dates(word.text, order=kind.date_order, calendars=kind.calendars, today=page.today)


def nearest(key: str, wanted: str, page: Page) -> Read | None:
    """Find the line that is the wanted text but for one or two characters, or a part of it; None for none."""
    goal = squeezed(wanted)[0]
    most = min(2, len(goal) // 4)
    best: tuple[int, Read] | None = None
    for word in page.words:
        for part in (word.text, *re.split("[/,:]", word.text), word.text.partition(" ")[2]):
            text = squeezed(part)[0]
            if abs(len(text) - len(goal)) <= most and text != goal:
                away = distance(text, goal)
                if away <= most and (best is None or away < best[0]):
                    best = away, Read(key, Value(part.strip(), part.strip(), 1.0), word, 0.0)
    return best[1] if best is not None else None


def distance(one: str, other: str) -> int:
    """Fewest single letters to change, add or take away (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def differs(word: Word, others: Sequence[str], page: Page) -> Agreement:
    """Say that the print differs, and by how much it is likelier than any of the other texts.

    A line that lacks an end of one of them is first looked at with room there: finders cut letters off.
    """
    if not others:
        return Agreement(None, NOT_PRINTED)
    texts = [word.text]
    left, right = _lacks(word.text, others)
    if left or right:
        word = page.wider(word, left / len(word.text), right / len(word.text))
        texts += [whole] if (whole := page.spelling(word, _WORDS).strip()) else []
        if any(squeezed(texts[-1])[0] == squeezed(other)[0] for other in others):
            return Agreement(same=True)
    found = page.likelihoods(word, [*texts, *others])
    margin = max(0.0, max(found[: len(texts)]) - max(found[len(texts) :]))
    return Agreement(same=False, margin=round(min(margin, _MOST_MARGIN), 2))


def _lacks(text: str, others: Sequence[str]) -> tuple[int, int]:
    """How many characters at its left and right end a line lacks to be one of the others; zeros for none."""
    for other in others:
        at = other.find(text)
        left, right = at, len(other) - at - len(text)
        if text and at >= 0 and 0 < max(left, right) <= _MOST_CUT:
            return left, right
    return 0, 0
