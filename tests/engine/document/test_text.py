"""The general recogniser on print of our own and on nothing."""

import cv2
import numpy as np
import pytest

from bonafide.engine.document.text import find_lines, line_likelihoods, line_posteriors, read_strips


def page(*lines: str) -> np.ndarray:
    image = np.full((80 + 70 * len(lines), 900, 3), 245, np.uint8)
    for i, line in enumerate(lines):
        cv2.putText(
            image, line, (40, 80 + 70 * i), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20, 20, 20), 3, cv2.LINE_AA
        )
    return image


def test_lines_are_found_where_they_stand() -> None:
    found = sorted(find_lines(page("REPUBLIC OF UTOPIA", "ERIKSSON")), key=lambda quad: quad[0][1])
    assert len(found) == 2
    (left, top), _, (right, bottom), _ = found[1]
    assert 20 < left < 60
    assert 90 < top < 130
    assert 220 < right < 320
    assert 140 < bottom < 180


def test_corners_of_a_slanted_line_go_clockwise_from_its_top_left() -> None:
    image = page("REPUBLIC OF UTOPIA")
    turn = cv2.getRotationMatrix2D((450, 75), 6, 1)
    slanted = np.asarray(cv2.warpAffine(image, turn, (900, 150), borderValue=(245, 245, 245)), np.uint8)
    ((a, b, c, d),) = find_lines(slanted)
    assert a[0] < b[0]
    assert d[0] < c[0]
    assert b[1] < a[1] < d[1]
    assert np.hypot(b[0] - a[0], b[1] - a[1]) > 5 * np.hypot(d[0] - a[0], d[1] - a[1])


@pytest.mark.parametrize("size", [(2400, 300), (1800, 60), (4000, 3000)])
def test_pictures_of_any_shape_are_looked_at(size: tuple[int, int]) -> None:
    image = np.full((size[1], size[0], 3), 245, np.uint8)
    cv2.putText(image, "ERIKSSON", (60, 50), cv2.FONT_HERSHEY_SIMPLEX, size[0] / 1000, (20, 20, 20), 4)
    assert len(find_lines(image)) == 1


def test_one_line_is_read_from_a_strip() -> None:
    ((text, confidence),) = read_strips([page("ERIKSSON")[30:100, 20:340]])
    assert text == "ERIKSSON"
    assert 0.8 < confidence <= 1


def test_what_is_printed_is_likelier_than_what_is_not() -> None:
    strip = page("ERIKSSON")[30:100, 20:340]
    printed, other, unknown = line_likelihoods(strip, ["ERIKSSON", "ERIKSEN", "ЕРИКССОН"])
    assert -1 < printed <= 0
    assert other < printed - 5
    assert unknown == -np.inf


def test_probabilities_sum_to_one() -> None:
    frames, characters = line_posteriors(page("ERIKSSON")[30:100, 20:340])
    assert frames.shape[1] == len(characters)
    assert np.allclose(frames.sum(1), 1, atol=1e-3)
    assert {"A", "Z", "0", "9", "<"} <= set(characters)


def test_an_empty_page_has_no_lines() -> None:
    blank = np.full((300, 500, 3), 255, np.uint8)
    assert find_lines(blank) == []
    assert read_strips([blank]) == [("", 0.0)]


@pytest.mark.parametrize("width", [40, 300, 333, 901])
def test_the_last_line_of_a_side_reads_as_the_others_do(width: int) -> None:
    strip = np.ascontiguousarray(page("ERIKSSON ANNA")[40:110, :width])
    first, last = read_strips([strip, strip])
    assert first == last
