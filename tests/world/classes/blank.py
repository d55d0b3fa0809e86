"""What all cards share: an invented holder, the paper, how captions and values stand on it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.world.licence import usual_face
from tests.world.pixels import Image
from tests.world.specimen import Item, Page

INK, CAPTION, TITLE = (34, 30, 28), (120, 84, 40), (120, 52, 30)
_GIVEN = (
    "ANNA MARIA", "JONAS", "CLARA LOUISE", "KARIM", "INES", "MATEO", "GRACE", "TOMASZ", "LEILA", "PETER"
)  # fmt: skip
_FAMILY = (
    "ERIKSSON", "OKAFOR", "MOREAU", "SANTOS", "FISCHER", "NOVAK", "ROSSI", "LINDQVIST", "HADDAD", "TANAKA"
)  # fmt: skip
_HAN_FAMILY, _HAN_GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰涛明"


@dataclass(frozen=True, slots=True)
class Card:
    """Printed sides of one card and the truth: field keys as in the evidence, values normalised."""

    kind: str
    front: Image
    truth: Mapping[str, str]
    back: Image | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented person with dates of a document."""

    last: str
    first: str
    han: str
    sex: str
    birth: date
    issued: date
    expires: date
    random: random.Random = field(repr=False)

    def digits(self, count: int) -> str:
        """Return that many digits, others at each call."""
        return "".join(str(self.random.randrange(10)) for _ in range(count))


def holder(seed: int) -> Holder:
    """Return the person of that number, the same everywhere."""
    dice = random.Random(seed)
    issued = date(2018 + dice.randrange(7), 1 + dice.randrange(12), 1 + dice.randrange(28))
    return Holder(
        last=dice.choice(_FAMILY),
        first=dice.choice(_GIVEN),
        han=dice.choice(_HAN_FAMILY) + "".join(dice.choices(_HAN_GIVEN, k=1 + dice.randrange(2))),
        sex=dice.choice("MF"),
        birth=date(1950 + dice.randrange(55), 1 + dice.randrange(12), 1 + dice.randrange(28)),
        issued=issued,
        expires=issued.replace(year=issued.year + 10),
        random=dice,
    )


def printed(
    items: list[Item], *, face: tuple[float, float, float] | None, seed: int, width: int = 1600
) -> Image:
    """Print lines and a portrait (x, y, width in mm) on an ID-1 card."""
    page = Page(width, 85.6, 53.98, seed=seed)
    if face is not None:
        page.picture(usual_face(), *face)
    page.text(items)
    return page.pixels


def beside(  # noqa: PLR0917 - a row of print: where, what, how far, how large
    x: float, y: float, caption: str, value: str, gap: float = 11.0, size: float = 2.8
) -> list[Item]:
    """A caption and, `gap` mm after its start, its value."""
    return [(x, y, caption, size * 0.8, False, CAPTION), (x + gap, y, value, size, True, INK)]


def below(x: float, y: float, caption: str, value: str, size: float = 2.8) -> list[Item]:
    """A small caption and its value on the line below."""
    return [(x, y, caption, 1.7, False, CAPTION), (x, y + 3.3, value, size, True, INK)]


def title(x: float, y: float, text: str, size: float = 3.4) -> Item:
    return (x, y, text, size, True, TITLE)
