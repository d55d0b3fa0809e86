"""Attack the hosted selfie step in Chromium, species by species: how many are let through.

    python bench/live_attacks.py [--attempts 150] [--only flat_print,tablet_replay]

Writes docs/benchmarks/live_attacks.md. A presentation takes ten seconds to a minute of real time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.robot.browser import chromium, studio
from tests.robot.server import Server
from tests.world.people import people_available

from attack.species import BONA_FIDE, SPECIES
from attack.stage import Tally, attack
from common import share, write_table

HEAD = ("species", "what it is", "presentations", "accepted (APCER)", "no response", "how they ended")


def main() -> None:
    """Attack and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=150, help="presentations of each species")
    parser.add_argument("--only", default="", help="names of species, comma between them")
    asked = parser.parse_args()
    if not people_available() or chromium() is None:
        print("bench/live_attacks.py: skipped, no portraits or no Chromium; set BONAFIDE_TEST_DATA")
        return
    wanted = set(filter(None, asked.only.split(",")))
    rows: list[tuple[object, ...]] = [HEAD]
    with tempfile.TemporaryDirectory() as name, Server(Path(name) / "server") as server:
        for species, shown in {"bona_fide": BONA_FIDE, **SPECIES}.items():
            if wanted and species not in wanted:
                continue
            with studio(Path(name)) as before:
                tally = attack(server, before, shown, asked.attempts)
            rows.append(_row(species, shown.says, tally))
            print(*rows[-1], sep=" | ", flush=True)
    _write(rows)


def _row(name: str, what: str, tally: Tally) -> tuple[object, ...]:
    ends = ", ".join(f"{end} {count}" for end, count in tally.ends.most_common())
    return name, what, tally.presented, share(tally.accepted, tally.presented), tally.silent, ends


def _write(rows: list[tuple[object, ...]]) -> None:
    note = (
        "Every presentation goes through the hosted page in Chromium, which sees a fake camera, against a running "
        "server with its shipped settings. Accepted means that the inquiry was approved; in the first row, the bona "
        "fide, the same column shows who got through in one try. What needs no camera: "
        "[wire_attacks](wire_attacks.md). "
        "Heads, prints and screens are rendered: these are not rates of real attackers. No response: the flow gave "
        "no verdict, mostly because the challenge was not done in time.\n\n"
        "Reproduce: `python bench/live_attacks.py --attempts 150`; how many were made stands in the rows."
    )
    write_table("live_attacks.md", "Attacks on the live selfie step", rows, note)


if __name__ == "__main__":
    main()
