"""Erase one inquiry, or everything of an applicant. One step from anywhere; nothing decryptable stays."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from bonafide.accounts.models import Account
from bonafide.errors import ConflictError
from bonafide.inquiries import belongings, transitions
from bonafide.inquiries.models import Inquiry, SessionStatus, VerificationStatus
from bonafide.ledger import service as ledger
from bonafide.vault import service as vault


@transaction.atomic
def redact(inquiry: Inquiry, *, actor: str) -> dict[str, Any]:
    """Destroy all that is sealed for this inquiry. Raises ConflictError (already_redacted).

    Keys and bytes go in this transaction, files right after it; decisions stay, without anything personal.
    """
    fresh = Inquiry.objects.select_for_update().select_related("account", "environment").get(pk=inquiry.pk)
    if fresh.redacted_at is not None:
        raise ConflictError("Inquiry already redacted", code="already_redacted")
    now = timezone.now()
    gone = vault.destroy(belongings.blobs(fresh), now=now)
    leaf = ledger.append("erasure", {"inquiry": fresh.pk, "actor": actor, "blobs": gone}, at=now)
    _close(fresh)
    fresh.redacted_at = now
    fresh.save()
    transitions.announce(fresh, "redacted")
    return {"inquiry": fresh.pk, "erased_at": now.isoformat(), "blobs": gone, "leaf": leaf.index}


def _close(inquiry: Inquiry) -> None:
    inquiry.fields_blob = ""
    inquiry.sessions.update(status=SessionStatus.EXPIRED)
    going = [VerificationStatus.INITIATED, VerificationStatus.SUBMITTED]
    inquiry.verifications.filter(status__in=going).update(status=VerificationStatus.CANCELED)
    inquiry.verifications.update(document_token="", image_blobs={}, findings_blob="")
    inquiry.captures.update(blobs=[])


@transaction.atomic
def erase_applicant(account: Account, *, actor: str) -> dict[str, Any]:
    """Erase every inquiry of an account and the key of its subject; returns the vault's receipt."""
    for inquiry in Inquiry.objects.filter(account=account, redacted_at=None):
        redact(inquiry, actor=actor)
    receipt = dict(vault.erase_subject(account.subject, now=timezone.now()))
    account.reference_index, account.reference_blob = None, ""
    account.save()
    return receipt
