"""How often a burst of previews shows that a solid document is before the camera, and how often it cannot say.

    python bench/document_presence.py [--n 300]

Writes docs/benchmarks/document_presence.md. Every burst is rendered: see tests/world/burst.py.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.world import burst
from tests.world.hand import STEADY, HeldDocument
from tests.world.people import people_available, person
from tests.world.pixels import Image
from tests.world.specimen import passport, td1_card

from bonafide.engine.document.flatten import Flat, flatten
from bonafide.engine.document.genuine import Exhibit
from bonafide.engine.document.genuine.presence import presence
from bonafide.engine.evidence import Sign
from bonafide.policy.thresholds import SHIPPED
from common import share, shared_data, write_table

PEOPLE = 30
FIRST = 100
"""Seeds below it were used to set the limits."""
SWAPPED = "true document waved, another kind in the picture"
Make = Callable[[Image, int], list[Image]]


@dataclass
class Row:
    """What was said of one way to show a document."""

    verdicts: Counter[str] = field(default_factory=Counter)
    whys: Counter[str] = field(default_factory=Counter)
    others: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    def add(self, sign: Sign, spent: float) -> None:
        """Count one."""
        self.verdicts[verdict(sign)] += 1
        self.whys[sign.why] += bool(sign.why)
        if "other" in sign.numbers:
            self.others.append(sign.numbers["other"])
        self.spent.append(spent)


def verdict(sign: Sign) -> str:
    """As the check says it."""
    if sign.score is None:
        return "not_applicable"
    return "passed" if sign.score <= SHIPPED.presence_score_max else "failed"


@cache
def document(seed: int) -> Image:
    """A passport or the front of a card, of another person and print for each seed."""
    who = person(seed % PEOPLE)
    return passport(who) if seed % 2 else td1_card(who)[0]


def judged(frames: list[Image], picture: Flat) -> tuple[Sign, float]:
    """Run the detector as on a true capture; CPU seconds with it."""
    exhibit = Exhibit(picture, burst=frames)
    start = time.process_time()
    return presence(exhibit), time.process_time() - start


@cache
def pictured(seed: int, *, back: bool = False) -> Flat:
    """The full picture that is taken after the burst, in the same hand: `document(seed)`, or a card's back."""
    shown = td1_card(person(seed % PEOPLE))[1] if back else document(seed)
    return flatten(HeldDocument(shown, size=(1280, 720), seed=seed).frame(STEADY + 2))


def measure(n: int) -> tuple[dict[str, Row], dict[str, Row]]:
    """Bona fide rows and attack rows."""
    bona = {name: _row(make, n) for name, make in burst.BONA_FIDE.items()}
    attacks = {name: _row(make, n) for name, make in burst.ATTACKS.items()}
    attacks[SWAPPED] = _swapped(n)
    return bona, attacks


def _row(make: Make, n: int) -> Row:
    row = Row()
    for seed in range(FIRST, FIRST + n):
        row.add(*judged(make(document(seed), seed), pictured(seed)))
    return row


def _swapped(n: int) -> Row:
    row = Row()
    for seed in range(FIRST, FIRST + n):
        frames = burst.held(document(seed), seed)
        row.add(*judged(frames, pictured(seed + 1, back=True)))
    return row


def _cells(name: str, row: Row) -> list[str]:
    total = row.verdicts.total()
    why = ", ".join(f"{code} {count}" for code, count in row.whys.most_common() if count)
    counts = [share(row.verdicts[key], total) for key in ("passed", "not_applicable", "failed")]
    likeness = f"{1 - max(row.others):.2f} to {1 - min(row.others):.2f}" if row.others else "-"
    return [name, *counts, likeness, why or "-"]


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=300)
    n = parser.parse_args().n
    shared_data()
    if not people_available():
        raise SystemExit("bench/document_presence.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
    bona, attacks = measure(n)
    rows = [["Shown", "Passed", "Not applicable", "Failed", "Burst and picture alike", "Why not applicable"]]
    rows += [_cells(f"bona fide: {name}", row) for name, row in bona.items()]
    rows += [_cells(f"attack: {name}", row) for name, row in attacks.items()]
    spent = [value for row in (*bona.values(), *attacks.values()) for value in row.spent]
    note = _note(n, 1000 * statistics.median(spent))
    print(write_table("document_presence.md", "A document that moves before a camera", rows, note))


def _note(n: int, median_ms: float) -> str:
    return f"""Bursts of {burst.FRAMES} previews, {n} of each kind, 95 % intervals (Wilson). All are rendered by
`tests/world/burst.py`: documents of the state UTO with true portraits of {PEOPLE} people, a moving hand, a desk,
white sensor noise, JPEG quality {burst.QUALITY}. No burst was filmed: these are no rates for phones and people.

`id_physical_presence_detection` passes where the document moves by itself before what is behind it, fails where
frames repeat or the burst shows another kind of document than the picture, and is otherwise not applicable: a card
on a table, a card kept still and a picture of a whole scene look alike, so none of them counts for or against anyone.
For attacks the share that passed is the error (APCER); for bona fide the share that failed (BPCER). Motion, repeats
and the limit {SHIPPED.presence_score_max} were set on 8 other seeds of each kind.

What it cannot see: a film of a true document being moved, on a screen or injected, passes. Another document of the
same layout in the picture is not told from the one in the burst. Median {median_ms:.0f} ms CPU for one burst.

    python bench/document_presence.py --n {n}"""


if __name__ == "__main__":
    main()
