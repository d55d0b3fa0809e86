"""Who belongs to staff. The record of what they do lies in the ledger and in the vault's looks."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models

from bonafide.ids import new_id


class Role(models.TextChoices):
    """What a member of staff may do; an admin may also invite and suspend."""

    REVIEWER = "reviewer"
    ADMIN = "admin"


class StaffMember(models.Model):
    """A person of the platform who may look and decide, known elsewhere only by the opaque id."""

    id = models.CharField(primary_key=True, max_length=40, default=partial(new_id, "stf"), editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_member")
    role = models.CharField(max_length=10, choices=Role, default=Role.REVIEWER)
    created_at = models.DateTimeField(auto_now_add=True)
    suspended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.pk


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
