"""Erase one inquiry, or everything of an applicant. One step from anywhere; nothing decryptable stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bonafide.accounts.models import Account
from bonafide.errors import ConflictError
from bonafide.inquiries import belongings, transitions
from bonafide.inquiries.models import Inquiry, SessionStatus
from bonafide.ledger import service as ledger
from bonafide.rows import hold
from bonafide.traces import service as traces
from bonafide.vault import service as vault
from bonafide.vault.models import Subject


@transaction.atomic
def redact(inquiry: Inquiry, *, actor: str) -> dict[str, Any]:
    """Destroy all that is sealed for this inquiry. Raises ConflictError (already_redacted).

    Keys and bytes go in this transaction, files right after it; decisions stay, without anything personal.
    """
    fresh = hold(Inquiry.objects.select_related("account", "environment")).get(pk=inquiry.pk)
    if fresh.redacted_at is not None:
        raise ConflictError("Inquiry already redacted", code="already_redacted")
    now = timezone.now()
    gone = vault.destroy(belongings.blobs(fresh), now=now)
    traces.forget_inquiry(fresh.pk, now=now)
    leaf = ledger.append("erasure", {"inquiry": fresh.pk, "actor": actor, "blobs": gone}, at=now)
    _close(fresh, now)
    fresh.redacted_at = now
    fresh.save()
    transitions.announce(fresh, "redacted")
    return {"inquiry": fresh.pk, "erased_at": now.isoformat(), "blobs": gone, "leaf": leaf.index}


def _close(inquiry: Inquiry, now: datetime) -> None:
    """Empty every column that tells something of the person; statuses, codes and times stay."""
    transitions.stop_work(inquiry, now)
    inquiry.fields_blob = inquiry.redirect_uri = inquiry.selected_country = inquiry.selected_class = ""
    inquiry.sessions.update(status=SessionStatus.EXPIRED)
    inquiry.links.all().delete()
    inquiry.captures.update(blobs=[], facts={})
    inquiry.chip_readings.update(challenge="", files_blob="", findings_blob="", portrait_blob="")
    for verification in inquiry.verifications.all():
        verification.checks = _without_numbers(verification.checks)
        verification.document_token = verification.country_code = verification.id_class = ""
        verification.image_blobs, verification.findings_blob = {}, ""
        verification.save()
    for decision in inquiry.decisions.all():
        kept = {key: value for key, value in decision.record.items() if key != "similarity"}
        # update: a decision is never changed, but what it measured of a person can be erased
        same = inquiry.decisions.filter(pk=decision.pk)
        same.update(checks=_without_numbers(decision.checks), record=kept, comment_blob="")


def _without_numbers(checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**check, "metadata": {}} for check in checks]


@transaction.atomic
def erase_applicant(account: Account, *, actor: str) -> dict[str, Any]:
    """Erase every inquiry of an account and the key of its subject; returns the vault's receipt."""
    inquiries = _hold_all(account)
    account.reference_index, account.reference_blob = None, ""
    account.save(update_fields=["reference_index", "reference_blob"])
    for inquiry in inquiries:
        redact(inquiry, actor=actor)
    traces.forget_account(account, now=timezone.now())
    return dict(vault.erase_subject(account.subject, now=timezone.now()))


def _hold_all(account: Account) -> list[Inquiry]:
    """Hold everything of an account before the first append to the ledger; its inquiries that are to be erased.

    From here on nobody makes another inquiry for it: who asks for its reference waits, and finds none.
    """
    hold(Account.objects.all()).get(pk=account.pk)
    inquiries = list(hold(Inquiry.objects.filter(account=account, redacted_at=None).order_by("pk")))
    traces.hold_account(account)
    hold(Subject.objects.all()).get(pk=account.subject_id)
    return inquiries
