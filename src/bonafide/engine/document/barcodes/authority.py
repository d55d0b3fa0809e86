"""Signatures of authorities over barcodes, by the certificates that an operator put there."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from bonafide.errors import InvalidInputError

_LEAST_BITS = 2048


def public_key(certificate: bytes) -> rsa.RSAPublicKey:
    """The key of a certificate, DER or PEM.

    Whether the certificate is valid on a day is not asked: a code is read years after it was signed, and the
    operator chose whom to trust. Raises InvalidInputError (not_a_certificate) for anything but RSA of 2048 bits.
    """
    pem = certificate.lstrip().startswith(b"-----BEGIN")
    try:
        found = (
            x509.load_pem_x509_certificate(certificate)
            if pem
            else x509.load_der_x509_certificate(certificate)
        )
        key = found.public_key()
    except (ValueError, TypeError) as error:
        raise InvalidInputError("This is no certificate.", code="not_a_certificate") from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise InvalidInputError("This certificate has no RSA key of 2048 bits.", code="not_a_certificate")
    return key


def signed_by(certificates: Sequence[bytes], signature: bytes, message: bytes) -> bool:
    """Whether one of these certificates' keys signed the message: RSA, PKCS #1 v1.5, SHA-256 (RFC 8017, 8.2)."""
    return any(_holds(public_key(one), signature, message) for one in certificates)


def _holds(key: rsa.RSAPublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
