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

from attack.species import BONA_FIDE, SPECIES, Species
from attack.stage import Tally, attack
from attack.wire import WIRES, forge
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
        for species, what, run in _runs(asked.attempts):
            if wanted and species not in wanted:
                continue
            with studio(Path(name)) as before:
                tally = run(server, before)
            rows.append(_row(species, what, tally))
            print(*rows[-1], sep=" | ", flush=True)
    _write(rows)


def _runs(attempts: int):  # noqa: ANN202 - triples of name, words and a function of server and studio
    def through_camera(species: Species):  # noqa: ANN202
        return lambda server, before: attack(server, before, species, attempts)

    yield "bona_fide", BONA_FIDE.says, through_camera(BONA_FIDE)
    for name, species in SPECIES.items():
        yield name, species.says, through_camera(species)
    for name, what in WIRES.items():
        yield name, what, lambda server, before, name=name: forge(server, before, name, attempts)


def _row(name: str, what: str, tally: Tally) -> tuple[object, ...]:
    ends = ", ".join(f"{end} {count}" for end, count in tally.ends.most_common())
    return name, what, tally.presented, share(tally.accepted, tally.presented), tally.silent, ends


def _write(rows: list[tuple[object, ...]]) -> None:
    note = (
        "Every presentation goes through the hosted page in Chromium, which sees a fake camera (in the last rows, "
        "through the page's own calls), against a running server with its shipped settings. Accepted means that the "
        "inquiry was approved; in the first row, the bona fide, the same column shows who got through in one try. "
        "Heads, prints and screens are rendered: these are not rates of real attackers. No response: the flow gave "
        "no verdict, mostly because the challenge was not done in time.\n\n"
        "Reproduce: `python bench/live_attacks.py --attempts 150`; how many were made stands in the rows."
    )
    write_table("live_attacks.md", "Attacks on the live selfie step", rows, note)


if __name__ == "__main__":
    main()
