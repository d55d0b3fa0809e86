"""Invite staff, take an invitation up, suspend and let back in. Each is a leaf of the ledger."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from bonafide.console.models import Invitation, Role, StaffMember
from bonafide.errors import ConflictError, ForbiddenError, NotFoundError
from bonafide.ids import token_digest
from bonafide.ledger import service as ledger
from bonafide.rows import hold

INVITATION_LIFE = timedelta(hours=48)


@transaction.atomic
def invite(role: Role, *, actor: str = "cli") -> str:
    """Make an invitation and return its address; it works once, for two days."""
    code = secrets.token_urlsafe(24)
    made = Invitation.objects.create(
        role=role, code_digest=token_digest(code), expires_at=timezone.now() + INVITATION_LIFE
    )
    ledger.append("staff", {"action": "invited", "target": made.pk, "role": role.value, "actor": actor})
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
    hold(Invitation.objects.filter(code_digest=token_digest(code))).first()
    found = invitation(code)
    found.used_at = timezone.now()
    found.save()
    member = StaffMember.objects.create(user=user, role=found.role)
    ledger.append("staff", {"action": "joined", "target": member.pk, "role": found.role})
    return member


@transaction.atomic
def join_new(code: str, username: str, password: str) -> StaffMember:
    """Make the login and use the invitation up, both or neither. Raises ForbiddenError."""
    user = User(username=username)
    user.set_password(password)
    user.save()
    return join(code, user)


def find(member_id: str) -> StaffMember:
    """One member of staff. Raises NotFoundError."""
    found = StaffMember.objects.select_related("user").filter(pk=member_id).first()
    if found is None:
        raise NotFoundError("There is no such member of staff.")
    return found


@transaction.atomic
def suspend(member: StaffMember, *, actor: StaffMember) -> None:
    """Lock out at once: sessions end. Raises ConflictError (own_account, already_suspended)."""
    if member.pk == actor.pk:
        raise ConflictError("Nobody suspends the own account; ask another admin.", code="own_account")
    if not StaffMember.objects.filter(pk=member.pk, suspended_at=None).update(suspended_at=timezone.now()):
        raise ConflictError("This member is suspended already.", code="already_suspended")
    User.objects.filter(pk=member.user_id).update(is_active=False)
    _end_sessions(member.user_id)
    ledger.append("staff", {"action": "suspended", "target": member.pk, "actor": actor.pk})


@transaction.atomic
def reinstate(member: StaffMember, *, actor: StaffMember) -> None:
    """Let a suspended member in again. Raises ConflictError (not_suspended)."""
    if not StaffMember.objects.filter(pk=member.pk).exclude(suspended_at=None).update(suspended_at=None):
        raise ConflictError("This member is not suspended.", code="not_suspended")
    User.objects.filter(pk=member.user_id).update(is_active=True)
    ledger.append("staff", {"action": "reinstated", "target": member.pk, "actor": actor.pk})


def _end_sessions(user_id: int) -> None:
    """Sessions are found by opening each one: only staff have any, so there are few."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user_id):
            session.delete()
