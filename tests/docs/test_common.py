"""How the tables of the benchmarks write a share of a count."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture
def common(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, as the scripts import it from their folder."""
    monkeypatch.syspath_prepend(str(BENCH))
    monkeypatch.setattr(sys, "path", list(sys.path))
    return import_module("common")


@pytest.mark.parametrize(
    ("k", "n", "written"),
    [
        (26, 27, "26/27 = 96.3 % [81.7, 99.3]"),
        (4, 2660, "4/2660 = 0.15 % [0.06, 0.39]"),
        (5, 400, "5/400 = 1.2 % [0.54, 2.9]"),
        (0, 2, "0/2 = 0.0 % [0.0, 65.8]"),
        (0, 10_000, "0/10000 = 0.0 % [0.0, 0.04]"),
        (2499, 2500, "2499/2500 = 99.96 % [99.8, 99.99]"),
        (27, 27, "27/27 = 100.0 % [87.5, 100.0]"),
        (0, 0, "0/0"),
    ],
)
def test_a_share_near_nothing_or_all_has_two_decimals(common: Any, k: int, n: int, written: str) -> None:
    assert common.share(k, n) == written
