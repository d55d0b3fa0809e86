"""Entries written by hand: how many cards with one or two of them are noticed, and how many printed ones suspected.

    python bench/handwriting.py [--n 24] [--signs 8]

Writes docs/benchmarks/handwriting.md: rendered cards by level of the picture, then every public specimen.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.world.classes import CARDS, Card, holder
from tests.world.classes.zoned import macau
from tests.world.handwritten import Filled, card
from tests.world.shot import LEVELS, photograph

from bonafide.engine.document.catalogue import kinds
from bonafide.engine.document.flatten import flatten
from bonafide.engine.document.genuine import Exhibit
from bonafide.engine.document.genuine.handwriting import handwriting
from bonafide.engine.document.read import read_document
from bonafide.engine.document.viz.read import entries_of
from bonafide.engine.document.viz.words import read_words
from bonafide.engine.evidence import Sign
from bonafide.policy.thresholds import SHIPPED
from common import share, shared_data, table, write_table

TODAY = date(2026, 6, 1)
LIMIT = SHIPPED.handwriting_score_max
_IN_SIGNS = {name: CARDS[name] for name in ("chn-id", "hkg-id", "jpn-dl", "twn-id")} | {"mac-id": macau}
FIRST = 4000
"""The limit was set on cards 100 to 115."""


def seen(one: Filled, level: int, seed: int) -> Sign:
    """Photograph, find, flatten and read the card, then look for writing."""
    flat = flatten(photograph(one.image, LEVELS[level], seed))
    words = read_words(flat.image)
    entries = entries_of(words, kinds()["icao-td1"], TODAY)
    return handwriting(Exhibit(flat, front_words=words, entries=entries))


def rendered(n: int) -> list[tuple[object, ...]]:
    """A row for each level and number of entries by hand."""
    rows: list[tuple[object, ...]] = [("level", "entries by hand", "sent to a person", "not measured")]
    for level in range(len(LEVELS)):
        for entries in (0, 1, 2):
            seeds = [FIRST + 100 * level + 1000 * entries + k for k in range(n)]
            signs = [seen(card(seed, entries), level, seed) for seed in seeds]
            found = sum(sign.score is not None and sign.score > LIMIT for sign in signs)
            none = sum(sign.score is None for sign in signs)
            rows.append((level, entries, share(found, n), share(none, n)))
    return rows


def in_signs(n: int) -> list[tuple[object, ...]]:
    """A row for each class printed in Chinese or Japanese: n honest cards in turn at levels 0 and 1."""
    rows: list[tuple[object, ...]] = [("printed cards of", "sent to a person", "not measured")]
    for name, make in _IN_SIGNS.items():
        signs = [_of_class(make(holder(FIRST + k)), k) for k in range(n)]
        found = sum(sign.score is not None and sign.score > LIMIT for sign in signs)
        rows.append((name, share(found, n), share(sum(sign.score is None for sign in signs), n)))
    return rows


def _of_class(one: Card, seed: int) -> Sign:
    flat = flatten(photograph(one.front, LEVELS[seed % 2], seed))
    words = read_words(flat.image)
    entries = entries_of(words, kinds()[one.kind], TODAY)
    return handwriting(Exhibit(flat, front_words=words, entries=entries))


def specimens() -> list[tuple[object, ...]]:
    """A row for each public specimen, all of them printed: the score, or why there is none."""
    rows: list[tuple[object, ...]] = [("public specimen", "score", "judged")]
    for path in sorted((shared_data() / "iddocs").glob("*/*")):
        if path.suffix in {".jpg", ".png"}:
            sign = read_document(path.read_bytes(), today=TODAY).signs["handwriting"]
            said = sign.why if sign.score is None else "a person" if sign.score > LIMIT else "print"
            rows.append((path.stem, "-" if sign.score is None else f"{sign.score:.2f}", said))
    return rows


def main() -> None:
    """Measure and write the page."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--n", type=int, default=24)
    reading.add_argument("--signs", type=int, default=8, help="cards of each class in Chinese or Japanese")
    given = reading.parse_args()
    n = given.n
    cv2.setNumThreads(1)
    real = specimens()
    signs = "\n".join(table(in_signs(given.signs)))
    rows = rendered(n)
    judged = [row for row in real[1:] if row[1] != "-"]
    specimen_lines = "\n".join(table(judged_table(real)))
    note = (
        f"Rendered cards, {n} of each row, every one with a signature by the same hand, photographed at the levels of"
        " `tests/world/shot.py`. The writing is made of strokes of the Hershey fonts, each letter leant, sized,"
        " shifted and bent by itself: no real hand, and easier than one or harder. The limit"
        f" ({LIMIT}) was set on other cards and on the public specimens below. Only entries whose letters stand"
        " apart and that are read as fields, or hold digits, are judged. Shares with 95 % Wilson intervals.\n\n"
        f"Public specimens, all printed: {sum(row[2] == 'a person' for row in judged)} of {len(judged)} that could be"
        f" measured are sent to a person; {len(real) - 1 - len(judged)} are too small.\n\n"
        f"{specimen_lines}\n\n"
        "Cards printed in Chinese or Japanese, with no writing on them. Such signs seldom repeat and stand on no"
        " line: lines that hold any are not judged there, so that writing in them is not noticed either.\n\n"
        f"{signs}\n\nReproduce: `python bench/handwriting.py --n {n}`."
    )
    write_table("handwriting.md", "Entries written by hand", rows, note)


def judged_table(real: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """The specimens that could be measured, under their headings."""
    return [real[0], *(row for row in real[1:] if row[1] != "-")]


if __name__ == "__main__":
    main()
