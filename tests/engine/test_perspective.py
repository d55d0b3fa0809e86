"""Flat rectangles to the slant and back."""

import numpy as np
import pytest

from bonafide.engine.perspective import frame, homography, straighten

QUAD = ((30.0, 20.0), (150.0, 35.0), (140.0, 100.0), (25.0, 90.0))


def test_a_frame_goes_clockwise_from_its_top_left() -> None:
    assert frame(4, 3, (10, 20)).tolist() == [[10, 20], [14, 20], [14, 23], [10, 23]]


def test_a_homography_carries_corner_to_corner_and_back() -> None:
    there = homography(QUAD, frame(100, 60))
    both = there @ homography(frame(100, 60), QUAD)
    assert np.allclose(both / both[2, 2], np.eye(3), atol=1e-5)
    x, y, w = there @ (150.0, 35.0, 1.0)
    assert (x / w, y / w) == pytest.approx((100, 0), abs=1e-3)


@pytest.mark.parametrize("margin", [(0, 0), (20, 10)])
def test_a_quad_is_cut_out_with_what_lies_around(margin: tuple[int, int]) -> None:
    scene = np.zeros((120, 180, 3), np.uint8)
    scene[20:100, 30:150] = 200
    x, y = margin
    cut = straighten(scene, frame(120, 80, (30, 20)), (120 + 2 * x, 80 + 2 * y), margin=margin)
    assert cut.shape == (80 + 2 * y, 120 + 2 * x, 3)
    assert (cut[y + 1 : y + 79, x + 1 : x + 119] == 200).all()
    assert not margin[0] or (cut[: y - 1] == 0).all()


def test_beyond_the_picture_its_border_goes_on() -> None:
    bright = np.full((50, 50), 90, np.uint8)
    assert (straighten(bright, frame(100, 100, (-25, -25)), (100, 100)) == 90).all()
