"""Live captures: the only door for pictures. Each has a nonce, a time limit and exactly one end."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bonafide.engine.evidence import Frame, Move
from bonafide.engine.face.challenge import new_challenge
from bonafide.errors import ConflictError, ForbiddenError
from bonafide.ids import token_digest
from bonafide.inquiries import consent, steps, submission
from bonafide.inquiries.models import (
    Capture,
    CaptureKind,
    CaptureState,
    Inquiry,
    InquirySession,
    Verification,
    VerificationKind,
    VerificationStatus,
)
from bonafide.inquiries.steps import Step
from bonafide.vault import service as vault

DOCUMENT_TTL = timedelta(minutes=10)
SELFIE_TTL = timedelta(seconds=75)
"""The challenge's 60 s plus what is on its way through a slow network."""
MAX_CAPTURES = 40
_STEP_OF = {
    CaptureKind.FRONT: Step.DOCUMENT_FRONT,
    CaptureKind.BACK: Step.DOCUMENT_BACK,
    CaptureKind.SELFIE: Step.SELFIE,
}
_FACT_KEYS = frozenset(
    {"width", "height", "frame_rate", "label_hash", "facing", "frames", "latency_ms", "button", "hints"}
)


@dataclass(frozen=True, slots=True)
class Started:
    """What the camera page gets; the moves are told one at a time."""

    capture_id: str
    nonce: str
    moves: tuple[Move, ...]
    ttl_ms: int


@transaction.atomic
def start(session: InquirySession, kind: CaptureKind, facts: dict[str, Any]) -> Started:
    """Open a capture once the camera runs.

    Raises ConflictError (no_consent, wrong_step, too_many_captures).
    """
    inquiry = Inquiry.objects.select_for_update().select_related("environment").get(pk=session.inquiry_id)
    if not consent.has_consent(inquiry):
        raise ConflictError("Consent comes first.", code="no_consent")
    if steps.current(inquiry) != _STEP_OF[kind]:
        raise ConflictError("This is not the next step.", code="wrong_step")
    if steps.open_captures(inquiry, kind) >= MAX_CAPTURES:
        raise ConflictError("The camera was started too often.", code="too_many_captures")
    inquiry.captures.filter(kind=kind, state=CaptureState.OPEN).update(
        state=CaptureState.FAILED, reason="replaced", ended_at=timezone.now()
    )
    nonce = secrets.token_urlsafe(24)
    selfie = kind == CaptureKind.SELFIE
    challenge = new_challenge(nonce, random.SystemRandom()) if selfie else None
    ttl = SELFIE_TTL if selfie else DOCUMENT_TTL
    capture = Capture.objects.create(
        session=session,
        inquiry=inquiry,
        kind=kind,
        nonce_digest=token_digest(nonce),
        moves=[move.value for move in challenge.moves] if challenge else [],
        facts=_known(facts),
        expires_at=timezone.now() + ttl,
    )
    moves = challenge.moves if challenge else ()
    ttl_ms = challenge.ttl_ms if challenge else int(ttl.total_seconds() * 1000)
    return Started(capture.pk, nonce, moves, ttl_ms)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    """Numbers and short words about the camera; anything else is dropped."""
    return {
        key: value[:64] if isinstance(value, str) else value
        for key, value in facts.items()
        if key in _FACT_KEYS and isinstance(value, str | int | float | bool)
    }


def check(session: InquirySession, capture_id: str, nonce: str) -> Capture:
    """The open capture these frames belong to.

    Raises ForbiddenError (capture_unknown) and ConflictError (capture_ended, capture_expired).
    """
    found = Capture.objects.filter(pk=capture_id, session=session, nonce_digest=token_digest(nonce)).first()
    if found is None:
        raise ForbiddenError("This capture is not known here.", code="capture_unknown")
    if found.state != CaptureState.OPEN:
        raise ConflictError("This capture has ended.", code="capture_ended")
    if found.expires_at <= timezone.now():
        raise ConflictError("This capture took too long.", code="capture_expired")
    return found


@transaction.atomic
def fail(session: InquirySession, capture_id: str, nonce: str, reason: str) -> None:
    """End a capture without a picture."""
    capture = check(session, capture_id, nonce)
    _end(capture, CaptureState.FAILED, reason=reason)


@transaction.atomic
def submit_document(
    session: InquirySession, capture_id: str, nonce: str, jpeg: bytes, facts: dict[str, Any]
) -> Step:
    """Seal a side; with the last one in, submit the verification. All of it or nothing."""
    inquiry = _locked(session)
    capture = check(session, capture_id, nonce)
    blob = vault.seal(inquiry.account.subject, "document_frame", jpeg, purpose=f"examine {capture.kind}")
    _end(capture, CaptureState.DONE, blobs=[blob.pk], facts=facts)
    verification = _open_try(inquiry, VerificationKind.GOVERNMENT_ID)
    side = "front" if capture.kind == CaptureKind.FRONT else "back"
    setattr(verification, side, capture)
    if side == "front" and steps.needs_back(inquiry):
        verification.save()
    else:
        submission.submit(verification)
    return steps.current(inquiry)


@transaction.atomic
def submit_selfie(
    session: InquirySession, capture_id: str, nonce: str, frames: list[Frame], facts: dict[str, Any]
) -> Step:
    """Seal the chosen frames and submit. All of it or nothing."""
    inquiry = _locked(session)
    capture = check(session, capture_id, nonce)
    subject = inquiry.account.subject
    blobs = [
        vault.seal(subject, "selfie_frame", frame.jpeg, purpose="liveness and match") for frame in frames
    ]
    times = [[frame.seq, frame.client_ms, frame.server_ms] for frame in frames]
    _end(capture, CaptureState.DONE, blobs=[blob.pk for blob in blobs], facts=facts, times=times)
    verification = _open_try(inquiry, VerificationKind.SELFIE)
    verification.selfie = capture
    submission.submit(verification)
    return steps.current(inquiry)


def _locked(session: InquirySession) -> Inquiry:
    rows = Inquiry.objects.select_for_update().select_related("account__subject", "environment")
    return rows.get(pk=session.inquiry_id)


def _open_try(inquiry: Inquiry, kind: VerificationKind) -> Verification:
    last = steps.latest(inquiry, kind)
    return last if last and last.status == VerificationStatus.INITIATED else steps.begin(inquiry, kind)


def _end(
    capture: Capture,
    state: CaptureState,
    *,
    reason: str = "",
    blobs: list[str] | None = None,
    facts: dict[str, Any] | None = None,
    times: list[list[int]] | None = None,
) -> None:
    capture.state, capture.reason, capture.ended_at = state, reason[:40], timezone.now()
    capture.blobs = blobs or []
    capture.facts = {**capture.facts, **_known(facts or {}), **({"times": times} if times else {})}
    capture.save()
