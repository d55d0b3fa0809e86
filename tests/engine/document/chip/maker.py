"""A fictional state's key infrastructure and chips: authority, document signer, security object, answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from hashlib import new as new_hash
from typing import Any

import cv2
import numpy as np
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from bonafide.engine.document.chip.asn1 import SecurityObject, algos, cms, core, crl, keys, x509
from bonafide.engine.document.chip.curves import NUMBERS, generator

HASHES = {name: getattr(hashes, name.upper())() for name in ("sha1", "sha224", "sha256", "sha384", "sha512")}
CURVES: dict[str, Any] = {
    "secp192r1": ec.SECP192R1,
    "secp224r1": ec.SECP224R1,
    "secp256r1": ec.SECP256R1,
    "secp384r1": ec.SECP384R1,
    "secp521r1": ec.SECP521R1,
    "brainpoolP256r1": ec.BrainpoolP256R1,
    "brainpoolP384r1": ec.BrainpoolP384R1,
    "brainpoolP512r1": ec.BrainpoolP512R1,
}
PLAIN = {"sha224": 2, "sha256": 3, "sha384": 4, "sha512": 5}
SIGNED = datetime(2024, 3, 1, 12, tzinfo=UTC)


def tlv(tag: int, value: bytes) -> bytes:
    head = tag.to_bytes((tag.bit_length() + 7) // 8, "big")
    return head + bytes(core.OctetString(value).dump()[1:])


@cache
def key_of(kind: str, number: int = 0) -> Any:
    """An RSA key ("rsa") or one on a named curve; `number` tells keys of one kind apart."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.derive_private_key(123457 + 991 * number, CURVES[kind]())


def key_info(key: Any, *, explicit: bool = False, altered: bool = False) -> Any:
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    info = keys.PublicKeyInfo.load(der)
    if not explicit:
        return info
    name = key.curve.name
    prime, a, b, order = NUMBERS[name]
    width = (prime.bit_length() + 7) // 8
    base = info["public_key"].native if altered else generator(name)[0]
    domain = keys.SpecifiedECDomain(
        {
            "version": "ecdpVer1",
            "field_id": {"field_type": "prime_field", "parameters": prime},
            "curve": {"a": a.to_bytes(width, "big"), "b": b.to_bytes(width, "big")},
            "base": base,
            "order": order,
            "cofactor": 1,
        }
    )
    algorithm = keys.PublicKeyAlgorithm(
        {"algorithm": "ec", "parameters": keys.ECDomainParameters("specified", domain)}
    )
    return keys.PublicKeyInfo({"algorithm": algorithm, "public_key": bytes(info["public_key"])})


def algorithm_of(scheme: str) -> Any:
    family, name = scheme.split("_")
    if family == "pss":
        mask = {"algorithm": "mgf1", "parameters": {"algorithm": name}}
        stated = {
            "hash_algorithm": {"algorithm": name},
            "mask_gen_algorithm": mask,
            "salt_length": HASHES[name].digest_size,
        }
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": stated})
    if family == "bare":  # the hash is named beside it only
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"})
    if family == "plain":
        return algos.SignedDigestAlgorithm({"algorithm": f"0.4.0.127.0.7.1.1.4.1.{PLAIN[name]}"})
    return algos.SignedDigestAlgorithm({"algorithm": f"{name}_{family}"})


def sign(key: Any, scheme: str, message: bytes) -> bytes:
    family, name = scheme.split("_")
    used = HASHES[name]
    if family == "pss":
        return bytes(key.sign(message, padding.PSS(padding.MGF1(used), used.digest_size), used))
    if family in ("rsa", "bare"):
        return bytes(key.sign(message, padding.PKCS1v15(), used))
    signature: bytes = key.sign(message, ec.ECDSA(used))
    return plain_of(key, signature) if family == "plain" else signature


def plain_of(key: Any, signature: bytes) -> bytes:
    half = (key.curve.key_size + 7) // 8
    return b"".join(part.to_bytes(half, "big") for part in decode_dss_signature(signature))


