"""What people wait at the face step, and what they cost: the shipped server, four people at once on one core.

    python bench/speed_live.py [ALONE [FIRST]]

ALONE people come one after another on all cores (5), four at once are people FIRST (10) and the next three.

Writes docs/benchmarks/speed_live.md. Each person is a process of its own that makes the calls of the page's scripts,
with a head that was drawn before (`crowd.quick`). The server gets the first core, the people the others.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from queue import Empty
from threading import BrokenBarrierError
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.robot.server import Server
from tests.world.people import people_available

from common import bind_threads, busy_s, write_table
from crowd.visit import PATIENCE_S, Seen, go

CROWD, ALONE, FIRST = 4, 5, 10
COMMAND = "python bench/speed_live.py"
LOOKING, JUDGING = "looking at live frames", "judging those who were done before the last"
NOTE = """\
`bonafide up` as it is installed, SQLite, one process for live frames. People are heads that do what is asked, with
frames of 640 x 480 sent as the page sends them: one at a time, 95 ms apart at least, 350 ms after a reached move. So
that they cost little each head was drawn in 59 poses before, all three-dimensional views. The nearest one is shifted,
turned and scaled by the tremor and the rest of the way and lit by the page's colour, with a gain that was measured on
the head at rest; then come sensor noise and automatic exposure. The document was shown and read before. The outcome
is asked for every 100 ms as the page does at first, as part of the time; where several people come, those who wait
for theirs add that to the web's part of the others' frames.
"""
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Round:
    """What some people saw together, how long the face step of the longest took, and what it cost the server."""

    seen: list[Seen]
    live_ms: dict[str, float]
    """Processor time of each part of the server up to the last frame of the last of them."""
    others: float
    """Cores kept busy by programs that are neither the server nor the people."""
    outcomes: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    """Of each who was not approved the checks that did not pass, with their reasons and numbers."""

    @property
    def frames(self) -> int:
        """Frames answered."""
        return sum(one.frames for one in self.seen)

    @property
    def rates(self) -> list[float]:
        """Frames answered in a second, of each person."""
        return [one.frames / one.seconds for one in self.seen if one.seconds]

    @property
    def rates_while_sending(self) -> list[float]:
        """The same without the pauses in which the page waits until a reached move was read."""
        return [one.frames / (one.seconds - one.paused) for one in self.seen if one.seconds > one.paused]

    @property
    def whole_ms(self) -> float:
        """All parts but the judging of verdicts of people who were done before the last."""
        return sum(ms for part, ms in self.live_ms.items() if part != JUDGING)

    @property
    def theirs_ms(self) -> list[float]:
        """Processor time that being each person took for a frame."""
        return [one.cpu_s * 1000 / one.frames for one in self.seen if one.frames]


def visit(link: str, holder: int, ready: Any, told: Any) -> None:
    """Body of one person's process."""
    try:
        told.put((holder, go(link, holder, ready, lambda: told.put((holder, None)))))
    except Exception as error:  # noqa: BLE001 - told to who counts; the others wait no longer
        told.put((holder, RuntimeError(f"{type(error).__name__}: {error}")))
        ready.abort()


def together(server: Server, holders: Sequence[int]) -> Round:
    """Let these people come at once. Raises RuntimeError where one of them could not get through."""
    context = get_context("spawn")
    ready, told = context.Barrier(len(holders) + 1), context.Queue()
    inquiries = [
        server.api.ask(f"speed-{holder}-{time.time_ns()}", rule="bench@1", rule_text="", back="")
        for holder in holders
    ]
    links = [server.api.link(inquiry) for inquiry in inquiries]
    people = [
        context.Process(target=visit, args=(link, holder, ready, told))
        for link, holder in zip(links, holders, strict=True)
    ]
    for one in people:
        one.start()
    try:
        ready.wait(PATIENCE_S)
        before, since, all_before = parts_of(server.pid), time.perf_counter(), busy_s()
    except BrokenBarrierError:
        before, since, all_before = dict[str, float](), 0.0, 0.0  # the first that is told says why
    found: dict[int, Seen] = {}
    still, live = len(people), dict[str, float]()
    while len(found) < len(people):
        holder, seen = _one(told)
        if seen is not None:
            found[holder] = seen
            continue
        still -= 1
        live = live if still else since_then(server.pid, before)
    cpu = sum(since_then(server.pid, before).values())
    theirs = sum(seen.cpu_s for seen in found.values())
    others = (busy_s() - all_before - cpu - theirs) / (time.perf_counter() - since)
    for one in people:
        one.join()
    outcomes = [server.api.status(inquiry) for inquiry in inquiries]
    in_ms = {name: seconds * 1000 for name, seconds in live.items()}
    why = [
        f"person {holder}, {outcome}: {why_not(server, inquiry)}"
        for holder, inquiry, outcome in zip(holders, inquiries, outcomes, strict=True)
        if outcome != "approved"
    ]
    return Round([found[holder] for holder in holders], in_ms, max(0.0, others), outcomes, why)


def why_not(server: Server, inquiry: str) -> str:
    """The checks of all tries that did not pass: try, name, status, reasons, and the numbers they were judged by."""
    said = server.api.call("GET", f"/inquiries/{inquiry}")["included"]
    found = [
        f"{one['type'].removeprefix('verification/')} {check['name']} {check['status']} "
        f"{','.join(check['reasons']) or '-'} {check['metadata'] or ''}".strip()
        for one in said
        if one["type"].startswith("verification/")
        for check in one["attributes"]["checks"]
        if check["status"] != "passed" and (check["reasons"] or check["requirement"] == "required")
    ]
    return "; ".join(found) or "every check passed"


