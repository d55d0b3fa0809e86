"""Elliptic curves by their numbers: certificates of states spell the whole curve out.

A curve is taken only where every number is that of the named one. To look at the prime alone would let
a forger choose a generator that makes a known key his own (CVE-2020-0601). Numbers: SEC 2 version 2.0,
RFC 5639. Generators are not listed: they come from the library, as the public key of the number one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from bonafide.engine.document.chip.types import RefusedError, UndecidedError

Numbers = tuple[int, int, int, int]
"""Prime p, coefficients a and b, order n."""


def _hex(*digits: str) -> int:
    return int("".join(digits), 16)


_SECP192R1_P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFF
_SECP224R1_P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001
_SECP256R1_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_SECP384R1_P = 2**384 - 2**128 - 2**96 + 2**32 - 1
_SECP521R1_P = 2**521 - 1

NUMBERS: dict[str, Numbers] = {
    "secp192r1": (
        _SECP192R1_P,
        _SECP192R1_P - 3,
        0x64210519E59C80E70FA7E9AB72243049FEB8DEECC146B9B1,
        0xFFFFFFFFFFFFFFFFFFFFFFFF99DEF836146BC9B1B4D22831,
    ),
    "secp224r1": (
        _SECP224R1_P,
        _SECP224R1_P - 3,
        0xB4050A850C04B3ABF54132565044B0B7D7BFD8BA270B39432355FFB4,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D,
    ),
    "secp256r1": (
        _SECP256R1_P,
        _SECP256R1_P - 3,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    ),
    "secp384r1": (
        _SECP384R1_P,
        _SECP384R1_P - 3,
        _hex(
            "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF"
        ),
        _hex(
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973"
        ),
    ),
    "secp521r1": (
        _SECP521R1_P,
        _SECP521R1_P - 3,
        _hex(
            "51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109"
            "E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F"
            "00"
        ),
        (2**261 - 1 << 260) + 0xA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
    ),
    "brainpoolP256r1": (
        0xA9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377,
        0x7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9,
        0x26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6,
        0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7,
    ),
    "brainpoolP384r1": (
        _hex(
            "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B412B1DA197FB71123ACD3A729901D1A71874700133107EC53"
        ),
        _hex(
            "7BC382C63D8C150C3C72080ACE05AFA0C2BEA28E4FB22787139165EFBA91F90F8AA5814A503AD4EB04A8C7DD22CE2826"
        ),
        _hex(
            "04A8C7DD22CE28268B39B55416F0447C2FB77DE107DCD2A62E880EA53EEB62D57CB4390295DBC9943AB78696FA504C11"
        ),
        _hex(
            "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B31F166E6CAC0425A7CF3AB6AF6B7FC3103B883202E9046565"
        ),
    ),
    "brainpoolP512r1": (
        _hex(
            "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330871"
            "7D4D9B009BC66842AECDA12AE6A380E62881FF2F2D82C68528AA6056583A48F3"
        ),
        _hex(
            "7830A3318B603B89E2327145AC234CC594CBDD8D3DF91610A83441CAEA9863BC"
            "2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CA"
        ),
        _hex(
            "3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A7"
            "2BF2C7B9E7C1AC4D77FC94CADC083E67984050B75EBAE5DD2809BD638016F723"
        ),
        _hex(
            "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330870"
            "553E5C414CA92619418661197FAC10471DB1D381085DDADDB58796829CA90069"
        ),
    ),
}

_UNSUPPORTED_PRIMES = {
    0xE95E4A5F737059DC60DFC7AD95B3D8139515620F: "brainpoolP160r1",
    0xC302F41D932A36CDA7A3463093D18DB78FCE476DE1A86297: "brainpoolP192r1",
    0xD7C134AA264366862A18302575D1D787B09F075797DA89F57EC8C0FF: "brainpoolP224r1",
    0xD35E472036BC4FB7E13C785ED201E065F98FCFA6F6F40DEF4F92B9EC7893EC28FCD412B1F1B32E27: "brainpoolP320r1",
}
"""Curves of RFC 5639 that the library lacks; named so that the reason can say which."""

_NAMED: dict[str, type[ec.EllipticCurve]] = {
    "1.2.840.10045.3.1.1": ec.SECP192R1,
    "1.3.132.0.33": ec.SECP224R1,
    "1.2.840.10045.3.1.7": ec.SECP256R1,
    "1.3.132.0.34": ec.SECP384R1,
    "1.3.132.0.35": ec.SECP521R1,
    "1.3.36.3.3.2.8.1.1.7": ec.BrainpoolP256R1,
    "1.3.36.3.3.2.8.1.1.11": ec.BrainpoolP384R1,
    "1.3.36.3.3.2.8.1.1.13": ec.BrainpoolP512R1,
}

_LIBRARY: dict[str, type[ec.EllipticCurve]] = {str(kind.name): kind for kind in _NAMED.values()}


def curve_of(parameters: Any) -> ec.EllipticCurve:
    """Find the curve of an EC key's parameters (asn1crypto `ECDomainParameters`).

    Raises:
        UndecidedError: the curve is known or plausible, but this library cannot compute on it.
        RefusedError: numbers that mix a named curve with others, or no curve at all.

    """
    if parameters.name == "named":
        kind = _NAMED.get(parameters.chosen.dotted)
        if kind is None:
            raise UndecidedError("unsupported_curve", parameters.chosen.dotted)
        return kind()
    if parameters.name != "specified":
        raise RefusedError("curve_missing")
    return _by_numbers(parameters.chosen)


def _by_numbers(given: Any) -> ec.EllipticCurve:
    if given["field_id"]["field_type"].native != "prime_field":
        raise UndecidedError("unsupported_curve", "binary_field")
    a, b = (int.from_bytes(given["curve"][key].contents, "big") for key in ("a", "b"))
    prime = given["field_id"]["parameters"].native
    name = next((name for name, numbers in NUMBERS.items() if numbers[0] == prime), None)
    if name is None:
        raise UndecidedError("unsupported_curve", _UNSUPPORTED_PRIMES.get(prime, "unknown"))
    if name.startswith("brainpool") and a == prime - 3:  # RFC 5639, 2.2: same prime, other coefficients
        raise UndecidedError("unsupported_curve", name[:-2] + "t1")
    if (prime, a, b, given["order"].native) != NUMBERS[name] or given["cofactor"].native not in (None, 1):
        raise RefusedError("curve_altered")
    if given["base"].contents not in generator(name):
        raise RefusedError("curve_altered")
    return _LIBRARY[name]()


@cache
def generator(name: str) -> tuple[bytes, bytes]:
    """Give the base point of a curve in NUMBERS, uncompressed and compressed (SEC 1, 2.3.3)."""
    point = ec.derive_private_key(1, _LIBRARY[name]()).public_key().public_numbers()
    width = (NUMBERS[name][0].bit_length() + 7) // 8
    x, y = point.x.to_bytes(width, "big"), point.y.to_bytes(width, "big")
    return b"\x04" + x + y, bytes([2 + point.y % 2]) + x
