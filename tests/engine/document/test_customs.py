"""Zones in which a state departs from the standard: read as they are, meant as the state means them."""

from dataclasses import replace
from datetime import date

import pytest
from tests.checks import made
from tests.world.classes import Card, holder
from tests.world.classes.zoned import Lines, macau, mexico, spain, vietnam, zone
from tests.world.fonts import CJK_REASON, cjk_available, ocr_b_available
from tests.world.shot import LEVELS, photograph

from bonafide.checks import Status, run_document
from bonafide.engine.document.customs import accepted, as_meant, custom_of
from bonafide.engine.document.merge import merge
from bonafide.engine.document.mrz.parse import fields_of, parse
from bonafide.engine.document.read import read_document
from bonafide.engine.evidence import DocumentEvidence, MrzRead, Source
from bonafide.engine.image import encode_jpeg

TODAY = date(2026, 6, 1)
BORN = date(1949, 7, 5)
needs_font = pytest.mark.skipif(not ocr_b_available(), reason="Debian package fonts-ocr-b absent")


def lines(
    state: str = "MEX", sex: str = "M", ends: str = "331231", code: str = "ID", first: str = ""
) -> Lines:
    return zone(
        code=code, state=state, number="183657717", born=BORN, sex=sex, ends=ends,
        names="GOMEZ<VELAZQUEZ<<MARGARITA", first=first,
    )  # fmt: skip


def read(found: Lines) -> MrzRead | None:
    return accepted(parse(found, today=TODAY), TODAY)


def meant(found: Lines) -> dict[str, str]:
    one = read(found)
    assert one is not None
    return {key: field.value for key, field in as_meant(fields_of(one, today=TODAY), one).items()}


@pytest.mark.parametrize(("letter", "sex"), [("H", "M"), ("M", "F"), ("F", "F"), ("X", "X"), ("<", "X")])
def test_a_voters_card_of_mexico_has_h_for_men_and_m_for_women(letter: str, sex: str) -> None:
    one = read(lines(sex=letter))
    assert one is not None
    assert (one.valid, one.failed) == (True, ())
    assert one.lines[1][7] == letter
    assert meant(lines(sex=letter))["sex"] == sex


@pytest.mark.parametrize(
    "found", [lines("ESP", "H"), lines("MEX", "H", code="I<"), lines("MEX", "K"), lines("MEX", "H", "331331")]
)
def test_another_letter_stays_a_fault(found: Lines) -> None:
    one = read(found)
    assert one is not None
    assert not one.valid


def test_a_doubtful_reading_and_a_wrong_check_digit_stay_refused() -> None:
    good = lines(sex="H")
    doubtful = parse(good, today=TODAY, margin=0.3)
    assert accepted(doubtful, TODAY) == doubtful
    wrong = (good[0], good[1][:6] + str((int(good[1][6]) + 1) % 10) + good[1][7:], good[2])
    one = read(wrong)
    assert one is not None
    assert not one.valid
    assert accepted(None, TODAY) is None


@pytest.mark.parametrize(
    ("found", "expiry"),
    [
        (lines("ESP", "F", "990101"), "never"),
        (lines("VNM", "F", "991231"), "never"),
        (lines("VNM", "F", "990101"), "1999-01-01"),
        (lines("DEU", "F", "990101"), "1999-01-01"),
        (lines("ESP", "F", "340101"), "2034-01-01"),
        (lines("UTO", "F", "<<<<<<", code="I<"), "never"),
    ],
)
def test_a_card_that_does_not_expire_says_so(found: Lines, expiry: str) -> None:
    assert meant(found)["expiration_date"] == expiry


def test_a_passport_without_an_expiry_and_a_zone_that_fails_say_nothing() -> None:
    book = ("P<UTOERIKSSON<<ANNA".ljust(44, "<"), "L898902C36UTO7408122F<<<<<<0<<<<<<<<<<<<<<<8")
    one = parse(book, today=TODAY)
    assert one.valid
    assert "expiration_date" not in as_meant(fields_of(one, today=TODAY), one)
    broken = replace(parse(lines("UTO", ends="<<<<<<"), today=TODAY), valid=False)
    assert "expiration_date" not in as_meant(fields_of(broken, today=TODAY), broken)


def test_a_digit_behind_a_vietnamese_number_is_not_part_of_it() -> None:
    found = meant(lines("VNM", "F", "991231", first="031151001977<<8"))
    assert found["personal_number"] == "031151001977"
    assert meant(lines("UTO", "F", first="031151001977<<8"))["personal_number"] == "031151001977 8"


def test_the_merged_fields_are_those_that_are_meant() -> None:
    one = read(lines(sex="H"))
    field = merge(one, None, today=TODAY)["sex"]
    assert (field.value, field.raw, field.source) == ("M", "H", Source.MRZ)
    assert custom_of(parse(lines("UTO"), today=TODAY)) is None
    assert as_meant({}, None) == {}


def seen(one: Card) -> DocumentEvidence:
    assert one.back is not None
    front, back = (
        encode_jpeg(photograph(side, LEVELS[1], n)) for n, side in enumerate((one.front, one.back), 1)
    )
    return read_document(front, back, today=TODAY)


@needs_font
@pytest.mark.parametrize(("make", "seed"), [(mexico, 3), (spain, 11), (vietnam, 3)])
def test_such_a_card_is_read_and_agrees_with_its_print(make: object, seed: int) -> None:
    one = make(holder(seed))  # type: ignore[operator]
    found = seen(one)
    assert {key: found.fields[key].value for key in one.truth} == dict(one.truth)
    assert found.viz is not None
    assert found.viz.class_id == one.kind
    results = {result.name: result for result in run_document(found, made.context())}
    for name in ("id_mrz_detection", "id_expired_detection", "id_valid_dates_detection"):
        assert results[name].status is Status.PASSED, (name, results[name].reasons)
    for name in ("id_mrz_inconsistency_detection", "id_print_comparison_detection"):
        assert results[name].status is Status.PASSED, (name, results[name].reasons, found.viz.against)


@needs_font
@pytest.mark.skipif(not cjk_available(), reason=CJK_REASON)
def test_a_card_of_macau_names_no_nationality() -> None:
    one = macau(holder(3))
    found = seen(one)
    assert {key: found.fields[key].value for key in one.truth} == dict(one.truth)
    assert "nationality" not in found.fields
    assert found.viz is not None
    assert all(agreement.same for agreement in found.viz.against.values())
