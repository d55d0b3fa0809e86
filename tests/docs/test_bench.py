"""`python -m bench` finds every benchmark and says how each ended."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
bench = import_module("bench.__main__")


def test_every_script_that_writes_a_table_is_run_and_helpers_are_not() -> None:
    found = {one.stem for one in bench.scripts()}
    assert {"iddocs", "faces", "liveness", "speed_face", "verification"} <= found
    assert not found & {"common", "readme", "bent", "__main__", "train_mrz"}


@pytest.mark.parametrize(
    ("code", "said", "written", "state"),
    [
        (0, "table", ("a.md",), "measured"),
        (1, "The public specimens are absent: set BONAFIDE_TEST_DATA to their folder.", (), "skipped"),
        (0, "bench/verification.py: skipped, no portraits; set BONAFIDE_TEST_DATA", (), "skipped"),
        (1, "a zone was read wrongly and still passed its checks", ("iddocs.md",), "failed"),
        (1, "Traceback\nValueError: bad", (), "failed"),
        (0, "", (), "failed"),
    ],
)
def test_measured_skipped_and_failed_are_told_apart(
    code: int, said: str, written: tuple[str, ...], state: str
) -> None:
    assert bench.judge("one", code, said, written).state == state


def test_without_data_every_benchmark_says_that_it_was_skipped(tmp_path: Path) -> None:
    environ = {"PATH": "/usr/bin:/bin", "BONAFIDE_TEST_DATA": str(tmp_path / "none"), "PYTHONPATH": "src"}
    before = {one: one.stat().st_mtime for one in (ROOT / "docs" / "benchmarks").glob("*.md")}
    done = subprocess.run(
        [sys.executable, "-m", "bench", "faces", "iddocs"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "skipped   faces" in done.stdout
    assert "skipped   iddocs" in done.stdout
    assert "docs/benchmarks" in done.stdout
    assert {one: one.stat().st_mtime for one in before} == before


def test_a_name_that_is_no_benchmark_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["nothing"]) == 2
    assert "iddocs" in capsys.readouterr().out


def test_a_script_runs_as_a_process_of_its_own_and_its_table_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "TABLES", tmp_path)
    script = tmp_path / "tiny.py"
    script.write_text(f"open({str(tmp_path / 'tiny.md')!r}, 'w').write('| a |')\nprint('done')\n")
    assert bench.run(script) == bench.Outcome("tiny", "measured", "", ("tiny.md",))
    script.write_text("raise SystemExit('a promise is broken')\n")
    broken = bench.run(script)
    assert (broken.state, broken.says) == ("failed", "a promise is broken")
