"""Bytes to pixels, with limits that hold before anything is decompressed.

Formats are told by content, never by name: JPEG (ISO/IEC 10918-1), PNG (ISO/IEC 15948), WebP (RFC 9649).
The size is read from the header by the few lines below, so that a small file that unfolds into
gigabytes is refused unseen. The EXIF turn (JEITA CP-3451, tag 0x0112) is applied while decoding.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.errors import ImageError

Pixels = NDArray[np.uint8]
"""An image: height x width x 3, BGR, 0 to 255; or height x width, grey."""

_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Limits:
    """What an image may cost: bytes of the file, pixels in all, and the least length of the short side."""

    max_bytes: int = 15_000_000
    max_pixels: int = 40_000_000
    min_side: int = 100


LIMITS = Limits()


def decode(data: bytes, *, limits: Limits = LIMITS) -> Pixels:
    """Decode one JPEG, PNG or WebP picture, upright as its EXIF turn says.

    Returns:
        Height x width x 3, BGR, uint8. Transparency is dropped, 16 bit and CMYK become 8 bit BGR,
        of an animation the first picture is taken.

    Raises:
        ImageError: code `too_large` (bytes), `not_an_image` (other format, damaged or cut short),
            `too_many_pixels`, `too_small` (short side in pixels).

    """
    if len(data) > limits.max_bytes:
        raise ImageError("The file is too large: send a smaller picture.", code="too_large")
    width, height = read_size(data)
    if width * height > limits.max_pixels:
        raise ImageError("The picture has too many pixels: send a smaller one.", code="too_many_pixels")
    if min(width, height) < limits.min_side:
        raise ImageError("The picture is too small: move closer or use a better camera.", code="too_small")
    pixels = _decompress(data)
    if {pixels.shape[0], pixels.shape[1]} != {width, height}:
        raise _damaged()
    return pixels


def encode_jpeg(image: Pixels, quality: int = 92) -> bytes:
    """Encode BGR or grey pixels as JPEG; `quality` 1 to 100.

    Raises:
        ImageError: code `not_an_image` where the array is empty or of another shape or type.

    """
    try:
        ok, out = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(quality)])
    except cv2.error as error:
        raise ImageError("These pixels cannot be written as a picture.") from error
    if not ok:
        raise ImageError("These pixels cannot be written as a picture.")
    return out.tobytes()


def shrink(image: Pixels, long_side: int) -> Pixels:
    """Return the image with its long side at most `long_side` pixels; smaller ones come back as they are."""
    scale = long_side / max(image.shape[:2])
    if scale >= 1:
        return image
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def read_size(data: bytes) -> tuple[int, int]:
    """Read width and height in pixels from the header alone, before any EXIF turn.

    Raises:
        ImageError: code `not_an_image` where the content is no JPEG, PNG or WebP, or its header is damaged.

    """
    try:
        if data[:3] == b"\xff\xd8\xff":
            return _jpeg_size(data)
        if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
            width, height = struct.unpack(">II", data[16:24])
            return width, height
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_size(data)
    except (IndexError, struct.error) as error:
        raise _damaged() from error
    raise ImageError("This is not a JPEG, PNG or WebP picture.")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        if data[at] != 0xFF:
            raise _damaged()
        kind = data[at + 1]
        if kind in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            _want_end_of_jpeg(data, at)
            return width, height
        at += _jpeg_segment(data, at, kind)


def _jpeg_segment(data: bytes, at: int, kind: int) -> int:
    if kind == 0xFF:  # fill byte before a marker
        return 1
    if kind in _JPEG_ALONE:
        return 2
    if kind in {0xDA, 0xD9}:  # scan or end before any size
        raise _damaged()
    return 2 + max(2, int(struct.unpack(">H", data[at + 2 : at + 4])[0]))


def _want_end_of_jpeg(data: bytes, after: int) -> None:
    # The decoder would fill what a broken upload lacks with grey, and grey can look like a redacted document.
    if data.rfind(b"\xff\xd9", after) < 0:
        raise _damaged()


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise _damaged()


def _decompress(data: bytes) -> Pixels:
    try:
        found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise _damaged() from error
    if found is None or found.ndim != 3 or found.size == 0:
        raise _damaged()
    return np.asarray(found, np.uint8)


def _damaged() -> ImageError:
    return ImageError("The picture is damaged or was cut short: send it again.")
