"""Attack the selfie step on a simulated clock, species by species: how many are let through.

    python bench/line_attacks.py [--attempts 150] [--minutes 60] [--processes 2] [--only flat_print,cuts]

Writes docs/benchmarks/line_attacks.md. Species take turns, so that a run cut short by `--minutes` has about as many
presentations of each. Rows of species that were not presented now stay on the page as they are.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.people import people_available, people_count

from attack.species import BONA_FIDE, SPECIES
from attack.tables import with_standing
from attack.visit import LINES, Ended, Tally, present
from common import share, write_table

ALL = {"bona_fide": BONA_FIDE, **SPECIES}
HEAD = (
    "species",
    "what it is",
    "presentations",
    "approved",
    "no response",
    "to a person",
    "how they ended",
    "reasons",
    "approved where light is needed",
)
MOST_REASONS = 3
PAGE = "line_attacks.md"
TRIES = 3
"""Tries of the bona fide: who is told to try again, or was too slow, does so."""
FINAL = frozenset({"approved", "declined", "needs_review"})


def main() -> None:
    """Attack and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=150, help="presentations of each species")
    parser.add_argument("--minutes", type=float, default=600.0, help="begin no presentation after so long")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="names of species, comma between them")
    asked = parser.parse_args()
    if not people_available():
        print("bench/line_attacks.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
        return
    names = list(filter(None, asked.only.split(","))) or list(ALL)
    jobs = [
        (name, seed, time.time() + 60 * asked.minutes) for seed in range(asked.attempts) for name in names
    ]
    tallies, lasts = {name: Tally() for name in names}, Tally()
    with ProcessPoolExecutor(asked.processes) as pool:
        for name, tries in pool.map(_one, jobs):
            if tries:
                tallies[name].add(tries[0])
                told = (" ".join((one.end, *one.reasons, f"({one.lit})")) for one in tries)
                print(name, *told, sep=" | ", flush=True)
            if tries and name == "bona_fide":
                lasts.add(tries[-1])
    _write(tallies, lasts)


def _one(job: tuple[str, int, float]) -> tuple[str, list[Ended]]:
    """Present one species once, the bona fide up to three times; nothing where the time is over."""
    name, seed, until = job
    tries: list[Ended] = []
    if time.time() > until:
        return name, tries
    cv2.setNumThreads(1)
    for rank in range(TRIES if name == "bona_fide" else 1):
        tries.append(present(ALL[name], seed, rank))
        if tries[-1].end in FINAL:
            break
    return name, tries


def _row(name: str, says: str, tally: Tally) -> tuple[object, ...]:
    presented = tally.ends.total()
    silent = sum(count for end, count in tally.ends.items() if end.startswith("no "))
    ends = ", ".join(f"{end} {count}" for end, count in tally.ends.most_common())
    reasons = ", ".join(f"{code} {count}" for code, count in tally.reasons.most_common(MOST_REASONS))
    approved, reviewed = tally.ends["approved"], tally.ends["needs_review"]
    lit = share(tally.lit["approved"], presented)
    return name, says, presented, share(approved, presented), silent, reviewed, ends, reasons, lit


def _write(tallies: dict[str, Tally], lasts: Tally) -> None:
    rows = [HEAD, *(_row(name, ALL[name].says, tally) for name, tally in tallies.items() if tally.ends)]
    if lasts.ends:
        rows.append(_row("bona_fide", f"the same people, up to {TRIES} tries", lasts))
    rows = with_standing(rows, PAGE, list(ALL))
    told = ", ".join(name for name, _line in LINES)
    note = (
        "Every presentation goes through the shipped live loop, judge, checks and rules, one try each, the bona\n"
        "fide up to three; the page, its camera and the network are played on a simulated clock, over five lines in\n"
        f"turn ({told}).\n"
        f"Holders are the {people_count()} people with portraits, the document of each is a rendered passport\n"
        "held to a camera. Of the bona fide `approved` shows who got through in one try, and in up to three; in all\n"
        "other rows it is the attack presentation classification error rate (APCER, ISO/IEC 30107-3). No response:\n"
        "the challenge was not done, or not in its order. The last column is the same evidence under a template\n"
        "that needs the page's light on the face. Heads, prints and screens are rendered: these are not rates of\n"
        "real attackers, nor of real people.\n\n"
        "Reproduce: `python bench/line_attacks.py`; how many were made stands in the rows. A row stays until its\n"
        "species is presented again."
    )
    print(write_table(PAGE, "Attacks on the selfie step, simulated clock", rows, note))


if __name__ == "__main__":
    main()
