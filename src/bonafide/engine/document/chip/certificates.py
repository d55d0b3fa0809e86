"""The chain from a document signer to the state's authority, the CSCA (ICAO Doc 9303-12, section 7)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from bonafide.engine.document.chip.keys import verify
from bonafide.engine.document.chip.trust import TrustStore
from bonafide.engine.document.chip.types import CertificateSummary, Finding, RefusedError, UndecidedError

MASTER_LIST_SIGNING = "2.23.136.1.1.3"
_ICAO = "2.23.136.1.1."

_UNDERSTOOD = frozenset(
    {
        "key_usage",
        "basic_constraints",
        "extended_key_usage",
        "private_key_usage_period",
        "certificate_policies",
        "authority_key_identifier",
        "key_identifier",
        "crl_distribution_points",
        "subject_alt_name",
        "issuer_alt_name",
        "2.23.136.1.1.6.1",  # name change
        "2.23.136.1.1.6.2",  # document type list
    }
)


def summary_of(certificate: Any) -> CertificateSummary:
    """What a report shows of a certificate."""
    return CertificateSummary(
        subject=certificate.subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        country=country_of(certificate.subject),
        serial=f"{certificate.serial_number:x}",
        sha256=hashlib.sha256(certificate.dump()).hexdigest(),
        not_before=certificate.not_valid_before.date(),
        not_after=certificate.not_valid_after.date(),
    )


def country_of(name: Any) -> str:
    """Country of a distinguished name, capital letters; empty where it has none."""
    found = name.native.get("country_name", "")
    return str(found).upper() if isinstance(found, str) else ""


def check_signer(certificate: Any, purpose: str = "") -> Finding[Any]:
    """Whether a certificate may sign: a signature key, no authority, made for `purpose`.

    9303-12, 7.1.1: a document signer has no extended key usage; who signs master lists has its own. So
    a key for barcodes or lists cannot sign a passport, even under the same CSCA.
    """
    usage, constraints = certificate.key_usage_value, certificate.basic_constraints_value
    if usage is not None and "digital_signature" not in usage.native:
        raise RefusedError("not_a_signature_key")
    if constraints is not None and constraints["ca"].native:
        raise RefusedError("signer_is_an_authority")
    extended = certificate.extended_key_usage_value
    purposes = [p.dotted for p in extended] if extended is not None else []
    icao = [p for p in purposes if p.startswith(_ICAO)]
    if (purpose and purpose not in purposes) or (not purpose and icao):
        raise RefusedError("key_for_another_purpose")
    if certificate.critical_extensions - _UNDERSTOOD:
        raise RefusedError("unknown_critical_extension")
    return certificate, ()


def find_issuer(certificate: Any, trust: TrustStore, on: date) -> Finding[Any]:
    """Find the trusted authority whose key signed `certificate`.

    Of several with the same key (link certificates) the one valid `on` that day is taken.

    Raises:
        RefusedError: `no_csca` (nobody of that name is trusted), `not_signed_by_csca`.
        UndecidedError: `trust_store_empty`, or an algorithm that is missing here.

    """
    if not trust.certificates:
        raise UndecidedError("trust_store_empty")
    candidates = [c for c in trust.issuers_of(certificate) if _may_issue(c, certificate)]
    if not candidates:
        raise RefusedError("no_csca")
    signed, open_reasons = _that_signed(certificate, candidates)
    if not signed:
        raise UndecidedError(*open_reasons) if open_reasons else RefusedError("not_signed_by_csca")
    return max(signed, key=lambda c: (is_valid(c, on), c.not_valid_after)), ()


def _that_signed(certificate: Any, candidates: list[Any]) -> tuple[list[Any], tuple[str, ...]]:
    """Those whose key made the signature; and why another could not be tried."""
    signed, open_reasons = [], tuple[str, ...]()
    for candidate in candidates:
        try:
            check_signed_by(certificate, candidate)
        except UndecidedError as undecided:
            open_reasons = undecided.reasons
        except RefusedError:
            continue
        else:
            signed.append(candidate)
    return signed, open_reasons


def check_signed_by(certificate: Any, issuer: Any) -> None:
    """Verify the signature on a certificate with its issuer's key.

    The algorithm stands twice and only the inner one is signed; the two must agree (RFC 5280, 4.1.1.2).
    """
    outer, inner = certificate["signature_algorithm"], certificate["tbs_certificate"]["signature"]
    if outer.dump() != inner.dump() or certificate["signature_value"].contents[:1] != b"\x00":
        raise RefusedError("bad_signature")
    key = issuer["tbs_certificate"]["subject_public_key_info"]
    message = certificate["tbs_certificate"].dump()
    verify(key, certificate["signature_algorithm"], certificate.signature, message)


def _may_issue(authority: Any, certificate: Any) -> bool:
    usage, constraints = authority.key_usage_value, authority.basic_constraints_value
    if usage is not None and "key_cert_sign" not in usage.native:
        return False
    if constraints is not None and not constraints["ca"].native:
        return False
    return country_of(authority.subject) == country_of(certificate.subject)


def is_valid(certificate: Any, on: date) -> bool:
    """Whether the day lies within the certificate's period."""
    return bool(certificate.not_valid_before.date() <= on <= certificate.not_valid_after.date())


def check_validity(signer: Any, authority: Any, signed_on: date | None, at: date) -> Finding[date]:
    """Whether both certificates were valid on the day of signing.

    Where the signer states no day, the signer's own period must hold `at`, the day of examination, and
    the authority must have been valid when the signer's period began.
    """
    day = signed_on or at
    if signed_on is not None and signed_on > at:
        raise RefusedError("signed_in_the_future")
    if not is_valid(signer, day):
        raise RefusedError("signer_not_valid_then")
    if not is_valid(authority, signed_on or signer.not_valid_before.date()):
        raise RefusedError("csca_not_valid_then")
    return day, () if signed_on else ("no_signing_time",)


def check_today(signer: Any, at: date) -> Finding[date]:
    """Whether the signer's certificate still runs. 9303-12, 7.1: it outlives every document it signed."""
    if not is_valid(signer, at):
        raise RefusedError("signer_expired" if at > signer.not_valid_after.date() else "signer_not_yet_valid")
    return at, ()


def check_revocation(signer: Any, authority: Any, trust: TrustStore, at: date) -> Finding[date]:
    """Look the signer up in the authority's revocation list. Open where none is at hand or it is too old."""
    reasons = ("no_crl",)
    for listed in trust.crls_of(authority):
        if signer.serial_number in _revoked(listed, authority):
            raise RefusedError("revoked")
        until = listed["tbs_cert_list"]["next_update"].native
        if until is not None and at <= until.date():
            return until.date(), ()
        reasons = ("crl_too_old",)
    raise UndecidedError(*reasons)


def _revoked(listed: Any, authority: Any) -> frozenset[int]:
    """Serial numbers in a list, once the authority's signature on it holds."""
    body = listed["tbs_cert_list"]
    key = authority["tbs_certificate"]["subject_public_key_info"]
    try:
        verify(key, listed["signature_algorithm"], bytes(listed["signature"]), body.dump())
    except UndecidedError:
        raise
    except RefusedError as refusal:
        raise UndecidedError("crl_not_signed_by_csca") from refusal
    return frozenset(int(entry["user_certificate"].native) for entry in body["revoked_certificates"] or ())
