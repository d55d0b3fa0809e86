"""The honest document in a hand before a camera: which checks of the document step call it anything but genuine.

    python bench/hand_held.py

Writes docs/benchmarks/hand_held.md.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.hand import hold
from tests.world.people import people_available, people_count, person
from tests.world.specimen import passport

from bonafide.checks.base import Status
from bonafide.checks.catalogue import run_document
from bonafide.engine import read_document
from bonafide.policy.context import make_context
from bonafide.policy.templates import template
from common import share, write_table

TODAY = date(2026, 11, 22)


def main() -> None:
    """Show every person's passport once and write the table."""
    if not people_available():
        print("bench/hand_held.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
        return
    failed = [_failed(number) for number in range(people_count())]
    note = (
        "Rendered passports of the state UTO, one of each person with a portrait, held in a hand over a table\n"
        "before a camera, as in the browser tests; none is an attack. This renderer draws no sensor mosaic and no\n"
        "optics; [document_screens](document_screens.md) and [document_prints](document_prints.md) have others.\n"
        "With slow patterns counted from .045 cycles per pixel on, as before, 5 of the 34 were called a screen.\n\n"
        "Reproduce: `python bench/hand_held.py`."
    )
    print(write_table("hand_held.md", "Honest documents in a hand", list(_rows(failed)), note))


def _failed(number: int) -> list[str]:
    photograph = cv2.imencode(".jpg", hold(passport(person(number)), t=5.0, seed=number))[1].tobytes()
    evidence = read_document(photograph, today=TODAY)
    context = make_context(
        template(), today=TODAY, sandbox=True, read_class=evidence.document_class, comparison=None
    )
    return [check.name for check in run_document(evidence, context) if check.status is Status.FAILED]


def _rows(failed: list[list[str]]) -> Iterator[tuple[str, str]]:
    yield "check", "failed"
    yield "any", share(sum(bool(names) for names in failed), len(failed))
    counts = Counter(name for names in failed for name in names)
    for name, count in counts.most_common():
        yield f"`{name}`", share(count, len(failed))


if __name__ == "__main__":
    main()
