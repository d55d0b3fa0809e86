"""Aadhaar QR codes: every field, the signature, and damage of every kind; then a code in a picture."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from qrcode.constants import ERROR_CORRECT_L
from qrcode.main import QRCode
from stdnum import verhoeff
from tests.checks.made import document
from tests.world import aadhaar as made

from bonafide.engine.document.barcodes.aadhaar import is_aadhaar, parse_aadhaar, read_aadhaar, settle
from bonafide.engine.document.barcodes.authority import public_key
from bonafide.engine.document.barcodes.read import read_barcodes
from bonafide.engine.document.classify import classify
from bonafide.engine.document.numbers.redact import redact
from bonafide.engine.evidence import DocumentClass, Field, Source, to_json
from bonafide.errors import InvalidInputError

CERTIFICATES = [made.certificate(1), made.certificate(0, pem=True)]


@pytest.mark.parametrize("version", [1, 2, 4])
def test_a_secure_code_gives_its_fields_and_no_more_of_the_number_than_may_be_shown(version: int) -> None:
    text = made.secure(version=version)
    assert is_aadhaar(text)
    read = read_aadhaar(text)
    assert (read.standard, read.valid, read.failed) == ("AADHAAR", True, ())
    assert dict(read.fields) == {
        "issuing_state": "IND",
        "name_full": "Asha Rao",
        "birthdate": "1990-03-04",
        "sex": "F",
        "address": "12, Temple Street, Near the lake, Old Town, Mysuru, Head Office, Mysuru South, Mysuru",
        "address_subdivision": "Karnataka",
        "address_postal_code": "570001",
        "care_of": "S/O Someone",
        "personal_number": "********" + made.ASHA.number[-4:],
        "signed_on": "2024-03-01",
    }


def test_the_signature_says_whether_the_authority_wrote_it() -> None:
    cases = [
        (made.secure(), CERTIFICATES, "valid"),
        (made.secure(), [], "no_certificate"),
        (made.secure(), CERTIFICATES[:1], "invalid"),
        (made.secure(changed=made.other(name="Asha Rai")), CERTIFICATES, "invalid"),
        (made.xml(), CERTIFICATES, "unsigned"),
    ]
    for text, certificates, said in cases:
        settled = settle(read_aadhaar(text), certificates)
        assert settled is not None
        assert (settled.signature, settled.text) == (said, "")  # photograph and digests are not kept
    with pytest.raises(InvalidInputError) as none:
        settle(read_aadhaar(made.secure()), [b"no certificate"])
    assert none.value.code == "not_a_certificate"


def test_the_older_form_is_read_and_its_number_cut_with_the_rest() -> None:
    assert verhoeff.is_valid(made.ASHA.number)
    read = read_aadhaar(made.xml(name="Asha &amp; Rao"))
    assert (read.valid, read.fields["name_full"], read.fields["birthdate"]) == (
        True,
        "Asha & Rao",
        "1990-03-04",
    )
    assert read.fields["personal_number"] == made.ASHA.number
    evidence = document(
        country="IND", document_class=DocumentClass.IDENTITY_CARD, barcode=settle(read, []), mrz=None
    )
    evidence = replace(evidence, fields={**evidence.fields, **_as_fields(read.fields)})
    assert made.ASHA.number not in str(to_json(redact(evidence)))
    only_year = read_aadhaar(made.xml(dob=""))
    assert only_year.valid
    assert "birthdate" not in only_year.fields


def _as_fields(values: Any) -> dict[str, Any]:
    return {key: Field(value, Source.BARCODE, 0.9, value) for key, value in values.items()}


def _data(**more: Any) -> bytes:
    return made.signed_bytes(**more) + bytes(256)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (str(7**700), "qr_not_compressed"),
        (made.packed(_data())[:-9], "qr_not_compressed"),
        (made.packed(_data(photo=bytes(30_000))), "qr_too_large"),
        (
            made.packed(bytes(600) + random.Random(1).randbytes(400).replace(b"\xff", b"")),
            "qr_fields_missing",
        ),
        (made.packed(made.signed_bytes(photo=b"") + random.Random(2).randbytes(100)), "qr_signature_missing"),
        (made.packed(_data().replace(b"20240301", b"20241301")), "qr_reference"),
        (made.packed(_data(who=made.other(gender="Q"))), "qr_gender"),
        (made.packed(_data(who=made.other(name=" "))), "qr_name_missing"),
        (
            made.packed(_data().replace(b"04-03-1990", b"31-02-1990")),
            "qr_birthdate",
        ),
        (made.xml(uid="12345"), "qr_reference"),
        (made.xml().replace("/>", "><x/>"), "qr_form"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + made.xml(), "qr_form"),
        (made.xml(co="x" * 5_000), "qr_form"),
        ("hello", "qr_form"),
    ],
)
def test_each_fault_has_its_name(text: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_aadhaar(text)
    assert refused.value.code == code
    assert read_aadhaar(text).failed == (code,)


def test_a_small_text_that_unpacks_to_a_flood_is_refused_without_unpacking_it() -> None:
    flood = made.packed(bytes(1_500_000))
    assert len(flood) < 5_000
    assert read_aadhaar(flood).failed == ("qr_too_large",)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_a_code_says_only_our_errors_come_out(data: st.DataObject) -> None:
    """Changed bytes inside, changed digits outside, changed XML: read or refused by name, never taken as signed."""
    whole = made.signed_bytes() + bytes(range(256))
    place = data.draw(st.integers(0, len(whole) - 1))
    inner = whole[:place] + data.draw(st.binary(max_size=8)) + whole[place + data.draw(st.integers(1, 40)) :]
    secure, old = made.packed(inner), made.xml()
    at = data.draw(st.integers(0, len(old)))
    for text in (secure, _changed(secure, data), old[:at] + data.draw(st.text(max_size=6)) + old[at + 1 :]):
        read = read_aadhaar(text)
        assert read.valid is not bool(read.failed)
        settled = settle(read, CERTIFICATES)
        assert settled is not None
        assert settled.signature != "valid"


def _changed(digits: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(digits) - 1))
    return digits[:at] + str(data.draw(st.integers(0, 9))) + digits[at + 1 :]


def test_every_single_change_of_a_signed_byte_breaks_the_signature() -> None:
    text = made.secure()
    parsed = parse_aadhaar(text)
    for place in random.Random(5).sample(range(len(parsed.signed)), 40):
        changed = bytearray(parsed.signed)
        changed[place] ^= 1
        settled = settle(read_aadhaar(made.packed(bytes(changed) + parsed.signature)), CERTIFICATES)
        assert settled is not None
        assert settled.signature != "valid"


def test_a_code_in_a_picture_is_read_and_names_the_class() -> None:
    for text in (made.secure(), made.xml()):
        (read,) = read_barcodes(_drawn(text))
        assert (read.standard, read.valid) == ("AADHAAR", True)
        kind = classify(None, read)
        assert (kind.country, kind.document_class, kind.format) == (
            "IND",
            DocumentClass.IDENTITY_CARD,
            "ID-1",
        )
        assert kind.known is not None
        assert kind.known.id == "ind-aadhaar"


def _drawn(text: str) -> NDArray[np.uint8]:
    code: Any = QRCode(error_correction=ERROR_CORRECT_L, border=4)
    code.add_data(text)
    code.make(fit=True)
    page = np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(page, None, fx=5, fy=5, interpolation=cv2.INTER_NEAREST), np.uint8)


def test_only_a_strong_rsa_certificate_is_trusted() -> None:
    assert public_key(made.certificate(0)).key_size == 2048
    for wrong in (b"", b"-----BEGIN CERTIFICATE-----", made.certificate(0)[:100]):
        with pytest.raises(InvalidInputError):
            public_key(wrong)
