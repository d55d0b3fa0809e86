"""Run every benchmark in turn: `python -m bench [NAME ...]`. An hour or so on two cores.

A benchmark is a script here that writes a table with `common.write_table`. Each runs as a process of its own,
so that its memory and its models are its own. At the end the numbers quoted in README.md are taken over.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from common import ROOT, TABLES
from readme import refresh

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one benchmark ended: measured, skipped or failed, its last line where not measured, its tables."""

    name: str
    state: str
    says: str
    tables: tuple[str, ...]


def scripts(folder: Path = HERE) -> list[Path]:
    """Every benchmark: a script that has a main and writes a table."""
    found = sorted(folder.glob("*.py"))
    return [one for one in found if _is_benchmark(one.name, one.read_text("utf-8"))]


def _is_benchmark(name: str, text: str) -> bool:
    helper = name in {"__main__.py", "common.py", "readme.py"}
    return not helper and "def main(" in text and "write_table(" in text


def run(script: Path) -> Outcome:
    """Run one to its end and say how it went; what it prints passes through."""
    started = time.time()
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(done.stdout, flush=True)
    written = tuple(sorted(one.name for one in TABLES.glob("*.md") if one.stat().st_mtime >= started))
    return judge(script.stem, done.returncode, done.stdout, written)


def judge(name: str, code: int, said: str, written: tuple[str, ...]) -> Outcome:
    """Tell measured from skipped for lack of data, and both from failed."""
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
    lacks_data = "skipped" in last or " absent" in last
    if lacks_data and not written:
        return Outcome(name, "skipped", last, ())
    if code != 0 or not written:
        return Outcome(name, "failed", last or f"exit status {code}, no table", written)
    return Outcome(name, "measured", "", written)


def main(wanted: list[str]) -> int:
    """Run all, or those named; exit status 1 where one failed."""
    chosen = [one for one in scripts() if not wanted or one.stem in wanted]
    if not chosen:
        print(f"no such benchmark; there are {', '.join(one.stem for one in scripts())}")
        return 2
    outcomes = []
    for script in chosen:
        print(f"== {script.stem}", flush=True)
        outcomes.append(run(script))
    for one in outcomes:
        print(f"{one.state:<9} {one.name:<14} {', '.join(one.tables) or one.says}")
    print(f"tables: {TABLES.relative_to(ROOT)}")
    print("README.md: numbers taken over" if refresh() else "README.md: numbers as they were")
    return int(any(one.state == "failed" for one in outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
