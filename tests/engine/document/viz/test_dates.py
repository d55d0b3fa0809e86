"""Dates as documents print them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafide.engine.document.viz.dates import printed_dates
from bonafide.engine.document.viz.months import month

TODAY = date(2026, 6, 1)
DAYS = st.dates(date(1930, 1, 1), date(2060, 12, 31))


def first(text: str, order: str = "dmy", calendars: tuple[str, ...] = ("gregorian",)) -> str | None:
    found = printed_dates(text, order=order, calendars=calendars, today=TODAY)
    return found[0].days[0] if found else None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("04 MAR 1990", "1990-03-04"),
        ("04MAR/MARS90", "1990-03-04"),
        ("12 AUG/AOÛT 1974", "1974-08-12"),
        ("02 JUIL/JUL 2010", "2010-07-02"),
        ("31 DEZ/DEC 21", "2021-12-31"),
        ("O4 MAR 199O", "1990-03-04"),
        ("MAR 04, 1990", "1990-03-04"),
        ("15 GRU/DEC 1988", "1988-12-15"),
        ("04.03.1990.", "1990-03-04"),
        ("04 03 1990", "1990-03-04"),
        ("3. 11.03.1965 UNITED KINGDOM", "1965-03-11"),
        ("15-01-88", "1988-01-15"),
        ("1990年3月4日", "1990-03-04"),
        ("平成2年3月4日生", "1990-03-04"),
        ("昭和61年12月31日", "1986-12-31"),
        ("令和元年5月1日", "2019-05-01"),
        ("2029年(令和11年)06月01日まで有効", "2029-06-01"),
        ("民國57年6月5日", "1968-06-05"),
        ("民國108年10月18日(北市)換發", "2019-10-18"),
    ],
)
def test_forms(text: str, day: str) -> None:
    assert first(text) == day


@pytest.mark.parametrize(
    "text", ["ERIKSSON", "110105199003041234", "32.13.1990", "30 FEB 1990", "13 января 1990", ""]
)
def test_what_is_no_date(text: str) -> None:
    assert first(text) is None


def test_order_of_day_and_month_is_the_class_s_own() -> None:
    assert first("03/04/1990", "mdy") == "1990-03-04"
    assert first("03/04/1990", "dmy") == "1990-04-03"
    assert first("1990/03/04", "ymd") == "1990-03-04"
    assert printed_dates("03/04/1990", order="mdy", today=TODAY)[0].days == ("1990-03-04", "1990-04-03")


def test_other_calendars() -> None:
    assert first("79.03.04", "ymd", ("minguo",)) == "1990-03-04"
    assert first("4 MAR 2533", calendars=("gregorian", "buddhist")) == "1990-03-04"


def test_a_term_has_two_dates_from_left_to_right() -> None:
    found = printed_dates("2016.05.01-2036.05.02", order="ymd", today=TODAY)
    assert [one.days[0] for one in found] == ["2016-05-01", "2036-05-02"]


def test_two_digit_years_mean_the_nearer_century_first() -> None:
    assert printed_dates("04 MAR 90", today=TODAY)[0].days == ("1990-03-04", "1890-03-04")
    assert printed_dates("04 MAR 36", today=TODAY)[0].days == ("2036-03-04", "1936-03-04")


@given(DAYS, st.sampled_from(["%d.%m.%Y", "%d %b %Y", "%d/%m/%Y", "%d%b%Y", "%d %m %Y", "%d%m%Y"]))
def test_every_day_comes_back(day: date, form: str) -> None:
    text = day.strftime(form).upper()
    assert first(text) == day.isoformat()


@given(DAYS)
def test_parts_stand_where_they_say(day: date) -> None:
    text = f"x {day:%d.%m.%Y} y"
    (found,) = printed_dates(text, today=TODAY)
    parts = {key: text[start:end] for start, end, key in found.parts}
    assert parts == {"d": f"{day:%d}", "m": f"{day:%m}", "y": f"{day:%Y}"}


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    for order in ("dmy", "mdy", "ymd"):
        for one in printed_dates(
            text, order=order, calendars=("japanese", "minguo", "buddhist"), today=TODAY
        ):
            assert all(date.fromisoformat(day) for day in one.days)
            assert 0 <= one.start < one.end <= len(text)


def test_months_in_many_languages() -> None:
    named = {
        "MAR": 3,
        "MÄRZ": 3,
        "AOÛT": 8,
        "MAJ": 5,
        "PAŹ": 10,
        "DIC": 12,
        "0CT": 10,
        "AĞU": 8,
        "OUT": 10,
        "ŽOOO": None,
    }
    assert {name: month(name) for name in named} == named
    assert month("JUI") is None
    english = [(date(2020, n, 1) + timedelta(0)).strftime("%b").upper() for n in range(1, 13)]
    assert [month(name) for name in english] == list(range(1, 13))
