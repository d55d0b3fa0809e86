"""Measure barcodes: photographs of PDF417, and AAMVA payloads with damaged headers.

python bench/barcodes.py    # writes docs/benchmarks/barcodes.md
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.aamva import invented, payload
from tests.world.forged import DAMAGES

from bonafide.engine.document.barcodes.aamva import read_aamva
from bonafide.engine.document.barcodes.read import read_barcodes
from common import share, shared_data, write_table

_MUTATIONS = 3000
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


def damaged(count: int) -> list[list[object]]:
    """Damage the headers of invented cards of all versions; count the refused, for each kind of damage."""
    rows: list[list[object]] = []
    for name, damage in DAMAGES.items():
        rng = np.random.default_rng(1)
        good = (payload(invented(k % 500), extra=bool(k % 2)) for k in range(count))
        pairs = [(text, damage(text, rng)) for text in good]
        changed = [new for text, new in pairs if new != text]
        refused = sum(not read_aamva(new).valid for new in changed)
        rows.append([f"{name}: refused", share(refused, len(changed)), ""])
    return rows


def accepted(count: int) -> tuple[int, int]:
    """Invented cards as they are, of all versions and both date orders, that the parser accepts."""
    return sum(read_aamva(payload(invented(k), extra=bool(k % 2))).valid for k in range(count)), count


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
    rows.append(["invented cards, undamaged: accepted", share(*accepted(_MUTATIONS)), ""])
    rows += damaged(_MUTATIONS)
    note = (
        "PDF417 photographs of the ZXing sets as given; AAMVA payloads from public sources; invented cards of ten "
        "jurisdictions of the United States and Canada, versions 01 to 11, with one and two subfiles, whose "
        "headers are damaged at random places. The two version numbers are not covered by anything else in the "
        "barcode and are left out, as are changes of the issuer to 636027 (Department of State), which may stand "
        "beside any jurisdiction. Reproduce: `python bench/barcodes.py`."
    )
    print(write_table("barcodes.md", "Barcodes", rows, note).read_text())


if __name__ == "__main__":
    main()
