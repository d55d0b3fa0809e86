"""Cards with entries in print and entries by hand, as a table of captions and values."""

import random
from dataclasses import dataclass

from tests.world.handwriting import filled_in, writer
from tests.world.pixels import Image
from tests.world.specimen import Item

_LAST = ("ERIKSSON", "OKAFOR", "TANAKA", "MOREAU", "LINDQVIST", "SANTOS", "FISCHER", "ROSSI")
_FIRST = ("ANNA MARIA", "TOMASZ", "GRACE", "KARIM", "LEILA JANE", "MATEO", "PETER", "DANIEL")
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_INK = (30, 28, 26)
_CAPTION_INK = (90, 70, 40)
_LEFT, _DROP = 33.0, 3.4
_TITLES: list[Item] = [
    (4.0, 7.4, "UTOPIA", 4.2, True, (120, 60, 30)),
    (33.0, 7.4, "IDENTITY CARD", 3.6, True, (120, 60, 30)),
    (33.0, 40.0, "Nationality", 1.7, False, _CAPTION_INK),
    (33.0, 43.4, "UTO", 2.9, True, _INK),
]


@dataclass(frozen=True, slots=True)
class Filled:
    """A card (BGR), the values of its fields, and which of them are written by hand."""

    image: Image
    values: dict[str, str]
    by_hand: frozenset[str]


def card(seed: int, entries: int, *, signed: bool = True) -> Filled:
    """Fill in a card in which so many entries, at random, are written by hand; `signed` by its holder."""
    dice = random.Random(seed)
    lines = {
        "document_number": (13.6, "Document No.", "".join(dice.choices("ABCX0123456789", k=8)) + "7"),
        "name_last": (20.2, "Surname", dice.choice(_LAST)),
        "name_first": (26.8, "Given names", dice.choice(_FIRST)),
        "birthdate": (33.4, "Date of birth", _day(dice, 1950, 2005)),
        "expiration_date": (46.6, "Date of expiry", _day(dice, 2027, 2035)),
    }
    by_hand = frozenset(dice.sample(sorted(lines), entries))
    who = writer(seed)
    items, written = list(_TITLES), {}
    for key, (y, caption, value) in lines.items():
        items.append((_LEFT, y, caption, 1.7, False, _CAPTION_INK))
        if key in by_hand:
            written[_LEFT, y + _DROP] = value.title() if who.joined else value
        else:
            items.append((_LEFT, y + _DROP, value, 2.9, True, _INK))
    if signed:
        items.append((4.0, 44.0, "Signature", 1.7, False, _CAPTION_INK))
        written[4.0, 49.5] = lines["name_last"][2].title()
    return Filled(filled_in(items, written, who, seed), {k: v for k, (_, _, v) in lines.items()}, by_hand)


def _day(dice: random.Random, first: int, last: int) -> str:
    return f"{dice.randint(1, 28):02d} {dice.choice(_MONTHS)} {dice.randint(first, last)}"
