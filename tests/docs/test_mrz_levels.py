"""What the benchmark of drawn zones counts, keeps and says."""

import argparse
import sys
import time
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
    """A page read exactly and clearly, unless changed."""
    return replace(levels.Outcome(1, number, True, True, 0.99, False, 50.0), **changes)


def test_each_least_margin_counts_what_it_would_have_accepted(levels: Any) -> None:
    done = [
        one(levels, 0),
        one(levels, 1, margin=0.72),
        one(levels, 2, margin=0.72, exact=False),
        one(levels, 3, exact=False, holds=False),
    ]
    rows = {row[0]: row[1:3] for row in levels.limits(done)[1:]}
    assert (rows["0.00"], rows["0.70"], rows["0.75"]) == ([2, 1], [2, 1], [1, 0])


def test_a_wrong_reading_counts_only_where_it_would_be_used(levels: Any) -> None:
    done = [one(levels, 0, exact=False), one(levels, 1, exact=False, margin=0.5), one(levels, 2)]
    name, exact, right, wrong, *_ = levels.rows_of("shipped", done, levels.CLEAR)[-1]
    assert name == "all, shipped"
    assert [cell.split(" ")[0] for cell in (exact, right, wrong)] == ["1/3", "1/3", "1/3"]


def test_any_part_of_the_places_has_the_levels_alike(levels: Any) -> None:
    places = levels._places(3)
    assert [level for level, _ in places] == [*levels.LEVELS] * 3
    assert len(set(places)) == len(places)


def test_what_was_kept_is_not_read_again_and_counts_for_its_seed_alone(levels: Any, tmp_path: Path) -> None:
    given = argparse.Namespace(keep=tmp_path / "rows.jsonl", seed=levels.SEED, processes=1)
    kept = levels.Kept(given.keep, f"{levels._mark(levels.shipped)} {levels.SEED}")
    kept.add("1 0", asdict(one(levels, 0)))
    assert levels.measure([(1, 0)], given, time.time()) == [one(levels, 0)]
    other = levels.Kept(given.keep, f"{levels._mark(levels.shipped)} 2027")
    assert other.rows() == {}
