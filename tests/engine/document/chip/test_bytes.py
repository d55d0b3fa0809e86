"""Damaged and hostile bytes: nothing but typed findings comes out, and nothing damaged passes."""

import pickle
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.document.chip import maker
from tests.engine.document.chip.maker import AT, State
from tests.world.zones import ERIKSSON, build_td3

from bonafide.engine.document.chip.portrait import decode_jpeg2000, read_portrait
from bonafide.engine.document.chip.tlv import items
from bonafide.engine.document.chip.types import RefusedError, judge
from bonafide.engine.document.chip.verify import (
    ActiveAnswer,
    Step,
    TrustStore,
    Verdict,
    read_master_list,
    verify_chip,
)
from bonafide.errors import ImageError, InvalidInputError

UTOPIA = State()
ZONE = build_td3(ERIKSSON)
KEY = maker.key_of("secp256r1", 4)
GROUPS = {
    "DG1": maker.dg1(*ZONE),
    "DG2": maker.dg2(maker.record(maker.portrait())),
    "DG14": maker.dg14("0.4.0.127.0.7.1.1.4.1.3"),
    "DG15": maker.dg15(KEY),
}
SOD = UTOPIA.sod(GROUPS)
TRUST = TrustStore.of([UTOPIA.certificate().dump()])
ANSWER = ActiveAnswer(b"12345678", maker.sign(KEY, "plain_sha256", b"12345678"))

light = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def changed(data: bytes, at: int, to: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes([(data[at] + 1 + to % 255) % 256]) + data[at + 1 :]


def test_the_undamaged_chip_passes() -> None:
    found = verify_chip(GROUPS, SOD, trust=TRUST, at=AT, active=ANSWER)
    assert (found.passive, found.active) == (Verdict.PASSED, Verdict.PASSED)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own bytes


@pytest.mark.parametrize("name", ["DG1", "DG14", "DG15"])
def test_every_changed_byte_of_a_small_group_is_refused(name: str) -> None:
    for at in range(len(GROUPS[name])):
        groups = {"DG1": GROUPS["DG1"], name: changed(GROUPS[name], at, at * 7)}
        found = verify_chip(groups, SOD, trust=TRUST, at=AT)
        assert found.steps[f"hash_{name}"].reasons == ("hash_differs",)
        assert found.passive is Verdict.FAILED


@light
@given(st.sampled_from(sorted(GROUPS)), st.integers(0, 10_000), st.integers(0, 254))
def test_a_changed_byte_of_any_group_is_refused(name: str, at: int, to: int) -> None:
    groups = {**GROUPS, name: changed(GROUPS[name], at, to)}
    found = verify_chip(groups, SOD, trust=TRUST, at=AT, active=ANSWER)
    assert found.passive is Verdict.FAILED


@light
@given(st.integers(0, 10_000), st.integers(0, 254))
def test_a_changed_byte_of_the_security_object_never_changes_what_is_vouched_for(at: int, to: int) -> None:
    """Some bytes are not signed (the CMS version, the name of the signer): what is signed must stay."""
    whole = verify_chip(GROUPS, SOD, trust=TRUST, at=AT)
    found = verify_chip(GROUPS, changed(SOD, at, to), trust=TRUST, at=AT)
    if found.passive is Verdict.PASSED:
        assert (found.mrz, found.listed, found.csca) == (whole.mrz, whole.listed, whole.csca)
        assert found.signing_time == whole.signing_time
        assert found.signer is not None
        assert found.signer == whole.signer


@light
@given(st.integers(0, 10_000), st.integers(1, 60), st.binary(max_size=40))
def test_a_security_object_with_a_piece_replaced_yields_findings_only(
    at: int, size: int, piece: bytes
) -> None:
    at %= len(SOD)
    found = verify_chip(GROUPS, SOD[:at] + piece + SOD[at + size :], trust=TRUST, at=AT)
    assert set(found.steps) >= {"structure", "signature", "chain", "hash_DG1"}


@light
@given(st.dictionaries(st.sampled_from(["DG1", "DG2", "DG14", "DG15"]), st.binary(max_size=300)))
def test_any_bytes_as_groups_yield_findings_only(groups: dict[str, bytes]) -> None:
    found = verify_chip(groups, UTOPIA.sod(groups), trust=TRUST, at=AT, active=ANSWER)
    assert found.active is not Verdict.PASSED
    assert found.passive is not Verdict.PASSED


@light
@given(st.binary(max_size=400))
def test_any_bytes_as_security_object_yield_findings_only(data: bytes) -> None:
    found = verify_chip(GROUPS, data, trust=TRUST, at=AT, card_security=data)
    assert found.passive is Verdict.FAILED
    assert found.steps["card_security"].verdict is Verdict.FAILED


@light
@given(st.sampled_from(["DG14", "DG15"]), st.integers(0, 10_000), st.integers(0, 254))
def test_a_signed_but_damaged_key_never_passes_an_answer_wrongly(name: str, at: int, to: int) -> None:
    groups = {**GROUPS, name: changed(GROUPS[name], at, to)}
    found = verify_chip(
        groups, UTOPIA.sod(groups), trust=TRUST, at=AT, active=ActiveAnswer(b"87654321", ANSWER.signature)
    )
    assert found.active is not Verdict.PASSED


@light
@given(st.binary(max_size=60))
def test_objects_are_read_or_refused(data: bytes) -> None:
    try:
        found = list(items(data))
    except RefusedError:
        return
    assert sum(len(value) for _, value in found) <= len(data)


@light
@given(st.integers(0, 40), st.integers(0, 254), st.booleans())
def test_a_damaged_portrait_is_read_or_refused(at: int, to: int, cut: bool) -> None:
    record = maker.record(maker.portrait(), points=2)
    data = maker.dg2(record[:at] if cut else changed(record, at, to))
    steps: dict[str, Step] = {}
    found = judge(steps, "portrait", lambda: read_portrait(data))
    assert found is None or found.width == 90
    assert found is not None or steps["portrait"].verdict is Verdict.FAILED


def test_a_face_after_feature_points_and_several_faces_are_read() -> None:
    found, notes = read_portrait(maker.dg2(maker.record(maker.portrait(), points=3), count=2))
    assert found.data == maker.portrait()
    assert notes == ("several_portraits",)


def test_a_jpeg_2000_that_claims_a_huge_size_is_refused_unseen() -> None:
    marker = b"\xff\x4f\xff\x51\x00\x2f\x00\x00"
    sizes = b"".join(n.to_bytes(4, "big") for n in (100_000, 100_000, 0, 0, 1, 1, 0, 0))
    with pytest.raises(ImageError) as caught:
        decode_jpeg2000(marker + sizes + b"\x00\x03" + bytes(9))
    assert caught.value.code == "too_many_pixels"


@light
@given(st.binary(max_size=80))
def test_any_bytes_as_master_list_or_certificate_are_refused(data: bytes) -> None:
    root = UTOPIA.certificate().dump()
    with pytest.raises(InvalidInputError):
        read_master_list(data, roots=[root], at=AT)
    with pytest.raises(InvalidInputError):
        TrustStore.of([data])


def list_signer(*purposes: str) -> State:
    usage = {"extn_id": "extended_key_usage", "extn_value": list(purposes)}
    return State(extensions=(usage,) if purposes else ())


def master_list(state: State, carried: bytes) -> bytes:
    content = maker.tlv(0x30, b"\x02\x01\x00" + maker.tlv(0x31, carried))
    return state.signed("2.23.136.1.1.2", content)


def test_a_master_list_is_trusted_through_a_root_alone() -> None:
    root, other = UTOPIA.certificate().dump(), State(number=1).certificate().dump()
    good = master_list(list_signer("2.23.136.1.1.3"), root)
    store = read_master_list(good, roots=[root], at=AT)
    assert store.certificates == (root,)
    assert store.unreadable == 0
    cases = {
        "not_signed_by_csca": (good, [other], AT),
        "trust_store_empty": (good, [], AT),
        "key_for_another_purpose": (master_list(list_signer(), root), [root], AT),
        "bad_signature": (good[:-1] + bytes([good[-1] ^ 1]), [root], AT),
        "signed_in_the_future": (good, [root], date(2024, 2, 1)),
    }
    for reason, (data, roots, at) in cases.items():
        with pytest.raises(InvalidInputError, match=reason) as caught:
            read_master_list(data, roots=roots, at=at)
        assert caught.value.code == "master_list_refused"
