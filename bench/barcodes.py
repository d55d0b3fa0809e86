"""Measure barcodes: photographs of PDF417, and AAMVA payloads with seeded mutations.

python bench/barcodes.py    # writes docs/benchmarks/barcodes.md
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bonafide.engine.document.barcodes.aamva import read_aamva
from bonafide.engine.document.barcodes.read import read_barcodes
from common import share, shared_data, write_table

_MUTATIONS = 2000
_WELL_FORMED = 1
"""Of the public payloads; the others have lost their separators or contradict themselves."""


def photographs(folder: Path) -> tuple[int, int, float]:
    """Count pictures whose payload came out exactly; seconds of processor time per picture."""
    right, paths = 0, sorted(folder.glob("*.png"))
    spent = time.process_time()
    for path in paths:
        image = cv2.imread(str(path))
        if image is None:
            continue
        right += any(x.text == _truth(path) for x in read_barcodes(np.asarray(image, np.uint8)))
    return right, len(paths), (time.process_time() - spent) / len(paths)


def _truth(path: Path) -> str:
    text = path.with_suffix(".txt")
    return (
        text.read_bytes().decode()
        if text.exists()
        else path.with_suffix(".bin").read_bytes().decode("latin-1")
    )


def mutations(payload: str, count: int, seed: int) -> tuple[int, int]:
    """Change one character of the opening, issuer, entry count, an offset or a length; count the refused."""
    rng = np.random.default_rng(seed)
    places = [*range(9), *range(9, 15), *range(19, 41)]
    refused = 0
    for _ in range(count):
        at = int(rng.choice(places))
        new = str(rng.choice([c for c in "0123456789AZ \n" if c != payload[at]]))
        refused += not read_aamva(payload[:at] + new + payload[at + 1 :]).valid
    return refused, count


def main() -> None:
    """Write the table."""
    root = shared_data() / "barcode"
    payloads = [
        json.loads(line)["payload"] for line in (root / "aamva_payloads.jsonl").read_text().splitlines()
    ]
    rows: list[list[object]] = [["what", "right", "ms of processor time each"]]
    for name in ("pdf417-1", "pdf417-2"):
        right, count, seconds = photographs(root / name)
        rows.append([f"photographs {name}: payload exact", share(right, count), round(1000 * seconds)])
    good = [p for p in payloads if read_aamva(p).valid]
    bad = len(payloads) - _WELL_FORMED
    rows.append(["public payloads, well formed: accepted", share(len(good), _WELL_FORMED), ""])
    rows.append(["public payloads, malformed: refused", share(len(payloads) - len(good), bad), ""])
    mutated = mutations(good[0], _MUTATIONS, 1)
    rows.append(["seeded one-character mutations of a header: refused", share(*mutated), ""])
    note = (
        "PDF417 photographs of the ZXing sets as given; AAMVA payloads from public sources. Mutations touch "
        "opening, file type, issuer, number of entries, types, offsets and lengths of one well-formed "
        "payload; the two version numbers are not covered by anything and are left out. "
        "Reproduce: `python bench/barcodes.py`."
    )
    print(write_table("barcodes.md", "Barcodes", rows, note).read_text())


if __name__ == "__main__":
    main()
