import hashlib
import pickle
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.engine.face import tiny_model

from bonafide.engine.face import own_model
from bonafide.engine.face.compare import compare_faces
from bonafide.engine.face.described import read_description
from bonafide.engine.face.detect import find_faces
from bonafide.engine.face.embed import template
from bonafide.engine.face.landmarks import LEFT_IRIS, RIGHT_IRIS, find_mesh
from bonafide.engine.image import decode
from bonafide.engine.models import ModelError


def jpeg(london: Path, view: str, person: str) -> bytes:
    return next((london / view).glob(f"{person}_*.jpg")).read_bytes()


def test_a_description_is_read_and_crosses_a_process_border(tmp_path: Path) -> None:
    place = tiny_model.describe(
        tmp_path, thresholds="{match_min: 0.4, review_min: 0.2}", order="bgr", mean=127.5
    )
    model = read_description(place)
    assert (model.name, model.rgb, model.mean) == ("tiny", False, 127.5)
    assert model.thresholds() == (0.4, 0.2)
    assert Path(model.path).is_absolute()
    assert pickle.loads(pickle.dumps(model)) == model  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"name": "Not A Word"},
        {"name": "dlib-resnet-v1"},
        {"sha256": "abc"},
        {"licence": "''"},
        {"source": "ftp://example.org/x"},
        {"order": "grey"},
        {"scale": 0},
        {"mean": "dark"},
        {"mean": ".nan"},
        {"surprise": 1},
        {"thresholds": "{match_min: 0.2, review_min: 0.4}"},
        {"thresholds": "{match_min: 0.2}"},
        {"thresholds": "0.3"},
    ],
)
def test_a_description_that_cannot_be_meant_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(ModelError) as error:
        read_description(tiny_model.describe(tmp_path, **change))
    assert error.value.code == "model_description"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[1, 2]", b"a: [", b""])
def test_a_file_that_is_no_description_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.yaml").write_bytes(content)
    for place in (tmp_path / "x.yaml", tmp_path / "absent.yaml"):
        with pytest.raises(ModelError) as error:
            read_description(place)
        assert error.value.code == "model_description"


def test_without_thresholds_a_model_decides_nothing(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as error:
        read_description(tiny_model.describe(tmp_path)).thresholds()
    assert error.value.code == "model_uncalibrated"


def test_a_changed_a_missing_and_an_unfit_file_are_refused(tmp_path: Path) -> None:
    face = np.zeros((own_model.SIDE, own_model.SIDE, 3), np.uint8)
    model = read_description(tiny_model.describe(tmp_path))
    codes = []
    for change in (b"other bytes", None):
        file = Path(model.path)
        file.unlink() if change is None else file.write_bytes(change)
        with pytest.raises(ModelError) as error:
            own_model.descriptors(model, [face])
        codes.append(error.value.code)
    assert codes == ["model_changed", "model_missing"]
    for number, data in enumerate((tiny_model.onnx(side=64), b"no network")):
        folder = tmp_path / str(number)
        folder.mkdir()
        place = tiny_model.describe(folder, sha256=hashlib.sha256(data).hexdigest())
        (folder / "tiny.onnx").write_bytes(data)
        with pytest.raises(ModelError) as error:
            own_model.descriptors(read_description(place), [face])
        assert error.value.code == "model_unfit"


def test_colour_order_mean_and_scale_reach_the_network(tmp_path: Path) -> None:
    face = np.zeros((own_model.SIDE, own_model.SIDE, 3), np.uint8)
    face[..., 2] = 200  # red, as OpenCV orders it
    rgb = read_description(tiny_model.describe(tmp_path, scale=100))
    bgr = read_description(tiny_model.describe(tmp_path, scale=100, order="bgr"))
    one, two = (own_model.descriptors(model, [face])[0].reshape(3, -1) for model in (rgb, bgr))
    assert np.allclose(one[0], 2 - 2 / 3, atol=1e-4)
    assert np.allclose(two[2], 2 - 2 / 3, atol=1e-4)
    assert np.allclose(one[2], -2 / 3, atol=1e-4)


def test_a_similarity_transform_is_found_exactly() -> None:
    seen = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    turn = np.array([[0.8, -0.3, 4.0], [0.3, 0.8, -2.0]], np.float32)
    assert np.allclose(
        own_model.similarity_transform(seen, seen @ turn[:, :2].T + turn[:, 2]), turn, atol=1e-5
    )


def test_eyes_come_to_stand_where_the_template_has_them(london: Path) -> None:
    picture = decode(jpeg(london, "neutral_front", "024"))
    tilted = np.asarray(
        cv2.warpAffine(picture, cv2.getRotationMatrix2D((675, 675), 20, 1.0), (1350, 1350)), np.uint8
    )
    face = find_faces(tilted)[0]
    chip = own_model.align(tilted, face, find_mesh(tilted, face))
    large = np.asarray(cv2.resize(cv2.copyMakeBorder(chip, 60, 60, 60, 60, 0), (696, 696)), np.uint8)
    mesh = find_mesh(large, find_faces(large)[0])
    assert mesh is not None
    eyes = mesh.points[[RIGHT_IRIS, LEFT_IRIS], :2] / 3 - 60
    assert np.abs(eyes - own_model.PLACES[:2]).max() < 6


def test_faces_are_compared_by_the_operators_model_and_it_is_recorded(london: Path, tmp_path: Path) -> None:
    model = read_description(tiny_model.describe(tmp_path))
    portrait, same, other = (
        jpeg(london, view, who)
        for view, who in (("neutral_front", "024"), ("smiling_front", "024"), ("smiling_front", "042"))
    )
    alike, unlike = (compare_faces(portrait, selfie, model=model) for selfie in (same, other))
    assert alike.model == "tiny"
    assert alike.models == {"tiny": model.sha256}
    assert alike.similarity is not None
    assert unlike.similarity is not None
    assert alike.similarity > unlike.similarity


def test_a_template_has_length_one_with_and_without_a_mesh(london: Path, tmp_path: Path) -> None:
    model = read_description(tiny_model.describe(tmp_path))
    picture = decode(jpeg(london, "neutral_front", "001"))
    face = find_faces(picture)[0]
    assert np.linalg.norm(template(picture, face, model=model)) == pytest.approx(1, abs=1e-5)
    assert own_model.align(picture, face, None).shape == (112, 112, 3)
