"""Comparisons that captions leave open, told by where lines stand and by what a field can hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from bonafide.engine.document.catalogue import kinds
from bonafide.engine.document.viz.agree import compare
from bonafide.engine.document.viz.fields import read_fields
from bonafide.engine.document.viz.page import Page
from bonafide.engine.document.viz.settle import joined, settled
from bonafide.engine.evidence import Agreement, Field, Source, Word

TODAY = date(2026, 6, 1)
ZONE = {
    "name_last": "OKAFOR", "name_first": "MATEO", "document_number": "L898902C3",
    "birthdate": "1990-03-04", "expiration_date": "2032-05-20", "sex": "M",
}  # fmt: skip
ROWS = {
    "number": (900, 60, "L898902C3"), "last": (400, 120, "OKAFOR"), "first": (400, 180, "MATEO"),
    "nation": (400, 240, "UTOPIAN"), "birth": (400, 300, "04 MAR 1990"), "sex": (800, 300, "M"),
    "issue": (400, 360, "21 MAY 2022"), "expiry": (400, 420, "20 MAY 2032"),
}  # fmt: skip
SURE = 12.0


def words(**printed: str) -> list[Word]:
    """A page whose captions are all lost; empty text for a line that is lost too."""
    texts = {key: (x, y, printed.get(key, usual)) for key, (x, y, usual) in ROWS.items()}
    return [Word(text, 0.95, (x, y, 12 * len(text), 24)) for x, y, text in texts.values() if text]


def told(
    lines: list[Word], pixels: dict[str, str] | None = None, kind: str = "icao-td3", **machine: str
) -> dict[str, Agreement]:
    """What is told of every field. `pixels`: line as read to what its pixels show, where that is another text."""
    shown = pixels or {}
    fields = {key: Field(value, Source.MRZ, 0.99, value) for key, value in {**ZONE, **machine}.items()}

    def likelihoods(word: Word, texts: Sequence[str]) -> list[float]:
        truth = shown.get(word.text, word.text)
        return [0.0 if text == truth else -SURE for text in texts]

    def spelling(word: Word, _characters: str) -> str:
        return shown.get(word.text, word.text)

    def wider(word: Word, _left: float, _right: float) -> Word:
        return replace(word)

    sides = [[*lines, *joined(lines)]]
    page = Page(lines, kinds()[kind], likelihoods, TODAY, spelling, sides, wider)
    reads = read_fields(lines, kinds()[kind], TODAY)
    return dict(settled(compare(fields, reads, page), fields, reads, page))


def test_values_without_captions_agree() -> None:
    assert all(one.same for one in told(words()).values())


@pytest.mark.parametrize(
    ("key", "machine"),
    [
        ("sex", {"sex": "F"}),
        ("name", {"name_last": "HOLLOWAY"}),
        ("name", {"name_first": "GRACE"}),
    ],
)
def test_values_without_captions_differ(key: str, machine: dict[str, str]) -> None:
    found = told(words(), None, **machine)
    assert {name for name, one in found.items() if one.same is not True} == {key}
    assert found[key] == Agreement(same=False, margin=SURE)


@pytest.mark.parametrize("printed", [{"first": ""}, {"last": "Sumame"}, {"last": "", "first": ""}])
def test_a_line_that_is_lost_is_not_taken_from_its_neighbours(printed: dict[str, str]) -> None:
    assert told(words(**printed))["name"] == Agreement(None, "not_printed")


def test_a_part_of_a_long_name_or_a_line_that_is_hardly_read_is_no_other_name() -> None:
    assert told(words(), name_last="OKAFOR BLESSING")["name"] == Agreement(None, "not_printed")
    faint = [replace(word, confidence=0.7) if word.text == "OKAFOR" else word for word in words()]
    assert told(faint, name_last="HOLLOWAY")["name"] == Agreement(None, "not_printed")


def test_an_end_that_the_finder_cut_off_is_looked_for() -> None:
    assert told(words(first="ATEO"), {"ATEO": "MATEO"})["name"].same is True
    assert told(words(first="ATEO"))["name"] == Agreement(same=False, margin=SURE)


def test_a_sex_is_told_by_a_lone_letter_only() -> None:
    assert told(words(sex="K/F"), sex="F")["sex"].same is True
    assert told(words(sex=""))["sex"] == Agreement(None, "not_printed")
    assert told([*words(), Word("F", 0.9, (1000, 500, 20, 24))])["sex"].same is None
    assert told([*words(sex=""), Word("F", 0.9, (1000, 500, 60, 70))])["sex"].same is None
    assert told(words(sex=""), sex="X")["sex"] == Agreement(None, "not_stated")


def test_a_date_in_pieces_is_put_together() -> None:
    lines = [
        *words(birth=""),
        Word("04 MAR /MAR", 0.9, (400, 300, 132, 24)),
        Word("90", 0.9, (540, 301, 24, 24)),
    ]
    assert told(lines)["birthdate"].same is True


def test_a_misread_date_is_told_by_its_pixels() -> None:
    misread, shown = words(birth="04 MAB 1990"), {"04 MAB 1990": "04 MAR 1990"}
    assert told(misread, shown)["birthdate"].same is True
    assert told(misread, shown, birthdate="1985-03-04")["birthdate"] == Agreement(same=False, margin=SURE)
    assert told(misread, {"04 MAB 1990": "04 MAR 2020"})["birthdate"].same is None


def test_a_misread_number_is_read_again_with_what_numbers_are_made_of() -> None:
    misread = words(number="L898902©3")
    assert told(misread, {"L898902©3": "L898902C3"})["document_number"].same is True
    assert (
        told(misread, {"L898902©3": "L898902C3"}, document_number="L898902C4")["document_number"].same
        is not True
    )


def test_a_field_that_the_class_does_not_print_is_not_missed() -> None:
    lines = words(number="")
    assert told(lines, kind="mex-ine")["document_number"] == Agreement(None, "not_stated")
