"""One person throughout: how alike the turned and the straight face of one person are, and of two.

    python bench/same_person.py

Writes docs/benchmarks/same_person.md. London people, neutral, straight against three quarters left and right.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.people import people_available, people_count, person, photo

from bonafide.engine.face.embed import Embedding, embed, similarity
from bonafide.engine.face.hint import Seen, see_frame
from bonafide.engine.image import Pixels, encode_jpeg
from bonafide.policy.thresholds import SHIPPED
from common import share, write_table

SIDES = ("neutral_left_3quarter", "neutral_right_3quarter")
LIMITS = (0.88, 0.89, 0.90, 0.91, 0.92, 0.93)


@dataclass(frozen=True, slots=True)
class Pair:
    """A straight face and a turned one: whose they are, how far the second is turned, how alike they are."""

    straight: int
    turned: int
    yaw: float
    alike: float


def main() -> None:
    """Compare and write the table."""
    if not people_available():
        print("bench/same_person.py: skipped, no portraits; set BONAFIDE_TEST_DATA")
        return
    pairs = list(_pairs())
    own = [pair for pair in pairs if pair.straight == pair.turned]
    yaws = [pair.yaw for pair in own]
    note = (
        f"{people_count()} people, studio light, one session: straight against turned by {min(yaws):.0f} to\n"
        f"{max(yaws):.0f} degrees (median {np.median(yaws):.0f}); in a capture only turns below 35 are compared, so\n"
        "this is harder than what happens there, and easier in its light. Least likeness of one person with\n"
        f"themselves: {min(pair.alike for pair in own):.3f}. The limit was chosen with all of them in view; the\n"
        "halves only show how far such numbers move from people to people. A cut to somebody else is a turn of\n"
        "another person: two such turns have to pass. Reproduce: `python bench/same_person.py`."
    )
    print(write_table("same_person.md", "One person throughout", [_head(), *_rows(pairs)], note))


def _pairs() -> Iterator[Pair]:
    straight = {who: _template(person(who).portrait)[0] for who in range(people_count())}
    for who in straight:
        for side in SIDES:
            turned, seen = _template(photo(person(who).face_id, side), mirror=False)
            for other, reference in straight.items():
                yield Pair(other, who, abs(seen.reading.yaw), similarity(reference, turned))


def _template(picture: Pixels, *, mirror: bool = True) -> tuple[Embedding, Seen]:
    seen = see_frame(encode_jpeg(picture, 90), 0, 0, 0)
    if seen.face is None:
        raise ValueError("no face in a portrait")
    return embed(seen.image, seen.face, mesh=seen.mesh, mirror=mirror), seen


def _head() -> tuple[str, ...]:
    halves = ("even people", "odd people")
    return ("limit", *(f"{half}: {kind}" for half in halves for kind in ("own refused", "others taken")))


def _rows(pairs: list[Pair]) -> Iterator[tuple[str, ...]]:
    for limit in LIMITS:
        row = [f"{limit:.2f}" + (" (shipped)" if limit == SHIPPED.same_person_min else "")]
        for half in (0, 1):
            mine = [pair for pair in pairs if pair.turned % 2 == half and pair.straight % 2 == half]
            own = [pair.alike < limit for pair in mine if pair.straight == pair.turned]
            others = [pair.alike >= limit for pair in mine if pair.straight != pair.turned]
            row += [share(sum(own), len(own)), share(sum(others), len(others))]
        yield tuple(row)


if __name__ == "__main__":
    main()
