"""The front door on real specimens: what is printed comes out, what is not printed stays out."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.engine.document.scenes import desk, photograph

from bonafide.engine.document.classify import class_of_code, classify
from bonafide.engine.document.flatten import turned_box, turns_by_zone
from bonafide.engine.document.merge import merge
from bonafide.engine.document.mrz.parse import parse
from bonafide.engine.document.read import read_document
from bonafide.engine.evidence import BarcodeRead, DocumentClass, DocumentEvidence, Source
from bonafide.engine.image import encode_jpeg
from bonafide.errors import ImageError

TODAY = date(2026, 1, 1)
PASSPORT = "fastmrz/td3.jpg"
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


@pytest.fixture(scope="module")
def specimens(shared_data: Path) -> Path:
    return shared_data / "iddocs"


@pytest.fixture(scope="module")
def found(specimens: Path) -> DocumentEvidence:
    return read_document((specimens / PASSPORT).read_bytes(), today=TODAY)


@pytest.mark.data
def test_a_specimen_passport_is_read_whole(found: DocumentEvidence) -> None:
    assert found.mrz is not None
    assert found.mrz.valid
    assert found.mrz.lines == TD3
    assert found.document_class is DocumentClass.PASSPORT
    assert (found.country, found.format) == ("UTO", "TD3")
    assert found.fields["name_last"].value == "ERIKSSON"
    assert found.fields["birthdate"].value == "1974-08-12"
    assert found.fields["document_number"].value == "L898902C3"
    assert found.portrait is not None
    assert found.is_document > 0.9
    assert found.back is None
    assert set(found.timings_ms) >= {"decode", "locate", "mrz", "barcode", "portrait", "print", "quality"}
    assert all(len(digest) == 64 for digest in found.models.values())


@pytest.mark.data
def test_the_same_bytes_give_the_same_evidence(specimens: Path, found: DocumentEvidence) -> None:
    again = read_document((specimens / PASSPORT).read_bytes(), today=TODAY)
    assert replace(again, timings_ms=found.timings_ms) == found


@pytest.mark.data
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_photograph_comes_out_upright(specimens: Path, turns: int) -> None:
    image = cv2.imread(str(specimens / "passporteye/79_pass-hun.png"))
    found = read_document(encode_jpeg(np.ascontiguousarray(np.rot90(image, turns))), today=TODAY)
    assert found.mrz is not None
    assert found.mrz.valid
    assert found.front.quarter_turns == (4 - turns) % 4
    assert found.portrait is not None
    upright = cv2.imdecode(np.frombuffer(found.front.rectified, np.uint8), cv2.IMREAD_COLOR)
    assert upright.shape[1] > upright.shape[0]
    assert found.mrz.box is not None
    assert found.mrz.box[1] > upright.shape[0] / 2


@pytest.mark.data
def test_a_passport_held_before_a_webcam_is_read(specimens: Path) -> None:
    image = cv2.imread(str(specimens / "passporteye/100_pass-bdr.jpg"))
    image = cv2.resize(image, (1000, 704), interpolation=cv2.INTER_AREA)
    scene = photograph(image, seed=11, fill=0.85, turn=3.0)
    found = read_document(encode_jpeg(scene.image, 90), today=TODAY)
    assert found.front.quad is not None
    assert found.mrz is not None
    assert found.mrz.lines[1].startswith("CA000000<4D<<6408125F1802212")
    assert found.portrait is not None


@pytest.mark.data
def test_both_sides_of_a_card_are_read_as_one(specimens: Path) -> None:
    front = encode_jpeg(photograph(cv2.imread(str(specimens / "passporteye/100_id-rou.jpg")), seed=2).image)
    back = (specimens / "passporteye/100_id-che.jpg").read_bytes()
    found = read_document(front, back, today=TODAY)
    assert found.back is not None
    assert found.mrz is not None
    assert found.mrz.format == "TD1"
    assert found.document_class is DocumentClass.IDENTITY_CARD
    assert found.country == "CHE"
    assert found.portrait is not None


@pytest.mark.data
def test_what_is_no_document_says_so(shared_data: Path) -> None:
    pictures = [
        (shared_data / "iddocs/fastmrz/nomrz.jpg").read_bytes(),
        (shared_data / "pad/minivision/image_T1.jpg").read_bytes(),
        encode_jpeg(desk(1280, 720, 3)),
    ]
    for picture in pictures:
        found = read_document(picture, today=TODAY)
        assert found.document_class is None
        assert found.country is None
        assert found.mrz is None
        assert dict(found.fields) == {}
        assert found.is_document < 0.6


def test_bad_bytes_are_refused() -> None:
    with pytest.raises(ImageError):
        read_document(b"\xff\xd8\xff\xe0 not a picture", today=TODAY)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("P", DocumentClass.PASSPORT),
        ("PP", DocumentClass.PASSPORT),
        ("IP", DocumentClass.PASSPORT_CARD),
        ("I", DocumentClass.IDENTITY_CARD),
        ("ID", DocumentClass.IDENTITY_CARD),
        ("C", DocumentClass.IDENTITY_CARD),
        ("V", DocumentClass.VISA),
        ("AC", None),
        ("X", None),
        ("", None),
    ],
)
def test_class_follows_the_document_code(code: str, expected: DocumentClass | None) -> None:
    assert class_of_code(code) is expected


def test_classes_come_from_codes_alone() -> None:
    assert classify(None, None).document_class is None
    licence = BarcodeRead("PDF417", "", "AAMVA", True, (), {"document_code": "DL", "issuing_state": "USA"})
    assert classify(None, licence).document_class is DocumentClass.DRIVING_LICENCE
    assert classify(None, licence).country == "USA"
    assert classify(None, BarcodeRead("QRCode", "hello")).document_class is None
    assert classify(parse(TD3, today=TODAY), licence).document_class is DocumentClass.PASSPORT


def test_the_zone_goes_before_the_barcode() -> None:
    barcode = BarcodeRead(
        "PDF417", "", "AAMVA", True, (), {"name_last": "OTHER", "address": "1 MAIN ST", "eyes": ""}
    )
    fields = merge(parse(TD3, today=TODAY), barcode, today=TODAY)
    assert (fields["name_last"].value, fields["name_last"].source) == ("ERIKSSON", Source.MRZ)
    assert (fields["address"].value, fields["address"].source) == ("1 MAIN ST", Source.BARCODE)
    assert "eyes" not in fields


def test_boxes_follow_quarter_turns() -> None:
    image = np.zeros((60, 100, 3), np.uint8)
    image[40:50, 10:30] = 255
    for turns in range(4):
        x, y, width, height = turned_box((10, 40, 20, 10), image, turns)
        assert np.rot90(image, turns)[y : y + height, x : x + width].min() == 255


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_the_zone_says_how_the_page_stands(turns: int) -> None:
    upright = np.zeros((70, 100, 3), np.uint8)
    photographed = np.ascontiguousarray(np.rot90(upright, turns))
    box = turned_box((5, 55, 90, 12), upright, turns)
    assert turns_by_zone(box, photographed) == (4 - turns) % 4
