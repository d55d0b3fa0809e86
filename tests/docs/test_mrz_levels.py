"""What the benchmark of drawn zones takes over from an earlier reader, and what it says of it."""

import sys
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture
def levels(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script, as it imports when run from its folder."""
    monkeypatch.syspath_prepend(str(BENCH))
    monkeypatch.setattr(sys, "path", list(sys.path))
    return import_module("mrz_levels")


def one(levels: Any, number: int, **changes: Any) -> Any:
    """A page that the first look was sure of, unless changed."""
    sure = levels.Outcome(1, number, True, True, 0.99, False, 50.0, 50.0)
    return replace(sure, **changes)


def test_only_what_the_first_look_was_sure_of_is_taken_over(levels: Any, tmp_path: Path) -> None:
    rows = [
        one(levels, 0),
        one(levels, 1, margin=0.94),
        one(levels, 2, holds=False),
        one(levels, 3, general=True),
        one(levels, 4, exact=False),
    ]
    file = tmp_path / "rows.jsonl"
    for code, made in (("ours", rows), ("general", rows[:2]), ("older", [one(levels, 5)])):
        for row in made:
            levels.Kept(file, code).add(f"{row.level} {row.number}", asdict(row))
    before = levels.earlier(str(file), "ours", "general")
    assert set(before.pages) == {(1, 0), (1, 4)}
    assert list(before.rival) == rows[:2]


def test_what_was_read_again_counts_and_is_compared(levels: Any) -> None:
    before = levels.Earlier({(1, n): one(levels, n) for n in range(5)})
    after = before.beside([one(levels, 0), one(levels, 1, margin=0.9), one(levels, 7)], 4)
    assert set(after.pages) == {(1, 2), (1, 3)}
    assert (after.again, after.alike) == (2, 1)
    said = levels._taken_over(3, after)
    assert "3 of them were read by this reader. The other 2 " in said
    assert "Of 2 such pages that it read all the same,\n1 came out alike" in said
    assert levels._taken_over(3, levels.Earlier({})) == "All of them were read by this reader."
