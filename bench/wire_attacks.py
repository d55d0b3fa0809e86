"""Send a genuine visit's requests again, or wrongly, to the face step: how many are let through.

    python bench/wire_attacks.py [--attempts 150] [--minutes 30] [--only api_replay,assembled]

Writes docs/benchmarks/wire_attacks.md. About half an hour of a core.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.people import people_available, people_count

from attack.tables import with_standing
from common import share, write_table

HEAD = (
    "species",
    "what it is",
    "presentations",
    "approved (APCER)",
    "to a person",
    "how they ended",
    "reasons",
    "approved where light is needed",
)
PAGE, TITLE = "wire_attacks.md", "Attacks on the selfie step without a camera"
NOTE = """A genuine visit of a rendered head is recorded at the shipped endpoints and handed in. Then its requests
are sent again, by new sessions of other accounts, to challenges of their own. Everything that answers is shipped
code, with its engine in a process of its own; only the clock of live captures is held and goes as the frames do. The
document step is taken as passed, and no facts of the camera are told. Heads are rendered.
APCER: attack presentation classification error rate (ISO/IEC 30107-3), 95 % Wilson intervals.

`assembled` plays a library of recorded moves of the holder as they are asked: what a stream painted on demand comes
to, made of true pictures. See [the limits](../limits.md). It plays a film again where a move comes again, which gives
it away; `assembled_fresh` has films enough. The last column is the same evidence under a template that needs the
page's light on the face.

Reproduce: `python bench/wire_attacks.py`; how many were made stands in the rows. A row stays until its
species is presented again."""


def main() -> None:
    """Attack and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=150, help="presentations of each species")
    parser.add_argument("--only", default="", help="names of species, comma between them")
    parser.add_argument("--minutes", type=float, default=600.0, help="begin no presentation after so long")
    asked = parser.parse_args()
    if not people_available():
        print("bench/wire_attacks.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
        return
    with tempfile.TemporaryDirectory(prefix="bonafide-bench-") as folder:
        _server(folder)
        print(write_table(PAGE, TITLE, _rows(asked), NOTE))


def _server(folder: str) -> None:
    """Make this process a server with an empty data folder of its own."""
    os.environ["BONAFIDE_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "bonafide.settings"
    import django  # noqa: PLC0415 - reads the data folder
    from django.core.management import call_command  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)
    from bonafide.vault import keys  # noqa: PLC0415 - Django is configured by now

    keys.ensure_secrets()


def _rows(asked: argparse.Namespace) -> list[tuple[object, ...]]:
    from attack.visit import Tally  # noqa: PLC0415 - Django is configured by now
    from attack.wire import WIRES, present, record  # noqa: PLC0415

    tallies = {name: Tally() for name in asked.only.split(",") if name} or {name: Tally() for name in WIRES}
    until = time.time() + 60 * asked.minutes
    for seed in range(asked.attempts):
        if time.time() > until:
            break
        holder = seed % people_count()
        recording = record(holder)
        for name, tally in tallies.items():
            tally.add(present(name, holder, recording, seed))
            print(seed, name, *tally.ends.items(), flush=True)
    rows = [_row(name, WIRES[name], tally) for name, tally in tallies.items() if tally.ends]
    return with_standing([HEAD, *rows], PAGE, list(WIRES))


def _row(name, what, tally):  # noqa: ANN001, ANN202 - a `Tally`, known once Django is configured
    ends, n = tally.ends, tally.ends.total()
    told = ", ".join(f"{end} {count}" for end, count in ends.most_common())
    why = ", ".join(f"{code} {count}" for code, count in tally.reasons.most_common(3))
    lit = share(tally.lit["approved"], n)
    return name, what, n, share(ends["approved"], n), ends["needs_review"], told, why, lit


if __name__ == "__main__":
    main()
