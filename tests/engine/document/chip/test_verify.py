"""Chips of a fictional state: what passes, and what each single fault is called."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.engine.document.chip import maker
from tests.engine.document.chip.maker import AT, SIGNED, State
from tests.world.zones import ERIKSSON, build_td1, build_td3

from bonafide.engine.document.chip.curves import NUMBERS, curve_of, generator
from bonafide.engine.document.chip.groups import compare_zones
from bonafide.engine.document.chip.types import RefusedError, UndecidedError
from bonafide.engine.document.chip.verify import ActiveAnswer, ChipEvidence, TrustStore, Verdict, verify_chip
from bonafide.engine.document.mrz.parse import parse
from bonafide.engine.evidence import MrzRead
from bonafide.errors import InvalidInputError

UTOPIA = State()
ZONE = build_td3(ERIKSSON)
OTHER = replace(ERIKSSON, last="OTHER", first="ANNA")
GROUPS = {"DG1": maker.dg1(*ZONE), "DG2": maker.dg2(maker.record(maker.portrait()))}
SOD = UTOPIA.sod(GROUPS)
CHALLENGE = bytes.fromhex("0102030405060708")


def trust_in(*states: State, crls: tuple[bytes, ...] = ()) -> TrustStore:
    return TrustStore.of([s.certificate().dump() for s in states], crls)


TRUST = trust_in(UTOPIA)


def verify(groups: dict[str, bytes] = GROUPS, sod: bytes = SOD, **given: Any) -> ChipEvidence:
    return verify_chip(groups, sod, **{"trust": TRUST, "at": AT, **given})


def failed(found: ChipEvidence) -> dict[str, tuple[str, ...]]:
    return {name: step.reasons for name, step in found.steps.items() if step.verdict is Verdict.FAILED}


def test_a_genuine_chip_passes_with_zone_and_portrait() -> None:
    found = verify(optical=parse(ZONE, today=AT))
    assert failed(found) == {}
    assert found.passive is Verdict.PASSED
    assert found.active is Verdict.NOT_APPLICABLE
    assert found.steps["optical_zone"].verdict is Verdict.PASSED
    assert found.mrz is not None
    assert found.mrz.lines == ZONE
    assert found.fields["document_number"] == "L898902C3"
    assert found.portrait is not None
    assert found.portrait.jpeg == maker.portrait()
    assert (found.portrait.width, found.portrait.height) == (90, 120)
    assert (found.present, found.listed) == (("DG1", "DG2"), ("DG1", "DG2"))
    assert found.signing_time == SIGNED.date()
    assert found.csca is not None
    assert found.csca.country == "UT"


SCHEMES = [
    *((kind, f"ecdsa_{name}") for kind, name in zip(maker.CURVES, ["sha1", "sha224"] * 4, strict=True)),
    ("secp256r1", "ecdsa_sha512"),
    ("brainpoolP384r1", "plain_sha384"),
    *(("rsa", f"{family}_{name}") for family in ("rsa", "pss", "bare") for name in ("sha1", "sha384")),
]


@pytest.mark.parametrize(
    ("kind", "scheme", "explicit"),
    [(kind, scheme, explicit) for kind, scheme in SCHEMES for explicit in {False, kind != "rsa"}],
)
def test_every_algorithm_passes_and_a_broken_signature_does_not(
    kind: str, scheme: str, explicit: bool
) -> None:
    state = State(kind=kind, scheme=scheme, ca_kind=kind, ca_scheme=scheme.replace("bare", "rsa"))
    state = replace(state, explicit=explicit)
    sod = state.sod(GROUPS, name=scheme.split("_")[1])
    found = verify(sod=sod, trust=trust_in(state))
    assert found.passive is Verdict.PASSED, failed(found)
    assert ("weak_hash_sha1" in found.steps["digest"].reasons) is scheme.endswith("sha1")
    broken = verify(sod=sod[:-1] + bytes([sod[-1] ^ 1]), trust=trust_in(state))
    assert failed(broken) == {"signature": ("bad_signature",)}
    assert broken.passive is Verdict.FAILED


@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_the_numbers_of_a_curve_are_those_of_its_generator(name: str) -> None:
    prime, a, b, order = NUMBERS[name]
    point = generator(name)[0]
    half = len(point) // 2
    x, y = int.from_bytes(point[1 : half + 1], "big"), int.from_bytes(point[half + 1 :], "big")
    assert (y * y - x**3 - a * x - b) % prime == 0
    last = ec.derive_private_key(order - 1, maker.CURVES[name]()).public_key().public_numbers()
    assert (last.x, last.y) == (x, prime - y)


def test_a_curve_with_another_generator_is_refused() -> None:
    forger = State(explicit=True, altered=True)
    found = verify(sod=forger.sod(GROUPS))
    assert failed(found) == {"signature": ("curve_altered",)}


def test_a_twisted_curve_is_unsupported_not_altered() -> None:
    prime = NUMBERS["brainpoolP256r1"][0]
    info = maker.key_info(maker.key_of("brainpoolP256r1"), explicit=True)
    domain = info["algorithm"]["parameters"].chosen
    domain["curve"]["a"] = (prime - 3).to_bytes(32, "big")
    with pytest.raises(UndecidedError) as caught:
        curve_of(info["algorithm"]["parameters"])
    assert caught.value.reasons == ("unsupported_curve", "brainpoolP256t1")


def test_an_unknown_authority_and_one_of_the_same_name_are_refused() -> None:
    found = verify(sod=State(country="XK").sod(GROUPS))
    assert failed(found)["chain"] == ("no_csca",)
    impostor = verify(sod=State(number=1).sod(GROUPS))
    assert failed(impostor) == {"chain": ("not_signed_by_csca",)}
    assert verify(trust=TrustStore()).security_object is Verdict.NOT_APPLICABLE


def test_no_state_signs_for_another() -> None:
    neighbour = State(country="XK")
    found = verify(sod=neighbour.sod(GROUPS), trust=trust_in(UTOPIA, neighbour))
    assert failed(found) == {"issuing_state": ("signed_by_another_state",)}
    assert found.passive is Verdict.FAILED


@pytest.mark.parametrize(
    ("extension", "reason"),
    [
        ({"extn_id": "key_usage", "extn_value": {"key_encipherment"}}, "not_a_signature_key"),
        ({"extn_id": "basic_constraints", "extn_value": {"ca": True}}, "signer_is_an_authority"),
        ({"extn_id": "extended_key_usage", "extn_value": ["2.23.136.1.1.3"]}, "key_for_another_purpose"),
        (
            {"extn_id": "inhibit_any_policy", "critical": True, "extn_value": 0},
            "unknown_critical_extension",
        ),
    ],
)
def test_a_certificate_made_for_something_else_cannot_sign(extension: dict[str, Any], reason: str) -> None:
    state = State(extensions=(extension,))
    assert failed(verify(sod=state.sod(GROUPS))) == {"signer": (reason,)}


@pytest.mark.parametrize(
    ("when", "at", "step", "reason"),
    [
        (datetime(2023, 6, 1, tzinfo=UTC), AT, "validity_at_signing", "signer_not_valid_then"),
        (datetime(2027, 1, 1, tzinfo=UTC), AT, "validity_at_signing", "signed_in_the_future"),
        (SIGNED, date(2035, 1, 1), "validity_today", "signer_expired"),
        (None, date(2035, 1, 1), "validity_at_signing", "signer_not_valid_then"),
    ],
)
def test_days_out_of_order_are_refused(when: datetime | None, at: date, step: str, reason: str) -> None:
    found = verify(sod=UTOPIA.sod(GROUPS, when=when), at=at)
    assert failed(found)[step] == (reason,)


def test_an_authority_that_was_not_valid_yet_is_refused() -> None:
    late = State(ca_from=datetime(2025, 1, 1, tzinfo=UTC))
    found = verify(sod=late.sod(GROUPS), trust=trust_in(late))
    assert failed(found) == {"validity_at_signing": ("csca_not_valid_then",)}


def test_without_a_signing_time_the_signer_must_be_valid_today() -> None:
    found = verify(sod=UTOPIA.sod(GROUPS, when=None))
    assert found.passive is Verdict.PASSED
    assert found.steps["validity_at_signing"].reasons == ("no_signing_time",)


def test_revocation_lists_count_only_when_signed_and_fresh() -> None:
    fresh, old = datetime(2027, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)

    def step(listed: bytes) -> Any:
        return verify(trust=trust_in(UTOPIA, crls=(listed,))).steps["revocation"]

    assert step(UTOPIA.crl((77,), fresh)).reasons == ("revoked",)
    assert step(UTOPIA.crl((77,), old)).verdict is Verdict.FAILED
    assert step(UTOPIA.crl((5,), fresh)).verdict is Verdict.PASSED
    assert step(UTOPIA.crl((), fresh)).verdict is Verdict.PASSED
    assert step(UTOPIA.crl((5,), old)).reasons == ("crl_too_old",)
    forged = UTOPIA.crl((77,), fresh, key=maker.key_of("secp384r1", 5))
    assert step(forged).reasons == ("crl_not_signed_by_csca",)
    revoked = verify(trust=trust_in(UTOPIA, crls=(UTOPIA.crl((77,), fresh),)))
    assert revoked.passive is Verdict.FAILED


def test_a_group_that_is_changed_missing_or_unlisted_is_named() -> None:
    other = {**GROUPS, "DG1": maker.dg1(*build_td3(OTHER))}
    assert failed(verify(other)) == {"hash_DG1": ("hash_differs",)}
    extra = {**GROUPS, "DG11": b"\x6b\x00"}
    assert failed(verify(extra)) == {"hash_DG11": ("not_in_security_object",)}
    swapped = {"DG1": GROUPS["DG1"], "DG2": GROUPS["DG1"]}
    assert failed(verify(swapped, UTOPIA.sod(swapped)))["hash_DG2"] == ("wrong_tag",)
    alone = verify({"DG2": GROUPS["DG2"]})
    assert alone.passive is Verdict.NOT_APPLICABLE
    assert alone.steps["zone"].reasons == ("not_handed_in",)
    assert verify({}).security_object is Verdict.PASSED
    assert verify({}).passive is Verdict.NOT_APPLICABLE


def test_the_printed_zone_is_compared_field_by_field() -> None:
    found = verify(optical=parse(build_td3(OTHER), today=AT)).steps["optical_zone"]
    assert found.verdict is Verdict.FAILED
    assert found.reasons == ("zone_differs", "name_last", "name_first")
    smudged = parse((ZONE[0], ZONE[1][:9] + "9" + ZONE[1][10:]), today=AT)
    step = verify(optical=smudged).steps["optical_zone"]
    assert not smudged.valid
    assert step.verdict is Verdict.NOT_APPLICABLE
    assert step.reasons[0] == "optical_zone_not_valid"
    card = parse(build_td1(OTHER), today=AT)
    assert verify(optical=card).steps["optical_zone"].reasons == ("zone_differs", "format")


def test_a_zone_with_a_lookalike_on_the_chip_is_not_repaired() -> None:
    groups = {"DG1": maker.dg1(ZONE[0], ZONE[1].replace("740812", "74O812"))}
    found = verify(groups, UTOPIA.sod(groups))
    assert failed(found) == {"zone": ("characters_not_allowed",)}
    assert found.passive is Verdict.FAILED


def test_what_is_no_data_group_is_an_error_of_the_caller() -> None:
    for groups in ({"DG17": b""}, {"dg1": b""}, {"DG1": b"\x61" * 4_000_001}):
        with pytest.raises(InvalidInputError):
            verify(groups)


@pytest.mark.parametrize("name", ["sha1", "sha224", "sha256", "sha512"])
def test_active_authentication_with_rsa(name: str) -> None:
    key = maker.key_of("rsa", 3)
    groups = {**GROUPS, "DG15": maker.dg15(key)}
    sod = UTOPIA.sod(groups)
    answer = maker.answer_rsa(key, CHALLENGE, name)
    assert verify(groups, sod, active=ActiveAnswer(CHALLENGE, answer)).active is Verdict.PASSED
    modulus = key.public_key().public_numbers().n
    other_root = (modulus - int.from_bytes(answer, "big")).to_bytes(len(answer), "big")
    assert verify(groups, sod, active=ActiveAnswer(CHALLENGE, other_root)).active is Verdict.PASSED
    replayed = verify(groups, sod, active=ActiveAnswer(CHALLENGE[::-1], answer))
    assert failed(replayed) == {"active_answer": ("bad_signature",)}
    assert (replayed.active, replayed.passive) == (Verdict.FAILED, Verdict.PASSED)
    short = verify(groups, sod, active=ActiveAnswer(b"1", answer))
    assert short.steps["active_answer"].reasons == ("bad_challenge",)


@pytest.mark.parametrize("algorithm", ["0.4.0.127.0.7.1.1.4.1.3", "1.2.840.10045.4.3.2"])
def test_active_authentication_with_an_elliptic_key(algorithm: str) -> None:
    key = maker.key_of("brainpoolP256r1", 4)
    groups = {**GROUPS, "DG14": maker.dg14(algorithm), "DG15": maker.dg15(key)}
    sod = UTOPIA.sod(groups)
    answer = maker.sign(key, "plain_sha256", CHALLENGE)
    assert verify(groups, sod, active=ActiveAnswer(CHALLENGE, answer)).active is Verdict.PASSED
    assert verify(groups, sod, active=ActiveAnswer(b"12345678", answer)).active is Verdict.FAILED
    assert verify(groups, sod, active=ActiveAnswer(CHALLENGE, answer[1:])).active is Verdict.FAILED
    written = maker.sign(key, "ecdsa_sha256", CHALLENGE)
    assert verify(groups, sod, active=ActiveAnswer(CHALLENGE, written)).active is Verdict.PASSED
    del groups["DG14"]
    unnamed = verify(groups, sod, active=ActiveAnswer(CHALLENGE, answer))
    assert unnamed.active is Verdict.NOT_APPLICABLE
    assert unnamed.steps["active_answer"].reasons == ("algorithm_not_named",)


def test_an_answer_with_a_key_of_ones_own_does_not_pass() -> None:
    key = maker.key_of("rsa", 3)
    active = ActiveAnswer(CHALLENGE, maker.answer_rsa(key, CHALLENGE))
    cloned = verify({**GROUPS, "DG15": maker.dg15(key)}, active=active)
    assert cloned.steps["active_answer"].verdict is Verdict.PASSED
    assert cloned.active is Verdict.FAILED
    full = {**GROUPS, "DG15": maker.dg15(key)}
    withheld = verify(GROUPS, UTOPIA.sod(full), active=active)
    assert failed(withheld) == {"active_answer": ("key_withheld",)}
    assert verify(full, UTOPIA.sod(full)).steps["active_answer"].reasons == ("no_answer", "chip_has_a_key")


@pytest.mark.parametrize(
    ("code", "country"),
    [("D", "DE"), ("GBD", "GB"), ("HKG", "CN"), ("RKS", "KS"), ("UNO", "UN"), ("FRA", "FR")],
)
def test_the_signer_s_country_follows_from_the_zone(code: str, country: str) -> None:
    groups = {"DG1": maker.dg1(*build_td3(replace(OTHER, state=code)))}
    state = State(country=country)
    assert verify(groups, state.sod(groups), trust=trust_in(state)).passive is Verdict.PASSED


def test_text_that_is_no_zone_fails_by_name() -> None:
    for text, reason in (("<" * 88, "document_code"), ("A" * 50, "not_a_zone"), ("Ä" * 88, "malformed")):
        groups = {"DG1": maker.dg1(text)}
        found = verify(groups, UTOPIA.sod(groups))
        assert found.steps["zone"].verdict is Verdict.FAILED
        assert reason in found.steps["zone"].reasons


def test_a_zone_whose_national_number_was_cut_is_still_the_chip_s() -> None:
    """Only the cut places are left out: another difference is a difference."""
    whole = MrzRead(
        "TD3", ("P<NLD" + "A" * 39, "XA00000148NLD7110195F0604121123456782<<<<<02"), (), valid=True
    )
    cut = replace(whole, lines=(whole.lines[0], whole.lines[1].replace("123456782", "*********")))
    assert compare_zones(whole, cut, date(2026, 1, 1)) == (True, ())
    other = replace(cut, lines=(cut.lines[0], cut.lines[1].replace("7110195", "7210194")))
    with pytest.raises(RefusedError):
        compare_zones(whole, other, date(2026, 1, 1))
