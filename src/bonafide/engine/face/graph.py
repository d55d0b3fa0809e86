"""MediaPipe's networks, each run by the thread that asks and read without detours.

What they compute stays to the last bit. As the package sets them up every part of a graph passes its result on to
another thread, and every answer becomes a new class: together an eighth of the processor time of a live frame.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bonafide.engine import models
from bonafide.engine.image import Pixels

Points = NDArray[np.float32]

_STEP_US = 33_333
"""Between two pictures, as the package counts; the graphs here remember nothing of the one before."""
_POINT = np.dtype({"names": "xyz", "formats": ["<f4"] * 3, "offsets": (3, 8, 13), "itemsize": 17})
"""A landmark of three numbers in a list of them, as protocol buffers write it."""
_TAGS = {0: 0x0A, 1: 0x0F, 2: 0x0D, 7: 0x15, 12: 0x1D}
"""What stands between the numbers: first of the list, 15 bytes, first, second and third number of the landmark."""


class Graph:
    """One graph with one picture in and one list out. Not safe to use from two threads at once."""

    def __init__(self, solution: str, output: str, **options: Any) -> None:
        """Load the graph of `mediapipe.python.solutions`, module and class, that was given these options.

        Raises RuntimeError, ValueError or FileNotFoundError where the package cannot set it up.
        """
        module, name = solution.split(".")
        kind = getattr(models.native(f"mediapipe.python.solutions.{module}"), name)
        self._solution = type(name, (_Alone, kind), {})(**options)
        self._output, self._now = output, 0
        self._packets = models.native("mediapipe.python.packet_creator")
        self._read = models.native("mediapipe.python.packet_getter").get_proto_list
        self._format = models.native("mediapipe").ImageFormat.SRGB

    def run(self, rgb: Pixels) -> list[Any]:
        """What the network finds in a picture, height x width x 3, RGB: messages of MediaPipe, or none."""
        answers, graph = self._solution._graph_outputs, self._solution._graph  # noqa: SLF001 - as `process` does
        answers.clear()
        self._now += _STEP_US
        packet = self._packets.create_image_frame(image_format=self._format, data=rgb).at(self._now)
        graph.add_packet_to_input_stream(stream="image", packet=packet)
        graph.wait_until_idle()
        found = answers.get(self._output)
        return [] if found is None or found.is_empty() else list(self._read(found))


class _Alone:
    """Mixed into a solution: its graph runs in the thread that waits for it."""

    def _initialize_graph_interface(self, *given: Any, **named: Any) -> Any:
        config = super()._initialize_graph_interface(*given, **named)  # type: ignore[misc]
        config.ClearField("executor")
        config.ClearField("num_threads")
        config.executor.add(type="ApplicationThreadExecutor")
        return config


def points_of(landmarks: Any) -> Points:
    """Read the landmarks of one face: x, y and z as the network's own, n x 3."""
    written = landmarks.SerializeToString()
    count = len(landmarks.landmark)
    if len(written) == count * _POINT.itemsize:
        rows = np.frombuffer(written, np.uint8).reshape(count, -1)
        if (rows[:, list(_TAGS)] == list(_TAGS.values())).all():
            found = np.frombuffer(written, _POINT)
            return np.stack([found[name] for name in "xyz"], axis=1)
    return np.array([(p.x, p.y, p.z) for p in landmarks.landmark], np.float32)  # one has more, or fewer
