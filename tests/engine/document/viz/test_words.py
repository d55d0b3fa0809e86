"""Lines of print on a flat side."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from bonafide.engine.document.text import read_strips
from bonafide.engine.document.viz.words import read_words, turns_by_print


def page(lines: list[tuple[str, int]], width: int = 1000, height: int = 630) -> np.ndarray:
    image = np.full((height, width, 3), 235, np.uint8)
    for text, y in lines:
        cv2.putText(image, text, (60, y), cv2.FONT_HERSHEY_SIMPLEX, 1.3, (30, 25, 25), 3, cv2.LINE_AA)
    return image


def test_lines_come_from_top_to_bottom_with_their_place() -> None:
    words = read_words(page([("SURNAME", 120), ("ERIKSSON", 200), ("04 MAR 1990", 420)]))
    assert [word.text.replace(" ", "") for word in words] == ["SURNAME", "ERIKSSON", "04MAR1990"]
    assert all(word.confidence > 0.8 for word in words)
    x, y, width, height = words[1].box
    assert 40 < x < 70
    assert 150 < y < 200 < y + height < 225
    assert 180 < width < 320


def test_lines_of_the_zone_are_left_out() -> None:
    words = read_words(page([("SURNAME", 120), ("P UTO ERIKSSON", 560)]), zone=(30, 500, 900, 120))
    assert [word.text for word in words] == ["SURNAME"]


def test_an_empty_page_has_no_words() -> None:
    assert read_words(page([])) == ()


def test_strips_are_read_as_one_by_one() -> None:
    whole = page([("ERIKSSON", 120), ("ANNA MARIA AND MANY MORE", 220), ("P", 320)])
    strips = [whole[75:135, 50:320], whole[175:235, 50:700], whole[275:335, 50:110]]
    assert read_strips(strips) == [read_strips([strip])[0] for strip in strips]
    assert [text for text, _ in read_strips(strips)] == ["ERIKSSON", "ANNA MARIA AND MANY MORE", "P"]
    assert read_strips([]) == []


@pytest.mark.data
def test_an_opened_passport_gives_its_page_of_data_only(shared_data: Path) -> None:
    image = cv2.imread(str(shared_data / "iddocs/fastmrz/passport_uk.jpg"))
    height, width = image.shape[:2]
    words = read_words(image, zone=(0, round(0.9 * height), width, round(0.1 * height)))
    assert words
    assert all(word.box[1] >= height // 2 - 1 for word in words)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_side_without_zone_or_face_is_turned_by_its_print(turns: int) -> None:
    upright = page([("AUTHORITY OF UTOPIA", 120), ("VALID UNTIL 20 MAY 2031", 260), ("CITY HALL", 420)])
    seen = np.ascontiguousarray(np.rot90(upright, -turns))
    assert turns_by_print(seen) == turns
    assert turns_by_print(page([])) == 0
