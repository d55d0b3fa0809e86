"""What makes a reading unclear although every check digit holds, and which length a visa's lines have."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engine.document.mrz.given import TODAY, reading
from tests.world.zones import ERIKSSON, build_td3, build_visa

from bonafide.engine.document.mrz.ctc import INDEX, LineReading
from bonafide.engine.document.mrz.decode import checked, fits
from bonafide.engine.document.mrz.parse import CLEAR
from bonafide.engine.evidence import MrzRead


def read_of(*lines: LineReading) -> MrzRead:
    read = checked(list(lines), (0, 0, 1, 1), TODAY)
    assert read is not None
    return read


@pytest.mark.parametrize(("columns", "clear"), [((1,), True), ((1, 2), True), ((1, 3), False)])
def test_two_changes_that_make_up_for_each_other_are_vouched_for_by_nothing(
    columns: tuple[int, ...], *, clear: bool
) -> None:
    """O weighs 4 more than 0: under weights 3 and 7 that is 40, which a check digit does not see."""
    lines = build_td3(replace(ERIKSSON, number="L0000DWQX"))
    read = read_of(reading(lines[0], {}), reading(lines[1], dict.fromkeys(columns, "O"), behind=1.0))
    assert read.lines == lines
    assert (read.margin >= CLEAR, read.valid) == (clear, clear)


@pytest.mark.parametrize(("columns", "clear"), [((1, 2), True), ((1, 2, 5), False)])
def test_one_doubt_that_comes_again_and_again_is_one_doubt(columns: tuple[int, ...], *, clear: bool) -> None:
    """O for 0 under the weights 3, 1 and 1 makes 20, which a check digit does not see; under 3 and 1 it does."""
    lines = build_td3(replace(ERIKSSON, number="L00DW0QX1"))
    doubted = reading(lines[1], dict.fromkeys(columns, "O"), behind=1.6)
    read = read_of(reading(lines[0], {}), doubted)
    assert read.lines == lines
    assert (read.margin >= CLEAR, read.valid) == (clear, clear)


@pytest.mark.parametrize(
    ("name", "clear"),
    [
        ("ERIKSSON<<ANNA<MARIA", True),
        ("ERIKSSON", True),
        ("ERIKSSON<<ANNA<<MARIA", False),
        ("ERIKSSON<<ANNA".ljust(38, "<") + "K", False),
        ("ERIKSSON<<<ANNA", False),
    ],
)
def test_letters_behind_the_end_of_a_name_are_unclear(name: str, *, clear: bool) -> None:
    """A letter that was lost leaves a second gap, and something beside the zone stands behind a long one."""
    lines = build_td3(ERIKSSON)
    first = "P<UTO" + name.ljust(39, "<")
    read = read_of(reading(first, {}), reading(lines[1], {}))
    assert read.lines == (first, lines[1])
    assert read.valid is clear
    assert clear or read.failed == ("unclear",)


def test_a_line_that_lost_a_character_is_unclear() -> None:
    lines = build_td3(ERIKSSON)
    first, second = (reading(line, {}) for line in lines)
    assert read_of(first, second).valid
    assert read_of(replace(first, widest=1.9), second).failed == ("unclear",)


@pytest.mark.parametrize("large", [True, False])
def test_the_doubtful_end_of_a_visa_is_not_cut_off_for_being_doubtful(*, large: bool) -> None:
    """The check digits of both visas stand at the same places, so that a long one holds without its end."""
    lines = build_visa(ERIKSSON, large=large)
    frames = [_seen(line) for line in lines]
    last = 8 + 4 * (len(lines[1]) - 2)
    frames[1][last : last + 2, [1 + INDEX["<"], 1 + INDEX["K"]]] = -0.7
    (fit,) = fits(frames)
    assert tuple(line.text for line in fit) == lines
    assert read_of(*fit).failed == ("unclear",)


def test_print_before_a_long_visa_does_not_make_it_a_short_one() -> None:
    """A stroke before the zone is kept for its first letter at the right width, where the end is faint anyway."""
    second = build_visa(ERIKSSON, large=True)[1]
    first = "V<UTOERIKSSON<<ANNA<MARIA<LOVISA<KRI<<<<<<<<"
    frames = [_seen("S" + first), _seen(second)]
    frames[0][8:10, 1 + INDEX["S"]] = -0.7
    frames[0][-41:-8, [0, 1 + INDEX["<"]]] = -0.7
    (fit,) = fits(frames)
    assert len(fit[0].text) == len(first)


@pytest.mark.parametrize("large", [True, False])
def test_a_visa_whose_picture_ends_with_its_lines_is_unclear(*, large: bool) -> None:
    """A long visa that was found without its end reads as a short one; no check digit is lost with it."""
    lines = build_visa(ERIKSSON, large=large)
    whole = [_seen(line) for line in lines]
    (fit,) = fits(whole)
    assert read_of(*fit).valid
    (fit,) = fits([frames[:-8] for frames in whole])
    assert read_of(*fit).failed == ("unclear",)


def _seen(line: str) -> np.ndarray:
    """Frames of a line read with certainty, four for each character and some before and after."""
    frames = np.full((4 * len(line) + 16, 38), -9.0, np.float32)
    frames[:, 0] = -0.01
    for place, character in enumerate(line):
        at = 8 + 4 * place
        frames[at : at + 2, 0], frames[at : at + 2, 1 + INDEX[character]] = -5.0, -0.01
    return frames
