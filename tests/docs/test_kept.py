"""Rows of a long benchmark outlive a cut, and count for the code that made them alone."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from bench.kept import Kept, code

ROW = {"species": "screen", "score": 0.4}


def test_rows_are_found_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "rows.jsonl", "one")
    assert kept.rows() == {}
    kept.add("screen 1", ROW)
    kept.add("screen 2", {**ROW, "score": None})
    assert Kept(kept.file, "one").rows() == {"screen 1": ROW, "screen 2": {**ROW, "score": None}}


def test_a_line_that_was_cut_off_costs_its_own_row_only(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "rows.jsonl", "one")
    assert kept.file is not None
    kept.add("screen 1", ROW)
    kept.add("screen 2", ROW)
    kept.file.write_text(kept.file.read_text("utf-8")[:-9], "utf-8")
    kept.add("screen 3", ROW)
    assert set(kept.rows()) == {"screen 1", "screen 3"}


def test_rows_of_other_code_do_not_count(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "rows.jsonl", "one")
    kept.add("screen 1", ROW)
    assert Kept(kept.file, "another").rows() == {}


def test_without_a_file_nothing_is_kept() -> None:
    kept = Kept(None, "one")
    kept.add("screen 1", ROW)
    assert kept.rows() == {}


def test_the_code_is_another_once_a_loaded_module_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ModuleType("bonafide.engine.made_up")
    made.__file__ = str(tmp_path / "made_up.py")
    Path(made.__file__).write_text("LIMIT = 1\n", "utf-8")
    monkeypatch.setitem(sys.modules, made.__name__, made)
    before = code.__wrapped__()
    assert code.__wrapped__() == before
    Path(made.__file__).write_text("LIMIT = 2\n", "utf-8")
    assert code.__wrapped__() != before
