"""Tag, length, value as the chip's files use them (ISO/IEC 7816-4, 5.2.2; ITU-T X.690, definite lengths)."""

from __future__ import annotations

from collections.abc import Iterator

from bonafide.engine.document.chip.types import RefusedError

Tlv = tuple[int, bytes]
"""Tag with all its bytes as one number (0x5F1F), and the value."""

_MORE = 0x1F
_CONTINUES = 0x80


def items(data: bytes) -> Iterator[Tlv]:
    """Every object of a sequence of them, in order.

    Raises RefusedError (malformed_tlv) where a length passes the end or is indefinite.
    """
    at = 0
    while at < len(data):
        tag, at = _tag(data, at)
        size, at = _length(data, at)
        if at + size > len(data):
            raise RefusedError("malformed_tlv")
        yield tag, data[at : at + size]
        at += size


def one(data: bytes, tag: int) -> bytes:
    """Value of the single object that fills `data`. Raises RefusedError where it is another or not alone."""
    found = list(items(data))
    if len(found) != 1 or found[0][0] != tag:
        raise RefusedError("wrong_tag")
    return found[0][1]


def first(data: bytes, *path: int) -> bytes:
    """Value reached by going down the first object of each tag. Raises RefusedError where one is missing."""
    for tag in path:
        value = next((value for found, value in items(data) if found == tag), None)
        if value is None:
            raise RefusedError("element_missing")
        data = value
    return data


def _tag(data: bytes, at: int) -> tuple[int, int]:
    tag, at = data[at], at + 1
    if tag & _MORE != _MORE:
        return tag, at
    for _ in range(3):
        if at >= len(data):
            break
        tag, at = tag << 8 | data[at], at + 1
        if not tag & _CONTINUES:
            return tag, at
    raise RefusedError("malformed_tlv")


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise RefusedError("malformed_tlv")
    size, at = data[at], at + 1
    if size < _CONTINUES:
        return size, at
    width = size & 0x7F
    if not 1 <= width <= 4 or at + width > len(data):
        raise RefusedError("malformed_tlv")
    return int.from_bytes(data[at : at + width], "big"), at + width
