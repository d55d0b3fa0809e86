"""Explicit consent, kept with version and digest of the text that was shown."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bonafide.errors import ConflictError
from bonafide.inquiries import again, transitions
from bonafide.inquiries.models import (
    CaptureKind,
    CaptureState,
    Consent,
    Inquiry,
    InquirySession,
    InquiryStatus,
    VerificationKind,
    VerificationStatus,
)
from bonafide.ledger import service as ledger
from bonafide.rows import hold
from bonafide.traces import faces, scenes
from bonafide.traces.models import FaceTrace, SceneTrace

MAX_CONSENTS = 6


@transaction.atomic
def give(
    session: InquirySession,
    *,
    text_version: str,
    text: str,
    language: str,
    biometric: bool,
    keeps_face: bool = False,
    recognises: bool = False,
) -> Consent:
    """Record consent and start the inquiry. Raises ConflictError (inquiry_closed, wrong_step).

    `biometric` False sends the person down the human route: no automatic face matching is done. `keeps_face` is
    an agreement of its own: the face is kept in numbers, to see it again on other accounts. So is `recognises`: it
    is kept to be recognised by it on this account. Who shows the face alone and wants a person shows the ID instead.
    """
    rows = Inquiry.objects.select_related("environment", "account")
    inquiry = hold(rows).get(pk=session.inquiry_id)
    if not transitions.is_live(inquiry) or inquiry.expires_at <= timezone.now():
        raise ConflictError("This inquiry is closed.", code="inquiry_closed")
    if not biometric and again.is_again(inquiry):
        again.turn_to_id(inquiry)
    wanted = (biometric, biometric and keeps_face, biometric and recognises)
    same = (may_match_faces(inquiry), may_keep_face(inquiry), may_recognise(inquiry)) == wanted
    if has_consent(inquiry) and same:
        raise ConflictError("Consent was given already.", code="wrong_step")
    if inquiry.consents.count() >= MAX_CONSENTS:
        raise ConflictError("Consent was changed too often.", code="wrong_step")
    _withdraw_earlier(inquiry)
    digest = hashlib.sha256(text.encode()).hexdigest()
    consent = Consent.objects.create(
        inquiry=inquiry,
        text_version=text_version,
        text_digest=digest,
        language=language,
        biometric=biometric,
        keeps_face=biometric and keeps_face,
        recognises=biometric and recognises,
    )
    ledger.append(
        "consent",
        {
            "consent": consent.pk,
            "inquiry": inquiry.pk,
            "text_version": text_version,
            "text_hash": digest,
            "locale": language,
            "automatic": biometric,
            "given": True,
        },
    )
    inquiry.human_route = not biometric
    inquiry.language = language
    _start(inquiry)
    session.inquiry = inquiry
    return consent


def _withdraw_earlier(inquiry: Inquiry) -> None:
    """A new consent replaces the earlier one, and a face capture made under that one ends."""
    now = timezone.now()
    inquiry.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    faces.forget(FaceTrace.objects.filter(inquiry=inquiry.pk), now=now)
    scenes.forget(SceneTrace.objects.filter(inquiry=inquiry.pk), now=now)
    inquiry.captures.filter(
        kind__in=[CaptureKind.SELFIE, CaptureKind.IN_HAND], state=CaptureState.OPEN
    ).update(state=CaptureState.FAILED, reason="consent_changed", ended_at=now)
    half_done = inquiry.verifications.filter(kind=VerificationKind.SELFIE, selfie__isnull=False)
    half_done.filter(status=VerificationStatus.INITIATED).update(status=VerificationStatus.CANCELED)


def _start(inquiry: Inquiry) -> None:
    if inquiry.started_at is None:
        inquiry.started_at = timezone.now()
        inquiry.status = InquiryStatus.PENDING
        inquiry.expires_at = inquiry.started_at + timedelta(seconds=inquiry.start_seconds)
        inquiry.save()
        transitions.announce(inquiry, "started")
        return
    inquiry.save()


def may_keep_face(inquiry: Inquiry) -> bool:
    """Whether the person agreed, apart from the rest, that the face is kept and searched on other accounts."""
    latest = inquiry.consents.filter(withdrawn_at=None).order_by("-given_at").first()
    return latest is not None and latest.biometric and latest.keeps_face


def may_recognise(inquiry: Inquiry) -> bool:
    """Whether the person agreed, apart from the rest, that the face is kept to be recognised by it later."""
    latest = inquiry.consents.filter(withdrawn_at=None).order_by("-given_at").first()
    return latest is not None and latest.biometric and latest.recognises and latest.recognises_until is None


def has_consent(inquiry: Inquiry) -> bool:
    """Whether a consent stands."""
    return inquiry.consents.filter(withdrawn_at=None).exists()


def may_match_faces(inquiry: Inquiry) -> bool:
    """Whether the person agreed to automatic face matching; without it no embedding is computed."""
    latest = inquiry.consents.filter(withdrawn_at=None).order_by("-given_at").first()
    return latest is not None and latest.biometric
