"""What one whole verification costs: seconds of CPU by stage, and the peak memory of the engine's process.

    python bench/verification.py

Writes docs/benchmarks/verification.md.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world import actor
from tests.world.hand import hold
from tests.world.people import people_available, people_count, person
from tests.world.puppet import Puppet
from tests.world.specimen import passport

from bonafide.checks.catalogue import run_document, run_selfie
from bonafide.engine import compare_faces, judge_selfie, read_document
from bonafide.engine.document.hint import hint_document
from bonafide.engine.face.challenge import new_challenge
from bonafide.engine.face.hint import read_frame
from bonafide.policy.context import make_context, make_facts
from bonafide.policy.decision import decide
from bonafide.policy.templates import template
from common import peak_memory_mb, write_table

PEOPLE = 10
TODAY = date(2026, 11, 22)
T = TypeVar("T")
Costs = dict[str, list[float]]


def main() -> None:
    """Measure and write docs/benchmarks/verification.md."""
    if not people_available():
        print("bench/verification.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
        return
    costs: Costs = {}
    outcomes = [_verify(index, costs) for index in range(-1, min(PEOPLE, people_count()))][1:]
    _write(costs, outcomes)


def _timed(costs: Costs, stage: str, work: Callable[[], T]) -> T:
    start = time.process_time()
    done = work()
    costs.setdefault(stage, []).append(time.process_time() - start)
    return done


def _verify(index: int, costs: Costs) -> str:
    """One person from picture to decision; index -1 warms the models up and is not counted."""
    counted: Costs = {} if index < 0 else costs
    who = person(max(index, 0))
    photograph = cv2.imencode(".jpg", hold(passport(who), t=5.0, seed=max(index, 0)))[1].tobytes()
    challenge = new_challenge("bench", random.SystemRandom())
    acted = actor.frames(Puppet(who.portrait), challenge.moves, colours=challenge.colours)
    frames = [frame for frame in acted if frame.seq % 2 == 0 or frame.light >= 0]
    preview = cv2.imencode(".jpg", cv2.resize(hold(passport(who), t=5.0), (640, 360)))[1].tobytes()
    _timed(counted, "live hint, document, per frame", lambda: hint_document(preview))
    _timed(counted, "live hint, face, per frame", lambda: read_frame(frames[0].jpeg, 0, 0, 0))
    document = _timed(counted, "read document", lambda: read_document(photograph, today=TODAY))
    selfie = _timed(counted, "judge selfie", lambda: judge_selfie(frames, challenge))
    portrait = document.portrait.jpeg if document.portrait else b""
    comparison = _timed(counted, "compare faces", lambda: compare_faces(portrait, selfie.best))

    def ruling() -> str:
        context = make_context(
            template(), today=TODAY, sandbox=True, read_class=document.document_class, comparison=comparison
        )
        checks = [*run_document(document, context), *run_selfie(selfie, context)]
        return str(decide(checks, make_facts(document, context, attempts_left=4), template()).outcome)

    return _timed(counted, "checks and policy", ruling)


def _write(costs: Costs, outcomes: list[str]) -> None:
    stages = [name for name in costs if not name.startswith("live")]
    costs["whole verification"] = [
        sum(parts) for parts in zip(*(costs[name] for name in stages), strict=True)
    ]
    rows = [("stage", "n", "median CPU s", "largest CPU s")]
    rows += [
        (name, str(len(values)), f"{statistics.median(values):.3f}", f"{max(values):.3f}")
        for name, values in costs.items()
    ]
    note = (
        "CPU seconds, all threads of the process, models loaded; rendered people with rendered specimen\n"
        f"passports, {outcomes.count('approved')} of {len(outcomes)} approved. Peak memory of this process, which\n"
        f"does every stage and renders the people too: {peak_memory_mb():.0f} MB.\n\n"
        "Reproduce: `python bench/verification.py`."
    )
    print(write_table("verification.md", "One whole verification", rows, note))


if __name__ == "__main__":
    main()