def _one(told: Any) -> tuple[int, Seen | None]:
    """What one person told: None once the face was shown, later all that was seen."""
    try:
        holder, seen = told.get(timeout=2 * PATIENCE_S)
    except Empty:
        raise RuntimeError("a person never came back") from None
    if isinstance(seen, Exception):
        raise seen
    return holder, seen


def tree_of(root: int) -> list[int]:
    """A process and all below it."""
    parents = {int(one.name): _parent(one) for one in Path("/proc").iterdir() if one.name.isdigit()}
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _stat(process: Path) -> list[str]:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return ["", "0", *["0"] * 40]


def _parent(process: Path) -> int:
    return int(_stat(process)[1])


def spent(processes: Sequence[int]) -> float:
    """Seconds of processor time that these took so far."""
    stats = [_stat(Path(f"/proc/{pid}")) for pid in processes]
    return sum(int(one[11]) + int(one[12]) for one in stats) / _TICK


def parts_of(root: int) -> dict[str, float]:
    """Seconds of processor time that each part of a running server took so far."""
    parts: defaultdict[str, float] = defaultdict(float)
    for pid in tree_of(root):
        parts[_part(pid)] += spent([pid])
    return dict(parts)


def since_then(root: int, before: Mapping[str, float]) -> dict[str, float]:
    """The same since `before`."""
    return {part: seconds - before.get(part, 0.0) for part, seconds in parts_of(root).items()}


def _part(pid: int) -> str:
    line = _line(pid)
    if b"enginehost" in line:
        return LOOKING if b"gunicorn" in _line(_parent(Path(f"/proc/{pid}"))) else JUDGING
    names = {b"gunicorn": "web", b"worker": "worker"}
    return next((name for sign, name in names.items() if sign in line), "other")


def _line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it ended meanwhile
        return b""


def main(alone: int = ALONE, first: int = FIRST) -> None:
    """Measure and write the page; the four who come at once are people `first` and the next three."""
    if not people_available():
        print("bench/speed_live.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
        return
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        singles = [together(server, [holder]) for holder in range(alone)]
        for pid in tree_of(server.pid):
            bind_threads(pid, {cores[0]})
        os.sched_setaffinity(0, set(cores[1:]) or set(cores))
        crowd = together(server, range(first, first + CROWD))
        os.sched_setaffinity(0, set(cores))
    write(crowd, singles, len(cores))


def rows(crowd: Round, singles: Sequence[Round]) -> list[tuple[object, ...]]:
    """Lines of the table."""
    found: list[tuple[object, ...]] = [("what", "n", "median", "90 %", "unit")]
    four, one = f"{CROWD} people, server on one core", "one person, all cores"
    rounds: Sequence[Round]
    for name, rounds in ((four, [crowd]), (one, singles)):
        seen = [person for each in rounds for person in each.seen]
        waits = [wait for person in seen for wait in person.waits]
        rates = [rate for each in rounds for rate in each.rates]
        found.append((f"{name}: frames answered in a second, each person", *spread(rates), ""))
        rates = [rate for each in rounds for rate in each.rates_while_sending]
        found.append(
            (f"{name}: the same without the pages' own pauses after a reached move", *spread(rates), "")
        )
        found.append((f"{name}: wait for the answer to a frame", *spread(waits), "ms"))
        found += costs(name, rounds)
        found.append(
            (f"{name}: frames left out because nobody was free", sum(p.skipped for p in seen), "", "", "")
        )
        verdicts = [person.verdict_ms for person in seen if person.end == "finished"]
        found.append((f"{name}: from sending the last frame to the outcome", *spread(verdicts), "ms"))
        ends = [
            f"{person.end}, {outcome}"
            for each in rounds
            for person, outcome in zip(each.seen, each.outcomes, strict=True)
        ]
        found.append((f"{name}: how they ended", len(ends), "; ".join(sorted(set(ends))), "", ""))
        found += [
            (f"{name}: why one was not approved", 1, why, "", "") for each in rounds for why in each.why
        ]
    return found


def costs(name: str, rounds: Sequence[Round]) -> list[tuple[object, ...]]:
    """Processor time for a frame, until the last one was answered: the server's, its parts', the people's."""
    frames = sum(each.frames for each in rounds)
    whole = [each.whole_ms / each.frames for each in rounds]
    found: list[tuple[object, ...]] = [
        (f"{name}: server's processor time for a frame, until the last was answered", *spread(whole), "ms")
    ]
    for part in sorted({part for each in rounds for part in each.live_ms}):
        mean = sum(each.live_ms.get(part, 0.0) for each in rounds) / frames
        how = "beside it" if part == JUDGING else "of it"
        found.append((f"{name}: {how} {part}, mean", frames, f"{mean:.1f}", "", "ms"))
    theirs = [cost for each in rounds for cost in each.theirs_ms]
    return [*found, (f"{name}: processor time of the people themselves for a frame", *spread(theirs), "ms")]


def write(crowd: Round, singles: Sequence[Round], cores: int) -> None:
    """Write the page and say what else ran."""
    lines = rows(crowd, singles)
    kept = statistics.median([each.others for each in (crowd, *singles)])
    note = f"{NOTE}Other programs kept {kept:.1f} of {cores} cores busy meanwhile.\n\nReproduce: `{COMMAND}`."
    write_table("speed_live.md", "Four people before the camera at once", lines, note)
    print("\n".join("  ".join(map(str, line)) for line in lines), note, sep="\n")


def spread(values: Sequence[float]) -> tuple[str, str, str]:
    """Count, median and 90th percentile as text."""
    if not values:
        return "0", "", ""
    high = statistics.quantiles(values, n=10)[-1] if len(values) > 1 else values[0]
    return str(len(values)), f"{statistics.median(values):.1f}", f"{high:.1f}"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
