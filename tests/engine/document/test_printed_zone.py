"""The printed zone through the front door: cards without a machine readable part, and zones that print belies."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.checks import made
from tests.world.classes import Card, card
from tests.world.fonts import CJK_REASON, cjk_available
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.shot import LEVELS, photograph
from tests.world.specimen import passport

from bonafide.checks import Status, run_document
from bonafide.engine.document.merge import with_print
from bonafide.engine.document.read import read_document
from bonafide.engine.evidence import DocumentClass, DocumentEvidence, Field, Source, VizRead
from bonafide.engine.image import encode_jpeg

TODAY = date(2026, 6, 1)
MRZ_TOP = 69.0 / 88.0


def shot(image: np.ndarray, seed: int = 1) -> bytes:
    return encode_jpeg(photograph(image, LEVELS[1], seed))


def read(one: Card) -> DocumentEvidence:
    return read_document(shot(one.front), None if one.back is None else shot(one.back, 2), today=TODAY)


@pytest.mark.skipif(not cjk_available(), reason=CJK_REASON)
def test_a_chinese_card_is_known_and_read_by_its_print() -> None:
    one = card("chn-id", 3)
    found = read(one)
    assert (found.country, found.document_class, found.format) == ("CHN", DocumentClass.IDENTITY_CARD, "ID-1")
    assert {key: field.value for key, field in found.fields.items()} == dict(one.truth)
    assert all(field.source is Source.VIZ for field in found.fields.values())
    assert found.viz is not None
    assert found.viz.class_id == "chn-id"
    assert "tibetan" in found.viz.unread_scripts
    assert found.is_document > 0.6


def test_an_aadhaar_number_does_not_leave_the_engine() -> None:
    one = card("ind-aadhaar", 5)
    found = read(one)
    number = one.truth["document_number"]
    assert found.country == "IND"
    assert found.fields["document_number"].value == "*" * 8 + number[8:]
    assert [n.valid for n in found.numbers] == [True]
    assert not any(number[:8] in word.text.replace(" ", "") for word in found.front.words)


@pytest.mark.data
@pytest.mark.skipif(not people_available(), reason=SKIP_REASON)
def test_a_zone_that_the_print_belies_fails_its_check() -> None:
    who = person(0)
    honest = passport(who, expiry=date(2031, 5, 20))
    other = passport(replace(who, name_last="Holloway"), expiry=date(2031, 5, 20), birthdate=date(1961, 2, 3))
    forged = honest.copy()
    top = round(MRZ_TOP * honest.shape[0])
    forged[top:] = other[top:]
    for image, status, reasons in (
        (honest, Status.PASSED, ()),
        (forged, Status.FAILED, ("printed_birthdate_differs", "printed_name_differs")),
    ):
        evidence = read_document(shot(image), today=TODAY)
        assert evidence.mrz is not None
        assert evidence.mrz.valid
        found = next(
            r for r in run_document(evidence, made.context()) if r.name == "id_mrz_inconsistency_detection"
        )
        assert (found.status, found.reasons) == (status, reasons)


def test_print_fills_what_the_machine_part_lacks_and_never_goes_before_it() -> None:
    def field(value: str, source: Source = Source.VIZ, confidence: float = 0.9) -> Field:
        return Field(value, source, confidence)

    machine = {"name_last": field("ERIKSSON", Source.MRZ), "birthdate": field("1990-03-04", Source.MRZ)}
    printed = {
        "birthdate": field("1991-03-04"), "issue_date": field("2020-01-01"), "name_full": field("X Y"),
        "personal_number": field("12345"), "sex": field("F", confidence=0.4), "name_full_native": field("王伟"),
    }  # fmt: skip
    found = with_print(machine, VizRead("icao-td3", printed, 0.8))
    assert {key: one.value for key, one in found.items()} == {
        "name_last": "ERIKSSON", "birthdate": "1990-03-04", "issue_date": "2020-01-01", "name_full_native": "王伟",
    }  # fmt: skip
    alone = with_print({}, VizRead("chn-id", {**printed, "expiration_date": field("never")}, 0.8))
    assert set(alone) == {*printed, "expiration_date"}
    assert alone["expiration_date"].value == "never"
    assert with_print(machine, None) == machine
