"""Which authorities are trusted: certificates of states (ICAO Doc 9303-12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bonafide.engine.document.chip.asn1 import core, crl, pem, sane, x509
from bonafide.engine.document.chip.types import MALFORMED
from bonafide.errors import InvalidInputError


@dataclass(frozen=True)
class TrustStore:
    """Authorities (CSCA) whose signatures count, and revocation lists, each as DER bytes.

    Made once and kept: the index over names is built at the first use. Certificates that cannot be read
    are left out of the index; `unreadable` counts them.
    """

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, certificates: Iterable[bytes], crls: Iterable[bytes] = ()) -> TrustStore:
        """Trust these certificates, DER or PEM.

        Raises InvalidInputError (not_a_certificate, not_a_crl).
        """
        found = tuple(_checked(c, x509.Certificate, "not_a_certificate") for c in certificates)
        return cls(found, tuple(_checked(c, crl.CertificateList, "not_a_crl") for c in crls))

    def joined(self, other: TrustStore) -> TrustStore:
        """Trust what either trusts."""
        return TrustStore(
            tuple(dict.fromkeys(self.certificates + other.certificates)),
            tuple(dict.fromkeys(self.crls + other.crls)),
        )

    def issuers_of(self, certificate: Any) -> Sequence[Any]:
        """Authorities that may have signed: by name, or by key where the names were written differently."""
        by_key = self._by_key.get(certificate.authority_key_identifier or b"", ())
        found = (*self._by_name.get(certificate.issuer.hashable, ()), *by_key)
        return tuple({c.sha256: c for c in found}.values())

    def crls_of(self, authority: Any) -> Sequence[Any]:
        """Revocation lists in the name of an authority, newest first."""
        lists = [c for c in map(crl.CertificateList.load, self.crls) if _same_name(c, authority)]
        return sorted(lists, key=lambda c: c["tbs_cert_list"]["this_update"].native, reverse=True)

    @property
    def unreadable(self) -> int:
        """How many of the certificates no reader here understands."""
        return len(self.certificates) - len(self._parsed)

    @cached_property
    def _parsed(self) -> tuple[Any, ...]:
        return tuple(c for c in map(_readable, self.certificates) if c is not None)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Any, ...]]:
        return _grouped((c.subject.hashable, c) for c in self._parsed)

    @cached_property
    def _by_key(self) -> Mapping[bytes, tuple[Any, ...]]:
        return _grouped((c.key_identifier, c) for c in self._parsed if c.key_identifier)

    def __reduce__(self) -> tuple[type[TrustStore], tuple[tuple[bytes, ...], tuple[bytes, ...]]]:
        # The index holds parser objects; another process builds its own.
        return TrustStore, (self.certificates, self.crls)


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, tuple[Any, ...]]:
    groups: dict[Any, tuple[Any, ...]] = {}
    for key, value in pairs:
        groups[key] = (*groups.get(key, ()), value)
    return groups


def _readable(data: bytes) -> Any | None:
    """Give the certificate with the parts that are needed read, or None."""
    try:
        found = x509.Certificate.load(sane(data), strict=True)
        _ = (found.subject.hashable, found.key_identifier, found.sha256, found.not_valid_after)
    except MALFORMED:
        return None
    return found


def _same_name(listed: Any, authority: Any) -> bool:
    return bool(listed["tbs_cert_list"]["issuer"].hashable == authority.subject.hashable)


def _checked(data: bytes, kind: type[Any], code: str) -> bytes:
    try:
        der: bytes = pem.unarmor(data)[2] if pem.detect(data) else data
        _touch(kind.load(sane(der), strict=True))
    except MALFORMED as error:
        raise InvalidInputError("This file is not a readable certificate or list.", code=code) from error
    return der


def _touch(value: core.Sequence) -> None:
    """Read everything once: the parser is lazy, and damage should show here and not later."""
    _ = value.native
