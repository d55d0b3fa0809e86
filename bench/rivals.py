"""Read the same specimens with our zone reader and with PassportEye, in turn, in one run.

python bench/rivals.py    # writes docs/benchmarks/rivals.md

PassportEye (MIT) and the Tesseract that it calls are put into .tools/rivals, a throw-away environment, by this
script: with pip, and with apt-get download where Tesseract is not installed (Debian, no root needed). Where
neither can be reached it says so and stops.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bonafide.engine.document.mrz.read import read_mrz
from common import ROOT, share, shared_data, write_table

TODAY = date(2026, 11, 22)
HOME = ROOT / ".tools" / "rivals"
PYTHON = HOME / "bin" / "python"
UNPACKED = HOME / "root"
PACKAGES = ("tesseract-ocr", "tesseract-ocr-eng", "tesseract-ocr-osd", "libtesseract5", "liblept5")
VERSION = "2.2.2"
COMMAND = "python bench/rivals.py"
WORKER = """
import json, resource, sys, time
from passporteye import read_mrz
def cpu():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)
for path in sys.stdin:
    wall, spent = time.perf_counter(), cpu()
    try:
        found = read_mrz(path.strip())
    except Exception as error:
        found, problem = None, type(error).__name__
    else:
        problem = ""
    facts = found.to_dict() if found is not None else {}
    print(json.dumps({"text": facts.get("raw_text", ""), "score": facts.get("valid_score", 0), "problem": problem,
                      "wall": time.perf_counter() - wall, "cpu": cpu() - spent}), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One file read by one reader: exactly or not, accepted and wrong or not, wall and CPU seconds."""

    exact: bool
    wrong: bool
    wall: float
    cpu: float


def install() -> None:
    """Make the throw-away environment; stops with a sentence where it cannot be made."""
    try:
        if not PYTHON.is_file():
            _run(sys.executable, "-m", "venv", str(HOME))
        _run(str(PYTHON), "-m", "pip", "install", "-q", f"PassportEye=={VERSION}")
        if shutil.which("tesseract") is None and not UNPACKED.is_dir():
            _unpack()
    except (subprocess.CalledProcessError, OSError) as error:
        raise SystemExit(f"skipped: PassportEye or Tesseract could not be installed ({error}).") from error


def _unpack() -> None:
    packages = HOME / "packages"
    packages.mkdir(exist_ok=True)
    _run("apt-get", "download", *PACKAGES, cwd=packages)
    for package in sorted(packages.glob("*.deb")):
        _run("dpkg", "-x", str(package), str(UNPACKED))


def _run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, timeout=600)


def environment() -> dict[str, str]:
    """Environment in which the unpacked Tesseract is found."""
    if shutil.which("tesseract") is not None:
        return dict(os.environ)
    libraries = ":".join(str(p) for p in (UNPACKED / "usr" / "lib").glob("*-linux-gnu"))
    data = next((UNPACKED / "usr" / "share" / "tesseract-ocr").glob("*/tessdata"), UNPACKED)
    path = f"{UNPACKED / 'usr' / 'bin'}:{os.environ.get('PATH', '')}"
    return os.environ | {
        "PATH": path,
        "LD_LIBRARY_PATH": libraries,
        "TESSDATA_PREFIX": str(data),
        "OMP_THREAD_LIMIT": "2",
    }


def ours(path: Path, truth: tuple[str, ...]) -> Result:
    """Read one file, decoding included, as the other reader does."""
    wall, cpu = time.perf_counter(), time.process_time()
    image = cv2.imread(str(path))
    assert image is not None  # noqa: S101 - the same files were listed a moment ago
    read = read_mrz(np.asarray(image, np.uint8), today=TODAY)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    exact = read is not None and read.lines == truth
    return Result(exact, read is not None and read.valid and not exact, wall, cpu)


def theirs(worker: subprocess.Popen[str], path: Path, truth: tuple[str, ...]) -> Result:
    """Let the other reader read one file; it accepts where its score is 100."""
    assert worker.stdin is not None  # noqa: S101 - a pipe
    assert worker.stdout is not None  # noqa: S101 - a pipe
    print(path, file=worker.stdin, flush=True)
    said = json.loads(worker.stdout.readline())
    exact = tuple(said["text"].split()) == truth
    return Result(exact, said["score"] >= 100 and not exact, said["wall"], said["cpu"])


def row(name: str, results: list[Result]) -> list[object]:
    """One row of the table."""
    n = len(results)
    wall, cpu = (statistics.median(times) for times in ([r.wall for r in results], [r.cpu for r in results]))
    exact, wrong = sum(r.exact for r in results), sum(r.wrong for r in results)
    return [name, share(exact, n), share(wrong, n), f"{1000 * wall:.0f}", f"{1000 * cpu:.0f}"]


def main() -> None:
    """Read every specimen with both, one after the other, and write the table."""
    data = shared_data()
    install()
    truth = {
        data / name: tuple(one["mrz"])
        for name, one in json.loads((data / "iddocs" / "mrz_ground_truth.json").read_text()).items()
    }
    ours(*next(iter(truth.items())))
    mine: list[Result] = []
    other: list[Result] = []
    command = [str(PYTHON), "-W", "ignore", "-c", WORKER]
    with subprocess.Popen(
        command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        for path, lines in truth.items():
            mine.append(ours(path, lines))
            other.append(theirs(worker, path, lines))
        assert worker.stdin is not None  # noqa: S101 - a pipe
        worker.stdin.close()
    faster = statistics.median(b.cpu / a.cpu for a, b in zip(mine, other, strict=True))
    head: list[object] = [
        "reader",
        "lines exact",
        "wrong but accepted",
        "ms wall, median",
        "ms processor, median",
    ]
    rows = [head, row("shipped", mine), row(f"PassportEye {VERSION} with Tesseract", other)]
    note = "\n".join(
        (
            f"The {len(mine)} public specimens with a known zone, each read by one reader and then by the other",
            "in the same run, decoding of the file included; models were loaded before. PassportEye runs as",
            "published, with Tesseract's English data; it accepts where its score is 100. Processor time counts",
            "all threads and child processes.",
            "",
            f"Median of PassportEye's processor time by ours, file by file: {faster:.1f}.",
            "",
            f"Reproduce: `{COMMAND}`.",
        )
    )
    print(write_table("rivals.md", "Beside PassportEye", rows, note).read_text())


if __name__ == "__main__":
    main()
