"""What the engine's process takes in memory: at rest, and at most while it reads documents and looks at faces.

    python bench/memory.py [CARDS]    # cards of each kind read front and back; 6 unless told otherwise

Writes docs/benchmarks/memory.md. The engine runs in a child process as it does in the server, so that its memory
is measured without that of what draws the pictures. Linux only: the kernel keeps the peak and starts it again.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.actor import frames
from tests.world.people import people_available, person
from tests.world.puppet import Puppet
from tests.world.specimen import passport

from bonafide.engine.evidence import Challenge
from bonafide.engine.image import decode
from bonafide.enginehost import Child
from common import shared_data, write_table
from speed_document import (
    CARD,
    CARDS,
    HINT,
    PAGE,
    SIZE,
    SPECIMEN,
    TODAY,
    cards,
    photographed,
    preview,
    specimens,
)
from speed_face import MOVES, thinned

COMMAND = "python bench/memory.py"
COMPARE, JUDGE = "compare portrait and selfie", "judge a capture"
REPEAT_FACES = 3
NOTE = f"""Resident memory of one engine process, MB, program code that all engine processes share included. The peak
is started again before each call; the models of print are loaded by the first reading and stay. Rendered identity
cards and licences, front and back, and passport pages, held in a hand before a camera of {SIZE[0]} x {SIZE[1]}
pixels; public specimens as they are; faces of 1350 x 1350 pixels, and a simulated head filmed for the capture.

Reproduce: `{COMMAND}`."""


@dataclass
class Held:
    """Most memory during each call of one kind, MB."""

    peaks: list[float] = field(default_factory=list)

    def row(self, name: str) -> tuple[object, ...]:
        """Line of the table."""
        return name, len(self.peaks), f"{statistics.median(self.peaks):.0f}", f"{max(self.peaks):.0f}"


class Engine:
    """The engine's process and its memory."""

    def __init__(self) -> None:
        self._child = Child()
        self._child.call("preload")

    def call(self, held: Held, name: str, *args: Any, **kwargs: Any) -> None:
        """Call a function of the engine and note the most memory meanwhile."""
        self._path("clear_refs").write_text("5")  # the peak starts again from what is held now
        self._child.call(name, *args, **kwargs)
        held.peaks.append(self.mb("VmHWM"))

    def at_rest(self, name: str) -> tuple[object, ...]:
        """Line of the table: what is held between calls, once the last one gave its memory back."""
        self._child.call("preload")  # answered only after that
        return name, "", f"{self.mb('VmRSS'):.0f}", ""

    def mb(self, key: str) -> float:
        """One line of what the kernel says about the process."""
        return int(self._path("status").read_text().partition(f"{key}:")[2].split()[0]) / 1024

    def _path(self, name: str) -> Path:
        return Path(f"/proc/{self._child.pid}/{name}")

    def close(self) -> None:
        """End the process."""
        self._child.close()


def documents(engine: Engine, count: int) -> dict[str, Held]:
    """Read documents of every kind, and previews of some."""
    held = {name: Held() for name in (CARD, PAGE, SPECIMEN, HINT)}
    for pair in cards(count):
        engine.call(held[CARD], "read_document", *pair, today=TODAY)
    for seed in range(count):
        page = photographed(passport(person(seed)), 400 + seed)
        engine.call(held[PAGE], "read_document", page, today=TODAY)
    singles = specimens()
    for picture in singles:
        engine.call(held[SPECIMEN], "read_document", picture, today=TODAY)
    for picture in singles:
        engine.call(held[HINT], "hint_document", preview(picture))
    return held


def faces(engine: Engine) -> dict[str, Held]:
    """Compare faces and judge a capture."""
    held = {COMPARE: Held(), JUDGE: Held()}
    folder = shared_data() / "faces" / "london"
    portrait, selfie = (
        next((folder / kind).glob("001_*.jpg")).read_bytes() for kind in ("neutral_front", "smiling_front")
    )
    capture = thinned(list(frames(Puppet(decode(portrait)), MOVES)))
    for _ in range(REPEAT_FACES):
        engine.call(held[COMPARE], "compare_faces", portrait, selfie)
        engine.call(held[JUDGE], "judge_selfie", capture, Challenge("bench", MOVES))
    return held


def main(count: int = CARDS) -> None:
    """Measure and write the page."""
    if not people_available():
        print("bench/memory.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
        return
    lines: list[tuple[object, ...]] = [("what", "n", "median MB", "most MB")]
    engine = Engine()
    lines.append(engine.at_rest("at rest, models of faces loaded"))
    held = faces(engine) | documents(engine, count)
    lines.append(engine.at_rest("at rest after all of these, all models loaded"))
    lines += [one.row(name) for name, one in held.items()]
    lines.append(("all", sum(len(one.peaks) for one in held.values()), "", f"{most(held):.0f}"))
    engine.close()
    print(write_table("memory.md", "Memory of the engine's process", lines, NOTE).read_text())


def most(held: dict[str, Held]) -> float:
    """Highest peak of all."""
    return max(max(one.peaks) for one in held.values())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
