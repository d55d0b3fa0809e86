"""Barcodes on a document: PDF417 and QR codes, decoded by zxing-cpp; AAMVA, Aadhaar and CCCD payloads are parsed.

A blurred PDF417 is found by its texture, straightened, and its codewords are compared with all that exist; the
decoder then gets it drawn afresh. What comes out is what the decoder's error correction let pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.barcodes.aadhaar import is_aadhaar, read_aadhaar
from bonafide.engine.document.barcodes.aamva import is_aamva, read_aamva
from bonafide.engine.document.barcodes.cccd import is_cccd, read_cccd
from bonafide.engine.document.barcodes.grid import straighten
from bonafide.engine.document.barcodes.locate import find_places
from bonafide.engine.document.barcodes.soft import redraw
from bonafide.engine.evidence import BarcodeRead

Image = NDArray[np.uint8]

_LARGEST = 3200
"""Longest side in pixels of a picture made larger."""
_SHARPER = ((1.0, 1.5, 1.5), (2.0, 2.5, 2.0), (2.0, 5.0, 3.0), (0.5, 1.0, 0.0))
"""Size, sigma and amount of an unsharp mask, for what is left; the first alone where no start pattern was seen."""
_LEAST_SIDE = 16
_QUIET = 0.06


def read_barcodes(image: Image) -> list[BarcodeRead]:
    """Read every PDF417 and QR code in `image` (BGR or grey, uint8). An empty list where there is none.

    The picture is tried as it is. Only where something in it looks like a PDF417 are its codewords compared
    one by one, and where that fails too it is sharpened: a bounded amount of work, at most two places.
    """
    if image.ndim not in (2, 3) or min(image.shape[:2]) < _LEAST_SIDE:
        return []
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8) if image.ndim == 3 else image
    for picture in _attempts(grey):
        found = _decode(picture)
        if found:
            return found
    return []


def _decode(picture: Image) -> list[BarcodeRead]:
    import zxingcpp  # noqa: PLC0415 - only where documents are read

    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.PDF417, zxingcpp.BarcodeFormat.QRCode])
    return [
        _reading(x)
        for x in zxingcpp.read_barcodes(picture, formats=wanted, text_mode=zxingcpp.TextMode.Plain)
    ]


def _reading(result: Any) -> BarcodeRead:
    symbology = str(result.format.name)
    payload = bytes(result.bytes).decode("latin-1")
    if is_aamva(payload):
        return read_aamva(payload, symbology=symbology)
    text = str(result.text)
    if is_cccd(text):
        return read_cccd(text, symbology=symbology)
    return read_aadhaar(text, symbology=symbology) if is_aadhaar(text) else BarcodeRead(symbology, text)


def _attempts(grey: Image) -> Iterator[Image]:
    """Pictures to decode, dearer ones later; beyond the first only where a barcode seems to be."""
    yield grey
    grids = [(box, straighten(grey, box)) for box in find_places(grey)]
    for grid in (found for _, found in grids if found is not None):
        drawn = redraw(grid)
        if drawn is not None:
            yield drawn
    for box, found in grids:
        part = _cut(grey, box)
        for factor, blur, amount in _SHARPER if found is not None else _SHARPER[:1]:
            if factor * max(part.shape) <= _LARGEST:
                yield _sharpened(_scaled(part, factor), blur, amount)


def _cut(grey: Image, box: NDArray[np.float64]) -> Image:
    """The upright rectangle around a box, with a quiet zone."""
    room = _QUIET * float(np.ptp(box, axis=0).max())
    left, top = np.maximum(0, np.floor(box.min(axis=0) - room)).astype(int)
    right, bottom = np.ceil(box.max(axis=0) + room).astype(int)
    return np.ascontiguousarray(grey[top : bottom + 1, left : right + 1])


def _scaled(grey: Image, factor: float) -> Image:
    if factor == 1:
        return grey
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def _sharpened(grey: Image, blur: float, amount: float) -> Image:
    """Unsharp mask: the picture plus `amount` times what a Gaussian of sigma `blur` takes away."""
    soft = cv2.GaussianBlur(grey, (0, 0), blur)
    return np.asarray(cv2.addWeighted(grey, 1 + amount, soft, -amount, 0), np.uint8)
