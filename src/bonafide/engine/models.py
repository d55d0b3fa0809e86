"""Model files: where they are, what they must hash to, under which licence; one instance per process.

The files come inside installed packages. They are found without importing the package (the one that carries
the face models cannot be imported under new setuptools) and are hashed before first use, so that a decision
record can name exactly what judged.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bonafide.engine import late
from bonafide.errors import BonafideError

T = TypeVar("T")

_ARENA = {
    "max_mem": 0,
    "arena_extend_strategy": 0,
    "initial_chunk_size_bytes": -1,
    "max_dead_bytes_per_chunk": -1,
    "initial_growth_chunk_size_bytes": 256 << 20,
}
"""Memory of large networks (onnxruntime's words; -1 and 0 are its defaults)."""


class ModelError(BonafideError):
    """A model file cannot be used. Codes: model_missing, model_changed."""

    code = "model_missing"
    status = 503


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of weights.

    Attributes:
        name: short stable word used in evidence and decision records.
        package: installed package that carries the file.
        path: place of the file inside the package.
        sha256: hex digest that the bytes must have.
        licence: licence of the weights, and what is known of their training data.
        source: where the weights were published.

    """

    name: str
    package: str
    path: str
    sha256: str
    licence: str
    source: str


_MEDIAPIPE = "https://github.com/google-ai-edge/mediapipe"
_DLIB = "https://github.com/davisking/dlib-models"

FACE_NEAR = ModelFile(
    "blazeface-short",
    "mediapipe",
    "modules/face_detection/face_detection_short_range.tflite",
    "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    "Apache-2.0",
    _MEDIAPIPE,
)
FACE_FAR = ModelFile(
    "blazeface-full-sparse",
    "mediapipe",
    "modules/face_detection/face_detection_full_range_sparse.tflite",
    "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
    "Apache-2.0",
    _MEDIAPIPE,
)
FACE_MESH = ModelFile(
    "face-mesh-attention",
    "mediapipe",
    "modules/face_landmark/face_landmark_with_attention.tflite",
    "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4",
    "Apache-2.0",
    _MEDIAPIPE,
)
FACE_POINTS = ModelFile(
    "dlib-5-points",
    "face_recognition_models",
    "models/shape_predictor_5_face_landmarks.dat",
    "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
    "CC0-1.0; trained on 7198 pictures labelled by the author",
    _DLIB,
)
FACE_EMBEDDER = ModelFile(
    "dlib-resnet-v1",
    "face_recognition_models",
    "models/dlib_face_recognition_resnet_model_v1.dat",
    "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    "CC0-1.0; trained on FaceScrub, VGG-Face and scraped pictures of 7485 people, consent not known",
    _DLIB,
)
FACE_MODELS = (FACE_NEAR, FACE_FAR, FACE_MESH, FACE_POINTS, FACE_EMBEDDER)


def locate(model: ModelFile) -> Path:
    """Return where the file lies, without importing its package and without reading it.

    Raises:
        ModelError: code `model_missing` where the package or the file is absent.

    """
    spec = importlib.util.find_spec(model.package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        found = Path(folder) / model.path
        if found.is_file():
            return found
    raise ModelError(f"Model {model.name} is not installed: install the package {model.package} again.")


@cache
def verified(model: ModelFile) -> Path:
    """Return where the file lies, after its bytes were hashed (once per process).

    Raises:
        ModelError: code `model_missing`, or `model_changed` where the bytes are not the ones listed here.

    """
    found = locate(model)
    with found.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != model.sha256:
        raise ModelError(
            f"Model {model.name} is not the file that was measured: install {model.package} again.",
            code="model_changed",
        )
    return found


def versions(*models: ModelFile) -> dict[str, str]:
    """Return name to SHA-256 of each model, as it goes into evidence."""
    return {model.name: model.sha256 for model in models}


def native(module: str) -> Any:
    """Import a large native library only when it is used, without what `late` leaves away; it carries no types."""
    with late.putting_off():
        loaded: ModuleType = importlib.import_module(module)
    return loaded


def onnx_session(weights: Path | bytes, *, threads: int, large: bool = False) -> Any:
    """Open a network for onnxruntime: a file or its bytes, and how many threads one run may use.

    Threads sleep while they wait: spinning, the default, doubled the processor time of reading print as soon as
    anything else ran on the machine. No memory plan is kept per shape of the input: our pictures have many.
    `large`: what passes between its layers takes tens of megabytes; it lies in one region for all such networks.
    """
    runtime = native("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    if large:
        _one_region()
        options.add_session_config_entry("session.use_env_allocators", "1")
    return opened(weights, options)


def opened(weights: Path | bytes, options: Any) -> Any:
    """Open a network with these options of onnxruntime; bytes are let go of, where the package would hold them."""
    source = weights if isinstance(weights, bytes) else str(weights)
    session = native("onnxruntime").InferenceSession(source, options, providers=["CPUExecutionProvider"])
    session._model_bytes = None  # noqa: SLF001 - kept to open it again with other providers: 22 MB of face network
    return session


@cache
def _one_region() -> None:
    """Let large networks take memory from one wide region, of which only what is touched becomes real.

    Regions that double, the default, leave holes where no larger layer fits: 200 bytes per pixel instead of 150.
    """
    runtime = native("onnxruntime")
    place = runtime.OrtMemoryInfo(
        "Cpu", runtime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, runtime.OrtMemType.DEFAULT
    )
    runtime.create_and_register_allocator(place, runtime.OrtArenaCfg(_ARENA))


def onnx_run(session: Any, batch: NDArray[np.float32], answer: NDArray[np.float32]) -> None:
    """Run a network of one input and one output, write into `answer` and give the run's memory back to the system.

    Where the network writes its answer into memory of its own, the region around it stays for as long as the
    answer is held, and longer: it goes back only after the next run.

    Raises:
        RuntimeError: `answer` has not the shape of what the network gives.

    """
    source, target = session.get_inputs()[0].name, session.get_outputs()[0].name
    bound = session.io_binding()
    bound.bind_cpu_input(source, batch)
    bound.bind_output(target, "cpu", 0, np.float32, answer.shape, answer.ctypes.data)
    session.run_with_iobinding(bound, _giving_back())


@cache
def _giving_back() -> Any:
    """Options of a run after which its memory goes back to the system."""
    options = native("onnxruntime").RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


class Shared(Generic[T]):
    """One costly object per process, made at first use and lent to one thread at a time.

    A forked child makes its own: the threads inside a vision graph do not survive a fork.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._made: T | None = None

    @contextmanager
    def lend(self) -> Iterator[T]:
        """Lend the object; other threads of this process wait."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            yield self._made
