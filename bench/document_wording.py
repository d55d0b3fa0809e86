"""What print and sheet give away: specimens, temporary papers, cards of no state, PO boxes, damage, one side twice.

    python bench/document_wording.py [--n 20]

Writes docs/benchmarks/document_wording.md: every public specimen picture by name, then rendered cards.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from PIL import Image as Pil
from PIL import ImageDraw, ImageFont
from tests.world.damage import corner_gone, cracked
from tests.world.fonts import Font, bold
from tests.world.hand import HeldDocument
from tests.world.paper import security_paper
from tests.world.people import people_available, person
from tests.world.pixels import Image
from tests.world.specimen import passport, td1_card
from tests.world.wordings import OTHERS, TRUE_LINES

from bonafide.engine.document.flatten import Flat, flatten
from bonafide.engine.document.genuine import DETECTORS, Exhibit
from bonafide.engine.document.read import read_document
from bonafide.engine.document.viz.words import read_words
from bonafide.engine.evidence import Sign
from bonafide.policy.thresholds import SHIPPED
from common import share, shared_data, table, write_table

TODAY = date(2026, 1, 1)
WORDED = ("specimen", "temporary_paper", "nongovernment", "po_box")
LIMITS = dict.fromkeys(WORDED, SHIPPED.wording_score_max) | {
    "damaged": SHIPPED.damage_max,
    "double_side": SHIPPED.side_alike_max,
}
FIRST = 200
PEOPLE = 30
CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")

ZONE, PRINT, SLANTED = "zone", "print", "slanted print"
LABELS = {
    "mrva": ZONE,
    "mrvb": ZONE,
    "td1": ZONE,
    "td2": ZONE,
    "td3": ZONE,
    "100_pass-uto": ZONE,
    "100_pass2-uto": ZONE,
    "25_pass-uto": ZONE,
    "100_id-si": ZONE,
    "100_id-usa": ZONE,
    "53_id-d": ZONE,
    "100_pass-bdr": PRINT,
    "100_pass-chn": PRINT,
    "100_pass-cze": PRINT,
    "100_pass-cze2": PRINT,
    "100_pass-hrv": PRINT,
    "100_pass-ltu": SLANTED,
    "43_pass-twn": PRINT,
    "62_pass-aus": PRINT,
    "0_pass-lva": SLANTED,
    "100_pass-fin": SLANTED,
    "100_pass-isl": SLANTED,
    "79_pass-can": SLANTED,
    "79_pass-hun": SLANTED,
}
"""Where a person sees that a picture is a specimen; the others do not say so anywhere."""
BANK_CARD = "nomrz"


def above(name: str, sign: Sign) -> bool:
    """Whether the check of this sign would fail."""
    return sign.score is not None and sign.score > LIMITS[name]


def specimens() -> Iterator[tuple[str, dict[str, Sign]]]:
    """Every public picture: name and signs."""
    for path in sorted((shared_data() / "iddocs").glob("*/*")):
        if path.suffix in {".jpg", ".png"}:
            yield path.stem, dict(read_document(path.read_bytes(), today=TODAY).signs)


def one_by_one() -> tuple[list[list[str]], list[list[str]]]:
    """A row for each picture, and the sums."""
    rows = [["Picture", "Says specimen in", "Specimen", *WORDED[1:], "damaged"]]
    seen: dict[str, list[bool]] = {ZONE: [], PRINT: [], SLANTED: [], "nowhere": []}
    alarms: dict[str, list[bool]] = {name: [] for name in (*WORDED[1:], "damaged")}
    for name, signs in specimens():
        where = LABELS.get(name, "nowhere")
        found = above("specimen", signs["specimen"])
        seen[where].append(found)
        rest = [_word(other, signs[other]) for other in alarms]
        rows.append([name, where, "found" if found else "-", *rest])
        for other, counted in alarms.items():
            if name != BANK_CARD and signs[other].score is not None:
                counted.append(above(other, signs[other]))
    sums = [["Public pictures", "Counted", "Share"]]
    sums += [
        [f"specimen by {where}", "found" if where != "nowhere" else "false alarm", share(sum(s), len(s))]
        for where, s in seen.items()
    ]
    sums += [[name, "false alarm, where measured", share(sum(s), len(s))] for name, s in alarms.items()]
    return rows, sums


def _word(name: str, sign: Sign) -> str:
    return sign.why if sign.score is None else "FOUND" if above(name, sign) else "-"


@cache
def _cjk(size: float) -> Font:
    return ImageFont.truetype(str(CJK), size)


def printable(lines: tuple[str, ...]) -> bool:
    """Whether the fonts here can print these lines."""
    return CJK.is_file() or all(ord(letter) < 0x2E80 for line in lines for letter in line)


def printed(lines: tuple[str, ...], seed: int) -> Flat:
    """A card with these lines in a hand, photographed and flattened."""
    page = Pil.fromarray(security_paper(1012, 638, seed)[..., ::-1])
    pen = ImageDraw.Draw(page)
    pen.rectangle((50, 190, 300, 500), fill=(120, 130, 150))
    for row, line in enumerate(lines):
        font = bold(34) if line.isascii() else _cjk(34) if CJK.is_file() else bold(34)
        pen.text((330 if row else 60, 70 + 80 * row), line, font=font, fill=(30, 32, 38), anchor="ls")
    hand = HeldDocument(np.ascontiguousarray(np.asarray(page)[..., ::-1]), seed=seed)
    return flatten(hand.frame(3.0))


def rendered_print() -> list[list[str]]:
    """Cards of every kind, and true ones with names and places that look like it."""
    pages = [(lines, _read(lines, k)) for k, lines in enumerate(TRUE_LINES) if printable(lines)]
    rows = [["Rendered cards", "Found", "False alarms on true cards"]]
    for name in WORDED:
        kind = [_read(lines, FIRST + k) for k, lines in enumerate(OTHERS[name]) if printable(lines)]
        hits = sum(above(name, DETECTORS[name](one)) for one in kind)
        wrong = [lines for lines, one in pages if above(name, DETECTORS[name](one))]
        rows.append([name, share(hits, len(kind)), share(len(wrong), len(pages))])
        for lines in wrong:
            print("false alarm", name, lines)
    return rows


def _read(lines: tuple[str, ...], seed: int) -> Exhibit:
    flat = printed(lines, seed)
    return Exhibit(flat, front_words=read_words(flat.image))


def rendered_sheets(n: int) -> list[list[str]]:
    """Damage and one side twice, on seeds that no limit was set on."""

    def held(page: Image, seed: int) -> Flat:
        return flatten(HeldDocument(page, seed=seed).frame(3.0))

    def front(seed: int) -> Image:
        return passport(person(seed % PEOPLE)) if seed % 2 else td1_card(person(seed % PEOPLE))[0]

    makes: list[tuple[str, str, Callable[[int], Exhibit]]] = [
        (
            "damaged: corner cut off by 30 %",
            "found",
            lambda s: Exhibit(flatten(corner_gone(front(s), s, 0.3))),
        ),
        ("damaged: crack", "found", lambda s: Exhibit(held(cracked(front(s), s), s))),
        ("damaged: whole, in a hand", "false alarm", lambda s: Exhibit(held(front(s), s))),
        (
            "damaged: whole, on a table",
            "false alarm",
            lambda s: Exhibit(flatten(corner_gone(front(s), s, 0))),
        ),
        (
            "double_side: one side twice",
            "found",
            lambda s: Exhibit(held(front(s), s), held(front(s), s + 7)),
        ),
        (
            "double_side: front and back",
            "false alarm",
            lambda s: Exhibit(*(held(page, s + k) for k, page in enumerate(td1_card(person(s % PEOPLE))))),
        ),
    ]
    rows = [["Rendered sheets", "Counted", "Share"]]
    for title, counted, make in makes:
        name = title.partition(":")[0]
        hits = sum(above(name, DETECTORS[name](make(seed))) for seed in range(FIRST, FIRST + n))
        rows.append([title, counted, share(hits, n)])
    return rows


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=20)
    n = parser.parse_args().n
    shared_data()
    if not people_available():
        raise SystemExit("bench/document_wording.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
    rows, sums = one_by_one()
    more = [*table(sums), "", *table(rendered_print()), "", *table(rendered_sheets(n))]
    print(write_table("document_wording.md", "What print and sheet give away", rows, _note(n, more)))


def _note(n: int, more: list[str]) -> str:
    return (
        """Counted is what a check would fail at the shipped limits, 95 % intervals (Wilson). The public pictures are
real specimens of documents (and one bank card, `nomrz`); where a person sees that they are specimens was written down
by eye. The rendered cards carry the lines of `tests/world/wordings.py`, printed, held, photographed and read by the
text reader: the patterns were written with these lines in view, so found shares say that reading works, not that
every wording is known. Sheets: seeds on which no limit was set, """
        f"{n} each; rendered, no real damage.\n\n"
        """What is not found: words that lie slanted across other print (the text reader does not see them), smaller
cuts than a fifth of the short side, worn print, bent sheets. Handwriting is not measured at all.

""" + "\n".join(more) + f"\n\n    python bench/document_wording.py --n {n}\n\nEvery public picture:"
    )


if __name__ == "__main__":
    main()
