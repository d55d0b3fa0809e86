"""Quality follows the defect that was put in, and nothing else."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from bonafide.engine.quality import cut, measure


def card(paper: tuple[int, int, int] = (190, 205, 200), ink: int = 40) -> np.ndarray:
    image = np.full((400, 640, 3), paper, np.uint8)
    for row in range(40, 380, 34):
        cv2.putText(image, "UTOPIA SPECIMEN 12 AUG 1974", (40, row), 0, 0.8, (ink,) * 3, 2, cv2.LINE_AA)
    return image


def with_spot(image: np.ndarray, radius: int = 60) -> np.ndarray:
    spot = np.zeros(image.shape[:2], np.float32)
    cv2.circle(spot, (400, 200), radius, 1.0, -1)
    light = cv2.GaussianBlur(spot, (0, 0), 14)[:, :, None] * 400
    return np.clip(image + light, 0, 255).astype(np.uint8)


def test_blur_lowers_sharpness_step_by_step() -> None:
    values = [measure(card()).sharpness]
    values += [measure(cv2.GaussianBlur(card(), (0, 0), s)).sharpness for s in (1.0, 1.5, 2.0, 3.0)]
    assert all(a > b for a, b in pairwise(values))
    assert values[0] > 0.8
    assert values[-1] < 0.3


def test_motion_blur_lowers_sharpness() -> None:
    smear = np.zeros((9, 9), np.float32)
    smear[4] = 1 / 9
    kernel = cv2.warpAffine(smear, cv2.getRotationMatrix2D((4, 4), 40, 1), (9, 9))
    assert measure(cv2.filter2D(card(), -1, kernel / kernel.sum())).sharpness < 0.6


def test_sharpness_asks_steepness_not_contrast() -> None:
    assert abs(measure(card()).sharpness - measure(card(ink=110)).sharpness) < 0.12


def test_noise_on_a_blurred_page_does_not_make_it_sharp() -> None:
    rng = np.random.default_rng(1)
    soft = cv2.GaussianBlur(card(), (0, 0), 3)
    noisy = np.clip(soft + rng.normal(0, 6, soft.shape), 0, 255).astype(np.uint8)
    assert measure(noisy).sharpness < 0.45


def test_an_empty_wall_is_not_sharp() -> None:
    assert measure(np.full((300, 400, 3), 180, np.uint8)).sharpness == 0.0


def test_glare_is_seen_and_white_paper_is_not_glare() -> None:
    assert measure(with_spot(card())).glare > 0.02
    assert measure(card()).glare == 0.0
    assert measure(card(paper=(255, 255, 255))).glare == 0.0
    framed = cv2.copyMakeBorder(card(), 60, 200, 60, 60, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    assert measure(framed).glare == 0.0


def test_light_and_contrast_follow_the_picture() -> None:
    dark = (card() * 0.2).astype(np.uint8)
    assert measure(dark).brightness == pytest.approx(measure(card()).brightness * 0.2, abs=3)
    assert measure(dark).contrast < measure(card()).contrast


def test_a_grey_copy_has_no_chroma_even_under_warm_light() -> None:
    colourful = card()
    colourful[:, :320] = (200, 120, 90)
    colourful[:120, 320:] = (90, 150, 210)
    grey = cv2.cvtColor(cv2.cvtColor(colourful, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    warm = np.clip(grey * np.array([0.75, 0.95, 1.05]), 0, 255).astype(np.uint8)
    assert measure(colourful).chroma > 10
    assert measure(grey).chroma < 0.5
    assert measure(warm).chroma < 2.5


def test_region_is_cut_to_the_image() -> None:
    assert cut(card(), (-20, -20, 60, 50)).shape == (30, 40, 3)
    inside = measure(card(), (600, 360, 400, 400))
    assert (inside.width, inside.height) == (40, 40)
    nothing = measure(card(), (700, 10, 50, 50))
    assert nothing.width == 0
    assert nothing.sharpness == 0.0
