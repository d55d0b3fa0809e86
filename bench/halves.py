"""Which people a benchmark asks: limits are set on the even numbers and reported on the odd ones."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.world.people import people_available, people_count


@dataclass(frozen=True, slots=True)
class Half:
    """Numbers of people of one half; `sets_limits` where it is the one that nothing is reported on."""

    numbers: range
    sets_limits: bool


def asked_half(about: str | None) -> Half:
    """Read `--people` and `--half` from the command line. Stops with a sentence where there are no portraits."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--people", type=int, default=17)
    parser.add_argument("--half", choices=("even", "odd"), default="odd")
    asked = parser.parse_args()
    if not people_available():
        print(f"{parser.prog}: skipped, no portraits; set BONAFIDE_TEST_DATA")
        raise SystemExit(0)
    cv2.setNumThreads(1)
    return Half(range(asked.half == "odd", people_count(), 2)[: asked.people], asked.half == "even")
