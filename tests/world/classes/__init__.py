"""Invented cards of classes without a machine readable zone, by region.

Captions and their places follow the published specimens of each class; paper, titles and portrait are stand-ins.
Every number is made up. Where a number has check digits they are right, because the reader tests them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.world.classes.blank import Card, Holder, holder
from tests.world.classes.east_asia import china, hong_kong, japan, taiwan
from tests.world.classes.licences import brazil, britain, europe
from tests.world.classes.south_asia import india, indonesia, singapore

__all__ = ["CARDS", "Card", "Holder", "card", "holder"]

CARDS: Mapping[str, Callable[[Holder], Card]] = {
    "chn-id": china, "twn-id": taiwan, "hkg-id": hong_kong, "sgp-id": singapore, "eur-dl": europe,
    "gbr-dl": britain, "ind-aadhaar": india, "jpn-dl": japan, "bra-cnh": brazil, "idn-id": indonesia,
}  # fmt: skip
"""Every class that is printed here, by its id in the catalogue."""


def card(kind: str, seed: int) -> Card:
    """Print the card of that class for the person of that number."""
    return CARDS[kind](holder(seed))
