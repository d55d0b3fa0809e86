"""Zones as text: layouts, check digits, dates, codes, what may be repaired and what never is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.engine.document.mrz.given import TODAY
from tests.world.zones import ERIKSSON, Holder, Lines, build_td1, build_td2, build_td3, build_visa

from bonafide.engine.document.mrz.checks import failed_checks
from bonafide.engine.document.mrz.codes import codes, is_code
from bonafide.engine.document.mrz.dates import birthdate, expiration_date
from bonafide.engine.document.mrz.formats import ALPHABET, FORMATS, check_digit, format_of
from bonafide.engine.document.mrz.parse import fields_of, parse
from bonafide.engine.evidence import Substitution
from bonafide.errors import InvalidInputError

PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
CARD = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
LONG_NUMBER_CARD = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
)

words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)
numbers = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=9)
long_numbers = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=10, max_size=13)
days = st.dates(date(1940, 1, 1), date(2026, 11, 22))
expiries = st.dates(date(1980, 1, 1), date(2070, 1, 1))
states = st.sampled_from(sorted(codes()))


def short(day: date) -> str:
    return day.strftime("%y%m%d")


people = st.builds(
    Holder,
    last=names,
    first=names,
    number=numbers,
    birthdate=days.map(short),
    expiration_date=expiries.map(short),
    sex=st.sampled_from("MF<"),
    state=states,
    nationality=states,
)

Build = Callable[[Holder], Lines]
BUILDERS: tuple[Build, ...] = (build_td1, build_td2, build_td3, build_visa)


@pytest.mark.parametrize(
    ("text", "digit"), [("D23145890734", "9"), ("340712", "7"), ("950712", "2"), ("<<<<", "0")]
)
def test_check_digit_as_in_the_standard(text: str, digit: str) -> None:
    assert check_digit(text) == digit


def test_the_standards_passport() -> None:
    read = parse(PASSPORT, today=TODAY)
    fields = {key: field.value for key, field in fields_of(read, today=TODAY).items()}
    assert (read.format, read.valid, read.failed, read.substitutions) == ("TD3", True, (), ())
    assert fields == {
        "document_code": "P",
        "issuing_state": "UTO",
        "nationality": "UTO",
        "sex": "F",
        "birthdate": "1974-08-12",
        "expiration_date": "2012-04-15",
        "name_last": "ERIKSSON",
        "name_first": "ANNA MARIA",
        "document_number": "L898902C3",
        "personal_number": "ZE184226B",
    }


def test_a_long_document_number_goes_on_in_the_optional_field() -> None:
    read = parse(LONG_NUMBER_CARD, today=TODAY)
    assert read.valid
    assert fields_of(read, today=TODAY)["document_number"].value == "D23145890734"
    assert "personal_number" not in fields_of(read, today=TODAY)


def test_a_wrong_digit_in_the_rest_of_a_long_number_fails() -> None:
    broken = (LONG_NUMBER_CARD[0].replace("7349", "7359"), *LONG_NUMBER_CARD[1:])
    assert "document_number" in parse(broken, today=TODAY).failed


@given(people, st.sampled_from(BUILDERS))
def test_what_is_built_is_read_back(person: Holder, build: Build) -> None:
    lines = build(person)
    read = parse(lines, today=TODAY)
    fields = fields_of(read, today=TODAY)
    assert read.valid, read.failed
    assert read.lines == lines
    assert fields["document_number"].value == person.number
    assert fields["birthdate"].value[2:].replace("-", "") == person.birthdate
    if "name_truncated" not in fields:
        assert (fields["name_last"].value, fields["name_first"].value) == (person.last, person.first)


@given(people, long_numbers, st.sampled_from((build_td1, build_td2)))
def test_long_numbers_are_read_back(person: Holder, number: str, build: Build) -> None:
    if build is build_td2:
        number = number[:13]
    assume(build is build_td1 or len(number) <= 14)
    lines = build(replace(person, number=number))
    fields = fields_of(parse(lines, today=TODAY), today=TODAY)
    assert fields["document_number"].value == number


@given(people, st.sampled_from(BUILDERS), st.data())
def test_every_mutation_of_a_checked_field_is_caught(
    person: Holder, build: Build, data: st.DataObject
) -> None:
    """Except pairs that weigh the same modulo 10, which no 7-3-1 digit tells apart (0 A K U <, 6 G Q)."""
    lines = build(person)
    layout = format_of(lines)
    assert layout is not None
    cell = data.draw(st.sampled_from([c.over[0] for n, c in layout.checks.items() if n != "composite"]))
    column = data.draw(st.integers(cell.start, cell.end - 1))
    old, new = lines[cell.line][column], data.draw(st.sampled_from(ALPHABET))
    assume(check_digit(old) != check_digit(new))
    row = lines[cell.line]
    mutated = (*lines[: cell.line], row[:column] + new + row[column + 1 :], *lines[cell.line + 1 :])
    assert failed_checks(mutated, layout)


def test_the_collisions_of_the_check_digit_are_these() -> None:
    by_weight: dict[str, str] = {}
    for character in ALPHABET:
        by_weight[check_digit(character)] = by_weight.get(check_digit(character), "") + character
    assert by_weight["0"] == "<0AKU"
    assert by_weight["2"] == "6GQ"


@pytest.mark.parametrize("name", FORMATS)
def test_layouts_have_a_kind_for_every_position(name: str) -> None:
    layout = FORMATS[name]
    assert [len(row) for row in layout.kinds()] == [layout.width] * layout.lines


def test_letters_in_numeric_positions_are_replaced_and_recorded() -> None:
    lines = (PASSPORT[0], PASSPORT[1].replace("7408122F1204159", "74O8I22FI2O4159"))
    read = parse(lines, today=TODAY)
    assert read.valid
    assert read.lines == PASSPORT
    assert read.raw == lines
    assert read.substitutions == (
        Substitution(1, 15, "O", "0"),
        Substitution(1, 17, "I", "1"),
        Substitution(1, 21, "I", "1"),
        Substitution(1, 23, "O", "0"),
    )


def test_digits_in_names_are_replaced_and_recorded() -> None:
    lines = (PASSPORT[0].replace("ERIKSSON", "ER1K5SON"), PASSPORT[1])
    read = parse(lines, today=TODAY)
    assert read.lines == PASSPORT
    assert len(read.substitutions) == 2


def test_a_check_digit_is_never_changed() -> None:
    wrong = PASSPORT[1][:19] + "5" + PASSPORT[1][20:]
    read = parse((PASSPORT[0], wrong), today=TODAY)
    assert read.lines[1] == wrong
    assert not read.valid
    assert "birthdate" in read.failed


def test_one_lookalike_in_the_number_is_settled_by_check_digits_with_less_margin() -> None:
    lines = build_td3(replace(ERIKSSON, number="C7X40R331"))
    misread = (lines[0], lines[1].replace("C7X40R331", "C7X4OR331"))
    read = parse(misread, today=TODAY)
    assert read.lines == lines
    assert read.substitutions == (Substitution(1, 4, "O", "0"),)
    assert read.margin <= 0.7


def test_an_ambiguous_number_stays_as_read() -> None:
    """Two zeros under the same weight: either could be the O, so neither is changed."""
    lines = build_td3(replace(ERIKSSON, number="XO440X447"))
    misread = (lines[0], lines[1].replace("XO440X447", "X0440X447"))
    read = parse(misread, today=TODAY)
    assert read.lines == misread
    assert read.failed == ("document_number", "composite")


def test_an_unclear_reading_is_not_valid() -> None:
    read = parse(PASSPORT, today=TODAY, margin=0.02)
    assert not read.valid
    assert read.failed == ("unclear",)


def test_a_shorter_raw_line_is_aligned() -> None:
    raw = (PASSPORT[0].rstrip("<") + "<<<", PASSPORT[1])
    read = parse(PASSPORT, raw=raw, today=TODAY)
    assert {(s.read, s.used) for s in read.substitutions} == {("", "<")}
    assert len(read.substitutions) == 44 - len(raw[0])


def test_german_d_and_other_codes() -> None:
    lines = build_td3(replace(ERIKSSON, last="MUSTERMANN", state="D", nationality="D"))
    read = parse(lines, today=TODAY)
    assert lines[0].startswith("P<D<<MUSTERMANN")
    assert read.valid
    assert fields_of(read, today=TODAY)["nationality"].value == "DEU"
    assert all(is_code(code) for code in ("D<<", "GBN", "XXA", "RKS", "EUE", "UNO", "UTO"))
    assert not any(is_code(code) for code in ("SI<", "ZZZ", "<<<", "0L<", "PO<"))


def test_a_zero_read_for_the_german_d() -> None:
    lines = build_td3(replace(ERIKSSON, nationality="D"))
    misread = (lines[0], lines[1][:10] + "0<<" + lines[1][13:])
    assert parse(misread, today=TODAY).lines == lines


def test_an_unknown_nationality_fails() -> None:
    lines = build_td3(replace(ERIKSSON, nationality="QQQ"))
    assert parse(lines, today=TODAY).failed == ("nationality",)


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("740812", TODAY, "1974-08-12"),
        ("261122", TODAY, "2026-11-22"),
        ("261123", TODAY, "1926-11-23"),
        ("000229", TODAY, "2000-02-29"),
        ("010229", TODAY, None),
        ("740231", TODAY, None),
        ("7408<<", TODAY, "1974-08"),
        ("74<<<<", TODAY, "1974"),
        ("<<<<<<", TODAY, ""),
        ("<<0812", TODAY, None),
        ("74<<12", TODAY, None),
        ("7A0812", TODAY, None),
        ("991231", date(2100, 1, 1), "2099-12-31"),
    ],
)
def test_birthdates(text: str, today: date, expected: str | None) -> None:
    assert birthdate(text, today) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120415", "2012-04-15"),
        ("750101", "2075-01-01"),
        ("760101", "1976-01-01"),
        ("991231", "1999-12-31"),
        ("<<<<<<", ""),
    ],
)
def test_expiration_dates(text: str, expected: str) -> None:
    assert expiration_date(text, TODAY) == expected


@given(st.dates(date(1930, 1, 1), date(2120, 1, 1)), st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_a_birth_is_never_after_today_and_at_most_a_century_ago(birth: date, today: date) -> None:
    found = birthdate(short(birth), today)
    assert found is None or (found <= today.isoformat() and int(found[:4]) > today.year - 101)


def test_a_document_without_expiry_has_no_such_field() -> None:
    lines = build_td1(replace(ERIKSSON, expiration_date="<<<<<<"))
    read = parse(lines, today=TODAY)
    assert read.valid
    assert "expiration_date" not in fields_of(read, today=TODAY)


def test_one_name_people() -> None:
    lines = build_td1(replace(ERIKSSON, last="ARKFREITH", first=""))
    fields = fields_of(parse(lines, today=TODAY), today=TODAY)
    assert fields["name_last"].value == "ARKFREITH"
    assert "name_first" not in fields


def test_truncated_names_are_said() -> None:
    lines = build_td1(replace(ERIKSSON, last="NILAVADHANANANDA", first="CHAYAPA DEJTHAMRONG"))
    assert fields_of(parse(lines, today=TODAY), today=TODAY)["name_truncated"].value == "true"
    assert len(lines[2]) == 30


def test_macau_cards_name_no_nationality() -> None:
    card = replace(ERIKSSON, nationality="")
    assert parse(build_td1(replace(card, state="MAC")), today=TODAY).valid
    assert not parse(build_td1(replace(card, state="UTO")), today=TODAY).valid


@pytest.mark.parametrize("lines", [(), ("P<UTO",), (PASSPORT[0],), (PASSPORT[0], PASSPORT[1][:-1]), CARD[:2]])
def test_other_shapes_are_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(lines, today=TODAY)
    assert caught.value.code == "not_a_zone"


@given(st.lists(st.text(min_size=0, max_size=46), max_size=4).map(tuple))
def test_only_our_error_comes_out_of_noise(lines: tuple[str, ...]) -> None:
    try:
        read = parse(lines, today=TODAY)
    except InvalidInputError:
        return
    fields_of(read, today=TODAY)


@given(st.sampled_from(list(FORMATS)), st.data())
def test_any_text_of_the_right_shape_is_judged(name: str, data: st.DataObject) -> None:
    layout = FORMATS[name]
    lines = tuple(
        data.draw(st.text(min_size=layout.width, max_size=layout.width)) for _ in range(layout.lines)
    )
    read = parse(lines, today=TODAY)
    assert all(field.value for field in fields_of(read, today=TODAY).values())


def test_a_state_code_is_settled_by_the_only_code_its_rivals_spell() -> None:
    lines = build_td3(replace(ERIKSSON, state="NLD"))
    misread = ("P<NLO" + lines[0][5:], lines[1])
    assert parse(misread, today=TODAY).failed == ("issuing_state",)
    read = parse(misread, today=TODAY, rivals={(0, 4): "D"})
    assert read.lines == lines
    assert read.substitutions == (Substitution(0, 4, "O", "D"),)
    assert read.margin <= 0.7
    two = parse(("P<AU0" + lines[0][5:], lines[1]), today=TODAY, rivals={(0, 4): "ST"})
    assert two.failed[-1] == "issuing_state"
