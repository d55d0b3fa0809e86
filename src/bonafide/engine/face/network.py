"""dlib's face network (ResNet-29 of King 2017) run by onnxruntime: the same numbers, several times as fast.

The weights are read from the verified dlib file as it is installed; nothing is converted on disk. A test holds
the two implementations against each other.

Layout of the file: layers in the order in which a picture passes them, each with its name as text (`con_4`,
`affine_`, `fc_2`) and one tensor: version 2, four sizes as length-prefixed integers, then float32, little
endian. A convolution keeps its filters first and then its biases; an affine layer its gains, then its offsets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bonafide.engine import models
from bonafide.engine.image import Pixels
from bonafide.engine.onnx_graph import Graph
from bonafide.engine.parallel import cores, mapped

Floats = NDArray[np.float32]

SIDE = 150
SIZE = 128
STAGES = ((32, 3, False), (64, 4, True), (128, 3, True), (256, 3, True), (256, 1, True))
"""Filters, residual blocks, and whether the first block halves the picture."""
MEAN_RGB = (122.782, 117.001, 104.298)
SCALE = 256.0
THREADS = 1
_CONVOLUTION, _AFFINE, _DENSE = b"\x05con_4", b"\x07affine_", b"\x04fc_2"


class WeightsError(models.ModelError):
    """The file is not laid out as dlib writes this network (code `model_changed`)."""

    code = "model_changed"


@dataclass(slots=True)
class _Weights:
    """Reads tensors layer by layer, front to back."""

    data: bytes
    at: int = 0

    def take(self, layer: bytes, *, sizes_before: int = 0) -> Floats:
        """Return the values of the next layer of this kind; some write sizes of their own before the tensor."""
        found = self.data.find(layer, self.at)
        if found < 0:
            raise WeightsError(f"A layer {layer!r} is missing in the weights.")
        self.at = found + len(layer)
        version, *sizes = [self._integer() for _ in range(sizes_before + 5)][sizes_before:]
        count = int(np.prod(sizes))
        if version != 2 or not 0 < count * 4 <= len(self.data) - self.at:
            raise WeightsError(f"A layer {layer!r} has no readable tensor.")
        values = np.frombuffer(self.data, "<f4", count, self.at)
        self.at += count * 4
        return np.asarray(values, np.float32)

    def _integer(self) -> int:
        if self.at >= len(self.data):
            raise WeightsError("The weights end too early.")
        length = self.data[self.at] & 0x0F
        value = int.from_bytes(self.data[self.at + 1 : self.at + 1 + length], "little")
        self.at += 1 + length
        return value


@dataclass(slots=True)
class _Builder:
    """Turns layers into nodes and keeps the shape (channels, side) of each value."""

    weights: _Weights
    graph: Graph = field(default_factory=lambda: Graph("face"))
    shape: dict[str, tuple[int, int]] = field(default_factory=dict)

    def convolve(self, source: str, filters: int, kernel: int, stride: int) -> str:
        """Convolution with its affine layer folded in; padded by half its kernel only at stride 1."""
        channels, side = self.shape[source]
        values = self.weights.take(_CONVOLUTION)
        gain, offset = self.weights.take(_AFFINE).reshape(2, filters)
        kernels = values[:-filters].reshape(filters, channels, kernel, kernel) * gain[:, None, None, None]
        bias = values[-filters:] * gain + offset
        pad = kernel // 2 if stride == 1 else 0
        out = self.graph.node(
            "Conv",
            source,
            self.graph.constant(kernels.astype(np.float32)),
            self.graph.constant(bias.astype(np.float32)),
            kernel_shape=(kernel, kernel),
            strides=(stride, stride),
            pads=(pad,) * 4,
        )
        self.shape[out] = (filters, (side + 2 * pad - kernel) // stride + 1)
        return out

    def pool(self, operator: str, source: str, kernel: int) -> str:
        """Pool at stride 2 without padding."""
        channels, side = self.shape[source]
        out = self.graph.node(operator, source, kernel_shape=(kernel, kernel), strides=(2, 2))
        self.shape[out] = (channels, (side - kernel) // 2 + 1)
        return out

    def relu(self, source: str) -> str:
        """Rectify."""
        out = self.graph.node("Relu", source)
        self.shape[out] = self.shape[source]
        return out

    def add(self, a: str, b: str) -> str:
        """Sum of two values, the smaller padded with zeros, as dlib adds layers of unlike size."""
        larger = max(self.shape[a][0], self.shape[b][0]), max(self.shape[a][1], self.shape[b][1])
        out = self.graph.node("Add", self._padded(a, larger), self._padded(b, larger))
        self.shape[out] = larger
        return out

    def _padded(self, source: str, larger: tuple[int, int]) -> str:
        channels, side = self.shape[source]
        if (channels, side) == larger:
            return source
        more, far = larger[0] - channels, larger[1] - side
        pads = self.graph.constant(np.array([0, 0, 0, 0, 0, more, far, far], np.int64))
        return self.graph.node("Pad", source, pads)

    def block(self, source: str, filters: int, *, down: bool) -> str:
        """One residual block; where it halves the picture the way past it is pooled."""
        inner = self.relu(self.convolve(source, filters, 3, 2 if down else 1))
        inner = self.convolve(inner, filters, 3, 1)
        return self.relu(self.add(inner, self.pool("AveragePool", source, 2) if down else source))


def onnx_bytes(weights: bytes) -> bytes:
    """Build the network as an ONNX file: input `face` n x 3 x 150 x 150 (standardised), output `embedding` n x 128.

    Raises:
        WeightsError: the bytes are not laid out as dlib writes this network.

    """
    build = _Builder(_Weights(weights))
    build.shape["face"] = (3, SIDE)
    value = build.pool("MaxPool", build.relu(build.convolve("face", 32, 7, 2)), 3)
    for filters, blocks, halves in STAGES:
        for number in range(blocks):
            value = build.block(value, filters, down=halves and number == 0)
    channels, _side = build.shape[value]
    mean = build.graph.node("Flatten", build.graph.node("GlobalAveragePool", value))
    dense = build.weights.take(_DENSE, sizes_before=2).reshape(channels, SIZE)
    build.graph.node("MatMul", mean, build.graph.constant(dense), output="embedding")
    return build.graph.model(("face", (None, 3, SIDE, SIDE)), ("embedding", (None, SIZE)))


def _session() -> Any:
    return models.onnx_session(
        onnx_bytes(models.verified(models.FACE_EMBEDDER).read_bytes()), threads=THREADS
    )


_SESSION = models.Shared(_session)


def descriptors(chips: list[Pixels]) -> Floats:
    """Run the network on upright faces, each 150 x 150 RGB uint8; returns n x 128, not normalised."""
    stacked = np.stack(chips).astype(np.float32)
    faces = np.ascontiguousarray(((stacked - np.array(MEAN_RGB, np.float32)) / SCALE).transpose(0, 3, 1, 2))
    with _SESSION.lend() as session:
        pass  # it may be run by several threads at once
    parts = np.array_split(faces, min(cores(), len(faces)))
    return np.concatenate(
        mapped(lambda part: np.asarray(session.run(None, {"face": part})[0], np.float32), parts)
    )


def load() -> None:
    """Load the network now instead of at the first face."""
    with _SESSION.lend():
        pass
