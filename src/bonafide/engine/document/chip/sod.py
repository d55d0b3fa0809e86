"""EF.SOD, the security object: hashes of all data groups, signed (ICAO Doc 9303-10, section 4.6.2).

EF.CardSecurity of European cards is signed the same way over the chip's keys (BSI TR-03110-3, A.1.2.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from bonafide.engine.document.chip import certificates
from bonafide.engine.document.chip import cms as chip_cms
from bonafide.engine.document.chip.asn1 import SecurityObject
from bonafide.engine.document.chip.cms import Signed
from bonafide.engine.document.chip.keys import hash_of
from bonafide.engine.document.chip.tlv import one
from bonafide.engine.document.chip.trust import TrustStore
from bonafide.engine.document.chip.types import (
    CertificateSummary,
    Finding,
    RefusedError,
    Step,
    Verdict,
    judge,
    together,
)

LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
CARD_SECURITY = "0.4.0.127.0.7.3.2.1"

_SOD_TAG = 0x77
_GROUPS = range(1, 17)

SIGNED_STEPS = ("structure", "digest", "signature", "signer", "chain", "validity_at_signing")
"""Steps that a signed object must pass to be the state's own."""


@dataclass(frozen=True, slots=True)
class GroupHashes:
    """What the security object says: the algorithm, and the hash by number of the data group."""

    algorithm: str
    hashes: Mapping[int, bytes]


@dataclass(slots=True)
class Examined:
    """What the examination of one signed object found so far."""

    steps: dict[str, Step] = field(default_factory=dict)
    signed: Signed | None = None
    content: bytes | None = None
    signer: CertificateSummary | None = None
    authority: CertificateSummary | None = None
    signing_time: date | None = None
    algorithm: str = ""

    @property
    def verdict(self) -> Verdict:
        """All steps together; an absent revocation list leaves it open to pass."""
        return together(self.steps, SIGNED_STEPS, ("revocation",))


def examine(data: bytes, content_type: str, trust: TrustStore, at: date) -> Examined:
    """Verify a signed file from its bytes to a trusted authority, step by step. Raises nothing.

    `data` is the file as read: a security object in its tag 0x77, card security bare.
    """
    found = Examined()
    steps = found.steps
    found.signed = signed = judge(steps, "structure", partial(_read, data, content_type))
    if signed is None:
        for name in (*SIGNED_STEPS[1:], "validity_today", "revocation"):
            judge(steps, name, _never, reached=False)
        return found
    found.content = judge(steps, "digest", partial(chip_cms.check_digest, signed, content_type))
    _examine_signer(found, signed, trust, at)
    return found


def _examine_signer(found: Examined, signed: Signed, trust: TrustStore, at: date) -> None:
    steps = found.steps
    signer = judge(steps, "signer", partial(_signer, signed))
    known = signer is not None
    judge(steps, "signature", lambda: chip_cms.check_signature(signed, signer), reached=known)
    day = judge({}, "signing_time", lambda: (_day(signed), ()))
    authority = judge(steps, "chain", lambda: _authority(signer, trust, day), reached=known)
    _examine_days(steps, signer, authority, trust=trust, day=day, at=at)
    found.algorithm, found.signing_time = signed.algorithm_name, day
    found.signer, found.authority = _summary(signer), _summary(authority)


def _examine_days(
    steps: dict[str, Step], signer: Any, authority: Any, *, trust: TrustStore, day: date | None, at: date
) -> None:
    both = signer is not None and authority is not None
    judge(
        steps,
        "validity_at_signing",
        lambda: certificates.check_validity(signer, authority, day, at),
        reached=both,
    )
    judge(steps, "validity_today", lambda: certificates.check_today(signer, at), reached=signer is not None)
    judge(
        steps,
        "revocation",
        lambda: certificates.check_revocation(signer, authority, trust, at),
        reached=both,
    )


def _read(data: bytes, content_type: str) -> Finding[Signed]:
    if not data:
        raise RefusedError("missing")
    return chip_cms.read(one(data, _SOD_TAG) if content_type == LDS_SECURITY_OBJECT else data), ()


def _signer(signed: Signed) -> Finding[Any]:
    certificate, notes = chip_cms.signer_of(signed)
    certificates.check_signer(certificate)
    return certificate, notes


def _authority(signer: Any, trust: TrustStore, day: date | None) -> Finding[Any]:
    return certificates.find_issuer(signer, trust, day or signer.not_valid_before.date())


def _day(signed: Signed) -> date | None:
    return signed.signing_time.date() if signed.signing_time else None


def _summary(certificate: Any) -> CertificateSummary | None:
    if certificate is None:
        return None
    return judge({}, "summary", lambda: (certificates.summary_of(certificate), ()))


def _never() -> Finding[None]:
    return None, ()


def read_hashes(content: bytes) -> Finding[GroupHashes]:
    """Read the security object's list. Raises RefusedError where a group is named twice or out of range."""
    found = SecurityObject.load(content, strict=True)
    algorithm = str(found["hash_algorithm"]["algorithm"].native)
    width = len(hash_of(algorithm, b""))
    hashes: dict[int, bytes] = {}
    for entry in found["hashes"]:
        number, value = int(entry["number"].native), bytes(entry["hash"])
        if number in hashes or number not in _GROUPS or len(value) != width:
            raise RefusedError("bad_group_list")
        hashes[number] = value
    return GroupHashes(algorithm, hashes), chip_cms.weak(algorithm)
