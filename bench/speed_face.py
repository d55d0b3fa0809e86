"""What faces cost: one live frame, one judged capture, one comparison; processor time and peak memory.

    python bench/speed_face.py

Writes docs/benchmarks/speed_face.md.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.actor import frames
from tests.world.puppet import Puppet

from bonafide.engine.evidence import Challenge, Frame, Move
from bonafide.engine.face.compare import compare_faces
from bonafide.engine.face.hint import read_frame
from bonafide.engine.face.judge import judge_selfie
from bonafide.engine.image import decode
from common import busy_s, peak_memory_mb, shared_data, write_table

MOVES = (Move.LOOK_STRAIGHT, Move.TURN_LEFT, Move.TURN_RIGHT, Move.COME_CLOSER, Move.LOOK_STRAIGHT)
CAPTURE = 28
"""Frames in one capture."""
REPEAT_FRAMES, REPEAT_CAPTURES = 60, 7


def measure(work: Callable[[], object], times: int) -> tuple[float, float, float]:
    """Median CPU, 95 % CPU and median wall time in ms; the first call warms up and is not counted."""
    work()
    cpu: list[float] = []
    wall: list[float] = []
    for _ in range(times):
        before, since = time.process_time(), time.perf_counter()
        work()
        cpu.append((time.process_time() - before) * 1000)
        wall.append((time.perf_counter() - since) * 1000)
    late = sorted(cpu)[min(len(cpu) - 1, round(0.95 * len(cpu)))]
    return statistics.median(cpu), late, statistics.median(wall)


def row(name: str, work: Callable[[], object], times: int) -> list[object]:
    """One line of the table, with the peak memory of the process after it."""
    middle, late, wall = measure(work, times)
    return [name, times, f"{middle:.0f}", f"{late:.0f}", f"{wall:.0f}", f"{peak_memory_mb():.0f}"]


def thinned(recorded: list[Frame]) -> list[Frame]:
    """Keep as many frames as one capture has, evenly spread."""
    step = len(recorded) / CAPTURE
    return [recorded[int(i * step)] for i in range(min(CAPTURE, len(recorded)))]


def main() -> None:
    """Measure and write the page."""
    london = shared_data() / "faces" / "london"
    portrait = next((london / "neutral_front").glob("001_*.jpg")).read_bytes()
    selfie = next((london / "smiling_front").glob("001_*.jpg")).read_bytes()
    challenge = Challenge("bench", MOVES)
    capture = thinned(list(frames(Puppet(decode(portrait)), MOVES)))
    one = capture[len(capture) // 2]
    others, since, own = busy_s(), time.perf_counter(), time.process_time()
    head: list[object] = [
        "what",
        "runs",
        "CPU ms, median",
        "CPU ms, 95 %",
        "wall ms, median",
        "peak MB so far",
    ]
    rows = [
        head,
        row("one live frame, 640 x 480", lambda: read_frame(one.jpeg, 0, 0, 0), REPEAT_FRAMES),
        row(
            "compare portrait and selfie, 1350 x 1350",
            lambda: compare_faces(portrait, selfie),
            REPEAT_CAPTURES,
        ),
        row(f"judge {len(capture)} frames", lambda: judge_selfie(capture, challenge), REPEAT_CAPTURES),
    ]
    kept = (busy_s() - others - (time.process_time() - own)) / (time.perf_counter() - since)
    stages = judge_selfie(capture, challenge).timings_ms
    spent = ", ".join(f"{stage} {ms:.0f} ms" for stage, ms in stages.items())
    note = (
        "Reproduce: `python bench/speed_face.py`. CPU is processor time of the whole process, all threads; "
        f"models were loaded before. Time of the judge by stage, one run, added up over its threads: {spent}. "
        "Stages after the first run side by side. Peak memory contains "
        "the simulated head that was filmed for the frames. "
        f"Other programs kept {kept:.1f} of the cores busy meanwhile. "
        "What four people at once cost the whole server, and how long a verdict takes there, is in "
        "[speed_live](speed_live.md)."
    )
    print(write_table("speed_face.md", "Cost of faces", rows, note).read_text())


if __name__ == "__main__":
    main()
