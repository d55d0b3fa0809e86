"""National numbers on documents: what fails, what is counted, what is left alone."""

from dataclasses import replace
from typing import Any

import pytest
from tests.checks import made

from bonafide.checks import CATALOGUE, Status
from bonafide.checks.number_formats import (
    CARD_NUMBERS,
    LOOSE_BIRTHS,
    PERSONAL_NUMBERS,
    judge_numbers,
    national_numbers,
)
from bonafide.engine.document.numbers.judge import schemes
from bonafide.engine.evidence import DocumentClass, DocumentEvidence, Field, Source, VizRead

P, F, N = Status.PASSED, Status.FAILED, Status.NOT_APPLICABLE
MISMATCH, UNKNOWN = ("number_format_mismatch",), ("invalid_country",)


def document(country: str, source: Source = Source.MRZ, **values: str) -> DocumentEvidence:
    fields = {key: Field(value, source, 0.9) for key, value in {"document_number": "X1", **values}.items()}
    return made.document(country=country, fields=fields)


def card(country: str, source: Source = Source.MRZ, **values: str) -> DocumentEvidence:
    found = document(country, source, **values)
    return made.card(country=country, fields=found.fields)


def test_every_listed_scheme_exists() -> None:
    known = {f"{s.country}:{s.name}" for group in schemes().values() for s in group}
    named = {f"{c}:{n}" for table in (PERSONAL_NUMBERS, CARD_NUMBERS) for c, ns in table.items() for n in ns}
    assert named <= known
    assert known >= LOOSE_BIRTHS


@pytest.mark.parametrize(
    ("evidence", "status", "reasons"),
    [
        (document("TWN", personal_number="F122187664", sex="M"), P, ()),
        (document("TWN", personal_number="F122187665"), F, MISMATCH),
        (document("CZE", personal_number="6956220612", birthdate="1969-06-22", sex="F"), P, ()),
        (document("CZE", personal_number="6956220612", birthdate="1969-06-23"), F, MISMATCH),
        (document("POL", document_number="ZS0000177", personal_number="44051401359"), P, ()),
        (document("POL", document_number="ZS00177", personal_number="44051401359"), F, MISMATCH),
        (document("POL", document_number="ZS0000177", personal_number="44051401358"), F, MISMATCH),
        (document("FIN", personal_number="131052 308T", birthdate="1952-10-13"), P, ()),
        (document("SVN", personal_number="0706966505468"), F, MISMATCH),
        (document("TWN", personal_number="SERIAL 7"), N, UNKNOWN),
        (card("ROU", personal_number="1204994", birthdate="1985-05-09", sex="M"), P, ()),
        (card("ROU", personal_number="1204994", birthdate="1985-05-10", sex="M"), F, MISMATCH),
        (card("MAC", document_number="12281507"), P, ()),
        (card("MAC", document_number="22281507"), F, MISMATCH),
        (card("MAC", Source.VIZ, document_number="22281507"), N, UNKNOWN),
        (card("CHN", Source.VIZ, document_number="11010519491231002X", birthdate="1949-12-31"), P, ()),
        (card("CHN", Source.VIZ, document_number="110105194912310021"), F, MISMATCH),
        (card("HKG", Source.VIZ, document_number="A123456(3)"), P, ()),
        (card("HKG", Source.VIZ, document_number="A123456(4)"), F, MISMATCH),
        (card("IND", Source.VIZ, document_number="2341 2341 2346"), P, ()),
        (card("UTO", personal_number="ZE184226B"), N, UNKNOWN),
        (made.document(country="TWN", fields={}), N, ("missing_properties",)),
    ],
)
def test_numbers(evidence: DocumentEvidence, status: Status, reasons: tuple[str, ...]) -> None:
    found = judge_numbers(evidence)
    assert (found.status, found.reasons) == (status, reasons)


@pytest.mark.parametrize(
    ("evidence", "counts"),
    [
        (document("CZE", personal_number="6956220612", sex="M"), {"sexes_differ": 1, "birthdates_differ": 0}),
        (card("MAC", document_number="12281507"), {"check_digits_untested": 1, "national_numbers": 1}),
        (document("SWE", personal_number="880320-0016", birthdate="1988-03-21"), {"birthdates_differ": 0}),
    ],
)
def test_what_fails_nothing_is_counted(evidence: DocumentEvidence, counts: dict[str, Any]) -> None:
    found = judge_numbers(evidence)
    assert found.status is P
    assert counts.items() <= dict(found.metadata).items()


def test_the_check_of_the_catalogue_uses_them() -> None:
    check = CATALOGUE["id_number_format_inconsistency_detection"].function
    assert check(document("TWN", personal_number="F122187665"), made.context()).status is F


def test_driving_licences_hold_no_card_number() -> None:
    licence = made.licence(country="HKG", fields={"document_number": Field("A123456(4)", Source.VIZ, 0.9)})
    assert licence.document_class is DocumentClass.DRIVING_LICENCE
    assert list(national_numbers(licence)) == []


@pytest.mark.parametrize(
    ("printed", "birth", "status"),
    [
        ("44051401359", "1944-05-14", P),
        ("44051401359", "1954-05-14", F),
        ("44051401358", "1954-05-14", P),  # its check digit does not hold: misread
        ("4405", "1954-05-14", P),
    ],
)
def test_a_number_in_print_beside_a_zone_counts_where_its_check_digits_hold(
    printed: str, birth: str, status: Status
) -> None:
    evidence = document("POL", document_number="ZS0000177", birthdate=birth)
    viz = VizRead("icao-td3", {"personal_number": Field(printed, Source.VIZ, 0.9)}, 0.9)
    assert judge_numbers(replace(evidence, viz=viz)).status is status
