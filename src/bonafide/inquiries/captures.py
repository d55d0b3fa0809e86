"""Live captures: the only door for pictures. Each has a nonce, a time limit and exactly one end."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bonafide.engine.evidence import Challenge, Frame
from bonafide.engine.face.challenge import new_challenge
from bonafide.errors import ConflictError, ForbiddenError
from bonafide.ids import token_digest
from bonafide.inquiries import consent, rulings, steps, submission, transitions
from bonafide.inquiries.models import (
    Capture,
    CaptureKind,
    CaptureState,
    Inquiry,
    InquirySession,
    SessionStatus,
    Verification,
    VerificationKind,
    VerificationStatus,
)
from bonafide.inquiries.steps import Step
from bonafide.rows import hold
from bonafide.vault import service as vault

DOCUMENT_TTL = timedelta(minutes=10)
SELFIE_TTL = timedelta(seconds=75)
"""The challenge's 60 s plus what is on its way through a slow network."""
IN_HAND_TTL = timedelta(seconds=90)
MAX_CAPTURES = {
    CaptureKind.FRONT: 40,
    CaptureKind.BACK: 40,
    CaptureKind.SELFIE: 12,
    CaptureKind.IN_HAND: 12,
}
"""How often a camera may be started for nothing. Few for the face: each start shows a new challenge."""
_COUNTS_AS_TRY = {"wrong_order": "pose_order_incorrect", "expired": "challenge_expired"}
_STEP_OF = {
    CaptureKind.FRONT: Step.DOCUMENT_FRONT,
    CaptureKind.BACK: Step.DOCUMENT_BACK,
    CaptureKind.SELFIE: Step.SELFIE,
    CaptureKind.IN_HAND: Step.IN_HAND,
}
_TTL_OF = {CaptureKind.SELFIE: SELFIE_TTL, CaptureKind.IN_HAND: IN_HAND_TTL}
_FACT_KEYS = frozenset(
    {
        *("width", "height", "frame_rate", "label_hash", "facing", "frames", "latency_ms", "button", "hints"),
        *("capabilities", "asked_again"),
        *("probe_width", "probe_height", "probe_got_width", "probe_got_height"),
        *("probe_ms", "probe_waited_ms"),
    }
)


@dataclass(frozen=True, slots=True)
class Started:
    """What the camera page gets; moves and colours of the challenge are told one at a time."""

    capture_id: str
    nonce: str
    ttl_ms: int
    challenge: Challenge | None = None


@transaction.atomic
def start(
    session: InquirySession,
    kind: CaptureKind,
    facts: dict[str, Any],
    *,
    light: bool = True,
    turns: bool = True,
) -> Started:
    """Open a capture once the camera runs; `light` False asks for moves only, and for more of them.

    `turns` False asks for nods instead of turns of the head. Without both nothing is left that a machine could
    judge, and a person does.

    Raises ConflictError (no_consent, wrong_step, too_many_captures, person_needed).
    """
    inquiry = hold(Inquiry.objects.select_related("environment")).get(pk=session.inquiry_id)
    if not consent.has_consent(inquiry):
        raise ConflictError("Consent comes first.", code="no_consent")
    _require_step(inquiry, kind)
    selfie = kind == CaptureKind.SELFIE
    if selfie and not (light or turns or inquiry.human_route):
        raise ConflictError("Without turns the light is needed; a person can look.", code="person_needed")
    if steps.open_captures(inquiry, kind) >= MAX_CAPTURES[kind]:
        raise ConflictError("The camera was started too often.", code="too_many_captures")
    inquiry.captures.filter(kind=kind, state=CaptureState.OPEN).update(
        state=CaptureState.FAILED, reason="replaced", ended_at=timezone.now()
    )
    nonce = secrets.token_urlsafe(24)
    light = light or not turns
    challenge = new_challenge(nonce, random.SystemRandom(), light=light, turns=turns) if selfie else None
    ttl = _TTL_OF.get(kind, DOCUMENT_TTL)
    capture = Capture.objects.create(
        session=session,
        inquiry=inquiry,
        kind=kind,
        nonce_digest=token_digest(nonce),
        moves=[move.value for move in challenge.moves] if challenge else [],
        facts=_known(facts) | _asked(challenge),
        expires_at=timezone.now() + ttl,
    )
    ttl_ms = challenge.ttl_ms if challenge else int(ttl.total_seconds() * 1000)
    return Started(capture.pk, nonce, ttl_ms, challenge)


def _asked(challenge: Challenge | None) -> dict[str, Any]:
    """What is kept of a challenge beside its moves."""
    if challenge is None:
        return {}
    return {"colours": [colour.value for colour in challenge.colours], "order_bits": challenge.order_bits}


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    """Numbers and short words about the camera; anything else is dropped."""
    return {
        key: value[:64] if isinstance(value, str) else value
        for key, value in facts.items()
        if key in _FACT_KEYS and isinstance(value, str | int | float | bool)
    }


