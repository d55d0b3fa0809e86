"""Make an inquiry, open it, end it. Every change of status records its event in the same transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment
from bonafide.errors import ConflictError, ErasedError, ForbiddenError, InvalidInputError, NotFoundError
from bonafide.ids import token_digest
from bonafide.inquiries import again, facts, redaction, transitions
from bonafide.inquiries.models import (
    Inquiry,
    InquirySession,
    InquiryStatus,
    LinkPurpose,
    Message,
    MessageKind,
    OneTimeLink,
    SessionStatus,
)
from bonafide.policy.templates import template as find_template
from bonafide.rows import hold
from bonafide.vault import service as vault

MAX_SESSIONS = 25
MAX_LINKS = 50
MAX_MESSAGES = 20
MAX_MESSAGE_CHARS = 4000
_OPEN = {InquiryStatus.CREATED, InquiryStatus.PENDING}


@transaction.atomic
def create(
    environment: Environment,
    *,
    reference: str | None = None,
    template_id: str | None = None,
    fields: dict[str, Any] | None = None,
    rule: str = "",
    rule_text: str = "",
    redirect_uri: str = "",
    language: str = "",
    create_seconds: int = 86_400,
    start_seconds: int = 86_400,
    resume_seconds: int = 86_400,
) -> Inquiry:
    """Ask one applicant.

    Raises:
        InvalidInputError, NotFoundError: see accounts and templates.
        ConflictError: not_enabled or no_kept_face, where the template asks for the face alone.

    """
    chosen = find_template(template_id) if template_id else find_template()
    account = (
        accounts.get_or_create(environment, reference)
        if reference
        else accounts.create_anonymous(environment)
    )
    if chosen.is_again:
        again.require(account)
    inquiry = Inquiry.objects.create(
        environment=environment,
        account=account,
        template_id=chosen.id,
        template_version=chosen.version,
        rule=rule,
        rule_text=rule_text,
        redirect_uri=redirect_uri,
        language=language,
        expires_at=timezone.now() + timedelta(seconds=create_seconds),
        start_seconds=start_seconds,
        resume_seconds=resume_seconds,
    )
    if fields:
        blob = vault.seal_json(account.subject, "fields", fields, purpose="fields the platform sent")
        inquiry.fields_blob = blob.pk
        inquiry.save()
    transitions.announce(inquiry, "created")
    return inquiry


def get(environment: Environment, inquiry_id: str) -> Inquiry:
    """One inquiry of this environment. Raises NotFoundError."""
    found = Inquiry.objects.select_related("account__subject", "environment")
    inquiry = found.filter(environment=environment, pk=inquiry_id).first()
    if inquiry is None:
        raise NotFoundError("Record not found")
    return inquiry


def fields(inquiry: Inquiry) -> dict[str, Any]:
    """What the platform sent along; empty once redacted or past its clock."""
    if not inquiry.fields_blob or inquiry.redacted_at is not None:
        return {}
    try:
        opened: dict[str, Any] = vault.open_json(inquiry.fields_blob)
    except (ErasedError, NotFoundError):  # their clock ran out
        return {}
    return opened


@transaction.atomic
def make_link(inquiry: Inquiry, purpose: LinkPurpose = LinkPurpose.START, seconds: int = 86_400) -> str:
    """An address that opens this inquiry once. Raises ConflictError (inquiry_closed, too_many_links)."""
    _require_open(hold(Inquiry.objects.all()).get(pk=inquiry.pk))
    if inquiry.links.count() >= MAX_LINKS:
        raise ConflictError("Too many links were made for this inquiry.", code="too_many_links")
    code = secrets.token_urlsafe(24)
    OneTimeLink.objects.create(
        inquiry=inquiry,
        purpose=purpose,
        code_digest=token_digest(code),
        expires_at=timezone.now() + timedelta(seconds=seconds),
    )
    return f"{settings.BONAFIDE.base_url}/verify?code={code}"


@transaction.atomic
def open_link(code: str, *, device_type: str) -> tuple[InquirySession, str]:
    """Use a link up. Raises ForbiddenError (link_unknown, link_used, link_expired, inquiry_closed)."""
    links = OneTimeLink.objects.filter(code_digest=token_digest(code))
    inquiry = hold(Inquiry.objects.filter(pk__in=links.values("inquiry"))).first()
    link = hold(links).first()
    if link is None or inquiry is None:
        raise ForbiddenError("This link is not known here.", code="link_unknown")
    if link.used_at is not None:
        raise ForbiddenError("This link was already used.", code="link_used")
    if link.expires_at <= timezone.now():
        raise ForbiddenError("This link has expired.", code="link_expired")
    _require_open(inquiry)
    link.used_at = timezone.now()
    link.save()
    method = "qr" if link.purpose == LinkPurpose.HANDOFF else ""
    return _new_session(inquiry, device_type=device_type, handoff_method=method)


def _new_session(
    inquiry: Inquiry, *, device_type: str, handoff_method: str = ""
) -> tuple[InquirySession, str]:
    if inquiry.sessions.count() >= MAX_SESSIONS:
        raise ForbiddenError("This inquiry was opened too often.", code="inquiry_closed")
    token = secrets.token_urlsafe(32)
    session = InquirySession.objects.create(
        inquiry=inquiry,
        token_digest=token_digest(token),
        device_type=device_type[:10],
        handoff_method=handoff_method,
        expires_at=timezone.now() + timedelta(days=15),
    )
    return session, token


def session_of(token: str) -> InquirySession:
    """The visit a bearer token belongs to. Raises ForbiddenError (session_unknown, session_expired)."""
    rows = InquirySession.objects.select_related("inquiry__account__subject", "inquiry__environment")
    return _open_session(rows, token)


def followed(token: str) -> facts.Followed:
    """The same for a page that waits, in one narrow question. Raises what `session_of` raises."""
    return facts.followed(_open_session(facts.FOLLOWED, token))


def _open_session(rows: QuerySet[InquirySession], token: str) -> InquirySession:
    session = rows.filter(token_digest=token_digest(token)).first()
    if session is None:
        raise ForbiddenError("This visit is not known here.", code="session_unknown")
    if session.status == SessionStatus.EXPIRED or session.expires_at <= timezone.now():
        raise ForbiddenError("This visit has ended.", code="session_expired")
    return session


@transaction.atomic
def resume(inquiry: Inquiry) -> Inquiry:
    """Open an expired or pending inquiry again. Raises ConflictError (inquiry_closed)."""
    fresh = hold(Inquiry.objects.all()).get(pk=inquiry.pk)
    if fresh.redacted_at is not None or fresh.status not in _OPEN | {InquiryStatus.EXPIRED}:
        raise ConflictError("This inquiry is closed.", code="inquiry_closed")
    if fresh.status == InquiryStatus.EXPIRED:
        fresh.status = InquiryStatus.PENDING if fresh.started_at else InquiryStatus.CREATED
        fresh.expired_at = None
    fresh.expires_at = timezone.now() + timedelta(seconds=fresh.resume_seconds)
    fresh.save(update_fields=["status", "expired_at", "expires_at", "updated_at"])
    return fresh


def _require_open(inquiry: Inquiry) -> None:
    over = inquiry.status in _OPEN and inquiry.expires_at <= timezone.now()
    if inquiry.redacted_at is not None or inquiry.status == InquiryStatus.EXPIRED or over:
        raise ConflictError("This inquiry is closed.", code="inquiry_closed")


@transaction.atomic
def leave_message(inquiry: Inquiry, kind: MessageKind, text: str, language: str) -> Message:
    """Keep the applicant's words for a person.

    Raises InvalidInputError (empty_message, too_many_messages) and ConflictError (inquiry_closed: it was erased).
    """
    words = text.strip()[:MAX_MESSAGE_CHARS]
    if not words:
        raise InvalidInputError("The message is empty.", code="empty_message")
    if hold(Inquiry.objects.all()).get(pk=inquiry.pk).redacted_at is not None:
        raise ConflictError("This inquiry is closed.", code="inquiry_closed")
    if inquiry.messages.count() >= MAX_MESSAGES:
        raise InvalidInputError("There are too many messages already.", code="too_many_messages")
    subject = inquiry.account.subject
    blob = vault.seal_json(subject, "message", words, purpose=f"{kind} of the applicant")
    return Message.objects.create(inquiry=inquiry, kind=kind, blob=blob.pk, language=language)


def approve(inquiry: Inquiry, *, actor: str, comment: str = "", reasons: Sequence[str] = ()) -> Inquiry:
    """A person or the platform approves. Raises ConflictError (not_decidable)."""
    return transitions.decide_by_hand(inquiry, InquiryStatus.APPROVED, actor, comment, reasons)


def decline(inquiry: Inquiry, *, actor: str, comment: str = "", reasons: Sequence[str] = ()) -> Inquiry:
    """A person or the platform declines. Raises ConflictError (not_decidable)."""
    return transitions.decide_by_hand(inquiry, InquiryStatus.DECLINED, actor, comment, reasons)


def mark_for_review(
    inquiry: Inquiry, *, actor: str, comment: str = "", reasons: Sequence[str] = ()
) -> Inquiry:
    """Send it to a person. Raises ConflictError (not_decidable)."""
    return transitions.decide_by_hand(inquiry, InquiryStatus.NEEDS_REVIEW, actor, comment, reasons)


def redact(inquiry: Inquiry, *, actor: str) -> dict[str, Any]:
    """Erase what this inquiry holds. Raises ConflictError (already_redacted)."""
    return redaction.redact(inquiry, actor=actor)
