"""Numbers that the law lets few keep: judged, then gone from everything that leaves the engine."""

from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest
from stdnum import verhoeff

from bonafide.engine.document.numbers.redact import RESTRICTED, redact, shown
from bonafide.engine.evidence import (
    BarcodeRead,
    DocumentClass,
    DocumentEvidence,
    Field,
    MrzRead,
    Quality,
    Side,
    Source,
    VizRead,
    Word,
    to_json,
)
from bonafide.engine.image import decode, encode_jpeg

QUALITY = Quality(400, 240, 0.8, 0.0, 128.0, 120.0, 10.0)
AADHAAR = "99410501278" + verhoeff.calc_check_digit("99410501278")
RRN, BSN = "900304-1234567", "111222333"


def page() -> bytes:
    image = np.full((240, 400, 3), 230, np.uint8)
    cv2.putText(image, "9941 0501 278", (40, 100), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 3)
    return encode_jpeg(image)


def evidence(country: str | None, number: str, **changes: object) -> DocumentEvidence:
    word = Word(f"No. {number}", 0.95, (40, 70, 300, 36))
    field = Field(number.replace(" ", ""), Source.VIZ, 0.9, number, word.box)
    made = DocumentEvidence(
        today=date(2026, 6, 1),
        front=Side(None, page(), QUALITY, 0, (word,)),
        back=None,
        document_class=DocumentClass.IDENTITY_CARD,
        country=country,
        format="ID-1",
        fields={"document_number": field, "birthdate": Field("1990-03-04", Source.VIZ, 0.9)},
        mrz=None,
        barcode=None,
        portrait=None,
        is_document=0.9,
        viz=VizRead("x", {"document_number": field}, 0.9),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("country", "number", "left"),
    [
        ("IND", f"{AADHAAR[:4]} {AADHAAR[4:8]} {AADHAAR[8:]}", "********" + AADHAAR[8:]),
        ("KOR", RRN, "900304-1******"),
        ("NLD", BSN, "*********"),
        (None, AADHAAR, "********" + AADHAAR[8:]),
    ],
)
def test_a_number_is_judged_and_cut_everywhere(country: str | None, number: str, left: str) -> None:
    found = redact(evidence(country, number))
    assert len(found.numbers) == 1
    digits = number.replace(" ", "").replace("-", "")
    said = str(to_json(found)).replace(" ", "").replace("-", "")
    assert digits not in said
    assert found.fields["document_number"].value.replace("-", "") == left.replace("-", "")
    assert found.front.words[0].text.replace(" ", "").endswith(left.replace(" ", ""))
    assert found.front.words[0].text.startswith("No. ")


def test_the_picture_loses_it_too() -> None:
    before = evidence("IND", AADHAAR)
    after = decode(redact(before).front.rectified)
    dark = (decode(before.front.rectified)[70:106, 120:240] > 200).mean()
    assert dark > 0.3
    assert (after[72:104, 130:240] > 200).mean() < 0.02
    assert (after[150:] > 200).all()


def test_birth_and_sex_inside_are_compared_before_it_goes() -> None:
    found = redact(evidence("KOR", RRN)).numbers[0]
    assert (found.scheme, found.birthdate_agrees) == ("KOR:rrn", True)
    other = evidence("KOR", "910304-1234567")
    assert redact(other).numbers[0].birthdate_agrees is False


def test_zone_and_barcode_are_cut() -> None:
    line = f"L898902C36NLD7408122F1204159{BSN}<<<<<<<0"[:44]
    mrz = MrzRead("TD3", ("P<NLD", line), ("P<NLD", line), valid=True, box=(0, 180, 400, 60))
    barcode = BarcodeRead("QRCode", f"x{BSN}y", fields={"n": BSN})
    personal = Field(BSN, Source.MRZ, 0.9, BSN)
    found = redact(evidence("NLD", "X1", fields={"personal_number": personal}, mrz=mrz, barcode=barcode))
    assert BSN not in str(to_json(found))
    assert found.mrz is not None
    assert [len(one) for one in found.mrz.lines] == [len(one) for one in mrz.lines]
    assert (decode(found.front.rectified)[215:235] < 120).any()


def test_what_is_no_such_number_stays() -> None:
    for country, number in (("DEU", BSN), (None, "123412341234"), ("USA", AADHAAR)):
        before = evidence(country, number)
        assert redact(before) == before


def test_the_number_of_a_japanese_licence_stays() -> None:
    before = evidence("JPN", "123456789018", document_class=DocumentClass.DRIVING_LICENCE)
    assert redact(before) == before


def test_what_stays_is_what_the_rule_says() -> None:
    for rule in RESTRICTED:
        cut = shown("1234567890123", rule)
        assert cut.count("*") == 13 - rule.first - rule.last
        assert rule.law