@dataclass(frozen=True)
class State:
    """One state with its authority and one document signer."""

    country: str = "UT"
    ca_kind: str = "secp384r1"
    ca_scheme: str = "ecdsa_sha384"
    kind: str = "secp256r1"
    scheme: str = "ecdsa_sha256"
    explicit: bool = False
    altered: bool = False
    number: int = 0
    signer_from: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    signer_until: datetime = datetime(2034, 6, 1, tzinfo=UTC)
    ca_from: datetime = datetime(2023, 1, 1, tzinfo=UTC)
    ca_until: datetime = datetime(2038, 1, 1, tzinfo=UTC)
    extensions: tuple[Mapping[str, Any], ...] = field(
        default=({"extn_id": "key_usage", "critical": True, "extn_value": {"digital_signature"}},)
    )

    @property
    def ca_key(self) -> Any:
        return key_of(self.ca_kind, self.number)

    @property
    def key(self) -> Any:
        return key_of(self.kind, self.number + 7)

    def certificate(self) -> Any:
        """The authority's own certificate."""
        info = key_info(self.ca_key, explicit=self.explicit)
        extensions = [
            {"extn_id": "key_usage", "critical": True, "extn_value": {"key_cert_sign", "crl_sign"}},
            {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": True}},
        ]
        return self._certificate("CSCA", 1, info, (self.ca_from, self.ca_until), extensions)

    def signer(self) -> Any:
        info = key_info(self.key, explicit=self.explicit, altered=self.altered)
        return self._certificate("DS", 77, info, (self.signer_from, self.signer_until), list(self.extensions))

    def _certificate(
        self, common: str, serial: int, info: Any, days: tuple[datetime, datetime], extensions: list[Any]
    ) -> Any:
        body = x509.TbsCertificate(
            {
                "version": "v3",
                "serial_number": serial,
                "signature": algorithm_of(self.ca_scheme),
                "issuer": self._name("CSCA"),
                "validity": {"not_before": _time(days[0]), "not_after": _time(days[1])},
                "subject": self._name(common),
                "subject_public_key_info": info,
                "extensions": extensions,
            }
        )
        signature = sign(self.ca_key, self.ca_scheme, body.dump())
        return x509.Certificate(
            {
                "tbs_certificate": body,
                "signature_algorithm": algorithm_of(self.ca_scheme),
                "signature_value": signature,
            }
        )

    def _name(self, common: str) -> Any:
        return x509.Name.build({"country_name": self.country, "common_name": common})

    def crl(self, serials: tuple[int, ...], until: datetime, key: Any = None) -> bytes:
        revoked = [{"user_certificate": s, "revocation_date": x509.Time("utc_time", SIGNED)} for s in serials]
        body = crl.TbsCertList(
            {
                "version": "v2",
                "signature": algorithm_of(self.ca_scheme),
                "issuer": self._name("CSCA"),
                "this_update": _time(SIGNED),
                "next_update": _time(until),
                "revoked_certificates": revoked,
            }
        )
        signature = sign(key or self.ca_key, self.ca_scheme, body.dump())
        whole = {"signature_algorithm": algorithm_of(self.ca_scheme), "signature": signature}
        return bytes(crl.CertificateList({"tbs_cert_list": body, **whole}).dump())

    def sod(
        self, groups: Mapping[str, bytes], *, name: str = "sha256", when: datetime | None = SIGNED
    ) -> bytes:
        listed = [
            {"number": int(group[2:]), "hash": new_hash(name, data).digest()}
            for group, data in groups.items()
        ]
        content = SecurityObject({"version": 0, "hash_algorithm": {"algorithm": name}, "hashes": listed})
        return tlv(0x77, self.signed("2.23.136.1.1.1", content.dump(), when=when))

    def signed(
        self, content_type: str, content: bytes, *, when: datetime | None = SIGNED, signer: Any = None
    ) -> bytes:
        """A ContentInfo with SignedData over `content`."""
        used = self.scheme.split("_")[1]
        attributes = [
            {"type": "content_type", "values": [content_type]},
            {"type": "message_digest", "values": [new_hash(used, content).digest()]},
        ]
        if when:
            attributes.append({"type": "signing_time", "values": [cms.Time("utc_time", when)]})
        stated = cms.CMSAttributes(attributes)
        certificate = signer or self.signer()
        info = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
            ),
            "digest_algorithm": {"algorithm": used},
            "signed_attrs": stated,
            "signature_algorithm": algorithm_of(self.scheme),
            "signature": sign(self.key, self.scheme, stated.dump()),
        }
        body = {
            "version": "v3",
            "digest_algorithms": [{"algorithm": used}],
            "encap_content_info": {
                "content_type": content_type,
                "content": core.ParsableOctetString(content),
            },
            "certificates": [certificate],
            "signer_infos": [info],
        }
        whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(body)})
        return bytes(whole.dump())


def _time(when: datetime) -> Any:
    return x509.Time("utc_time", when)


@cache
def portrait() -> bytes:
    """A JPEG of 120 x 90 pixels; whose face it is does not matter here."""
    drawn = np.full((120, 90, 3), 200, np.uint8)
    cv2.circle(drawn, (45, 55), 30, (90, 120, 180), -1)
    return bytes(cv2.imencode(".jpg", drawn)[1])


def dg1(*lines: str) -> bytes:
    return tlv(0x61, tlv(0x5F1F, "".join(lines).encode()))


def record(picture: bytes, points: int = 0) -> bytes:
    """ISO/IEC 19794-5 facial record with one picture."""
    size = 20 + 8 * points + 12 + len(picture)
    head = b"FAC\x00010\x00" + (14 + size).to_bytes(4, "big") + b"\x00\x01"
    return (
        head
        + size.to_bytes(4, "big")
        + points.to_bytes(2, "big")
        + bytes(14)
        + bytes(8 * points + 12)
        + picture
    )


def dg2(block: bytes, tag: int = 0x5F2E, count: int = 1) -> bytes:
    template = tlv(0x7F60, tlv(0xA1, b"\x87\x02\x01\x01") + tlv(tag, block))
    return tlv(0x75, tlv(0x7F61, tlv(0x02, bytes([count])) + template * count))


def dg15(key: Any) -> bytes:
    return tlv(0x6F, bytes(key_info(key).dump()))


def dg14(algorithm: str) -> bytes:
    """SecurityInfos that name the algorithm of Active Authentication."""
    inner = core.ObjectIdentifier("2.23.136.1.1.5").dump() + core.Integer(1).dump()
    return tlv(0x6E, tlv(0x31, tlv(0x30, inner + core.ObjectIdentifier(algorithm).dump())))


def answer_rsa(key: Any, challenge: bytes, name: str = "sha256") -> bytes:
    """ISO/IEC 9796-2 scheme 1 over a random part and the challenge."""
    numbers = key.private_numbers()
    modulus = numbers.public_numbers.n
    size = modulus.bit_length() // 8
    trailers = {"sha1": b"\xbc", "sha224": b"\x38\xcc", "sha256": b"\x34\xcc", "sha512": b"\x35\xcc"}
    trailer, width = trailers[name], HASHES[name].digest_size
    recovered = bytes(i % 251 for i in range(size - 1 - width - len(trailer)))
    opened = b"\x6a" + recovered + new_hash(name, recovered + challenge).digest() + trailer
    signature: int = pow(int.from_bytes(opened, "big"), numbers.d, modulus)
    return signature.to_bytes(size, "big")


AT = date(2026, 11, 22)
