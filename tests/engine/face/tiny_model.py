"""A network of the operator's kind, small enough to write in a test: 14 x 14 means of the face, less their mean."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from bonafide.engine.onnx_graph import Graph

CELL, CELLS = 8, 14


def onnx(*, side: int = 112) -> bytes:
    """Take n x 3 x side x side, give n x 588."""
    graph = Graph("tiny")
    pooled = graph.node("AveragePool", "data", kernel_shape=(CELL, CELL), strides=(CELL, CELL))
    flat = graph.node("Flatten", pooled)
    size = 3 * (side // CELL) ** 2
    centre = np.eye(size, dtype=np.float32) - np.float32(1 / size)
    graph.node("MatMul", flat, graph.constant(centre), output="vector")
    return graph.model(("data", (None, 3, side, side)), ("vector", (None, size)))


def describe(folder: Path, **changes: object) -> Path:
    """Write the network and its description into a folder; a change of None leaves a key out."""
    data = onnx()
    (folder / "tiny.onnx").write_bytes(data)
    said: dict[str, object] = {
        "name": "tiny",
        "file": "tiny.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": "CC0-1.0",
        "source": "https://example.org/tiny.onnx",
        **changes,
    }
    place = folder / "tiny.yaml"
    place.write_text("\n".join(f"{key}: {value}" for key, value in said.items() if value is not None))
    return place
