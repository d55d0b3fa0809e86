"""Active Authentication: the chip proves that it holds a key that cannot be copied (9303-11, 6.1)."""

from __future__ import annotations

from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

from bonafide.engine.document.chip.asn1 import SecurityInfos, algos, core, keys, sane
from bonafide.engine.document.chip.groups import TAGS
from bonafide.engine.document.chip.keys import hash_of, plain_ecdsa, rsa_numbers, verify
from bonafide.engine.document.chip.tlv import one
from bonafide.engine.document.chip.types import ActiveAnswer, Finding, RefusedError, UndecidedError

CHALLENGE_BYTES = 8

_ACTIVE_AUTHENTICATION = "2.23.136.1.1.5"

_TRAILERS = {0x33: "sha1", 0x34: "sha256", 0x35: "sha512", 0x36: "sha384", 0x38: "sha224"}
"""Hash by the first byte of a two-byte trailer (ISO/IEC 10118-3, identifiers)."""

_HEADER = 0x6A
"""ISO/IEC 9796-2, scheme 1: part of the message is recovered, no padding."""


def verify_answer(groups: Mapping[str, bytes], answer: ActiveAnswer) -> Finding[str]:
    """Verify the chip's signature over a challenge with the key in data group 15.

    Returns the kind of key. That the key is the state's own is for the hash of the group to show.

    Raises:
        RefusedError: `bad_signature`, `bad_challenge`, faults of the key.
        UndecidedError: no key handed in, or an algorithm that data group 14 does not name or that is
            missing here.

    """
    if len(answer.challenge) != CHALLENGE_BYTES:
        raise RefusedError("bad_challenge")
    if "DG15" not in groups:
        raise UndecidedError("no_active_authentication_key")
    info = keys.PublicKeyInfo.load(sane(one(groups["DG15"], TAGS["DG15"])), strict=True)
    if info.algorithm == "ec":
        verify(info, _ecdsa(groups), answer.signature, answer.challenge)
        return "ecdsa", ()
    if info.algorithm != "rsa":
        raise UndecidedError("unsupported_key", str(info.algorithm))
    return "rsa", _verify_rsa(rsa_numbers(info), answer)


def _ecdsa(groups: Mapping[str, bytes]) -> Any:
    """Algorithm for an elliptic key, from data group 14; the signature is plain, r and s side by side."""
    if "DG14" not in groups:
        raise UndecidedError("algorithm_not_named")
    for info in SecurityInfos.load(sane(one(groups["DG14"], TAGS["DG14"])), strict=True):
        if info["protocol"].dotted == _ACTIVE_AUTHENTICATION:
            named = core.ObjectIdentifier.load(info["optional"].dump()).dotted
            return algos.SignedDigestAlgorithm({"algorithm": plain_ecdsa(named)})
    raise UndecidedError("algorithm_not_named")


def _verify_rsa(numbers: tuple[int, int], answer: ActiveAnswer) -> tuple[str, ...]:
    """ISO/IEC 9796-2, digital signature scheme 1, with message recovery."""
    opened = _opened(numbers, answer.signature)
    name, trailer = _trailer(opened)
    width = len(hash_of(name, b""))
    recovered, stated = opened[1 : -width - trailer], opened[-width - trailer : -trailer]
    if opened[0] != _HEADER or not recovered:
        raise RefusedError("bad_signature")
    if not compare_digest(hash_of(name, recovered + answer.challenge), stated):
        raise RefusedError("bad_signature")
    return ("weak_hash_sha1",) if name == "sha1" else ()


def _opened(numbers: tuple[int, int], signature: bytes) -> bytes:
    modulus, exponent = numbers
    if modulus.bit_length() % 8:
        raise UndecidedError("unsupported_key")
    value = int.from_bytes(signature, "big")
    if len(signature) != modulus.bit_length() // 8 or value >= modulus:
        raise RefusedError("bad_signature")
    opened = pow(value, exponent, modulus)
    if opened % 16 != 0xC:  # 9796-2: a signer may send the smaller of s and n - s
        opened = modulus - opened
    return opened.to_bytes(len(signature), "big")


def _trailer(opened: bytes) -> tuple[str, int]:
    """Hash and length of the trailer."""
    if opened[-1] == 0xBC:
        return "sha1", 1
    if opened[-1] == 0xCC and opened[-2] in _TRAILERS:
        return _TRAILERS[opened[-2]], 2
    raise RefusedError("bad_signature")
