"""Invite staff, take an invitation up."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bonafide.console.models import Invitation, Role, StaffMember
from bonafide.errors import ForbiddenError
from bonafide.ids import token_digest
from bonafide.ledger import service as ledger

INVITATION_LIFE = timedelta(hours=48)


@transaction.atomic
def invite(role: Role) -> str:
    """Make an invitation and return its address; it works once, for two days."""
    code = secrets.token_urlsafe(24)
    made = Invitation.objects.create(
        role=role, code_digest=token_digest(code), expires_at=timezone.now() + INVITATION_LIFE
    )
    ledger.append("staff", {"action": "invited", "target": made.pk, "role": role.value})
    return f"{settings.BONAFIDE.base_url}/console/join?code={code}"


def invitation(code: str) -> Invitation:
    """The open invitation of this code. Raises ForbiddenError (invitation_unknown, _used, _expired)."""
    found = Invitation.objects.filter(code_digest=token_digest(code)).first()
    if found is None:
        raise ForbiddenError("This invitation is not known here.", code="invitation_unknown")
    if found.used_at is not None:
        raise ForbiddenError("This invitation was already used.", code="invitation_used")
    if found.expires_at <= timezone.now():
        raise ForbiddenError("This invitation has expired; ask for a new one.", code="invitation_expired")
    return found


@transaction.atomic
def join(code: str, user: User) -> StaffMember:
    """Use the invitation up for this user. Raises ForbiddenError."""
    Invitation.objects.select_for_update().filter(code_digest=token_digest(code)).first()
    found = invitation(code)
    found.used_at = timezone.now()
    found.save()
    member = StaffMember.objects.create(user=user, role=found.role)
    ledger.append("staff", {"action": "joined", "target": member.pk, "role": found.role})
    return member
