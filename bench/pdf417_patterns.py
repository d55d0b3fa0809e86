"""Collect the bar patterns of PDF417 (ISO/IEC 15438, annex A) from symbols that zxing-cpp writes.

python bench/pdf417_patterns.py    # writes src/bonafide/engine/document/barcodes/pdf417_patterns.npy

A codeword is 17 modules, first a bar and last a space; three clusters of 929 patterns take turns from row to
row. The file holds the 15 modules between as one number each (uint16, 3 x 929, each cluster sorted): which
patterns exist, not which value each stands for. Reading values is left to the decoder.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import zxingcpp

sys.path.insert(0, str(Path(__file__).resolve().parent))
from common import ROOT

TARGET = ROOT / "src/bonafide/engine/document/barcodes/pdf417_patterns.npy"
_EACH = 929


def collect(most: int = 2000) -> list[set[int]]:
    """Write symbols of random bytes until every pattern of every cluster was seen."""
    random = np.random.default_rng(0)
    seen: list[set[int]] = [set(), set(), set()]
    for _ in range(most):
        if all(len(one) == _EACH for one in seen):
            return seen
        columns = int(random.integers(8, 30))
        for row, modules in enumerate(_symbol(random.bytes(400), columns)):
            words = modules[17:-18].reshape(-1, 17) @ (1 << np.arange(16, -1, -1))
            seen[row % 3].update((words >> 1 & 0x7FFF).tolist())
    raise SystemExit(f"only {[len(one) for one in seen]} patterns were seen")


def _symbol(data: bytes, columns: int) -> np.ndarray:
    """One row of modules for each row of the symbol, 1 is a bar."""
    code = zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.PDF417, columns=columns, ec_level=8)
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    return (drawn[1::3] < 128).astype(np.int64)


def main() -> None:
    """Write the table."""
    found = np.array([sorted(one) for one in collect()], np.uint16)
    np.save(TARGET, found)
    print(found.shape, hashlib.sha256(TARGET.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
