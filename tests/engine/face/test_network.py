from pathlib import Path

import numpy as np
import pytest

from bonafide.engine import models
from bonafide.engine.face import network
from bonafide.engine.face.detect import find_faces
from bonafide.engine.face.embed import align
from bonafide.engine.image import decode


def test_gives_the_numbers_that_dlib_gives(london: Path) -> None:
    pictures = [decode(p.read_bytes()) for p in sorted((london / "neutral_front").glob("*.jpg"))[:2]]
    chips = [align(picture, find_faces(picture)[0]) for picture in pictures]
    dlib = models.native("dlib").face_recognition_model_v1(str(models.verified(models.FACE_EMBEDDER)))
    theirs = np.array([np.array(dlib.compute_face_descriptor(chip)) for chip in chips])
    assert np.abs(network.descriptors(chips) - theirs).max() < 1e-5
    assert np.abs(theirs).max() > 0.1


def test_gives_the_numbers_that_dlib_gives_for_noise() -> None:
    chip = np.random.default_rng(3).integers(0, 255, (network.SIDE, network.SIDE, 3), dtype=np.uint8)
    dlib = models.native("dlib").face_recognition_model_v1(str(models.verified(models.FACE_EMBEDDER)))
    assert np.abs(network.descriptors([chip])[0] - np.array(dlib.compute_face_descriptor(chip))).max() < 1e-5


@pytest.mark.parametrize("weights", [b"", b"nothing of the kind", b"\x05con_4" + b"\x01\x02" * 3])
def test_weights_of_another_layout_are_refused(weights: bytes) -> None:
    with pytest.raises(network.WeightsError) as error:
        network.onnx_bytes(weights)
    assert error.value.code == "model_changed"


def test_weights_cut_short_are_refused() -> None:
    weights = models.verified(models.FACE_EMBEDDER).read_bytes()
    with pytest.raises(network.WeightsError):
        network.onnx_bytes(weights[: len(weights) // 2])
