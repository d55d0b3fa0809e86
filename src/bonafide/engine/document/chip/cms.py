"""Signed data as the chip's files and master lists carry it (RFC 5652, 9303-10, 9303-12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from bonafide.engine.document.chip.asn1 import cms, sane
from bonafide.engine.document.chip.keys import hash_of, verify
from bonafide.engine.document.chip.types import Finding, RefusedError

MAX_BYTES = 8_000_000
"""A master list of all states is about one million bytes."""

_SET_OF = b"\x31"


@dataclass(frozen=True, slots=True)
class Signed:
    """One SignedData with one signer, taken apart. asn1crypto values are typed Any: it has no types."""

    content_type: str
    content: bytes
    certificates: tuple[Any, ...]
    sid: Any
    digest: str
    algorithm: Any
    algorithm_name: str
    signature: bytes
    attributes: Mapping[str, Any]
    signed_bytes: bytes
    """The signed attributes as they were signed: with the tag of a SET OF (RFC 5652, 5.4)."""

    @property
    def signing_time(self) -> datetime | None:
        """What the signer says the time was; None where it says nothing."""
        stated = self.attributes.get("signing_time")
        found = None if stated is None else stated.native
        return found if isinstance(found, datetime) else None


def read(data: bytes) -> Signed:
    """Take a ContentInfo apart. Raises RefusedError or one of MALFORMED; nothing is verified yet."""
    if not data:
        raise RefusedError("missing")
    if len(data) > MAX_BYTES:
        raise RefusedError("too_large")
    info = cms.ContentInfo.load(sane(data), strict=True)
    if info["content_type"].native != "signed_data":
        raise RefusedError("no_signed_data")
    body = info["content"]
    if len(body["signer_infos"]) != 1:
        raise RefusedError("not_one_signer")
    return _taken_apart(body, body["signer_infos"][0])


def _taken_apart(body: Any, signer: Any) -> Signed:
    inner = body["encap_content_info"]
    attributes = signer["signed_attrs"]
    if not attributes:
        raise RefusedError("no_signed_attributes")
    return Signed(
        content_type=inner["content_type"].dotted,
        content=bytes(inner["content"]),
        certificates=tuple(c.chosen for c in body["certificates"] or () if c.name == "certificate"),
        sid=signer["sid"],
        digest=str(signer["digest_algorithm"]["algorithm"].native),
        algorithm=signer["signature_algorithm"],
        algorithm_name=str(signer["signature_algorithm"]["algorithm"].native),
        signature=bytes(signer["signature"]),
        attributes=_attributes(attributes),
        signed_bytes=_SET_OF + attributes.dump()[1:],
    )


def _attributes(found: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for attribute in found:
        name = str(attribute["type"].native)
        if name in values or len(attribute["values"]) != 1:
            raise RefusedError("repeated_attribute")
        values[name] = attribute["values"][0]
    return values


def check_digest(signed: Signed, content_type: str) -> Finding[bytes]:
    """Compare the hash of the content with the signed one, and the type of content with the wanted one."""
    if signed.content_type != content_type:
        raise RefusedError("other_content_type")
    stated = signed.attributes.get("content_type")
    if stated is None or stated.dotted != content_type:
        raise RefusedError("other_content_type")
    wanted = signed.attributes.get("message_digest")
    if wanted is None:
        raise RefusedError("message_digest_missing")
    if not compare_digest(hash_of(signed.digest, signed.content), bytes(wanted)):
        raise RefusedError("message_digest_differs")
    return signed.content, weak(signed.digest)


def signer_of(signed: Signed) -> Finding[Any]:
    """Find the certificate that the signer names. Raises RefusedError where it is not among those carried.

    Some states (Malaysia) write the issuer's name otherwise than in the certificate; the serial number
    then decides, and the signature proves it.
    """
    for named, notes in ((_is_named, ()), (_has_serial, ("issuer_written_otherwise",))):
        found = [c for c in signed.certificates if named(signed.sid, c)]
        if found:
            return found[0], notes
    raise RefusedError("signer_certificate_missing")


def _is_named(sid: Any, certificate: Any) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier) and certificate.key_identifier == sid.native
    same = sid.chosen["issuer"].hashable == certificate.issuer.hashable
    return same and _has_serial(sid, certificate)


def _has_serial(sid: Any, certificate: Any) -> bool:
    if sid.name == "subject_key_identifier":
        return False
    return bool(certificate.serial_number == sid.chosen["serial_number"].native)


def check_signature(signed: Signed, certificate: Any) -> Finding[bytes]:
    """Verify the signature over the signed attributes."""
    key = certificate["tbs_certificate"]["subject_public_key_info"]
    verify(key, signed.algorithm, signed.signature, signed.signed_bytes, beside=signed.digest)
    return signed.signature, ()


def weak(name: str) -> tuple[str, ...]:
    """A word about a hash that 9303-12 no longer recommends."""
    return ("weak_hash_sha1",) if name == "sha1" else ()
