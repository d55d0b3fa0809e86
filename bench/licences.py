"""Barcodes of invented North American licences, photographed at four levels of degradation.

python bench/licences.py [cards]    # writes docs/benchmarks/licences.md; 300 cards unless told otherwise
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.aamva import invented
from tests.world.licence import LAYOUTS, Printed, blank_back, licence
from tests.world.pixels import Image
from tests.world.shot import LEVELS, photograph

from bonafide.engine.document.barcodes.read import read_barcodes
from common import share, write_table

CARDS = 300
_FIRST = 5000
"""Seeds from here on; those below 2000 were looked at while the reader was written."""
Row = list[object]


class Outcome(NamedTuple):
    """One photograph: read by the decoder alone; by us; another valid payload by us; processor time in ms."""

    alone: bool
    exact: bool
    wrong: bool
    spent: float


def cards(count: int) -> Iterator[tuple[int, Printed]]:
    """Cards of all jurisdictions and versions, the three module widths in turn."""
    for seed in range(_FIRST, _FIRST + count):
        yield seed, licence(invented(seed), layout=seed % len(LAYOUTS), upright=seed % 7 == 0)


def alone(image: Image, text: str) -> bool:
    """Whether the decoder reads it without help."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.PDF417]))
    return any(bytes(one.bytes).decode("latin-1") == text for one in found)


def ours(image: Image, text: str) -> tuple[bool, bool, float]:
    """Whether the payload came out exactly, whether another valid one did, processor time in ms."""
    started = time.process_time()
    found = read_barcodes(image)
    spent = 1000 * (time.process_time() - started)
    return any(x.text == text for x in found), any(x.valid and x.text != text for x in found), spent


def rows(count: int) -> list[Row]:
    """One row for each level, and one for cards that lie on their side or head."""
    tally: dict[str, list[Outcome]] = {f"level {k}": [] for k in range(len(LEVELS))}
    tally["level 1, turned by 90, 180 or 270 degrees"] = []
    for seed, printed in cards(count):
        for k, level in enumerate(LEVELS):
            taken = photograph(printed.back, level, seed)
            tally[f"level {k}"].append(_one(taken, printed.payload))
            if k == 1:
                turned = np.ascontiguousarray(np.rot90(taken, 1 + seed % 3))
                tally["level 1, turned by 90, 180 or 270 degrees"].append(_one(turned, printed.payload))
    return [_row(name, results) for name, results in tally.items()]


def _one(image: Image, text: str) -> Outcome:
    return Outcome(alone(image, text), *ours(image, text))


def _row(name: str, results: list[Outcome]) -> Row:
    spent = sorted(one.spent for one in results)
    high = spent[int(0.95 * (len(spent) - 1))]
    return [
        name,
        share(sum(one.exact for one in results), len(results)),
        share(sum(one.alone for one in results), len(results)),
        f"{sum(one.wrong for one in results)}/{len(results)}",
        f"{statistics.median(spent):.0f} / {high:.0f}",
    ]


def without(count: int = 30) -> list[Row]:
    """What looking costs where there is no barcode."""
    found: list[Row] = []
    sides = {"back without a barcode": blank_back(), "front with portrait": licence(invented(1)).front}
    for name, side in sides.items():
        taken = [photograph(side, LEVELS[seed % 4], seed) for seed in range(count)]
        results = [ours(one, "") for one in taken]
        spent = sorted(one[2] for one in results)
        high = spent[int(0.95 * (len(spent) - 1))]
        nothing = sum(not one[1] for one in results)
        found.append(
            [
                name,
                f"nothing found: {share(nothing, count)}",
                "",
                "",
                f"{statistics.median(spent):.0f} / {high:.0f}",
            ]
        )
    return found


def main() -> None:
    """Write the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CARDS
    head: Row = [
        "photograph",
        "payload exact",
        "zxing-cpp alone, exact",
        "another valid payload",
        "ms of processor time, median / 95 %",
    ]
    note = (
        f"{count} invented cards of ten jurisdictions of the United States and Canada, versions 01 to 11; PDF417 "
        "by zxing-cpp, error correction level 5, modules of 0.254, 0.29 and 0.32 mm in turn (3.4 to 4.3 pixels); "
        "the card takes 90 % of 1280 pixels. Level 0: clean. 1: corners moved by up to 0.75 % of the long side, "
        "blur 0.6, noise 2, JPEG 90. 2: corners 2 %, turned up to 3 degrees, blur 1.0, noise 6, a glare spot, JPEG "
        "75. 3: corners 4 %, turned up to 7 degrees, blur 1.4 and a shake of 5 pixels in any direction, noise 10, a "
        "glare spot, JPEG 55. Blurs are sigmas in pixels, noise in grey levels. Rendered cards only: no laminate, "
        "wear, lens or camera pipeline; real photographs stand in [barcodes](barcodes.md). Reproduce: "
        "`python bench/licences.py`."
    )
    print(write_table("licences.md", "Licences", [head, *rows(count), *without()], note).read_text())


if __name__ == "__main__":
    main()
