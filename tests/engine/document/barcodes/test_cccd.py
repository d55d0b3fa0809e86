"""The plain QR code of Vietnamese cards: its parts, its place beside the zone, and that it vouches for nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from tests.checks import made
from tests.world.cccd import NAME, NUMBER, code, zone

from bonafide.checks import CheckResult, Status, run_document
from bonafide.engine.document.barcodes.cccd import differs_from_zone, is_cccd, read_cccd
from bonafide.engine.document.barcodes.read import read_barcodes
from bonafide.engine.document.classify import classify
from bonafide.engine.document.clock import Clock
from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.mrz.parse import fields_of, parse
from bonafide.engine.document.sides import Found, _beside
from bonafide.engine.evidence import DocumentClass, DocumentEvidence

TODAY = date(2026, 6, 1)


def differing(text: str) -> Sequence[str]:
    read = parse(zone(), today=TODAY)
    assert read.valid, read.failed
    return differs_from_zone(read_cccd(text), fields_of(read, today=TODAY), read.lines)


def card(**changes: Any) -> DocumentEvidence:
    return made.card(country="VNM", mrz=parse(zone(), today=TODAY), **changes)


def result(name: str, evidence: DocumentEvidence) -> CheckResult:
    return next(r for r in run_document(evidence, made.context()) if r.name == name)


def test_its_parts_become_fields() -> None:
    read = read_cccd(code())
    assert (read.standard, read.valid, read.signature, read.failed) == ("CCCD", True, "unsigned", ())
    assert dict(read.fields) == {
        "issuing_state": "VNM", "document_number": NUMBER, "name_full": NAME, "birthdate": "1987-04-03",
        "sex": "F", "address": "12 Đường Láng, Đống Đa, Hà Nội", "issue_date": "2021-06-20",
    }  # fmt: skip
    assert read_cccd(code(former="") + "||").valid


@pytest.mark.parametrize(
    ("changed", "failed"),
    [
        ({"birth": "31021987"}, "qr_birthdate"),
        ({"sex": "?"}, "qr_sex"),
        ({"name": " "}, "qr_name_full"),
        ({"number": NUMBER + "1"}, "qr_document_number"),
        ({"former": "12"}, "qr_former_number"),
    ],
)
def test_a_part_that_is_not_what_it_should_be_is_named(changed: dict[str, str], failed: str) -> None:
    read = read_cccd(code(**changed))
    assert (read.valid, read.failed) == (False, (failed,))


@given(st.text(max_size=300))
def test_other_texts_are_no_such_code_and_break_nothing(text: str) -> None:
    assert not is_cccd(text) or read_cccd(text).standard == "CCCD"
    assert read_cccd("|".join([text] * 7)).standard == "CCCD"


def test_it_is_read_from_a_picture_and_names_its_card() -> None:
    drawn = np.array(
        zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(code(), zxingcpp.BarcodeFormat.QRCode))
    )
    page = np.full((400, 640, 3), 230, np.uint8)
    page[40:340, 300:600] = cv2.cvtColor(
        cv2.resize(drawn, (300, 300), interpolation=cv2.INTER_NEAREST), cv2.COLOR_GRAY2BGR
    )
    (read,) = read_barcodes(page)
    assert read.fields["name_full"] == NAME
    kind = classify(None, read)
    assert (kind.document_class, kind.country) == (DocumentClass.IDENTITY_CARD, "VNM")
    assert kind.known is not None
    assert kind.known.id == "vnm-id"
    flat = Flat(page, None, page)
    beside = _beside(flat, [Found(flat, parse(zone(), today=TODAY))], Clock(lambda: 0.0))
    assert beside.barcode == read


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        ({"name": "Nguyễn Thị Hồng Đào"}, []),
        ({"birth": "04041987"}, ["birthdate"]),
        ({"sex": "Nam"}, ["sex"]),
        ({"number": "079187000998"}, ["document_number"]),
        ({"name": "TRẦN THỊ HỒNG ĐÀO"}, ["name"]),
    ],
)
def test_it_is_compared_with_the_zone(changed: dict[str, str], told: list[str]) -> None:
    assert list(differing(code(**changed))) == told
    found = result("id_barcode_inconsistency_detection", card(barcode=read_cccd(code(**changed))))
    status, reasons = (Status.FAILED, ("qr_differs_from_zone",)) if told else (Status.PASSED, ())
    assert (found.status, found.reasons) == (status, reasons)


def test_it_is_no_machine_readable_part_and_no_sign_of_a_state() -> None:
    alone = card(barcode=read_cccd(code()))
    assert result("id_barcode_detection", alone).status is not Status.PASSED
    bare = made.document(country="VNM", mrz=None, barcode=read_cccd(code()), format="TD1")
    for name in ("id_barcode_detection", "id_mrz_detection", "id_nongovernment_detection"):
        assert result(name, bare).status is not Status.PASSED
