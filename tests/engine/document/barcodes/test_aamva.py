"""AAMVA payloads: header, subfiles, offsets, lengths, date orders, truncation flags, contradictions."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafide.engine.document.barcodes.aamva import is_aamva, read_aamva
from bonafide.engine.document.barcodes.issuers import ISSUERS

LICENCE = {
    "DCA": "D",
    "DCB": "NONE",
    "DCD": "NONE",
    "DBA": "01312030",
    "DCS": "PUBLIC",
    "DAC": "JOHN",
    "DAD": "QUINCY",
    "DBD": "08242022",
    "DBB": "01311970",
    "DBC": "1",
    "DAY": "GRN",
    "DAU": "069 in",
    "DAG": "789 E OAK ST",
    "DAI": "ANYTOWN",
    "DAJ": "CA",
    "DAK": "902230000  ",
    "DAQ": "D12345678",
    "DCF": "83D9BN217QO983B1",
    "DCG": "USA",
    "DDE": "N",
    "DDF": "N",
    "DDG": "N",
}


def payload(
    elements: dict[str, str],
    *,
    version: int = 10,
    issuer: str = "636014",
    kind: str = "DL",
    extra: bool = True,
) -> str:
    bodies = [(kind, kind + "\n".join(k + v for k, v in elements.items()) + "\r")]
    if extra:
        bodies.append(("ZC", "ZCZCABRN\nZCBBRN\r"))
    head = f"@\n\x1e\rANSI {issuer}{version:02}" + ("" if version == 1 else "00") + f"{len(bodies):02}"
    offset = len(head) + 10 * len(bodies)
    table = ""
    for name, body in bodies:
        table += f"{name}{offset:04}{len(body):04}"
        offset += len(body)
    return head + table + "".join(body for _, body in bodies)


def test_a_licence_is_read() -> None:
    read = read_aamva(payload(LICENCE))
    assert (read.valid, read.failed, read.standard) == (True, (), "AAMVA")
    assert read.fields["name_last"] == "PUBLIC"
    assert read.fields["birthdate"] == "1970-01-31"
    assert read.fields["expiration_date"] == "2030-01-31"
    assert read.fields["issuing_state"] == "USA"
    assert read.fields["issuing_subdivision"] == "CA"
    assert read.fields["address_postal_code"] == "902230000"
    assert read.fields["sex"] == "M"


@pytest.mark.parametrize("version", [2, 3])
def test_versions_2_and_3_have_one_element_for_given_names(version: int) -> None:
    elements = {k: v for k, v in LICENCE.items() if k not in ("DAC", "DAD", "DDE", "DDF", "DDG")}
    read = read_aamva(payload(elements | {"DCT": "JOHN,QUINCY"}, version=version))
    assert read.valid, read.failed
    assert read.fields["name_first"] == "JOHN QUINCY"


def test_version_1_has_a_shorter_header_and_the_year_first() -> None:
    kept = {k: v for k, v in LICENCE.items() if k in ("DAG", "DAI", "DAJ", "DAK", "DAQ")}
    old = kept | {"DAA": "PUBLIC,JOHN,QUINCY", "DBB": "19700131", "DBA": "20300131", "DBC": "M"}
    read = read_aamva(payload(old, version=1))
    assert read.valid, read.failed
    assert (read.fields["name_last"], read.fields["name_middle"]) == ("PUBLIC", "QUINCY")
    assert read.fields["birthdate"] == "1970-01-31"


@pytest.mark.parametrize("version", range(4, 12))
def test_versions_4_to_11(version: int) -> None:
    assert read_aamva(payload(LICENCE, version=version)).valid


def test_identity_cards_need_no_vehicle_class() -> None:
    elements = {k: v for k, v in LICENCE.items() if k not in ("DCA", "DCB", "DCD")}
    read = read_aamva(payload(elements, kind="ID"))
    assert read.valid, read.failed
    assert read.fields["document_code"] == "ID"
    assert "missing:DCA" in read_aamva(payload(elements)).failed


def test_canadian_dates_have_the_year_first() -> None:
    north = LICENCE | {"DCG": "CAN", "DAJ": "ON", "DBA": "20300131", "DBB": "19700131", "DBD": "20220824"}
    read = read_aamva(payload(north, issuer="636012"))
    assert read.valid, read.failed
    assert read.fields["issue_date"] == "2022-08-24"
    assert read.fields["issuing_state"] == "CAN"
    assert "date_order:DBB" in read_aamva(payload(LICENCE | {"DBB": "19700131"})).failed


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"DBB": "02301970"}, "date:DBB"),
        ({"DBC": "7"}, "sex"),
        ({"DDE": "X"}, "truncation:DDE"),
        ({"DCG": "MEX"}, "country"),
        ({"DCG": "CAN"}, "country"),
        ({"DAJ": "NY"}, "jurisdiction"),
        ({"DBD": "08242031"}, "dates"),
        ({"DBB": "01312029"}, "dates"),
    ],
)
def test_contradictions_are_named(change: dict[str, str], failure: str) -> None:
    read = read_aamva(payload(LICENCE | change))
    assert not read.valid
    assert failure in read.failed


def test_truncated_names_are_said() -> None:
    assert read_aamva(payload(LICENCE | {"DDF": "T"})).fields["name_first_truncated"] == "true"


@pytest.mark.parametrize("name", sorted(set(LICENCE) - {"DCB", "DCD"}))
def test_a_missing_element_is_named(name: str) -> None:
    elements = {k: v for k, v in LICENCE.items() if k != name}
    assert f"missing:{name}" in read_aamva(payload(elements)).failed


def test_an_element_twice_is_refused() -> None:
    text = payload(LICENCE, extra=False)
    body = text[31:].replace("DACJOHN", "DAQOTHER")
    assert not read_aamva(text[:31] + body).valid


def test_every_mutation_of_header_offset_or_length_is_refused() -> None:
    text = payload(LICENCE)
    head = 21 + 20
    unbound = set(range(15, 19))
    """The two versions carry no check: 10 to 09 reads the same, and any jurisdiction version may stand."""
    for at in range(head):
        for new in "0123456789A\n ":
            if new != text[at] and at not in unbound:
                assert not read_aamva(text[:at] + new + text[at + 1 :]).valid, (at, new)


@given(st.integers(1, 400))
def test_every_truncation_is_refused(cut: int) -> None:
    text = payload(LICENCE)
    assert not read_aamva(text[: max(0, len(text) - cut)]).valid


@given(st.text(max_size=200))
def test_noise_never_raises(tail: str) -> None:
    assert not read_aamva("@\n\x1e\rANSI " + tail).valid
    read_aamva(tail)


@given(st.integers(0, 400), st.characters(max_codepoint=255))
def test_a_changed_byte_never_raises(at: int, new: str) -> None:
    text = payload(LICENCE)
    read_aamva(text[:at] + new + text[at + 1 :])


def test_issuers_have_two_letters_and_a_country() -> None:
    assert len(ISSUERS) >= 68
    assert {country for country, _ in ISSUERS.values()} == {"USA", "CAN", "MEX"}
    assert len({code for _, code in ISSUERS.values()}) == len(ISSUERS)


@pytest.mark.data
def test_public_payloads(shared_data: Path) -> None:
    rows = [
        json.loads(line)
        for line in (shared_data / "barcode" / "aamva_payloads.jsonl").read_text().splitlines()
    ]
    reads = [read_aamva(row["payload"]) for row in rows]
    assert all(is_aamva(row["payload"]) for row in rows)
    assert [read.valid for read in reads] == [True] + [False] * 13
    assert all(read.failed for read in reads[1:])
    specimen = reads[0].fields
    assert (specimen["name_first"], specimen["name_last"], specimen["address_subdivision"]) == (
        "MICHAEL",
        "SAMPLE",
        "VA",
    )
