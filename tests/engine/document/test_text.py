"""The general recogniser on print of our own and on nothing."""

import cv2
import numpy as np

from bonafide.engine.document.text import find_lines, line_posteriors, read_line, read_text


def page(*lines: str) -> np.ndarray:
    image = np.full((80 + 70 * len(lines), 900, 3), 245, np.uint8)
    for i, line in enumerate(lines):
        cv2.putText(
            image, line, (40, 80 + 70 * i), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20, 20, 20), 3, cv2.LINE_AA
        )
    return image


def test_lines_are_read_with_their_places() -> None:
    found = read_text(page("REPUBLIC OF UTOPIA", "ERIKSSON"))
    assert [line.text.replace(" ", "") for line in found] == ["REPUBLICOFUTOPIA", "ERIKSSON"]
    assert all(0.5 < line.confidence <= 1 for line in found)
    (left, top), _, (right, bottom), _ = found[1].box
    assert 20 < left < 60
    assert 90 < top < 130
    assert 220 < right < 320
    assert 140 < bottom < 180


def test_one_line_is_read_from_a_strip() -> None:
    text, confidence = read_line(page("ERIKSSON")[30:100, 20:340])
    assert text == "ERIKSSON"
    assert confidence > 0.8


def test_reading_a_strip_does_not_change_the_next_page() -> None:
    image = page("REPUBLIC OF UTOPIA", "ERIKSSON")
    read_line(image[:100])
    assert len(find_lines(image)) == 2
    assert len(read_text(image)) == 2


def test_probabilities_sum_to_one() -> None:
    frames, characters = line_posteriors(page("ERIKSSON")[30:100, 20:340])
    assert frames.shape[1] == len(characters)
    assert np.allclose(frames.sum(1), 1, atol=1e-3)
    assert {"A", "Z", "0", "9", "<"} <= set(characters)


def test_an_empty_page_has_no_lines() -> None:
    blank = np.full((300, 500, 3), 255, np.uint8)
    assert read_text(blank) == []
    assert find_lines(blank) == []
