"""The document is found in drawn scenes whose corners are known, and nothing is found where nothing is."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.engine.document.scenes import CARD, PAGE, desk, overlap, page, photograph

from bonafide.engine.document.locate import fills_frame, find_document, flat_size, rectify

TURNS = [-10.0, -4.0, 0.0, 5.0, 11.0]


def found_share(document: np.ndarray, **scene: float) -> list[float]:
    scenes = [photograph(document, seed=seed, turn=TURNS[seed % 5], **scene) for seed in range(10)]
    quads = [find_document(s.image) for s in scenes]
    return [overlap(q, s.corners) if q else 0.0 for q, s in zip(quads, scenes, strict=True)]


@pytest.mark.parametrize("fill", [0.5, 0.65, 0.8])
@pytest.mark.parametrize("size", [PAGE, CARD])
def test_a_document_in_the_hand_is_found(size: tuple[int, int], fill: float) -> None:
    shares = found_share(page(size), fill=fill)
    assert float(np.median(shares)) > 0.95
    assert sum(s > 0.85 for s in shares) >= 8


def test_corners_come_clockwise_from_the_top_left_in_pixels_of_the_photograph() -> None:
    scene = photograph(page(), seed=3, turn=6.0)
    quad = find_document(scene.image)
    assert quad is not None
    assert float(np.abs(np.asarray(quad) - scene.corners).max()) < 20


def test_an_empty_desk_holds_no_document() -> None:
    assert [find_document(desk(1280, 720, seed)) for seed in range(8)] == [None] * 8
    assert find_document(np.full((720, 1280, 3), 120, np.uint8)) is None


def test_a_page_that_fills_the_picture_is_the_picture() -> None:
    image = page()
    assert fills_frame(image)
    quad = find_document(image)
    assert quad is not None
    assert overlap(quad, np.array([(0, 0), (1000, 0), (1000, 704), (0, 704)])) > 0.9
    assert not fills_frame(cv2.resize(image, (1280, 720)))


def test_rectify_brings_the_page_back() -> None:
    document = page()
    scene = photograph(document, seed=1, fill=0.9, turn=7.0, tilt=0.12, size=(2000, 1400), fingers=False)
    a, b, c, d = (tuple(map(float, p)) for p in scene.corners)
    flat = rectify(scene.image, (a, b, c, d), 1000)
    assert flat.shape == document.shape
    similar = np.corrcoef(flat.ravel(), document.ravel())[0, 1]
    assert similar > 0.95


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(856, 540, (1600, 1009)), (620, 436, (1600, 1126)), (436, 620, (1126, 1600)), (900, 300, (1600, 533))],
)
def test_flat_size_takes_the_nearest_document_shape(
    width: int, height: int, expected: tuple[int, int]
) -> None:
    quad = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    assert flat_size(quad, 1600) == expected


@pytest.mark.data
def test_photographed_passport_is_found(shared_data: Path) -> None:
    image = cv2.imread(str(shared_data / "iddocs/passporteye/100_pass-lux.jpg"))
    truth = np.array([(162, 148), (1566, 338), (1526, 1090), (10, 882)])
    quad = find_document(image)
    assert quad is not None
    assert overlap(quad, truth) > 0.85
