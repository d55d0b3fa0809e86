"""Every layout: written and read back; every single-character change of a checked field caught or in doubt."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.document.mrz.given import TODAY, reading
from tests.world.zones import ERIKSSON, Lines, build_td1, build_td2, build_td3, build_visa

from bonafide.engine.document.mrz.checks import failed_checks
from bonafide.engine.document.mrz.codes import SPECIAL
from bonafide.engine.document.mrz.decode import checked
from bonafide.engine.document.mrz.formats import ALPHABET, FORMATS, check_digit, format_of
from bonafide.engine.document.mrz.parse import CLEAR, fields_of, parse

BUILDERS: dict[str, Callable[..., Lines]] = {
    "TD1": build_td1,
    "TD2": build_td2,
    "TD3": build_td3,
    "MRV-A": build_visa,
    "MRV-B": partial(build_visa, large=False),
}


def covered(name: str) -> Iterator[tuple[int, int]]:
    """Line and column of everything that a check digit covers, the digits included."""
    for check in FORMATS[name].checks.values():
        for cell in (check.at, *check.over):
            for column in range(cell.start, cell.end):
                yield cell.line, column


def changed(lines: Lines, row: int, column: int, new: str) -> Lines:
    line = lines[row]
    return (*lines[:row], line[:column] + new + line[column + 1 :], *lines[row + 1 :])


@pytest.mark.parametrize("name", BUILDERS)
def test_every_single_change_of_a_checked_character_is_caught(name: str) -> None:
    """All positions, all characters; but for those that weigh the same, which no check digit tells apart."""
    lines = BUILDERS[name](ERIKSSON)
    layout = format_of(lines)
    assert layout is not None
    assert layout.name == name
    assert failed_checks(lines, layout) == ()
    tried = 0
    for row, column in set(covered(name)):
        for new in ALPHABET:
            if check_digit(new) != check_digit(lines[row][column]):
                tried += 1
                assert failed_checks(changed(lines, row, column, new), layout), (row, column, new)
    assert tried > 500


@pytest.mark.parametrize(("rival", "vouched"), [("U", False), ("K", False), ("O", True), ("D", True)])
def test_a_check_digit_vouches_only_against_what_it_can_tell(rival: str, vouched: bool) -> None:
    """0 weighs as A, K, U and `<`: a doubt between them stays; O and D weigh otherwise."""
    lines = build_td3(replace(ERIKSSON, number="L898902C0"))
    column = lines[1].index("0", 5)
    read = checked([reading(lines[0], {}), reading(lines[1], {column: rival})], (0, 0, 1, 1), TODAY)
    assert read is not None
    assert read.lines == lines
    assert read.valid is vouched
    assert (read.margin >= CLEAR) is vouched


def test_a_doubt_that_nothing_vouches_for_means_retake() -> None:
    lines = build_td3(ERIKSSON)
    read = checked([reading(lines[0], {6: "B"}), reading(lines[1], {})], (0, 0, 1, 1), TODAY)
    assert read is not None
    assert read.failed == ("unclear",)


@pytest.mark.parametrize(("rival", "clear"), [("0", False), ("U", True)])
def test_a_letter_needs_a_wider_margin_before_the_digit_that_looks_like_it(
    rival: str, *, clear: bool
) -> None:
    """Here in the free tail of a visa, which no check digit covers and where both may stand."""
    lines = build_visa(ERIKSSON, optional="YOB")
    second = reading(lines[1], {29: rival}, behind=1.8)
    assert lines[1][29] == "O"
    assert CLEAR < second.margins.min() < (1 + CLEAR) / 2
    read = checked([reading(lines[0], {}), second], (0, 0, 1, 1), TODAY)
    assert read is not None
    assert (read.margin >= CLEAR, read.valid) == (clear, clear)


@pytest.mark.parametrize("state", sorted(SPECIAL))
@pytest.mark.parametrize("name", BUILDERS)
def test_every_special_state_is_accepted_in_every_layout(name: str, state: str) -> None:
    read = parse(BUILDERS[name](replace(ERIKSSON, state=state, nationality=state)), today=TODAY)
    assert read.valid, read.failed


@given(
    st.sampled_from(sorted(BUILDERS)),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=40),
    st.sampled_from(["740812", "7408<<", "74<<<<", "<<<<<<"]),
    st.sampled_from(["320415", "<<<<<<"]),
)
def test_open_dates_and_long_names_go_there_and_back(name: str, last: str, birth: str, expiry: str) -> None:
    lines = BUILDERS[name](replace(ERIKSSON, last=last, birthdate=birth, expiration_date=expiry))
    read = parse(lines, today=TODAY)
    fields = fields_of(read, today=TODAY)
    assert read.valid, read.failed
    assert (read.format, read.lines) == (name, lines)
    assert last.startswith(fields["name_last"].value)
    assert ("expiration_date" in fields) == (expiry != "<<<<<<")
    assert fields["birthdate"].value.startswith("1974") if "birthdate" in fields else birth == "<<<<<<"
