"""The face in data group 2: ISO/IEC 19794-5:2005 records and ISO/IEC 39794-5:2019 blocks (9303-10, 4.7.2)."""

from __future__ import annotations

import struct

import cv2
import numpy as np

from bonafide.engine.document.chip.tlv import first, items, one
from bonafide.engine.document.chip.types import ChipPortrait, Finding, RefusedError
from bonafide.engine.image import Limits, Pixels, decode, encode_jpeg
from bonafide.errors import ImageError

_DG2 = 0x75
_TEMPLATES, _TEMPLATE, _COUNT = 0x7F61, 0x7F60, 0x02
_OLD_BLOCK, _NEW_BLOCK = 0x5F2E, 0x7F2E
"""Biometric data block of 19794 and of 39794; some chips put the old one under the new tag."""

_INTO_BASE_IMAGE = (0xA1, 0x65, 0xA1, 0x30, 0xA1, 0xA0, 0xA0, 0x80)
"""39794-5, annex A: face block, representation blocks, the first, image, base, 2D image, the picture."""

_LIMITS = Limits(max_bytes=2_000_000, max_pixels=16_000_000, min_side=32)
"""9303-10 asks for 15 to 20 KB; the least side is that of the smallest test picture, halved."""

_FACIAL_HEADER, _RECORD_HEADER, _POINT, _IMAGE_HEADER = 14, 20, 8, 12
_BOXES = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_CODESTREAM = b"\xff\x4f\xff\x51"
_MOST_COMPONENTS = 4


def read_portrait(data: bytes) -> Finding[ChipPortrait]:
    """Take the first face picture out of data group 2 and decode it once.

    Raises:
        RefusedError: no face record, or the picture in it is in neither format or does not decode.

    """
    block, count = _block(data)
    standard, picture = _picture(block)
    notes = ("several_portraits",) if count > 1 else ()
    kind = "jpeg" if picture[:3] == b"\xff\xd8\xff" else "jpeg2000"
    try:
        pixels = decode(picture, limits=_LIMITS) if kind == "jpeg" else decode_jpeg2000(picture)
        jpeg = picture if kind == "jpeg" else encode_jpeg(pixels, 95)
    except ImageError as error:
        raise RefusedError("portrait_not_readable", error.code) from error
    height, width = pixels.shape[:2]
    return ChipPortrait(standard, kind, picture, jpeg, width, height), notes


def _block(data: bytes) -> tuple[bytes, int]:
    """Biometric data block of the first template, and how many templates there are."""
    inside = first(one(data, _DG2), _TEMPLATES)
    templates = [value for tag, value in items(inside) if tag == _TEMPLATE]
    stated = first(inside, _COUNT)
    if not templates or stated != bytes([len(templates)]):
        raise RefusedError("template_count_differs")
    for tag, value in items(templates[0]):
        if tag in (_OLD_BLOCK, _NEW_BLOCK):
            return value, len(templates)
    raise RefusedError("no_face_record")


def _picture(block: bytes) -> tuple[str, bytes]:
    if block[:4] == b"FAC\x00":
        return "ISO/IEC 19794-5", picture_of_record(block)
    return "ISO/IEC 39794-5", picture_of_block(block)


def picture_of_record(record: bytes) -> bytes:
    """Picture in an ISO/IEC 19794-5:2005 facial record. Raises RefusedError where lengths do not fit."""
    version, total, faces = struct.unpack(">4sIH", record[4:_FACIAL_HEADER])
    if version != b"010\x00" or total != len(record) or faces < 1:
        raise RefusedError("bad_face_record")
    size, points = struct.unpack(">IH", record[_FACIAL_HEADER : _FACIAL_HEADER + 6])
    start = _FACIAL_HEADER + _RECORD_HEADER + _POINT * points + _IMAGE_HEADER
    end = _FACIAL_HEADER + size
    if not start < end <= len(record):
        raise RefusedError("bad_face_record")
    return record[start:end]


def picture_of_block(block: bytes) -> bytes:
    """Picture in an ISO/IEC 39794-5:2019 block. Raises RefusedError where an element is missing."""
    return first(block, *_INTO_BASE_IMAGE)


def decode_jpeg2000(data: bytes) -> Pixels:
    """Decode JPEG 2000 (ISO/IEC 15444-1), a JP2 file or a bare codestream, to BGR pixels.

    The size is read from the codestream before anything is unpacked.

    Raises ImageError: `not_an_image`, `too_large`, `too_many_pixels`, `too_small`.
    """
    width, height = _size(data)
    if len(data) > _LIMITS.max_bytes:
        raise ImageError("The chip's portrait is too large.", code="too_large")
    if width * height > _LIMITS.max_pixels:
        raise ImageError("The chip's portrait has too many pixels.", code="too_many_pixels")
    if min(width, height) < _LIMITS.min_side:
        raise ImageError("The chip's portrait is too small.", code="too_small")
    try:
        found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise _damaged() from error
    if found is None or found.shape[:2] != (height, width):
        raise _damaged()
    return np.asarray(found, np.uint8)


def _size(data: bytes) -> tuple[int, int]:
    """Width and height from the SIZ marker (15444-1, A.5.1)."""
    try:
        stream = _codestream(data)
        right, low, left, top = struct.unpack(">IIII", stream[8:24])
        components = struct.unpack(">H", stream[40:42])[0]
    except struct.error as error:
        raise _damaged() from error
    if stream[:4] != _CODESTREAM or not 1 <= components <= _MOST_COMPONENTS or right <= left or low <= top:
        raise _damaged()
    return right - left, low - top


def _codestream(data: bytes) -> bytes:
    """Find the one codestream in a JP2 file's boxes (15444-1, I.4), or take `data` as one."""
    if data[: len(_BOXES)] != _BOXES:
        return data
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"jp2c":
            return data[at + 8 :]
        if size < 8:  # 0: to the end of the file, 1: sixty-four bits; neither stands before the picture
            break
        at += size
    raise _damaged()


def _damaged() -> ImageError:
    return ImageError("The chip's portrait is no readable picture.")
