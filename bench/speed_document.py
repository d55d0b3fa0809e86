"""What reading a document costs: wall and processor time, by stage. What it takes in memory: bench/memory.py.

    python bench/speed_document.py [CARDS]    # cards of each kind read front and back; 6 unless told otherwise

Writes docs/benchmarks/speed_document.md. The engine runs in a child process as it does in the server, so that its
time is measured without that of what draws the pictures. What else ran on the machine meanwhile is said.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.aamva import invented
from tests.world.hand import hold
from tests.world.licence import licence
from tests.world.people import people_available, person
from tests.world.pixels import Image
from tests.world.specimen import passport, td1_card

from bonafide.engine.image import decode, encode_jpeg, shrink
from bonafide.enginehost import Child
from common import bind_threads, busy_s, shared_data, write_table
from iddocs import PICTURES

CARDS = 6
COMMAND = "python bench/speed_document.py"
CARD, PAGE = "card, front and back", "passport page"
SPECIMEN, HINT = "public specimen, one side", "live hint on a preview"
TODAY = date(2026, 6, 1)
SIZE = (1920, 1080)
"""What the capture page asks the browser for."""
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """Milliseconds per call: wall as the caller waits, processor time of the engine's process, its stages."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=dict)


class Engine:
    """The engine's process and its clock."""

    def __init__(self) -> None:
        self._child = Child()
        self._child.call("preload")

    def timed(self, spent: Spent, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the engine and note what it took."""
        wall, cpu = time.perf_counter(), self.cpu()
        found = self._child.call(name, *args, **kwargs)
        spent.wall.append((time.perf_counter() - wall) * 1000)
        spent.cpu.append((self.cpu() - cpu) * 1000)
        return found

    def read(self, spent: Spent, front: bytes, back: bytes | None = None) -> None:
        """Read a document."""
        self.timed(spent, "read_document", front, back, today=TODAY)

    def stages(self, spent: Spent, front: bytes, back: bytes | None = None) -> None:
        """Read a document on one core, where stages follow each other, and note the processor time of each."""
        cores = bind_threads(self._child.pid, {min(os.sched_getaffinity(self._child.pid))})
        found = self._child.call("read_document", front, back, today=TODAY, timer=time.process_time)
        bind_threads(self._child.pid, cores)
        for stage, ms in found.timings_ms.items():
            spent.stages.setdefault(stage, []).append(ms)

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        after_name = Path(f"/proc/{self._child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / _TICK

    def close(self) -> None:
        """End the process."""
        self._child.close()


def photographed(page: Image, seed: int) -> bytes:
    """The page held before the camera."""
    return encode_jpeg(np.asarray(hold(page, t=5.0, seed=seed, size=SIZE), np.uint8))


def cards(count: int) -> Iterator[tuple[bytes, bytes]]:
    """Identity cards with a zone and licences with a barcode in turn, front and back."""
    for seed in range(count):
        front, back = td1_card(person(seed))
        yield photographed(front, seed), photographed(back, 100 + seed)
        one = licence(replace(invented(7000 + seed), truncated=""))
        yield photographed(one.front, 200 + seed), photographed(one.back, 300 + seed)


def specimens() -> list[bytes]:
    """Public photographs and scans of specimen documents, one side each."""
    found = sorted(p for p in (shared_data() / "iddocs").glob("*/*") if p.suffix in PICTURES)
    return [path.read_bytes() for path in found]


def preview(picture: bytes) -> bytes:
    """A preview frame of 640 x 360 with the document in its middle."""
    page = shrink(decode(picture), 330)
    high, wide = max(0, 360 - page.shape[0]), max(0, 640 - page.shape[1])
    sides = (high // 2, high - high // 2, wide // 2, wide - wide // 2)
    scene = cv2.copyMakeBorder(page, *sides, cv2.BORDER_CONSTANT, value=(70, 80, 90))
    return encode_jpeg(np.asarray(scene, np.uint8), 80)


def main(count: int = CARDS) -> None:
    """Measure and write the page."""
    if not people_available():
        print("bench/speed_document.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
        return
    pairs, singles = list(cards(count)), specimens()
    pages = [photographed(passport(person(seed)), 400 + seed) for seed in range(count)]
    previews = [preview(picture) for picture in singles]
    engine = Engine()
    for picture in (*pairs[0], *pairs[1], pages[0]):
        engine.read(Spent(), picture)
    spent = {name: Spent() for name in (CARD, PAGE, SPECIMEN, HINT)}
    others, since, before = busy_s(), time.perf_counter(), engine.cpu()
    for pair in pairs:
        engine.read(spent[CARD], *pair)
        engine.stages(spent[CARD], *pair)
    for name, pictures in ((PAGE, pages), (SPECIMEN, singles)):
        for picture in pictures:
            engine.read(spent[name], picture)
    for picture in singles:
        engine.stages(spent[SPECIMEN], picture)
    for picture in previews:
        engine.timed(spent[HINT], "hint_document", picture)
    kept = (busy_s() - others - (engine.cpu() - before)) / (time.perf_counter() - since)
    write(rows(spent), kept)
    engine.close()


def rows(spent: dict[str, Spent]) -> list[tuple[object, ...]]:
    """Lines of the table: whole calls first, then the stages of a card read front and back."""
    found: list[tuple[object, ...]] = [("what", "n", "median", "90 %", "unit")]
    for name, one in spent.items():
        found.append((f"{name}: wall", *spread(one.wall), "ms"))
        found.append((f"{name}: processor time, all threads", *spread(one.cpu), "ms"))
    found.append(("zone of a specimen alone: processor time", *spread(spent[SPECIMEN].stages["mrz"]), "ms"))
    stages = spent[CARD].stages
    found += [
        (f"{CARD}, stage {stage}: processor time", *spread(stages[stage]), "ms")
        for stage in sorted(stages, key=lambda stage: -statistics.median(stages[stage]))
    ]
    return found


def write(lines: list[tuple[object, ...]], kept: float) -> None:
    """Write the page; `kept`: how many cores other programs kept busy meanwhile."""
    note = (
        "Rendered identity cards and licences, front and back, and passport pages, held in a hand before a camera of"
        f" {SIZE[0]} x {SIZE[1]} pixels; public specimens as they are. Models were loaded before. Wall time is what"
        f" a caller waits, the pipe between included; up to two cores work at once. Stages were counted on one core,"
        f" one after another. Other programs kept {kept:.1f} of the cores busy meanwhile.\n\n"
        f"Reproduce: `{COMMAND}`."
    )
    write_table("speed_document.md", "Cost of reading a document", lines, note)
    print("\n".join("  ".join(map(str, line)) for line in lines), note, sep="\n")


def spread(values: list[float]) -> tuple[str, str, str]:
    """Count, median and 90th percentile as text."""
    high = statistics.quantiles(values, n=10)[-1] if len(values) > 1 else values[0]
    return str(len(values)), f"{statistics.median(values):.0f}", f"{high:.0f}"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
