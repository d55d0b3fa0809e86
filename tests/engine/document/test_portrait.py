"""The holder's portrait is cut, and only the holder's."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.engine.document.scenes import page

from bonafide.engine.document.portrait import cut_portrait
from bonafide.engine.image import decode

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def specimen(shared_data: Path) -> np.ndarray:
    return cv2.imread(str(shared_data / "iddocs/fastmrz/td3.jpg"))


def test_portrait_is_cut_with_its_place_and_size(specimen: np.ndarray) -> None:
    portrait = cut_portrait(specimen)
    assert portrait is not None
    x, y, width, height = portrait.box
    assert 0 <= x < x + width < specimen.shape[1] * 0.4
    assert 0.15 * specimen.shape[0] < y < y + height < 0.8 * specimen.shape[0]
    assert decode(portrait.jpeg).shape == (height, width, 3)
    assert 25 < portrait.inter_eye_px < 70
    assert portrait.quality.width == width


def test_the_largest_of_two_faces_is_the_holder(specimen: np.ndarray) -> None:
    first = cut_portrait(specimen)
    assert first is not None
    x, y, width, height = first.box
    ghost = cv2.resize(specimen[y : y + height, x : x + width], None, fx=0.5, fy=0.5)
    doubled = specimen.copy()
    doubled[60 : 60 + ghost.shape[0], -ghost.shape[1] - 20 : -20] = ghost
    again = cut_portrait(doubled)
    assert again is not None
    assert abs(again.box[0] - x) < 20


def test_a_page_without_a_face_has_no_portrait() -> None:
    assert cut_portrait(page()) is None
