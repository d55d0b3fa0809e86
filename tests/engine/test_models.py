"""What networks hold in memory beside their weights, and what of the large libraries stays away."""

import subprocess
import sys

import numpy as np
import pytest

from bonafide.engine import late, models
from bonafide.engine.document.mrz import net
from bonafide.engine.document.text.find import FINDER
from bonafide.engine.onnx_graph import Graph

_LOADED = """
import sys
from bonafide.engine.face import preload
preload()
print([name for name in ("mediapipe", "matplotlib", "mediapipe.tasks.python.core") if name in sys.modules])
"""


def doubling() -> bytes:
    """Network that adds its input to itself: n x 4."""
    graph = Graph("doubling")
    graph.node("Add", "x", "x", output="y")
    return graph.model(("x", (None, 4)), ("y", (None, 4)))


def test_bytes_of_a_network_are_let_go_of_once_it_is_open() -> None:
    weights = net.WEIGHTS.read_bytes()
    before = sys.getrefcount(weights)
    session = models.onnx_session(weights, threads=1)
    assert sys.getrefcount(weights) == before
    assert session.get_inputs()[0].name == "strip"


@pytest.mark.parametrize("large", [False, True])
def test_an_answer_is_written_where_it_is_wanted(*, large: bool) -> None:
    session = models.onnx_session(doubling(), threads=1, large=large)
    batch = np.arange(8, dtype=np.float32).reshape(2, 4)
    answer = np.zeros((2, 4), np.float32)
    models.onnx_run(session, batch, answer)
    assert answer.tolist() == (2 * batch).tolist()


def test_an_answer_of_another_shape_is_an_error() -> None:
    session = models.onnx_session(doubling(), threads=1)
    with pytest.raises(RuntimeError):
        models.onnx_run(session, np.zeros((2, 4), np.float32), np.zeros((3, 4), np.float32))


def test_the_finder_of_lines_writes_as_many_pixels_as_it_is_shown() -> None:
    session = models.onnx_session(models.verified(FINDER), threads=1, large=True)
    shown = np.zeros((1, 3, 64, 96), np.float32)
    answer = np.full((1, 1, 64, 96), np.nan, np.float32)
    models.onnx_run(session, shown, answer)
    assert np.isfinite(answer).all()
    assert np.array_equal(answer, session.run(None, {"x": shown})[0])


def test_finding_faces_brings_no_drawing_and_no_tasks() -> None:
    ran = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['mediapipe']"


def test_what_is_put_off_still_comes_when_asked_for() -> None:
    code = (
        "from bonafide.engine import models; models.native('mediapipe.python.solutions.face_mesh');"
        "from mediapipe.python.solutions import drawing_utils; import sys;"
        "print('matplotlib' in sys.modules, drawing_utils.DrawingSpec.__name__, 'matplotlib' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False DrawingSpec True"


def test_the_finder_of_modules_is_gone_after_an_import() -> None:
    before = list(sys.meta_path)
    with pytest.raises(ImportError):
        models.native("bonafide.no_such_module")
    assert sys.meta_path == before


def test_every_module_that_is_put_off_exists() -> None:
    models.native("mediapipe.python.solutions.face_detection")
    assert set(sys.modules) >= late.LATE
