"""The ASN.1 structures of travel documents, and the one door to the parser, which has no types of its own.

The parser reads late: damaged bytes raise one of `chip_types.MALFORMED` wherever a value is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = [
    "MasterList",
    "SecurityInfos",
    "SecurityObject",
    "algos",
    "cms",
    "core",
    "crl",
    "keys",
    "pem",
    "sane",
    "x509",
]

# Loaded by name so that they are plainly Any: the library's values have no types to check.
algos: Any = import_module("asn1crypto.algos")
cms: Any = import_module("asn1crypto.cms")
core: Any = import_module("asn1crypto.core")
crl: Any = import_module("asn1crypto.crl")
keys: Any = import_module("asn1crypto.keys")
pem: Any = import_module("asn1crypto.pem")
x509: Any = import_module("asn1crypto.x509")


_LONGEST_RUN = 256
"""Bytes with the high bit set in a row; the longest that real files have is a prime of 521 bits, 66 bytes."""

_HIGH = bytes(int(byte >= 0x80) for byte in range(256))


def sane(data: bytes) -> bytes:
    """Refuse bytes that would keep the parser busy for hours: it reads a tag without end in quadratic time.

    Gives `data` back. Raises ValueError, which counts as damaged.
    """
    if b"\x01" * _LONGEST_RUN in data.translate(_HIGH):
        msg = "a tag or number without end"
        raise ValueError(msg)
    return data


class _GroupHash(core.Sequence):  # type: ignore[misc]
    _fields = [("number", core.Integer), ("hash", core.OctetString)]


class _GroupHashes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _GroupHash


class SecurityObject(core.Sequence):  # type: ignore[misc]
    """LDSSecurityObject, versions 0 and 1 (ICAO Doc 9303-10, 4.6.2.2)."""

    _fields = [
        ("version", core.Integer),
        ("hash_algorithm", algos.DigestAlgorithm),
        ("hashes", _GroupHashes),
        ("lds_version", core.Any, {"optional": True}),
    ]


class _Certificates(core.SetOf):  # type: ignore[misc]
    _child_spec = x509.Certificate


class MasterList(core.Sequence):  # type: ignore[misc]
    """CscaMasterList (ICAO Doc 9303-12, section 9)."""

    _fields = [("version", core.Integer), ("certificates", _Certificates)]


class _SecurityInfo(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("protocol", core.ObjectIdentifier),
        ("required", core.Any),
        ("optional", core.Any, {"optional": True}),
    ]


class SecurityInfos(core.SetOf):  # type: ignore[misc]
    """SecurityInfos of data group 14 and of EF.CardSecurity (ICAO Doc 9303-11, 9.2)."""

    _child_spec = _SecurityInfo
