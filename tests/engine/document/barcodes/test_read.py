"""Barcodes found in pictures: rendered ones, degraded ones, real photographs."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from bonafide.engine.document.barcodes.read import read_barcodes

TEXT = "The quick brown fox 0123456789"


def picture(kind: zxingcpp.BarcodeFormat, scale: int = 3) -> np.ndarray:
    code = np.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(TEXT, kind), scale=scale))
    page = np.full((code.shape[0] + 200, code.shape[1] + 200), 255, np.uint8)
    page[100:-100, 100:-100] = code
    return cv2.cvtColor(page, cv2.COLOR_GRAY2BGR)


@pytest.mark.parametrize(
    ("kind", "name"), [(zxingcpp.BarcodeFormat.PDF417, "PDF417"), (zxingcpp.BarcodeFormat.QRCode, "QRCode")]
)
@pytest.mark.parametrize("turns", range(4))
def test_codes_are_read_in_any_orientation(kind: zxingcpp.BarcodeFormat, name: str, turns: int) -> None:
    found = read_barcodes(np.ascontiguousarray(np.rot90(picture(kind), turns)))
    assert [(x.symbology, x.text, x.standard) for x in found] == [(name, TEXT, None)]


def test_a_blurred_code_is_sharpened_first() -> None:
    soft = np.asarray(
        cv2.GaussianBlur(picture(zxingcpp.BarcodeFormat.PDF417, scale=2), (0, 0), 1.2), np.uint8
    )
    assert [x.text for x in read_barcodes(soft)] == [TEXT]


def photograph(path: Path) -> np.ndarray:
    image = cv2.imread(str(path))
    assert image is not None
    return np.asarray(image, np.uint8)


def test_no_code_no_reading() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    assert read_barcodes(noise) == []


@pytest.mark.data
@pytest.mark.parametrize(("folder", "least"), [("pdf417-1", 14), ("pdf417-2", 25)])
def test_photographs(shared_data: Path, folder: str, least: int) -> None:
    right = 0
    for path in sorted((shared_data / "barcode" / folder).glob("*.png")):
        text, raw = path.with_suffix(".txt"), path.with_suffix(".bin")
        wanted = text.read_bytes().decode() if text.exists() else raw.read_bytes().decode("latin-1")
        right += any(x.text == wanted for x in read_barcodes(photograph(path)))
    assert right == least
