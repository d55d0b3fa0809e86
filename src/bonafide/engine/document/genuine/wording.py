"""What the print of a document says about it: specimen, paper in place of a card, card of no state, PO box.

A word alone proves little: people are called Sample, and streets University Avenue. What else stands on its
line, its size, and the machine readable zone decide how much a find counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import cv2

from bonafide.engine.document.genuine import phrases
from bonafide.engine.document.genuine.drawn import small, small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.evidence import Sign, Word
from bonafide.engine.image import Pixels

NOT_READ = "text_not_read"
SURE, LIKELY, WEAK = 1.0, 0.8, 0.3
"""A phrase that only such a document bears; a word that is seldom anything else; a word that may be a name."""

_LARGE = 1.8
"""A line this many times as high as most is no ordinary field."""
_NEAR = 2.0
"""The next line is no farther down than this many heights of a line."""
_SPECIMEN_STATE = "UTO"


Line = tuple[str, tuple[Word, ...]]
"""Text, and the lines of print it was made of."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A find: how much it counts, 0 to 1, and the lines of print it stands on; none for a find in the zone."""

    score: float
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One side and its print. `text` holds every line in capitals without accents, as `words` in order."""

    image: Pixels
    words: Sequence[Word]

    @property
    def lines(self) -> list[Line]:
        """Every line, and every line with the one below it: phrases are broken at the end of lines."""
        alone: list[Line] = [(plain(word.text), (word,)) for word in self.words]
        both: list[Line] = [
            (f"{plain(a.text)} {plain(b.text)}", (a, b))
            for a in self.words
            for b in self.words
            if a is not b and _follows(a, b)
        ]
        return [*alone, *both]


def plain(text: str) -> str:
    """Write in capitals without accents, white space as single spaces."""
    spread = unicodedata.normalize("NFKD", text.upper().replace("’", "'"))
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())


def specimen(exhibit: Exhibit) -> Sign:
    """Score how clearly the print or the zone says that this is a specimen."""
    return _sign(
        exhibit, lambda page: _specimens(page, _names(exhibit)), [Hit(SURE)] * _zone_says_so(exhibit)
    )


def temporary_paper(exhibit: Exhibit) -> Sign:
    """Score how clearly the print says that this is a paper in place of a document."""

    def found(page: Page) -> Iterator[Hit]:
        for line, words in page.lines:
            if phrases.TEMPORARY.search(line) and not phrases.NOT_PAPER.search(line):
                yield Hit(SURE, words)

    return _sign(exhibit, found)


def nongovernment(exhibit: Exhibit) -> Sign:
    """Score how clearly the print says that no state issued this card; 0 where a valid zone says that one did."""
    if exhibit.mrz is not None and exhibit.mrz.valid:
        return Sign(0.0, "", {"zone": 1})
    return _sign(exhibit, _of_no_state)


def po_box(exhibit: Exhibit) -> Sign:
    """Score whether an address on the front is a post office box; backs tell where to send a lost card."""

    def found(page: Page) -> Iterator[Hit]:
        return (Hit(SURE, words) for line, words in page.lines if is_po_box(line))

    return _sign(exhibit, found, back=False)


def is_po_box(line: str) -> bool:
    """Whether one line of an address names a post office box and no house."""
    return phrases.PO_BOX.search(plain(line)) is not None


def luhn_valid(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1 annex B)."""
    doubled = (int(d) * (2 if k % 2 else 1) for k, d in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def _sign(
    exhibit: Exhibit, find: Callable[[Page], Iterable[Hit]], more: Sequence[Hit] = (), *, back: bool = True
) -> Sign:
    pages = [Page(exhibit.front.image, exhibit.front_words)]
    if back and exhibit.back is not None:
        pages.append(Page(exhibit.back.image, exhibit.back_words))
    lines = sum(len(page.words) for page in pages)
    found = [(page, list(find(page))) for page in pages]
    hits = [*more, *(hit for _, some in found for hit in some)]
    if not lines and not hits:
        return Sign(None, NOT_READ, {"lines": 0})
    score = max((hit.score for hit in hits), default=0.0)
    best = max(found, key=lambda one: max((hit.score for hit in one[1]), default=0.0))
    return Sign(score, "", {"lines": lines, "finds": len(hits)}, _drawn(*best))


def _specimens(page: Page, names: frozenset[str]) -> Iterator[Hit]:
    usual = median([word.box[3] for word in page.words] or [1])
    for line, words in page.lines:
        if phrases.SPECIMEN.search(line) or _part_of_specimen(line):
            yield Hit(SURE, words)
        elif len(words) == 1 and phrases.SPECIMEN_OR_NAME.search(line):
            # The first line of a passport writes state and name as one: GBRSAMPLE.
            is_name = any(name.endswith(re.sub(r"\W", "", line)) for name in names)
            large = words[0].box[3] >= _LARGE * usual
            yield Hit(LIKELY if large and not is_name else WEAK, words)


def _part_of_specimen(line: str) -> bool:
    """Whether a word is what is left of SPECIMEN, or has one letter of it wrong."""
    for token in re.findall(r"[A-Z]{6,9}", line):
        if token in phrases.PARTS_OF_SPECIMEN:
            return True
        if len(token) == 8 and sum(a != b for a, b in zip(token, "SPECIMEN", strict=True)) == 1:
            return True
    return False


def _names(exhibit: Exhibit) -> frozenset[str]:
    """Words of the zone: what stands there is the holder's name."""
    lines = exhibit.mrz.lines if exhibit.mrz is not None else ()
    return frozenset(part for line in lines for part in re.split(r"[<0-9]+", line) if part)


def _zone_says_so(exhibit: Exhibit) -> bool:
    """Whether the zone is one of the specimen state, or bears a name that only specimens bear."""
    mrz = exhibit.mrz
    if mrz is None or not mrz.lines:
        return False
    utopian = mrz.valid and mrz.lines[0][2:5] == _SPECIMEN_STATE
    return utopian or any(phrases.IN_THE_ZONE.search(line) for line in mrz.lines)


def _of_no_state(page: Page) -> Iterator[Hit]:
    for line, words in page.lines:
        if any(pattern.search(line) for pattern in phrases.NON_GOVERNMENT.values()):
            yield Hit(SURE, words)
    yield from _bank(page)
    yield from _house(page)


def _bank(page: Page) -> Iterator[Hit]:
    """Tell a payment card by its number beside one of its words, or by two different words."""
    numbers = tuple(word for word in page.words if _is_card_number(word.text))
    said = {found.group(): word for word in page.words for found in phrases.BANK.finditer(plain(word.text))}
    words = tuple(dict.fromkeys((*numbers, *said.values())))
    if numbers and said:
        yield Hit(SURE, words)
    elif len(said) > 1:
        yield Hit(LIKELY, words)
    elif words:
        yield Hit(WEAK, words)


def _is_card_number(text: str) -> bool:
    """Whether the line holds a primary account number: digits in groups, a scheme's prefix, the check digit."""
    for found in re.findall(r"(?<!\d)\d{4}[ -]?\d{4,6}[ -]?\d{4,5}[ -]?\d{0,4}(?!\d)", text):
        digits = re.sub(r"\D", "", found)
        if 15 <= len(digits) <= 19 and re.match(r"4|5[1-5]|2[2-7]|3[47]|35|6", digits) and luhn_valid(digits):
            return True
    return False


def _house(page: Page) -> Iterator[Hit]:
    """Find the name of a house that issues cards beside what it calls the holder; not in an address."""
    plains = [(plain(word.text), word) for word in page.words]
    houses = [w for line, w in plains if phrases.HOUSE.search(line) and not phrases.STREET.search(line)]
    roles = [w for line, w in plains if phrases.ROLE.search(line)]
    if houses and roles:
        yield Hit(LIKELY, (*houses, *roles))
    elif houses:
        yield Hit(WEAK, tuple(houses))


def _follows(above: Word, below: Word) -> bool:
    """Whether `below` stands on the next line under `above`, in letters of about one size."""
    x, y, width, height = above.box
    u, v, wide, high = below.box
    near = y < v <= y + _NEAR * max(height, high)
    return near and u < x + width and x < u + wide and max(height, high) < 1.5 * min(height, high)


def _drawn(page: Page, hits: Sequence[Hit]) -> bytes:
    """Frame what was found on the flat side; nothing where nothing was found on it."""
    boxes = [(word.box, hit.score) for hit in hits for word in hit.words]
    if not boxes:
        return b""
    drawn = small(page.image)
    scale = drawn.shape[1] / page.image.shape[1]
    for box, score in boxes:
        x, y, width, height = (round(value * scale) for value in box)
        colour = (30, 30, 220) if score >= LIKELY else (0, 160, 240)
        cv2.rectangle(drawn, (x - 2, y - 2), (x + width + 2, y + height + 2), colour, 2)
    return small_jpeg(drawn)
