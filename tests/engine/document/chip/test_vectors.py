"""Public vectors: security objects of twelve states, three tampered, BSI's test chip, ISO face records."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.engine.document.chip.maker import dg1, dg2

from bonafide.engine.document.chip.portrait import read_portrait
from bonafide.engine.document.chip.types import RefusedError
from bonafide.engine.document.chip.verify import (
    ChipEvidence,
    Step,
    TrustStore,
    Verdict,
    read_master_list,
    verify_chip,
)
from bonafide.errors import InvalidInputError

AT = date(2026, 11, 22)
pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def chips(shared_data: Path) -> Path:
    folder = shared_data / "emrtd"
    if not folder.is_dir():
        pytest.skip("no chip data in the shared data folder")
    return folder


@pytest.fixture(scope="module")
def trust(chips: Path) -> TrustStore:
    folder = chips / "master_list"
    root = (folder / "DE_ROOT_CA_CSCA07.cer").read_bytes()
    listed = read_master_list(next(folder.glob("*.ml")).read_bytes(), roots=[root], at=AT)
    assert len(listed.certificates) == 588
    assert listed.unreadable == 0
    return listed.joined(TrustStore.of(path.read_bytes() for path in folder.glob("*/*.cer")))


def verify(chips: Path, trust: TrustStore, case: dict[str, Any]) -> ChipEvidence:
    folder = chips / "gmrtd"
    sod = (folder / case["sod"]).read_bytes() if "sod" in case else b""
    card = (folder / case["card_security"]).read_bytes() if "card_security" in case else None
    return verify_chip({}, sod, trust=trust, at=AT, card_security=card)


def cases(chips: Path) -> list[dict[str, Any]]:
    found = json.loads((chips / "gmrtd" / "index.json").read_text())
    return [case for case in found if "expect_passive_auth_success" in case]


def test_security_objects_of_states_get_the_expected_verdict(chips: Path, trust: TrustStore) -> None:
    found = cases(chips)
    assert len(found) == 15
    for case in found:
        seen = verify(chips, trust, case)
        card = seen.steps.get("card_security", Step(Verdict.PASSED))
        passed = {seen.security_object, card.verdict} == {Verdict.PASSED}
        assert passed is case["expect_passive_auth_success"], case["case"]


def test_without_its_authority_no_state_passes(chips: Path, trust: TrustStore) -> None:
    for case in cases(chips):
        found = verify(chips, TrustStore(trust.certificates[:1]), case)
        assert found.security_object is not Verdict.PASSED


def test_each_tampered_vector_says_what_is_wrong(chips: Path, trust: TrustStore) -> None:
    by_name = {case["case"]: verify(chips, trust, case).steps for case in cases(chips)}
    one, two, three = (by_name[f"pa_bad_0{i}_adapted_from_DE"] for i in (1, 2, 3))
    assert one["card_security_signature"].reasons == ("bad_signature",)
    assert one["signature"].verdict is Verdict.PASSED
    assert two["signature"].reasons == ("bad_signature",)
    assert three["structure"].reasons == ("missing",)


def groups(folder: Path, pattern: str, numbers: tuple[int, ...]) -> dict[str, bytes]:
    return {f"DG{i}": (folder / pattern.format(i)).read_bytes() for i in numbers}


def test_the_bsi_chip_has_a_curve_that_cannot_be_computed_here(chips: Path, trust: TrustStore) -> None:
    folder = chips / "bsi2008"
    files = groups(folder, "Datagroup{}.bin", (1, 2, 14, 15))
    found = verify_chip(files, (folder / "EF_SOD.bin").read_bytes(), trust=trust, at=date(2008, 6, 1))
    assert found.steps["signature"] == Step(Verdict.NOT_APPLICABLE, ("unsupported_curve", "brainpoolP224r1"))
    assert found.steps["chain"].reasons == ("no_csca",)
    assert {found.steps[f"hash_DG{i}"].verdict for i in (1, 2, 14)} == {Verdict.PASSED}
    assert found.steps["hash_DG15"].reasons == ("not_in_security_object",)
    assert found.fields["name_last"] == "MUSTERMANN"
    assert found.portrait is not None
    assert (found.portrait.format, found.portrait.width, found.portrait.height) == ("jpeg2000", 413, 531)
    assert found.passive is Verdict.FAILED


def test_groups_of_another_chip_do_not_match_an_authentic_security_object(
    chips: Path, trust: TrustStore
) -> None:
    folder = chips / "gmrtd"
    numbers = (1, 2, 7, 11, 12, 13, 14, 15, 16)
    files = groups(folder, "sample_Dg{}.bin", numbers)
    found = verify_chip(files, (folder / "sample_Sod.bin").read_bytes(), trust=trust, at=AT)
    assert found.security_object is Verdict.PASSED
    assert {found.steps[f"hash_DG{i}"].verdict for i in numbers} == {Verdict.FAILED}
    assert found.steps["issuing_state"].reasons == ("signed_by_another_state",)
    assert found.passive is Verdict.FAILED


def test_a_changed_master_list_is_refused(chips: Path) -> None:
    folder = chips / "master_list"
    data = next(folder.glob("*.ml")).read_bytes()
    root = (folder / "DE_ROOT_CA_CSCA07.cer").read_bytes()
    middle = len(data) // 2
    with pytest.raises(InvalidInputError):
        read_master_list(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :], roots=[root], at=AT)


@pytest.mark.parametrize(
    ("name", "face", "standard"),
    [
        ("iso19794/test_data/ISO19794_Test1_Data.bin", "iso19794/test_data/ISO19794_Test1_Face.jpg", 19794),
        *(
            (
                f"iso39794/test_data/ICAO_39794_5_AP_{kind}.dat",
                "test_data/ICAO_39794_5_AP_DG2_Face.jpg",
                39794,
            )
            for kind in ("AllFields", "MandFields")
        ),
        *(
            (f"test_data/ICAO_39794_5_AP_DG2_{kind}.dat", "test_data/ICAO_39794_5_AP_DG2_Face.jpg", 39794)
            for kind in ("AllFields", "MandFields")
        ),
    ],
)
def test_the_face_comes_out_byte_for_byte(chips: Path, name: str, face: str, standard: int) -> None:
    found, _ = read_portrait(whole(chips / "dg2_iso" / name))
    assert found.data == (chips / "dg2_iso" / face).read_bytes()
    assert found.standard == f"ISO/IEC {standard}-5"
    assert found.jpeg[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    "name",
    [
        "iso19794/test_data/ISO19794_Test2_Data_InvalidImage.bin",
        "iso39794/test_data/ICAO_39794_5_AP_MandFields_InvalidImage.dat",
    ],
)
def test_a_face_that_is_no_picture_is_refused(chips: Path, name: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_portrait(whole(chips / "dg2_iso" / name))
    assert caught.value.reasons == ("portrait_not_readable", "not_an_image")


def whole(path: Path) -> bytes:
    """The vector as data group 2; the bare blocks are put into their templates."""
    data = path.read_bytes()
    if data[:1] == b"\x75":
        return data
    return dg2(data, 0x5F2E if data[:3] == b"FAC" else 0x7F2E)


def test_a_zone_of_each_size_is_read_from_data_group_one(chips: Path) -> None:
    found = json.loads((chips / "gmrtd" / "mrz_vectors.json").read_text())
    sizes = set()
    for vector in found:
        if not all(vector["check_digits"].get(key) for key in ("doc", "dob", "exp", "comp")):
            continue
        seen = verify_chip({"DG1": dg1(vector["mrz"])}, b"", trust=TrustStore(), at=AT)
        if seen.mrz is not None:
            assert "".join(seen.mrz.lines) == vector["mrz"]
            sizes.add(seen.mrz.format)
    assert sizes == {"TD1", "TD2", "TD3"}
