"""Writing small ONNX graphs (onnx.proto3, IR version 8) without the onnx package: what embed networks need.

A graph is built node by node and comes out as bytes that onnxruntime loads. Only float32 tensors, int and
float attributes: enough for a convolutional network whose weights come from another format.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Attribute = int | float | Sequence[int]

IR_VERSION, OPSET = 8, 13
FLOAT32, INT64 = 1, 7
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_INTS = 1, 2, 7


class Graph:
    """One graph with one input and one output, both float32; shapes use None for the batch."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts: list[bytes] = []
        self._count = 0

    def constant(self, values: Floats | NDArray[np.int64]) -> str:
        """Add a tensor of weights; returns its name."""
        name = self._fresh("w")
        kind = INT64 if values.dtype == np.int64 else FLOAT32
        dims = b"".join(_number(1, int(size)) for size in values.shape)
        raw = np.ascontiguousarray(values).tobytes()
        head = dims + _number(2, kind) + _text(8, name) + _head(9, len(raw))
        self._parts += [_head(5, len(head) + len(raw)), head, raw]
        return name

    def node(self, operator: str, *inputs: str, output: str | None = None, **attributes: Attribute) -> str:
        """Add one operator (its ONNX name); returns the name of its output."""
        name = output or self._fresh("t")
        wired = b"".join(_text(1, one) for one in inputs) + _text(2, name) + _text(4, operator)
        given = b"".join(_bytes(5, _attribute(key, value)) for key, value in attributes.items())
        self._parts.append(_bytes(1, wired + given))
        return name

    def model(
        self, source: tuple[str, Sequence[int | None]], result: tuple[str, Sequence[int | None]]
    ) -> bytes:
        """Close the graph: name and shape of its input and of its output; returns the file's bytes.

        The weights are copied once: put together tensor by tensor they took some 90 MB that never came back.
        """
        ends = _text(2, self._name) + _bytes(11, _value(*source)) + _bytes(12, _value(*result))
        length = sum(map(len, self._parts)) + len(ends)
        opset = _bytes(8, _text(1, "") + _number(2, OPSET))
        return b"".join([_number(1, IR_VERSION), _head(7, length), *self._parts, ends, opset])

    def _fresh(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"


def _attribute(name: str, value: Attribute) -> bytes:
    head = _text(1, name)
    if isinstance(value, float):
        return head + _key(2, 5) + struct.pack("<f", value) + _number(20, _ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return head + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    return head + b"".join(_number(8, one) for one in value) + _number(20, _ATTRIBUTE_INTS)


def _value(name: str, shape: Sequence[int | None]) -> bytes:
    dims = b"".join(_bytes(1, _text(2, "n") if size is None else _number(1, size)) for size in shape)
    tensor = _number(1, FLOAT32) + _bytes(2, dims)
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _key(field: int, wire: int) -> bytes:
    return _varint(field << 3 | wire)


def _number(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _head(field, len(value)) + value


def _head(field: int, length: int) -> bytes:
    """Open a field of so many bytes."""
    return _key(field, 2) + _varint(length)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
