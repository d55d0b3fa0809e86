"""Attack the hosted selfie step in Chromium, species by species: how many are let through.

    python bench/live_attacks.py [--attempts 150] [--minutes 60] [--keep FILE] [--lanes 8] [--led 3]
                                 [--first frozen,cuts] [--only flat_print,cuts]

Writes docs/benchmarks/live_attacks.md. A presentation takes 5 to 65 seconds of real time: those that only wait until
that is over go up to `--lanes` at once, the others up to `--led`, fewer where frames come seldom. One species after
the other is shown until there are enough, those of `--first` before the others; with few `--attempts` at first all of
them are seen soon. No visit begins after `--minutes` (60), or after SIGTERM, and `--keep` goes on where a run before
ended; `--minutes 0` only writes the page anew. What is kept counts only for the code that judged and drew it: each
line carries a digest of all files of `src/bonafide` and of the loaded modules of `tests` and `bench/attack`. Work on
a copy of the tree while others change it.
"""

from __future__ import annotations

import argparse
import hashlib
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.robot.browser import chromium
from tests.robot.server import Server
from tests.world.people import people_available, people_count

import bonafide
from attack.lanes import ALL, Visit, lanes
from attack.pace import LED_FPS, WAITING_FPS
from attack.stage import ATTEMPTS, BROKEN, SILENT, Try
from attack.tables import Row, with_standing
from common import share, write_table
from kept import Kept

PAGE = "live_attacks.md"
BONA_FIDE, TRIES = "bona_fide", 3
"""Who is asked to try again, or was too slow, does so, up to so often."""
PER_VISIT = ATTEMPTS
"""Tries of one attack in one visit: its document step costs as much as a third of a presentation."""
FINAL = frozenset({"approved", "declined", "needs_review"})
MOST_REASONS = 3
HEAD = (
    "species",
    "what it is",
    "presentations",
    "approved",
    "no verdict",
    "to a person",
    "broken",
    "how they ended",
    "reasons",
    "s, frames a second, cores busy, others beside (medians)",
    "code",
)
Visits = Mapping[str, Mapping[int, Sequence[Try]]]
"""Tries of each visit, by species and the visit's number."""


