"""What every benchmark shares: data, intervals, the line about the machine, and tables in docs/benchmarks."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "docs" / "benchmarks"


def shared_data() -> Path:
    """Folder with the public specimens and faces. Stops the benchmark with a sentence where it is absent."""
    found = Path(os.environ.get("BONAFIDE_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not found.is_dir():
        raise SystemExit("The public specimens are absent: set BONAFIDE_TEST_DATA to their folder.")
    return found


def wilson(k: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """95 % interval of a share k of n (Wilson 1927), both ends 0 to 1; (0, 1) where n is 0."""
    if n == 0:
        return 0.0, 1.0
    share = k / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def share(k: int, n: int) -> str:
    """Write a share with its 95 % interval: `26/27 = 96.3 % [81.7, 99.3]`, and `4/2660 = 0.15 % [0.06, 0.39]`."""
    if not n:
        return "0/0"
    low, high = wilson(k, n)
    return f"{k}/{n} = {_percent(k / n)} % [{_percent(low)}, {_percent(high)}]"


def _percent(part: float) -> str:
    """Write a part of 1 in percent: to one decimal, but to two what is less than 1 or would falsely read as all."""
    fine = f"{100 * part:.2f}"
    return fine if 0 < float(fine) < 1 or 99.95 <= float(fine) < 100 else f"{100 * part:.1f}"


def hardware() -> str:
    """One line: processor, cores this process may use, Python. No host name, no path."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_processor()}, {cores} cores, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def peak_memory_mb() -> float:
    """Most resident memory of this process so far, MB."""
    import resource  # noqa: PLC0415 - not on every platform

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def busy_s() -> float:
    """Seconds of processor time that all programs of this machine took since it started (Linux)."""
    first = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return (sum(map(int, first)) - int(first[3]) - int(first[4])) / os.sysconf("SC_CLK_TCK")


def bind_threads(pid: int, cores: set[int]) -> set[int]:
    """Bind every thread of a process to those cores (Linux); gives those of its first thread before."""
    before = os.sched_getaffinity(pid)
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(ProcessLookupError):  # a thread that ended meanwhile
            os.sched_setaffinity(int(task.name), cores)
    return before


def write_table(path_md: str, title: str, rows: Sequence[Sequence[object]], note: str) -> Path:
    """Write rows (the first is the head) as a markdown table into docs/benchmarks.

    Args:
        path_md: file name, such as `iddocs.md`; the command to reproduce is given in `note`.
        title: heading of the page.
        rows: cells, turned into text as they are.
        note: sample size, what was counted and how, the command; the machine is added here.

    """
    path = TABLES / path_md
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([f"# {title}", "", note, "", f"Machine: {hardware()}.", "", *table(rows), ""]))
    return path


def table(rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines of one markdown table; the first row is the head."""
    head, *body = [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in body)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
