"""What makes a reading unclear although every check digit holds, and which length a visa's lines have."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engine.document.mrz.given import TODAY, reading
from tests.world.zones import ERIKSSON, build_td3, build_visa

from bonafide.engine.document.mrz.ctc import INDEX, LineReading, greedy
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


def test_a_line_that_lost_a_character_is_unclear() -> None:
    lines = build_td3(ERIKSSON)
    first, second = (reading(line, {}) for line in lines)
    assert read_of(first, second).valid
    assert read_of(replace(first, widest=1.9), second).failed == ("unclear",)


@pytest.mark.parametrize("large", [True, False])
def test_a_visa_has_the_length_that_explains_its_lines(*, large: bool) -> None:
    """Its check digits hold at either length; fillers that run together are counted as one at first sight."""
    lines = build_visa(replace(ERIKSSON, first="ANNA<MARIA<CHARLOTTE<ELISABETH<SOPHIE"), large=large)
    frames = [_seen(line) for line in lines]
    assert [len(greedy(one)) for one in frames] == [len(lines[0]) - 1, 29]
    assert [tuple(line.text for line in fit) for fit in fits(frames)] == [lines]


def _seen(line: str) -> np.ndarray:
    """Frames of a line, four for each character, with hardly a gap between fillers."""
    frames = np.full((4 * len(line) + 16, 38), -9.0, np.float32)
    frames[:, 0] = -0.01
    for place, character in enumerate(line):
        at = 8 + 4 * place
        frames[at : at + 2, 0], frames[at : at + 2, 1 + INDEX[character]] = -5.0, -0.01
        if line[place - 1 : place + 1] == "<<":
            frames[at - 2 : at, 0], frames[at - 2 : at, 1 + INDEX["<"]] = -0.75, -0.7
    return frames