def main() -> None:
    """Attack and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=150, help="presentations of each species")
    parser.add_argument("--minutes", type=float, default=60.0, help="begin no visit after so long")
    parser.add_argument("--keep", type=Path, help="file of outcomes to go on from")
    parser.add_argument("--lanes", type=int, default=8, help="browsers side by side for what only waits")
    parser.add_argument("--led", type=int, default=3, help="browsers side by side for everything else")
    parser.add_argument("--first", default="", help="names of species to be done first, comma between them")
    parser.add_argument("--only", default="", help="names of species, comma between them")
    asked = parser.parse_args()
    if not people_available() or chromium() is None:
        print("bench/live_attacks.py: skipped, no portraits or no Chromium; set BONAFIDE_TEST_DATA")
        return
    first, only = (list(filter(None, one.split(","))) for one in (asked.first, asked.only))
    names = list(dict.fromkeys([*first, *(only or ALL)]))
    kept = Kept(asked.keep, made_by=code())
    rows = kept.rows()
    if asked.minutes > 0:
        _attack(rows, kept, names, asked)
    _write({name: tries for name, tries in by_visit(rows).items() if name in names})


def _attack(
    rows: dict[str, dict[str, object]], kept: Kept, names: Sequence[str], asked: argparse.Namespace
) -> None:
    """Make visits until there are enough or time is over; what they showed is kept and added to `rows`."""
    until = time.monotonic() + 60 * asked.minutes

    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())

    def due(going: Sequence[Visit]) -> Visit | None:
        over = told.is_set() or time.monotonic() > until
        return None if over else next(_due(by_visit(rows), names, asked.attempts, going), None)

    with (
        tempfile.TemporaryDirectory(prefix="bonafide-bench-") as name,
        Server(Path(name) / "server") as server,
        lanes(server.api, asked.lanes, asked.led) as open_lanes,
    ):
        for visit, shown in open_lanes.shown(due):
            for rank, one in enumerate(shown):
                key = f"{visit.species} {visit.number} {rank}"
                rows[key] = asdict(one)
                kept.add(key, rows[key])
                print(
                    key,
                    one.end,
                    *one.reasons,
                    one.seconds,
                    one.frames,
                    one.busy,
                    one.beside,
                    sep=" | ",
                    flush=True,
                )


def code() -> str:
    """SHA-256 of what judges and of what is shown: the whole package, and the modules that hold and press."""
    digest = hashlib.sha256()
    package = Path(bonafide.__file__).parent
    files = [one for one in sorted(package.rglob("*")) if one.is_file() and one.suffix not in {".pyc", ".mo"}]
    loaded = [name for name in sorted(sys.modules) if name.startswith(("tests.", "attack."))]
    files += [Path(path) for name in loaded if (path := getattr(sys.modules[name], "__file__", None))]
    for one in files:
        digest.update(one.name.encode() + b"\0" + one.read_bytes())
    return digest.hexdigest()


def by_visit(rows: Mapping[str, Mapping[str, object]]) -> dict[str, dict[int, list[Try]]]:
    """Sort kept rows, `species visit rank`, into visits; tries in their order."""
    found: dict[str, dict[int, list[Try]]] = {}
    for key in sorted(rows, key=lambda key: int(key.split()[2])):
        species, number, _rank = key.split()
        one = Try(**{**rows[key], "reasons": tuple(rows[key]["reasons"]), "said": tuple(rows[key]["said"])})  # type: ignore[arg-type]
        found.setdefault(species, {}).setdefault(int(number), []).append(one)
    return found


def _due(done: Visits, names: Sequence[str], attempts: int, going: Sequence[Visit] = ()) -> Iterator[Visit]:
    """The next visit of each species that lacks presentations beside those that go on.

    A visit that broke is not made again.
    """
    for name in names:
        before, now = done.get(name, {}), [one for one in going if one.species == name]
        many = 1 if name == BONA_FIDE else PER_VISIT  # who tries again is still one person who came
        missing = attempts - sum(min(many, len(_shown(tries))) for tries in before.values())
        missing -= sum(min(many, one.tries) for one in now)
        if missing > 0:
            tries = TRIES if name == BONA_FIDE else min(PER_VISIT, missing)
            yield Visit(name, max([*before, *(one.number for one in now)], default=-1) + 1, tries)


def _shown(tries: Sequence[Try]) -> list[Try]:
    """Tries that came to an end of some kind at the face step."""
    return [one for one in tries if not one.end.startswith(BROKEN)]


def _row(name: str, says: str, tries: Sequence[Try]) -> Row:
    shown = _shown(tries)
    approved, reviewed = (sum(one.end == word for one in shown) for word in ("approved", "needs_review"))
    silent = sum(one.end.startswith(SILENT) for one in shown)
    ends = Counter(one.end for one in tries).most_common()
    reasons = Counter(code for one in shown for code in set(one.reasons)).most_common(MOST_REASONS)
    return (
        name,
        says,
        len(shown),
        share(approved, len(shown)),
        silent,
        reviewed,
        len(tries) - len(shown),
        ", ".join(f"{end} {count}" for end, count in ends),
        ", ".join(f"{code} {count}" for code, count in reasons),
        _costs(shown),
        code()[:8],
    )


def _costs(shown: Sequence[Try]) -> str:
    """Medians of seconds, frames answered in each of them, cores that were busy, others that went on beside."""
    if not shown:
        return ""
    each = ((x.seconds, x.rate, x.busy, x.beside) for x in shown)
    seconds, frames, busy, beside = map(statistics.median, zip(*each, strict=True))
    return f"{seconds:.0f}, {frames:.1f}, {busy:.1f}, {beside:.0f}"


def table_rows(done: Visits) -> list[Row]:
    """Head, then one row for each species; the bona fide by their first tries, and by their last ones."""
    rows: list[Row] = [HEAD]
    for name in filter(done.__contains__, ALL):
        visits = [list(tries) for _number, tries in sorted(done[name].items())]
        if name == BONA_FIDE:
            rows.append(_row(name, ALL[name].says, [tries[0] for tries in visits]))
            rows.append(_row(name, f"the same people, up to {TRIES} tries", [tries[-1] for tries in visits]))
        else:
            rows.append(_row(name, ALL[name].says, [one for tries in visits for one in tries]))
    return rows


def _write(done: Visits) -> None:
    rows = with_standing(table_rows(done), PAGE, list(ALL))
    for row in rows:
        print(*row, sep=" | ")
    note = NOTE.format(
        holders=people_count(), tries=TRIES, per_visit=PER_VISIT, waiting=WAITING_FPS, led=LED_FPS
    )
    print(write_table(PAGE, "Attacks on the live selfie step", rows, note))


NOTE = """Every presentation goes through the hosted page in Chromium, which sees a fake camera of 1280 x 720 at 15
pictures a second, drawn 10 times a second (what only waits: half more often than the page takes one), against a
running server with its shipped settings. Each visit begins with consent, choice and the holder's rendered passport
before the same camera; then come up to {per_visit} tries of an attack at the face step, each with a challenge of its
own, or up to {tries} of a bona fide. Holders are the {holders} people with portraits, in turn. Approved means that
the inquiry was: in the first two rows, the bona fide, who got through; in all
others the attack presentation classification error rate (APCER, ISO/IEC 30107-3), with 95 % Wilson intervals. No
verdict: the page ended the try because the challenge was not done in its 60 s or its order (non-response). Broken:
robot, browser or server failed before an end; these are no presentations, and stand here so that none is dropped.
Presentations went on side by side, in browsers of their own: many of those that only wait for the end of the 60 s,
few of the others, and fewer once less than {waiting:.0f} or {led:.0f} frames a second were answered. The column
before the last tells how long the face step took, how many frames a second were answered from the first to the last,
how many cores all programs of the machine kept busy meanwhile, the robot's own drawing among them, and how many other
presentations went on beside, at the most. Where frames came seldom the people moved in steps, and the outcomes, of
the bona fide too, are those of an overloaded machine. Rows that name three numbers there are older: nothing went
beside, but for what waits, of which two or three went at a time, and frames are counted by all the seconds.

Heads, prints and screens are rendered: these are not rates of real attackers, nor of real people. What needs no
camera: [wire_attacks](wire_attacks.md). The same species in larger numbers on a simulated clock:
[line_attacks](line_attacks.md).

Reproduce: `python bench/live_attacks.py --keep FILE --minutes 60`, again until there are enough; how many were made
stands in the rows. A row stays until its species is presented again; the last column tells by which version of the
code all its presentations were judged and drawn."""


if __name__ == "__main__":
    main()
