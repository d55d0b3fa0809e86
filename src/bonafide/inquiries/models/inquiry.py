"""The inquiry: one person asked once, with the sessions, links and consents that belong to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bonafide.accounts.models import Account, Environment
from bonafide.ids import new_id


def _inquiry_id() -> str:
    return new_id("inq")


def _session_id() -> str:
    return new_id("iqse")


def _link_id() -> str:
    return new_id("otl")


def _consent_id() -> str:
    return new_id("cns")


class InquiryStatus(models.TextChoices):
    """Where an inquiry stands (design, section 5)."""

    CREATED = "created"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"
    NEEDS_REVIEW = "needs_review"
    APPROVED = "approved"
    DECLINED = "declined"


class Inquiry(models.Model):
    """One request to verify one applicant."""

    id = models.CharField(primary_key=True, max_length=40, default=_inquiry_id)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    template_id = models.CharField(max_length=60)
    template_version = models.CharField(max_length=60)
    status = models.CharField(max_length=14, choices=InquiryStatus, default=InquiryStatus.CREATED)
    rule = models.CharField(max_length=80, default="")
    """Identifier of the platform's published rule that asked, such as `advanced-capability@2`."""
    rule_text = models.CharField(max_length=400, default="")
    """That rule in plain words, shown to the applicant. Never personal data."""
    redirect_uri = models.CharField(max_length=500, default="")
    language = models.CharField(max_length=12, default="")
    fields_blob = models.CharField(max_length=40, default="")
    """Sealed JSON of the fields the platform sent along."""
    human_route = models.BooleanField(default=False)
    """The applicant asked for a person instead of automatic face matching."""
    selected_country = models.CharField(max_length=3, default="")
    selected_class = models.CharField(max_length=8, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    marked_for_review_at = models.DateTimeField(null=True)
    decisioned_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    redacted_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    start_seconds = models.PositiveIntegerField(default=86_400)
    resume_seconds = models.PositiveIntegerField(default=86_400)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["environment", "created_at"]),
            models.Index(fields=["status", "marked_for_review_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"


class SessionStatus(models.TextChoices):
    """Life of one device's visit."""

    NEW = "new"
    ACTIVE = "active"
    EXPIRED = "expired"


class InquirySession(models.Model):
    """One device's visit. The bearer token is known to the device alone; its SHA-256 is kept."""

    id = models.CharField(primary_key=True, max_length=40, default=_session_id)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="sessions")
    status = models.CharField(max_length=8, choices=SessionStatus, default=SessionStatus.ACTIVE)
    token_digest = models.CharField(max_length=64, unique=True)
    device_type = models.CharField(max_length=10, default="desktop")
    handoff_method = models.CharField(max_length=8, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"


class LinkPurpose(models.TextChoices):
    """Why a one-time link was made."""

    START = "start"
    HANDOFF = "handoff"


class OneTimeLink(models.Model):
    """A link that opens one session once. Only the SHA-256 of its code is kept."""

    id = models.CharField(primary_key=True, max_length=40, default=_link_id)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=8, choices=LinkPurpose)
    code_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.purpose}"


class Consent(models.Model):
    """What the applicant agreed to: version and SHA-256 of the shown text, language and time."""

    id = models.CharField(primary_key=True, max_length=40, default=_consent_id)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="consents")
    text_version = models.CharField(max_length=20)
    text_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    biometric = models.BooleanField()
    """False: the person agreed to a document check by a human, not to automatic face matching."""
    keeps_face = models.BooleanField(default=False)
    """The person agreed, apart from the rest, that the face is kept in numbers and searched on other accounts."""
    recognises = models.BooleanField(default=False)
    """The person agreed, apart from the rest, that the face is kept in numbers to be recognised by it later."""
    recognises_until = models.DateTimeField(null=True)
    """When the person took that back; what was decided until then stays valid."""
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.text_version} {self.language}"
