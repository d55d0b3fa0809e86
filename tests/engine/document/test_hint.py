"""Each state of the preview gets its one word."""

import cv2
import numpy as np
import pytest
from tests.engine.document.scenes import desk, page, photograph

from bonafide.engine.document.hint import hint_document, moved
from bonafide.engine.evidence import DocumentHint, Hint
from bonafide.engine.image import encode_jpeg
from bonafide.errors import ImageError

SIZE = (640, 360)


def shown(image: np.ndarray) -> DocumentHint:
    return hint_document(encode_jpeg(image, 80))


def held(seed: int = 1, fill: float = 0.76, **scene: object) -> np.ndarray:
    return photograph(page(), seed=seed, fill=fill, turn=2.0, size=SIZE, fingers=False, **scene).image


def test_a_document_held_well_is_good() -> None:
    results = [shown(held(seed)) for seed in range(10)]
    assert sum(r.hint is Hint.GOOD for r in results) >= 8
    quad = next(r.quad for r in results if r.hint is Hint.GOOD)
    assert quad is not None
    assert 200 < quad[1][0] - quad[0][0] < 640


@pytest.mark.parametrize("level", [0, 30, 128, 255])
def test_one_flat_colour_is_a_blank_camera(level: int) -> None:
    assert shown(np.full((360, 640, 3), level, np.uint8)).hint is Hint.CAMERA_BLANK


def test_a_covered_lens_with_sensor_noise_is_a_blank_camera() -> None:
    rng = np.random.default_rng(5)
    noise = np.clip(rng.normal(6, 4, (360, 640, 3)), 0, 255).astype(np.uint8)
    assert shown(noise).hint is Hint.CAMERA_BLANK


def test_no_document() -> None:
    assert shown(desk(*SIZE, 4)).hint is Hint.NO_DOCUMENT


def test_distance_and_place() -> None:
    assert shown(held(fill=0.42)).hint is Hint.CLOSER
    assert shown(held(fill=0.97)).hint is Hint.FARTHER
    assert shown(held(fill=0.62, shift=(0.16, 0.0))).hint is Hint.GOOD
    assert shown(held(fill=0.62, shift=(0.25, -0.14))).hint is Hint.INTO_FRAME


def test_light() -> None:
    assert shown((held() * 0.2).astype(np.uint8)).hint is Hint.TOO_DARK


def test_glare_and_blur() -> None:
    spot = np.zeros((360, 640), np.float32)
    cv2.circle(spot, (360, 170), 34, 1.0, -1)
    light = cv2.GaussianBlur(spot, (0, 0), 9)[:, :, None] * 420
    assert shown(np.clip(held() + light, 0, 255).astype(np.uint8)).hint is Hint.GLARE
    assert shown(cv2.GaussianBlur(held(), (0, 0), 2.6)).hint is Hint.BLURRY


def test_moved_tells_a_still_hand_from_a_moving_one_and_ignores_light() -> None:
    still = shown(held(1)).thumb
    brighter = shown(np.clip(held(1) * 1.06, 0, 255).astype(np.uint8)).thumb
    elsewhere = shown(held(1, shift=(0.05, 0.03))).thumb
    assert len(still) == 640
    assert moved(still, still) == 0.0
    assert moved(still, brighter) < 0.02
    assert moved(still, elsewhere) > 0.03
    assert moved(still, b"") == 1.0


def test_bytes_that_are_no_picture_are_refused() -> None:
    with pytest.raises(ImageError):
        hint_document(b"no picture at all")
