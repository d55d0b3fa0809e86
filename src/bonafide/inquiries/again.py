"""Recognised by the face alone: what is kept of an earlier verification, compared, taken back; or the ID instead.

Runs only where the operator turned it on (`BONAFIDE_FACE_AGAIN`) and the person agreed to it apart when showing the
ID. The live face is compared with one template, that of the same account, and with no other.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bonafide import enginehost
from bonafide.accounts.models import Account
from bonafide.engine.evidence import FaceComparison
from bonafide.errors import ConflictError, ErasedError, NotFoundError
from bonafide.inquiries import transitions
from bonafide.inquiries.face_model import MAKER
from bonafide.inquiries.models import (
    CaptureState,
    Consent,
    Inquiry,
    InquirySession,
    VerificationKind,
    VerificationStatus,
)
from bonafide.ledger import service as ledger
from bonafide.policy.templates import template as find_template
from bonafide.rows import hold
from bonafide.traces import faces
from bonafide.traces.models import FaceTrace
from bonafide.vault import service as vault


def is_again(inquiry: Inquiry) -> bool:
    """Whether this inquiry asks for the face alone."""
    return find_template(inquiry.template_id).is_again


def kept(account: Account, *, now: datetime | None = None) -> FaceTrace | None:
    """Find the face to recognise this account by, while the operator, the person and its clock allow it."""
    if not settings.BONAFIDE.face_again or account.reference_index is None:
        return None
    rows = FaceTrace.objects.select_related("blob").filter(account=account, recognises=True)
    row = rows.filter(model_sha256=MAKER.sha256, blob__deleted_at=None).first()
    if row is None or _is_over(row.blob.delete_after, now or timezone.now()):
        return None
    agreed = Consent.objects.filter(inquiry=row.inquiry, withdrawn_at=None, biometric=True)
    return row if agreed.filter(recognises=True, recognises_until=None).exists() else None


def _is_over(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def require(account: Account) -> None:
    """Refuse to ask for a face alone that could be compared with nothing.

    Raises:
        ConflictError: not_enabled, the operator did not turn it on; no_kept_face, none is kept of this account.

    """
    if not settings.BONAFIDE.face_again:
        raise ConflictError("Recognising by the face alone is not turned on here.", code="not_enabled")
    if kept(account) is None:
        raise ConflictError(
            "No face is kept for this account, or not any longer. Ask for the ID instead: leave the template out.",
            code="no_kept_face",
        )


def compare(inquiry: Inquiry, selfie: bytes, template: bytes = b"") -> FaceComparison | None:
    """Compare the live face with the one kept; None where none is kept, or it is of this very inquiry.

    `template` is that of the live face where it was made already.
    """
    row = kept(inquiry.account)
    if row is None or row.inquiry == inquiry.pk or not selfie:
        return None
    try:
        before = np.frombuffer(vault.open_blob(row.blob_id), "<f4")
    except (ErasedError, NotFoundError):
        return None
    mine = np.frombuffer(template or enginehost.pool().face_template(selfie), "<f4")
    seen = mine.shape == before.shape
    return FaceComparison(
        similarity=float(mine @ before) if seen else None,
        portrait_quality=None,
        selfie_quality=None,
        model=MAKER.name,
        reason="" if seen else "no_face_in_selfie",
        models={MAKER.name: MAKER.sha256},
    )


@transaction.atomic
def show_id_instead(session: InquirySession) -> Inquiry:
    """Turn an inquiry for the face alone into one for ID and face. Raises ConflictError (inquiry_closed)."""
    inquiry = hold(Inquiry.objects.all()).get(pk=session.inquiry_id)
    if not transitions.is_live(inquiry) or inquiry.expires_at <= timezone.now():
        raise ConflictError("This inquiry is closed.", code="inquiry_closed")
    if is_again(inquiry):
        turn_to_id(inquiry)
    return inquiry


def turn_to_id(inquiry: Inquiry) -> None:
    """Ask for the ID from here on. Call it with the inquiry locked.

    Other words are agreed to, so the consent is asked anew, and a face looked at under the old one counts no more.
    """
    full, now = find_template(), timezone.now()
    inquiry.template_id, inquiry.template_version = full.id, full.version
    inquiry.save(update_fields=["template_id", "template_version", "updated_at"])
    inquiry.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    inquiry.captures.filter(state=CaptureState.OPEN).update(
        state=CaptureState.FAILED, reason="consent_changed", ended_at=now
    )
    tries = inquiry.verifications.filter(kind=VerificationKind.SELFIE)
    tries.filter(status__in=[VerificationStatus.INITIATED, VerificationStatus.SUBMITTED]).update(
        status=VerificationStatus.CANCELED, progress=""
    )


@transaction.atomic
def forget(session: InquirySession) -> int:
    """Take back the agreement to be recognised: what is kept of the face is destroyed, whatever it was kept for.

    Returns how many templates went. The inquiry goes on with the ID. Raises what `show_id_instead` raises.
    """
    inquiry = show_id_instead(session)
    now = timezone.now()
    rows = list(FaceTrace.objects.filter(account=inquiry.account_id))
    agreed = Consent.objects.filter(inquiry__in=[row.inquiry for row in rows], recognises_until=None)
    agreed.filter(recognises=True).update(recognises_until=now)
    gone = faces.forget(rows, now=now)
    ledger.append("erasure", {"inquiry": inquiry.pk, "actor": "applicant", "blobs": gone}, at=now)
    return gone