def _require_step(inquiry: Inquiry, kind: str) -> None:
    if not transitions.is_live(inquiry) or inquiry.expires_at <= timezone.now():
        raise ConflictError("This inquiry is closed.", code="inquiry_closed")
    if steps.current(inquiry) != _STEP_OF[CaptureKind(kind)]:
        raise ConflictError("This is not the next step.", code="wrong_step")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a live frame has to know of the visit that it comes from."""

    session_id: str
    human_route: bool


_STANDING = """
SELECT visit.id, inquiry.human_route
FROM inquiries_capture capture
JOIN inquiries_inquirysession visit ON visit.id = capture.session_id
JOIN inquiries_inquiry inquiry ON inquiry.id = visit.inquiry_id
WHERE capture.id = %s AND capture.nonce_digest = %s AND capture.state = %s AND capture.expires_at > %s
AND visit.token_digest = %s AND visit.status <> %s AND visit.expires_at > %s
"""


def standing(token: str, capture_id: str, nonce: str) -> Standing | None:
    """Look once for an open capture of the visit with this token, as `service.session_of` and `check` together do.

    Ten times a second for each person, hence one narrow question in words of its own: building it anew from the
    models took a tenth of what a frame costs. None where anything does not hold; what it was, those two say.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    asked = [capture_id, token_digest(nonce), CaptureState.OPEN.value, now]
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [*asked, token_digest(token), SessionStatus.EXPIRED.value, now])
        found = cursor.fetchone()
    return None if found is None else Standing(found[0], bool(found[1]))


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
def fail(session: InquirySession, capture_id: str, nonce: str, reason: str) -> Step:
    """End a capture without a picture; a challenge answered wrongly or too late is a failed try."""
    inquiry = _locked(session)
    capture = check(session, capture_id, nonce)
    _end(capture, CaptureState.FAILED, reason=reason)
    if capture.kind == CaptureKind.SELFIE and reason in _COUNTS_AS_TRY and transitions.is_live(inquiry):
        verification = _open_try(inquiry, VerificationKind.SELFIE)
        verification.selfie = capture
        rulings.challenge_failed(verification, _COUNTS_AS_TRY[reason])
    return steps.current(inquiry)


def submit_document(
    session: InquirySession,
    capture_id: str,
    nonce: str,
    jpeg: bytes,
    facts: dict[str, Any],
    *,
    burst: Sequence[bytes] = (),
) -> Step:
    """Seal a side and the previews before it; with the last side in, submit. All of it or nothing.

    The picture is the first blob of the capture, the previews of `burst` follow in their order.
    """
    subject = session.inquiry.account.subject
    capture = check(session, capture_id, nonce)
    purposes = [f"examine {capture.kind}", *["physical presence"] * len(burst)]
    pictures = list(zip([jpeg, *burst], purposes, strict=True))
    blobs = vault.prepare_many(subject, "document_frame", pictures)
    with transaction.atomic():
        inquiry, capture = _ready(session, capture_id, nonce)
        vault.keep(blobs)
        _end(capture, CaptureState.DONE, blobs=[blob.pk for blob in blobs], facts=facts)
        verification = _open_try(inquiry, VerificationKind.GOVERNMENT_ID)
        side = "front" if capture.kind == CaptureKind.FRONT else "back"
        setattr(verification, side, capture)
        if side == "front" and steps.needs_back(inquiry):
            verification.save()
        else:
            submission.submit(verification)
        return steps.current(inquiry)


def submit_selfie(
    session: InquirySession,
    capture_id: str,
    nonce: str,
    frames: list[Frame],
    facts: dict[str, Any],
    *,
    challenge: Challenge | None = None,
) -> Step:
    """Seal the chosen frames and submit, unless the document is to be held beside the face. All of it or nothing.

    `challenge` is what was asked in the end: a turn may have been asked again, moves instead of the light.
    """
    subject = session.inquiry.account.subject
    check(session, capture_id, nonce)
    # Encrypted and on disk before the transaction, so that no writer waits for thirty files.
    blobs = vault.prepare_many(subject, "selfie_frame", [(f.jpeg, "liveness and match") for f in frames])
    times = [[f.seq, f.client_ms, f.server_ms, f.light, f.light_ms] for f in frames]
    with transaction.atomic():
        inquiry, capture = _ready(session, capture_id, nonce)
        vault.keep(blobs)
        if challenge is not None:
            capture.moves = [move.value for move in challenge.moves]
            capture.facts |= _asked(challenge)
        _end(capture, CaptureState.DONE, blobs=[blob.pk for blob in blobs], facts=facts, times=times)
        verification = _open_try(inquiry, VerificationKind.SELFIE)
        verification.selfie = capture
        if steps.needs_in_hand(inquiry):
            verification.save()
        else:
            submission.submit(verification)
        return steps.current(inquiry)


def submit_in_hand(
    session: InquirySession, capture_id: str, nonce: str, frames: list[Frame], facts: dict[str, Any]
) -> Step:
    """Seal the frames of the document beside the face and submit the try. All of it or nothing."""
    subject = session.inquiry.account.subject
    check(session, capture_id, nonce)
    blobs = vault.prepare_many(subject, "selfie_frame", [(f.jpeg, "ID in hand") for f in frames])
    times = [[f.seq, f.client_ms, f.server_ms] for f in frames]
    with transaction.atomic():
        inquiry, capture = _ready(session, capture_id, nonce)
        vault.keep(blobs)
        _end(capture, CaptureState.DONE, blobs=[blob.pk for blob in blobs], facts=facts, times=times)
        verification = _open_try(inquiry, VerificationKind.SELFIE)
        verification.in_hand = capture
        submission.submit(verification)
        return steps.current(inquiry)


def _ready(session: InquirySession, capture_id: str, nonce: str) -> tuple[Inquiry, Capture]:
    """Lock the inquiry and look at everything again: it may have been decided or erased meanwhile."""
    inquiry = _locked(session)
    capture = check(session, capture_id, nonce)
    _require_step(inquiry, capture.kind)
    return inquiry, capture


def _locked(session: InquirySession) -> Inquiry:
    rows = Inquiry.objects.select_related("account__subject", "environment")
    return hold(rows).get(pk=session.inquiry_id)


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
    capture.save(update_fields=["state", "reason", "ended_at", "blobs", "facts", "moves"])
