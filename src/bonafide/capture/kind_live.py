"""Is it the kind of document that was chosen, and the side that was asked for? Said only where two pictures agree.

A zone whose check digits hold, or a barcode of a known standard, names the class. Where the page of a passport was
asked for, a card is also told by its shape, as long as no line of a zone is to be seen. Fronts of cards bear neither:
a driving licence shown as an identity card is taken, and named by the examination.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from enum import StrEnum

from bonafide.engine.document.locate import side_lengths
from bonafide.engine.evidence import DocumentClass, Glance, Quad
from bonafide.inquiries.models import Inquiry
from bonafide.policy import countries

AGREE = 2
"""Pictures in a row that have to say the same."""
CARD_SHAPE = 1.53
"""Long over short side, between the page of a passport (1.42) and a card (1.59), nearer to the card."""
MOST_UNSURE = 3
"""Pictures in a row that may leave it open; then it is taken for what was chosen."""
SHAPES = 5
"""Previews in which the shape was measured, least, and the last ones that are looked at."""

_PAGES = frozenset({DocumentClass.PASSPORT, DocumentClass.VISA})
_CARDS = frozenset(DocumentClass) - _PAGES
_ALIKE = {
    DocumentClass.IDENTITY_CARD: frozenset(
        {DocumentClass.IDENTITY_CARD, DocumentClass.RESIDENCE_PERMIT, DocumentClass.PASSPORT_CARD}
    ),
    DocumentClass.PASSPORT_CARD: frozenset({DocumentClass.PASSPORT_CARD, DocumentClass.IDENTITY_CARD}),
}
"""Classes that a code does not tell apart: residence permits begin with the letters of identity cards."""


class Saw(StrEnum):
    """What the pictures say so far."""

    FITS = "fits"
    UNSURE = "unsure"
    BACK = "back"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: the class that was chosen, those accepted in its place, and whether it has a back."""

    chosen: DocumentClass
    others: tuple[DocumentClass, ...]
    has_back: bool


def wanted(inquiry: Inquiry) -> Wanted | None:
    """What the person chose, and what is accepted of the same country in its place."""
    if not inquiry.selected_class:
        return None
    chosen = DocumentClass(inquiry.selected_class)
    found = countries.option(inquiry.selected_country, chosen, sandbox=inquiry.environment.sandbox)
    return None if found is None else Wanted(chosen, found.alternatives, len(found.sides) > 1)


@dataclass(slots=True)
class KindWatch:
    """Compares what is shown with what was chosen, over the pictures of one capture."""

    wanted: Wanted
    seen: DocumentClass | None = None
    """The class that OTHER means; None for a card of a class that is not known."""
    _ratios: list[float] = field(default_factory=list)
    _last: tuple[Saw, DocumentClass | None] = (Saw.FITS, None)
    _agreeing: int = 0
    _unsure: int = 0

    def shape(self, quad: Quad | None) -> None:
        """Note the shape in a preview that is good enough to be taken."""
        if quad is not None:
            top, right, bottom, left = (float(x) for x in side_lengths(quad))
            across, down = max(1.0, top + bottom), max(1.0, right + left)
            self._ratios = [*self._ratios, max(across, down) / min(across, down)][-SHAPES:]

    def judge(self, glance: Glance) -> Saw:
        """Take the next picture. UNSURE asks for one more of the same document."""
        found = self._found(glance)
        self._agreeing = self._agreeing + 1 if found == self._last else 1
        self._last = found
        if found[0] is not Saw.FITS and self._agreeing < AGREE and self._unsure < MOST_UNSURE:
            self._unsure += 1
            return Saw.UNSURE
        saw, self.seen = found if self._agreeing >= AGREE else (Saw.FITS, None)
        self._agreeing = self._unsure = 0
        return saw

    @property
    def certain(self) -> bool:
        """Whether a code names the class, and not the shape alone."""
        return self.seen is not None

    @property
    def offered(self) -> tuple[DocumentClass, ...]:
        """Accepted classes that the person may go on with instead."""
        fitting = _CARDS if self.seen is None else _ALIKE.get(self.seen, frozenset({self.seen}))
        return tuple(kind for kind in self.wanted.others if kind in fitting)

    def _found(self, glance: Glance) -> tuple[Saw, DocumentClass | None]:
        seen, chosen = glance.document_class, self.wanted.chosen
        if seen is not None and chosen not in _ALIKE.get(seen, frozenset({seen})):
            return Saw.OTHER, seen
        if seen is not None:
            return (Saw.BACK if glance.back and self.wanted.has_back else Saw.FITS), None
        if chosen is DocumentClass.PASSPORT and not glance.trace and self._is_card:
            return Saw.OTHER, None
        return Saw.FITS, None

    @property
    def _is_card(self) -> bool:
        return len(self._ratios) == SHAPES and statistics.median(self._ratios) >= CARD_SHAPE
