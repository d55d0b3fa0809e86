"""Who belongs to staff, and why they opened evidence. What they did lies in the ledger and the looks."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from django.conf import settings
from django.db import models

from bonafide.ids import new_id
from bonafide.inquiries.models import Inquiry


class Role(models.TextChoices):
    """What a member of staff may do; an admin may also invite, suspend and erase."""

    REVIEWER = "reviewer"
    ADMIN = "admin"


class StaffMember(models.Model):
    """A person of the platform who may look and decide, known elsewhere only by the opaque id."""

    id = models.CharField(primary_key=True, max_length=40, default=partial(new_id, "stf"), editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_member"
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.REVIEWER)
    created_at = models.DateTimeField(auto_now_add=True)
    suspended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.pk

    @property
    def is_admin(self) -> bool:
        """Whether this person may invite, suspend and erase."""
        return self.role == Role.ADMIN


class Invitation(models.Model):
    """A one-time address at which a member of staff joins. Only the SHA-256 of its code is kept."""

    id = models.CharField(primary_key=True, max_length=40, default=partial(new_id, "inv"), editable=False)
    role = models.CharField(max_length=10, choices=Role, default=Role.REVIEWER)
    code_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.role}"


class LookReason(models.TextChoices):
    """Why a member of staff opens sealed evidence: the word that every look is logged with."""

    REVIEW = "review"
    APPEAL = "appeal"
    CONTACT = "contact"
    QUALITY = "quality_check"
    LEGAL = "legal_process"


class Viewing(models.Model):
    """One opening of one inquiry's evidence by one person for a stated reason, for a few minutes.

    Purpose: says why the looks that follow were made. Clock: as the looks, three years; the optional note is
    sealed in the vault and goes with the inquiry, or after its own clock there.
    """

    id = models.CharField(primary_key=True, max_length=40, default=partial(new_id, "view"), editable=False)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="viewings")
    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="viewings")
    reason = models.CharField(max_length=16, choices=LookReason)
    note_blob = models.CharField(max_length=40, default="")
    opened_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["inquiry", "opened_at"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.reason}"
