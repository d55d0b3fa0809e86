"""Public keys and signatures of travel documents (ICAO Doc 9303-12, section 4; RFC 4055, RFC 5480)."""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from bonafide.engine.document.chip.asn1 import algos
from bonafide.engine.document.chip.curves import curve_of
from bonafide.engine.document.chip.types import RefusedError, UndecidedError

Key = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303 - states still sign with it; the reason says so
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}

_RSA_BITS = range(1024, 8193)
_EXPONENT_BITS = 64

_PLAIN_ECDSA = {
    f"0.4.0.127.0.7.1.1.4.1.{i}": name
    for i, name in enumerate(("sha1", "sha224", "sha256", "sha384", "sha512"), start=1)
}
"""BSI TR-03111, 5.2.1: the signature is r and s side by side, without ASN.1."""

_EC_PUBLIC_KEY = "1.2.840.10045.2.1"
"""Some signers name the key's type where the signature's algorithm belongs; the hash is named beside it."""


def hash_of(name: str, data: bytes) -> bytes:
    """Hash by the name of the algorithm. Raises UndecidedError for one that 9303 does not allow."""
    if name not in HASHES:
        raise UndecidedError("unsupported_hash", str(name))
    return hashlib.new(name, data).digest()


def public_key(info: Any) -> Key:
    """Load a SubjectPublicKeyInfo (asn1crypto `PublicKeyInfo`), RSA or elliptic curve."""
    kind = info.algorithm
    if kind in ("rsa", "rsassa_pss"):
        return _rsa_key(*rsa_numbers(info))
    if kind != "ec":
        raise UndecidedError("unsupported_key", str(kind))
    curve = curve_of(info["algorithm"]["parameters"])
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, bytes(info["public_key"]))
    except ValueError as error:
        raise RefusedError("point_not_on_curve") from error


def rsa_numbers(info: Any) -> tuple[int, int]:
    """Modulus and public exponent of an RSA key within sane bounds."""
    parts = info["public_key"].parsed
    modulus, exponent = int(parts["modulus"].native), int(parts["public_exponent"].native)
    if modulus.bit_length() < _RSA_BITS.start:
        raise RefusedError("key_too_short")
    if modulus.bit_length() not in _RSA_BITS or not 2 < exponent < 1 << _EXPONENT_BITS:
        raise UndecidedError("unsupported_key")
    return modulus, exponent


def _rsa_key(modulus: int, exponent: int) -> Key:
    try:
        return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError as error:
        raise RefusedError("bad_key") from error


def verify(info: Any, algorithm: Any, signature: bytes, message: bytes, *, beside: str = "") -> None:
    """Verify one signature.

    Args:
        info: the signer's key, asn1crypto `PublicKeyInfo`.
        algorithm: asn1crypto `SignedDigestAlgorithm`.
        signature: as transmitted.
        message: what was signed.
        beside: hash named elsewhere (CMS digestAlgorithm), used where the algorithm names none.

    Raises:
        RefusedError: `bad_signature`, `key_type_mismatch` and faults of the key.
        UndecidedError: algorithm, curve or hash that is missing here.

    """
    try:
        _verify(public_key(info), algorithm, signature, message, beside)
    except InvalidSignature as error:
        raise RefusedError("bad_signature") from error
    except UnsupportedAlgorithm as error:
        raise UndecidedError("unsupported_algorithm") from error


def _verify(key: Key, algorithm: Any, signature: bytes, message: bytes, beside: str) -> None:
    family, name = _family(algorithm, beside)
    if family.startswith("rsa"):
        scheme = _pss(algorithm, name) if family == "rsa_pss" else padding.PKCS1v15()
        _want(key, rsa.RSAPublicKey).verify(signature, message, scheme, _hash(name))
        return
    point = _want(key, ec.EllipticCurvePublicKey)
    if family == "ecdsa_plain":
        signature = der_from_plain(point, signature)
    point.verify(signature, message, ec.ECDSA(_hash(name)))


def _family(algorithm: Any, beside: str) -> tuple[str, str]:
    name, dotted = str(algorithm["algorithm"].native), algorithm["algorithm"].dotted
    if name == "rsassa_pss":
        return "rsa_pss", str(algorithm["parameters"]["hash_algorithm"]["algorithm"].native)
    if name == "rsassa_pkcs1v15":
        return "rsa", beside
    if name.endswith("_rsa"):
        return "rsa", name.removesuffix("_rsa")
    if dotted in _PLAIN_ECDSA:
        return "ecdsa_plain", _PLAIN_ECDSA[dotted]
    if name == "ecdsa" or dotted == _EC_PUBLIC_KEY:
        return "ecdsa", beside
    if name.endswith("_ecdsa"):
        return "ecdsa", name.removesuffix("_ecdsa")
    raise UndecidedError("unsupported_algorithm", name)


def _pss(algorithm: Any, name: str) -> padding.PSS:
    """RSASSA-PSS with the parameters as stated (RFC 4055, 3.1)."""
    stated = algorithm["parameters"]
    mask = stated["mask_gen_algorithm"]
    if mask["algorithm"].native != "mgf1" or int(stated["trailer_field"]) != 1:
        raise UndecidedError("unsupported_algorithm", "rsassa_pss")
    _hash(name)
    return padding.PSS(
        padding.MGF1(_hash(str(mask["parameters"]["algorithm"].native))), int(stated["salt_length"].native)
    )


def _hash(name: str) -> hashes.HashAlgorithm:
    if name not in HASHES:
        raise UndecidedError("unsupported_hash", name)
    return HASHES[name]


def _want(key: Key, kind: type[Any]) -> Any:
    if not isinstance(key, kind):
        raise RefusedError("key_type_mismatch")
    return key


def plain_ecdsa(named: str) -> str:
    """Algorithm of a plain signature by its own identifier, or by that of ECDSA with the same hash.

    9303-11, 6.1: the signature of Active Authentication is plain whatever the identifier says.
    """
    if named in _PLAIN_ECDSA:
        return named
    name = str(algos.SignedDigestAlgorithmId(named).native).removesuffix("_ecdsa")
    by_hash = {value: key for key, value in _PLAIN_ECDSA.items()}
    if name not in by_hash:
        raise UndecidedError("unsupported_algorithm", named)
    return by_hash[name]


def der_from_plain(key: ec.EllipticCurvePublicKey, signature: bytes) -> bytes:
    """Turn r and s side by side (BSI TR-03111, 5.2.1) into the ASN.1 form.

    Another length comes back as it is: some identity cards send the ASN.1 form against the standard.
    """
    half = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * half:
        return signature
    return encode_dss_signature(
        int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    )
