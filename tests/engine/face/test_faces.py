import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from bonafide.engine import models
from bonafide.engine.evidence import FrameReading
from bonafide.engine.face.compare import compare_faces
from bonafide.engine.face.detect import find_faces, overlap
from bonafide.engine.face.embed import embed, similarity
from bonafide.engine.face.hint import read_frame
from bonafide.engine.face.quality import face_quality
from bonafide.engine.image import Pixels, decode, encode_jpeg, shrink
from bonafide.errors import ImageError

PEOPLE = ("001", "024", "042")


def picture(london: Path, view: str, person: str) -> bytes:
    return next((london / view).glob(f"{person}_*.jpg")).read_bytes()


def read(jpeg: bytes) -> FrameReading:
    return read_frame(jpeg, 0, 0, 0)


def test_every_model_file_is_the_one_listed() -> None:
    for model in models.FACE_MODELS:
        found = models.verified(model)
        assert hashlib.sha256(found.read_bytes()).hexdigest() == models.versions(model)[model.name]


def test_a_changed_or_missing_model_is_refused() -> None:
    near = models.FACE_NEAR
    changed = models.ModelFile(near.name, near.package, near.path, "0" * 64, near.licence, near.source)
    with pytest.raises(models.ModelError) as error:
        models.verified(changed)
    assert error.value.code == "model_changed"
    gone = models.ModelFile("x", "no_such_package", "x", "0" * 64, "", "")
    with pytest.raises(models.ModelError) as error:
        models.locate(gone)
    assert error.value.code == "model_missing"


def test_a_shared_object_is_made_once() -> None:
    made: list[int] = []
    shared = models.Shared(lambda: made.append(1) or len(made))  # type: ignore[func-returns-value]
    with shared.lend() as first:
        assert first == 1
    with shared.lend() as second:
        assert second == 1


@pytest.mark.parametrize("person", PEOPLE)
def test_finds_one_face_with_eyes_inside(london: Path, person: str) -> None:
    image = decode(picture(london, "neutral_front", person))
    (face,) = find_faces(image)
    x, y, wide, high = face.box
    (right_x, right_y), (left_x, left_y) = face.eyes
    assert x < right_x < left_x < x + wide
    assert y < min(right_y, left_y) <= max(right_y, left_y) < y + high
    assert 0.3 < face.inter_eye_px / wide < 0.7


def test_finds_a_small_portrait_on_a_large_page(london: Path) -> None:
    page = np.full((1400, 2000, 3), 225, np.uint8)
    small = shrink(decode(picture(london, "neutral_front", "010")), 200)
    page[900 : 900 + small.shape[0], 150 : 150 + small.shape[1]] = small
    (face,) = find_faces(page)
    assert 150 <= face.box[0] <= 350
    assert 900 <= face.box[1] <= 1100


def test_sees_no_face_in_noise_and_blank() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    assert find_faces(noise) == []
    assert find_faces(np.zeros((480, 640, 3), np.uint8)) == []
    reading = read(encode_jpeg(noise))
    assert reading.faces == 0
    assert reading.box is None


def test_overlap_of_boxes() -> None:
    assert overlap((0, 0, 10, 10), (0, 0, 10, 10)) == 1.0
    assert overlap((0, 0, 10, 10), (20, 20, 5, 5)) == 0.0
    assert overlap((0, 0, 10, 10), (5, 0, 10, 10)) == pytest.approx(1 / 3)


@pytest.mark.parametrize("person", PEOPLE)
def test_yaw_is_positive_towards_the_own_left(london: Path, person: str) -> None:
    # The set names three-quarter views by the side of the picture that the face looks to.
    looks_picture_left = read(picture(london, "neutral_left_3quarter", person))
    looks_picture_right = read(picture(london, "neutral_right_3quarter", person))
    front = read(picture(london, "neutral_front", person))
    assert looks_picture_left.yaw < -25
    assert looks_picture_right.yaw > 25
    assert abs(front.yaw) < 8
    assert abs(front.pitch) < 15


def test_roll_follows_a_turned_picture(london: Path) -> None:
    image = shrink(decode(picture(london, "neutral_front", "020")), 640)
    middle = (image.shape[1] / 2, image.shape[0] / 2)
    turn = cv2.getRotationMatrix2D(middle, -15, 1.0)  # negative: clockwise
    turned = np.asarray(cv2.warpAffine(image, turn, (image.shape[1], image.shape[0])), np.uint8)
    straight, tilted = read(encode_jpeg(image)), read(encode_jpeg(turned))
    assert tilted.roll - straight.roll == pytest.approx(15, abs=4)
    assert tilted.yaw == pytest.approx(straight.yaw, abs=6)


def test_counts_two_people(london: Path) -> None:
    both = [shrink(decode(picture(london, "neutral_front", p)), 320) for p in PEOPLE[:2]]
    reading = read(encode_jpeg(np.asarray(np.hstack(both), np.uint8)))
    assert reading.faces == 2


def test_a_reading_is_the_same_twice_and_its_digest_sees_a_change(london: Path) -> None:
    jpeg = picture(london, "neutral_front", "007")
    assert read(jpeg) == read(jpeg)
    image = decode(jpeg)
    other = np.asarray(np.clip(image.astype(np.int16) + 9, 0, 255), np.uint8)
    assert read(encode_jpeg(other)).digest != read(jpeg).digest


def test_bytes_that_are_no_picture_are_refused() -> None:
    with pytest.raises(ImageError):
        read(b"GIF89a nothing")
    with pytest.raises(ImageError):
        compare_faces(b"", b"")


def test_quality_sees_blur_dark_and_grey(london: Path) -> None:
    image = shrink(decode(picture(london, "neutral_front", "013")), 640)
    box = find_faces(image)[0].box
    good = face_quality(image, box)
    blurred = face_quality(np.asarray(cv2.GaussianBlur(image, (0, 0), 4), np.uint8), box)
    dark = face_quality(np.asarray(image * 0.2, np.uint8), box)
    luma = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    grey = face_quality(np.asarray(cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR), np.uint8), box)
    assert blurred.sharpness < 0.5 < good.sharpness
    assert dark.brightness < 45 < good.brightness
    assert grey.chroma < 1 < good.chroma


def test_embeddings_have_length_one_and_mirror_hardly_matters(london: Path) -> None:
    image: Pixels = decode(picture(london, "neutral_front", "017"))
    face = find_faces(image)[0]
    both, one = embed(image, face), embed(image, face, mirror=False)
    assert both.shape == (128,)
    assert np.linalg.norm(both) == pytest.approx(1.0, abs=1e-5)
    assert similarity(both, one) > 0.97


def test_same_person_is_alike_and_others_are_not(london: Path) -> None:
    portraits = [picture(london, "neutral_front", person) for person in PEOPLE]
    selfies = [picture(london, "smiling_front", person) for person in PEOPLE]
    for i, portrait in enumerate(portraits):
        for j, selfie in enumerate(selfies):
            found = compare_faces(portrait, selfie).similarity
            assert found is not None
            assert found > 0.94 if i == j else found < 0.93


def test_a_missing_face_is_said_not_guessed(london: Path) -> None:
    blank = encode_jpeg(np.full((300, 300, 3), 128, np.uint8))
    face = picture(london, "neutral_front", "001")
    first = compare_faces(blank, face)
    assert (first.similarity, first.reason) == (None, "no_face_in_portrait")
    assert first.selfie_quality is not None
    second = compare_faces(face, blank)
    assert (second.similarity, second.reason) == (None, "no_face_in_selfie")
