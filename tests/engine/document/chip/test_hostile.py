"""Bytes made to hurt: nested, endless, huge. Each is refused in a typed way, quickly, without much memory."""

import time
import tracemalloc
from collections.abc import Callable

import pytest
from tests.engine.document.chip.maker import AT, State, tlv

from bonafide.engine.document.chip.asn1 import keys
from bonafide.engine.document.chip.types import RefusedError, Verdict
from bonafide.engine.document.chip.verify import ActiveAnswer, TrustStore, read_master_list, verify_chip
from bonafide.errors import InvalidInputError

UTOPIA = State()
ROOT = UTOPIA.certificate().dump()
TRUST = TrustStore.of([ROOT])
MANY = 60_000
MOST_SECONDS, MOST_BYTES = 3.0, 400_000_000


def nested(tag: int, depth: int) -> bytes:
    """Objects within objects, lengths right, built from the inside."""
    parts: list[bytes] = []
    size = 0
    for _ in range(depth):
        width = b"" if size < 128 else size.to_bytes((size.bit_length() + 7) // 8, "big")
        head = bytes([tag, size if size < 128 else 0x80 | len(width)]) + width
        parts.append(head)
        size += len(head)
    return b"".join(reversed(parts))


def giant_key(bits: int) -> bytes:
    number = (1 << bits) - 1
    key = keys.RSAPublicKey({"modulus": number, "public_exponent": number})
    info = keys.PublicKeyInfo({"algorithm": {"algorithm": "rsa"}, "public_key": key})
    return tlv(0x6F, bytes(info.dump()))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nested sequences": lambda: nested(0x30, 6_000),
    "nested sets": lambda: nested(0x31, 6_000),
    "nested in the tag of a security object": lambda: tlv(0x77, nested(0x30, 6_000)),
    "many empty objects": lambda: tlv(0x30, b"\x05\x00" * MANY),
    "many empty certificates": lambda: tlv(0x30, b"\x02\x01\x00" + tlv(0x31, b"\x30\x00" * MANY)),
    "a long integer": lambda: tlv(0x02, b"\x7f" * MANY),
    "a long object identifier": lambda: tlv(0x06, b"\xff" * MANY + b"\x7f"),
    "endless length": lambda: b"\x30\x80" * MANY,
    "a length beyond everything": lambda: b"\x30\x84\xff\xff\xff\xff" + bytes(100),
    "a length of many bytes": lambda: b"\x30\xff" + b"\xff" * 127 + bytes(100),
    "a tag without end": lambda: b"\x3f" + b"\xff" * MANY,
    "a security object of zeros": lambda: tlv(0x77, bytes(MANY)),
    "content that is nested": lambda: UTOPIA.signed("2.23.136.1.1.1", nested(0x30, 5_000)),
    "a list that is nested": lambda: UTOPIA.signed("2.23.136.1.1.2", nested(0x31, 5_000)),
}


def within_bounds(work: Callable[[], None]) -> None:
    started = time.process_time()
    tracemalloc.start()
    try:
        work()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - started < MOST_SECONDS
    assert peak < MOST_BYTES


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_bytes_are_refused_quickly(name: str) -> None:
    data = HOSTILE[name]()

    def work() -> None:
        found = verify_chip({"DG1": data, "DG2": data, "DG14": data, "DG15": data}, data, trust=TRUST, at=AT)
        assert Verdict.PASSED not in (found.passive, found.active, found.security_object)

    within_bounds(work)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_lists_and_certificates_are_refused_quickly(name: str) -> None:
    data = HOSTILE[name]()

    def work() -> None:
        with pytest.raises(InvalidInputError):
            read_master_list(data, roots=[ROOT], at=AT)
        with pytest.raises(InvalidInputError):
            TrustStore.of([data])
        with pytest.raises(InvalidInputError):
            TrustStore.of([], [data])

    within_bounds(work)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_groups_that_a_state_signed_are_refused_quickly(name: str) -> None:
    groups = {"DG1": HOSTILE[name](), "DG2": tlv(0x75, HOSTILE[name]()), "DG15": tlv(0x6F, HOSTILE[name]())}
    groups["DG14"] = tlv(0x6E, HOSTILE[name]())
    answer = ActiveAnswer(bytes(8), bytes(256))

    def work() -> None:
        found = verify_chip(groups, UTOPIA.sod(groups), trust=TRUST, at=AT, active=answer)
        assert found.security_object is Verdict.PASSED
        assert Verdict.PASSED not in (found.passive, found.active)

    within_bounds(work)


@pytest.mark.parametrize("bits", [512, 2048, 8192, 65_536])
def test_a_giant_exponent_is_not_computed(bits: int) -> None:
    groups = {"DG15": giant_key(bits)}
    answer = ActiveAnswer(bytes(8), b"\x01" * (bits // 8))

    def work() -> None:
        found = verify_chip(groups, UTOPIA.sod(groups), trust=TRUST, at=AT, active=answer)
        assert found.steps["active_answer"].verdict is not Verdict.PASSED

    within_bounds(work)


def test_a_list_cut_anywhere_is_refused() -> None:
    content = tlv(0x30, b"\x02\x01\x00" + tlv(0x31, ROOT))
    usage = {"extn_id": "extended_key_usage", "extn_value": ["2.23.136.1.1.3"]}
    whole = State(extensions=(usage,)).signed("2.23.136.1.1.2", content)
    assert read_master_list(whole, roots=[ROOT], at=AT).certificates == (ROOT,)
    for cut in range(0, len(whole), 7):
        with pytest.raises(InvalidInputError) as caught:
            read_master_list(whole[:cut], roots=[ROOT], at=AT)
        assert not isinstance(caught.value, RefusedError)
        assert caught.value.code == "master_list_refused"
