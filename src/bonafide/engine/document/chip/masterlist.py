"""Master lists: the CSCA certificates that one state vouches for (ICAO Doc 9303-12, section 9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bonafide.engine.document.chip import cms as chip_cms
from bonafide.engine.document.chip.asn1 import MasterList
from bonafide.engine.document.chip.certificates import (
    MASTER_LIST_SIGNING,
    check_signer,
    check_validity,
    find_issuer,
)
from bonafide.engine.document.chip.trust import TrustStore
from bonafide.engine.document.chip.types import MALFORMED, RefusedError
from bonafide.errors import InvalidInputError

_CSCA_MASTER_LIST = "2.23.136.1.1.2"


def read_master_list(data: bytes, *, roots: Iterable[bytes], at: date) -> TrustStore:
    """Read a signed master list, verify it up to one of `roots`, and trust what it carries.

    Args:
        data: the `.ml` file, DER.
        roots: certificates (DER or PEM) of the authority that the operator trusts beforehand, such as
            the German CSCA fetched from the BSI by another way than the list.
        at: today.

    Raises:
        InvalidInputError: code `master_list_refused`, the sentence names the reason; `not_a_certificate`
            for a root.

    """
    trusted = TrustStore.of(roots)
    try:
        return TrustStore(_verified(data, trusted, at))
    except RefusedError as refusal:
        raise _refused(", ".join(refusal.reasons)) from refusal
    except MALFORMED as error:
        raise _refused("malformed") from error


def _verified(data: bytes, roots: TrustStore, at: date) -> tuple[bytes, ...]:
    signed = chip_cms.read(data)
    content, _ = chip_cms.check_digest(signed, _CSCA_MASTER_LIST)
    signer, _ = chip_cms.signer_of(signed)
    chip_cms.check_signature(signed, signer)
    check_signer(signer, MASTER_LIST_SIGNING)
    signed_on = signed.signing_time.date() if signed.signing_time else None
    authority, _ = find_issuer(signer, roots, signed_on or at)
    check_validity(signer, authority, signed_on, at)
    listed = MasterList.load(content, strict=True)
    return tuple(dict.fromkeys(c.dump() for c in listed["certificates"]))


def _refused(reason: str) -> InvalidInputError:
    return InvalidInputError(f"The master list cannot be trusted: {reason}.", code="master_list_refused")
