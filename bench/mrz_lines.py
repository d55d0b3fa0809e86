"""Measure the zone reader: photographs in four orientations, pictures without a zone, line crops.

python bench/mrz_lines.py    # writes docs/benchmarks/mrz_lines.md

Two readers on the same pictures: the one that ships, and (upright only, for it is slow) the general detector
and recogniser with the same positional decoding, repair and checks. Drawn pages: bench/mrz_levels.py.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bonafide.engine.document.mrz import net as mrz_net
from bonafide.engine.document.mrz.ctc import Plan, decode, plan_of
from bonafide.engine.document.mrz.decode import general_frames
from bonafide.engine.document.mrz.formats import FORMATS, KINDS, check_digit, cut
from bonafide.engine.document.mrz.read import read_mrz
from bonafide.engine.evidence import MrzRead
from common import share, shared_data, write_table
from mrz_general import general_alone

Image = NDArray[np.uint8]
Lines = tuple[str, ...]
Reader = Callable[[Image], MrzRead | None]

TODAY = date(2026, 11, 22)
GENERAL = "general recogniser alone"


def shipped(image: Image) -> MrzRead | None:
    """Read as the product does."""
    return read_mrz(image, today=TODAY)


READERS: dict[str, Reader] = {"shipped": shipped, GENERAL: general_alone}


def photographs(root: Path) -> Iterator[tuple[str, Image, Lines | None]]:
    """Yield real specimens in four orientations, and the picture without a zone, whose truth is None."""
    truth = json.loads((root / "iddocs" / "mrz_ground_truth.json").read_text())
    rows = {name: tuple(row["mrz"]) for name, row in truth.items()} | {"iddocs/fastmrz/nomrz.jpg": None}
    for name, lines in rows.items():
        image = cv2.imread(str(root / name))
        if image is not None:
            for turns in range(4):
                label = f"photographs, turned by {90 * turns}" if lines else "pictures without a zone"
                yield label, np.ascontiguousarray(np.rot90(image, turns), np.uint8), lines


def judge(read: MrzRead | None, truth: Lines | None) -> Iterator[str]:
    """Name what a reading is: exact (lines), accepted (valid), wrong (valid and not exact)."""
    exact = read is not None and read.lines == truth
    if exact:
        yield "exact"
    if read is not None and read.valid:
        yield "accepted"
        if not exact:
            yield "wrong"


def measure(
    pictures: Iterator[tuple[str, Image, Lines | None]], tally: Counter[tuple[str, str, str]]
) -> None:
    """Count per set, reader and judgement."""
    for label, image, truth in pictures:
        for name, reader in READERS.items():
            if name == GENERAL and not label.endswith(" 0"):
                continue
            started = time.process_time()
            read = reader(image)
            tally[label, name, "ms"] += round(1000 * (time.process_time() - started))
            tally[label, name, "n"] += 1
            for word in judge(read, truth):
                tally[label, name, word] += 1


def rows_of(tally: Counter[tuple[str, str, str]]) -> list[list[object]]:
    """Write one row per set and reader."""
    rows: list[list[object]] = [
        ["set", "reader", "lines exact", "valid but wrong", "ms of processor time each"]
    ]
    for label, name in dict.fromkeys((label, name) for label, name, _ in tally):
        n = tally[label, name, "n"]
        exact = share(tally[label, name, "exact"], n) if "without" not in label else "-"
        rows.append(
            [label, name, exact, share(tally[label, name, "wrong"], n), tally[label, name, "ms"] // n]
        )
    return rows


def crops(folder: Path) -> list[list[object]]:
    """Decode single lines whose text satisfies the format, as the line that their width tells."""
    right: Counter[str] = Counter()
    for path in sorted(folder.glob("*.tif")):
        truth = path.with_name(path.stem + ".gt.txt").read_text().strip()
        plan, image = _plan(truth), cv2.imread(str(path))
        if plan is None or image is None:
            continue
        right["n"] += 1
        picture = np.asarray(image, np.uint8)
        for name, frames in (("shipped", mrz_net.columns(picture)), ("general", general_frames(picture))):
            reading = decode(frames, plan)
            right[name] += reading is not None and reading.text == truth
    n = right["n"]
    return [
        ["line crops that satisfy the format", "own recogniser", share(right["shipped"], n), "-", "-"],
        [
            "line crops that satisfy the format",
            "general recogniser alone",
            share(right["general"], n),
            "-",
            "-",
        ],
    ]


def _plan(truth: str) -> Plan | None:
    """Plan of the line's layout, None where the text does not satisfy it (alphabets, check digits)."""
    name = {36: "TD2", 44: "TD3"}.get(len(truth))
    if name is None:
        return None
    layout, row = FORMATS[name], int(any(c.isdigit() for c in truth))
    lines = ("<" * len(truth), truth)
    alphabets = [KINDS["any" if kind in ("state", "sex") else kind] for kind in layout.kinds()[row]]
    fits = all(c in allowed for c, allowed in zip(truth, alphabets, strict=True))
    for check in layout.checks.values() if row else ():
        covered, found = "".join(cut(lines, cell) for cell in check.over), cut(lines, check.at)
        fits = fits and (found == check_digit(covered) or (check.optional and found == "<"))
    return plan_of(alphabets) if fits else None


def main() -> None:
    """Write the table."""
    root = shared_data()
    tally: Counter[tuple[str, str, str]] = Counter()
    measure(photographs(root), tally)
    rows = rows_of(tally) + crops(root / "mrz" / "synthetic_lines")
    note = (
        "Real specimens with a known zone, each in four orientations; pictures without a zone likewise; single "
        "line crops of a public set. Valid but wrong: every check passed, a character differs. The general "
        "recogniser reads the upright pictures only. Reproduce: `python bench/mrz_lines.py`."
    )
    print(write_table("mrz_lines.md", "Machine readable zone", rows, note).read_text())


if __name__ == "__main__":
    main()
