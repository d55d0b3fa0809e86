from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.checks import made

from bonafide.checks import CheckResult, Status, run_document
from bonafide.checks.dates import years_between
from bonafide.engine.evidence import Field, Source

P, F, N = Status.PASSED, Status.FAILED, Status.NOT_APPLICABLE


def result(name: str, **values: str) -> CheckResult:
    evidence = made.document(fields=made.fields(**values))
    return next(r for r in run_document(evidence, made.context()) if r.name == name)


@pytest.mark.parametrize(
    ("expiry", "status", "reasons"),
    [
        ("2026-06-01", P, ()),
        ("2026-05-31", F, ("document_expired",)),
        ("2026-06", P, ()),
        ("2026-05", F, ("document_expired",)),
        ("", N, ("no_expiration_date",)),
        ("never", P, ()),
        ("2026-02-30", F, ("invalid_dates",)),
        ("soon", F, ("invalid_dates",)),
    ],
)
def test_expiry(expiry: str, status: Status, reasons: tuple[str, ...]) -> None:
    found = result("id_expired_detection", expiration_date=expiry)
    assert (found.status, found.reasons) == (status, reasons)


@pytest.mark.parametrize(
    ("values", "status", "reasons"),
    [
        ({}, P, ()),
        ({"issue_date": "2022-04-15"}, P, ()),
        ({"issue_date": "2033-04-15"}, F, ("invalid_dates",)),
        ({"issue_date": "2026-06-02"}, F, ("invalid_dates",)),
        ({"issue_date": "1970-01-01"}, F, ("invalid_dates",)),
        ({"birthdate": "2026-06-02"}, F, ("invalid_dates",)),
        ({"birthdate": "1900-01-01"}, F, ("invalid_dates",)),
        ({"birthdate": "1990-13-01"}, F, ("invalid_dates",)),
        ({"birthdate": ""}, N, ("missing_birthdate",)),
    ],
)
def test_order_of_dates(values: dict[str, str], status: Status, reasons: tuple[str, ...]) -> None:
    found = result("id_valid_dates_detection", **values)
    assert (found.status, found.reasons) == (status, reasons)


@pytest.mark.parametrize(
    ("birthdate", "status", "reasons"),
    [
        ("2008-06-01", P, ()),
        ("2008-06-02", F, ("age_outside_limits",)),
        ("2008-05", P, ()),
        ("2008-06", N, ("birthdate_incomplete",)),
        ("2008", N, ("birthdate_incomplete",)),
        ("2007", P, ()),
        ("2009", F, ("age_outside_limits",)),
        ("", N, ("missing_birthdate",)),
        ("31.12.1990", N, ("invalid_dates",)),
    ],
)
def test_age(birthdate: str, status: Status, reasons: tuple[str, ...]) -> None:
    found = result("id_age_comparison", birthdate=birthdate)
    assert (found.status, found.reasons) == (status, reasons)


def test_leap_day_birthday_comes_on_the_first_of_march() -> None:
    assert years_between(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert years_between(date(2008, 2, 29), date(2026, 3, 1)) == 18


@given(st.dates(date(1930, 1, 1), date(2026, 6, 1)))
def test_age_passes_exactly_for_those_born_on_or_before_the_day_eighteen_years_ago(birth: date) -> None:
    found = result("id_age_comparison", birthdate=birth.isoformat())
    assert found.status is (P if birth <= date(2008, 6, 1) else F)


def test_print_alone_says_no_expiry_only_where_nothing_else_could() -> None:
    printed = made.fields(expiration_date="") | {"expiration_date": Field("never", Source.VIZ, 0.9)}
    for evidence, status in (
        (made.document(fields=printed), N),
        (made.document(fields=printed, mrz=None), P),
        (made.document(fields=printed, mrz=None, barcode=made.BARCODE), N),
    ):
        found = {r.name: r for r in run_document(evidence, made.context())}
        assert found["id_expired_detection"].status is status
        assert found["id_valid_dates_detection"].status is P
