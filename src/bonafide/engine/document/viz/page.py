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
NOT_PRINTED = "not_printed"
_MOST_MARGIN = 60.0


@dataclass(frozen=True, slots=True)
class Page:
    """The print of a document: its lines, its class, the pixels behind a line, the day of reading."""

    words: Sequence[Word]
    kind: DocumentKind
    likelihoods: Likelihoods
    today: date


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
                away = _distance(text, goal)
                if away <= most and (best is None or away < best[0]):
                    best = away, Read(key, Value(part.strip(), part.strip(), 1.0), word, 0.0)
    return best[1] if best is not None else None


def _distance(one: str, other: str) -> int:
    """Fewest single letters to change, add or take away (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def differs(word: Word, others: Sequence[str], page: Page) -> Agreement:
    """Say that the print differs, and by how much it is likelier than any of the other texts."""
    if not others:
        return Agreement(None, NOT_PRINTED)
    own, *rest = page.likelihoods(word, [word.text, *others])
    margin = max(0.0, own - max(rest))
    return Agreement(same=False, margin=round(min(margin, _MOST_MARGIN), 2))
