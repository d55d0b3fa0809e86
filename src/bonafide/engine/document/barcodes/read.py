"""Barcodes on a document: PDF417 and QR codes, found by zxing-cpp; AAMVA payloads are parsed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.barcodes.aamva import is_aamva, read_aamva
from bonafide.engine.evidence import BarcodeRead

Image = NDArray[np.uint8]

_LARGEST = 3200
"""Longest side in pixels of a picture made larger."""


def read_barcodes(image: Image) -> list[BarcodeRead]:
    """Read every PDF417 and QR code in `image` (BGR or grey, uint8). An empty list where there is none.

    The picture is tried as it is, then sharpened and enlarged: a blurred module edge is what defeats
    PDF417 first.
    """
    for picture in _attempts(image):
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
    return BarcodeRead(symbology, str(result.text))


def _attempts(image: Image) -> Iterator[Image]:
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8) if image.ndim == 3 else image
    yield grey
    for factor, blur, amount in ((1.0, 1.5, 1.5), (2.0, 2.5, 2.0), (2.0, 5.0, 3.0), (3.0, 4.0, 2.5)):
        if factor * max(grey.shape) <= _LARGEST:
            yield _sharpened(_scaled(grey, factor), blur, amount)
    yield _scaled(grey, 0.5)


def _scaled(grey: Image, factor: float) -> Image:
    if factor == 1:
        return grey
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def _sharpened(grey: Image, blur: float, amount: float) -> Image:
    """Unsharp mask: the picture plus `amount` times what a Gaussian of sigma `blur` takes away."""
    soft = cv2.GaussianBlur(grey, (0, 0), blur)
    return np.asarray(cv2.addWeighted(grey, 1 + amount, soft, -amount, 0), np.uint8)
