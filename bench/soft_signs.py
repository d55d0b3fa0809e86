"""How often faint signs add up: on originals, where they cost a person's look, and on attacks that nothing else sees.

    python bench/soft_signs.py [--n 30] [--attacks 12] [--set odd]

Renders originals held before a camera and attacks of every kind, people by halves: the bands were set on the even
half and are reported on the odd one. Writes docs/benchmarks/soft_signs.md; `--set even` prints quantiles only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.world.apps import mobile_id, screenshot
from tests.world.presented import printed
from tests.world.screens import KINDS, Kind, bona_fide, replica
from tests.world.shown import SPECIES, Species, show

from bonafide.engine.document.flatten import flatten
from bonafide.engine.document.genuine import DETECTORS, Exhibit
from bonafide.engine.document.portrait import cut_portrait
from bonafide.engine.image import Pixels
from bonafide.policy.thresholds import SHIPPED
from common import share, table, write_table

PAGE = "soft_signs.md"
LIMITS: Mapping[str, float] = {
    "color_inconsistency": SHIPPED.grey_copy_score_max,
    "paper": SHIPPED.paper_score_max,
    "flat_scan": SHIPPED.flat_scan_score_max,
    "tamper": SHIPPED.tamper_score_max,
    "portrait_inconsistency": SHIPPED.portrait_inconsistency_max,
    "electronic_replica": SHIPPED.replica_score_max,
    "mobile": SHIPPED.mobile_score_max,
    "screenshot": SHIPPED.screenshot_score_max,
}
Half = Literal["even", "odd"]
PEOPLE = {"even": range(17), "odd": range(17, 34)}
SEED = {"even": 9_000, "odd": 80_000}
HONEST = ("original in the hand", "original on a table")


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture: what was shown, and its scores; None where a sign was not measured."""

    shown: str
    scores: Mapping[str, float | None]

    @property
    def hard(self) -> list[str]:
        return [name for name, score in self.scores.items() if score is not None and score > LIMITS[name]]

    @property
    def soft(self) -> list[str]:
        bands = {name: (SHIPPED.soft_from.get(name, LIMITS[name]), LIMITS[name]) for name in LIMITS}
        known = {name: score for name, score in self.scores.items() if score is not None}
        return [name for name, score in known.items() if bands[name][0] <= score <= bands[name][1]]


def presentations(half: Half) -> Mapping[str, Callable[[int], Pixels]]:
    """What is shown, by name, each a function from a seed to a picture."""

    def held(species: Species, seed: int) -> Pixels:
        return show(species, seed, people=half).image

    def filmed(kind: Kind, seed: int) -> Pixels:
        return replica(printed(seed, PEOPLE[half]), kind, seed).shoot(seed).image

    made: dict[str, Callable[[int], Pixels]] = {
        HONEST[0]: partial(held, "bona_fide"),
        HONEST[1]: lambda seed: bona_fide(printed(seed, PEOPLE[half]), seed),
    }
    made |= {species.replace("_", " "): partial(held, species) for species in SPECIES[1:]}
    made |= {f"on a {kind}": partial(filmed, kind) for kind in KINDS}
    made["in an app"] = lambda seed: mobile_id(printed(seed, PEOPLE[half]), seed).shoot(seed).image
    made["screenshot"] = lambda seed: screenshot(printed(seed, PEOPLE[half]), seed)
    return made


def look(shown: str, picture: Pixels) -> Seen:
    """Measure every sign on one picture as the reader does."""
    flat = flatten(picture)
    exhibit = Exhibit(flat, portrait=cut_portrait(flat.image))
    return Seen(shown, {name: DETECTORS[name](exhibit).score for name in LIMITS})


def run(half: Half, originals: int, attacks: int) -> Iterator[Seen]:
    """Render and measure; seeds differ between the halves and between presentations."""
    for place, (name, make) in enumerate(presentations(half).items()):
        for turn in range(originals if name in HONEST else attacks):
            yield look(name, make(SEED[half] + 500 * place + turn))


def quantiles(seen: list[Seen]) -> list[tuple[object, ...]]:
    """Scores of originals by sign: the band must lie above nearly all of them."""
    rows: list[tuple[object, ...]] = [
        ("sign", "soft from", "limit", "measured", "median", "90 %", "95 %", "highest")
    ]
    honest = [one for one in seen if one.shown in HONEST]
    for name, limit in LIMITS.items():
        scores = [score for one in honest if (score := one.scores[name]) is not None]
        steps = [f"{np.quantile(scores, q):.3f}" for q in (0.5, 0.9, 0.95, 1)] if scores else [""] * 4
        rows.append((name, SHIPPED.soft_from.get(name, ""), limit, len(scores), *steps))
    return rows


def counts(seen: list[Seen]) -> list[tuple[object, ...]]:
    """By presentation: what a hard sign sees, and what faint ones add."""
    head = ("shown", "n", "no sign above its limit", "of these one soft", "two or more soft: a person looks")
    rows: list[tuple[object, ...]] = [head]
    for name in dict.fromkeys(one.shown for one in seen):
        mine = [one for one in seen if one.shown == name]
        quiet = [one for one in mine if not one.hard]
        one_soft = sum(len(one.soft) == 1 for one in quiet)
        rows.append(
            (name, len(mine), len(quiet), one_soft, share(sum(len(o.soft) > 1 for o in quiet), len(quiet)))
        )
    return rows


NOTE = """Rendered, not real: documents of the state UTO, originals and attacks of other people than those on whom
the bands were set (48 originals, `--set even --n 24 --attacks 0`). A sign is soft where its score lies in the band
just below its limit; two or more soft signs send to a person who sees their names (rule `soft_signs_add_up`).
Presence, print against zone and the look of a screen in the face picture have bands as well and are not measured
here. The numbers are small, to save time: no more than a first look at the attacks. What a hard sign sees is in
[document_prints](document_prints.md) and [document_screens](document_screens.md).

Reproduce: `python bench/soft_signs.py --n {n} --attacks {attacks}`.

## Scores of originals

{scores}

## What adds up
"""


def main() -> None:
    """Run and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=30)
    parser.add_argument("--attacks", type=int, default=12)
    parser.add_argument("--set", choices=("even", "odd"), default="odd")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    seen = list(run(given.set, given.n, given.attacks))
    if given.set == "even":
        print("\n".join([*table(quantiles(seen)), "", *table(counts(seen))]))
        return
    note = NOTE.format(n=given.n, attacks=given.attacks, scores="\n".join(table(quantiles(seen))))
    write_table(PAGE, "Faint signs together", counts(seen), note)


if __name__ == "__main__":
    main()
