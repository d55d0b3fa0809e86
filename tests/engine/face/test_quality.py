"""The measures of a face are counted from its grey levels: they are what numpy's own definitions give."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from bonafide.engine.face.quality import BLOWN_OUT, FACE_SIDE, face_quality


@pytest.mark.parametrize("seed", range(8))
def test_counted_measures_equal_their_definitions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gains = rng.uniform(0.05, 2.5, 3)
    grey = rng.normal(120, 40, (FACE_SIDE, FACE_SIDE - seed, 1))
    image = np.clip(grey * gains, 0, 255).astype(np.uint8)
    luma = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    low, high = np.percentile(luma, (5, 95))
    found = face_quality(image)
    assert found.contrast == float(high - low)
    assert found.brightness == float(luma.mean())
    assert found.glare == float((luma >= BLOWN_OUT).mean())


@pytest.mark.parametrize("level", [0, 1, 255])
def test_a_picture_of_one_level(level: int) -> None:
    found = face_quality(np.full((40, 30, 3), level, np.uint8))
    assert (found.contrast, found.brightness, found.chroma) == (0.0, float(level), 0.0)
    assert found.glare == float(level >= BLOWN_OUT)
