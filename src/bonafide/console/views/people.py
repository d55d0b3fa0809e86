"""The staff page: who belongs to it, invite, suspend."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafide.console import gate, staff
from bonafide.console.models import Invitation, Role, StaffMember
from bonafide.console.views.base import for_admins, proved_anew


@require_GET
@for_admins
def people(request: HttpRequest, member: StaffMember) -> HttpResponse:
    """List staff and open invitations."""
    return render(request, "console/people.html", _context(member))


def _context(member: StaffMember) -> dict[str, object]:
    factors = Authenticator.objects.filter(type__in=gate.FACTORS).values_list("user_id", flat=True)
    return {
        "member": member,
        "staff": StaffMember.objects.select_related("user").order_by("created_at"),
        "enrolled": set(factors),
        "invitations": Invitation.objects.filter(used_at=None, expires_at__gt=timezone.now()),
        "roles": Role.values,
    }


@require_POST
@for_admins
@proved_anew
def invite(request: HttpRequest, member: StaffMember) -> HttpResponse:
    """Make an invitation and show its address, once."""
    role = Role.ADMIN if request.POST.get("role") == Role.ADMIN else Role.REVIEWER
    address = staff.invite(role, actor=member.pk)
    return render(
        request, "console/people.html", _context(member) | {"address": address, "address_role": role}
    )


@require_POST
@for_admins
@proved_anew
def suspend(request: HttpRequest, member: StaffMember, member_id: str) -> HttpResponse:
    """Lock a member of staff out."""
    staff.suspend(staff.find(member_id), actor=member)
    messages.success(request, _("Suspended. Open sessions have ended."))
    return redirect("console:people")


@require_POST
@for_admins
@proved_anew
def reinstate(request: HttpRequest, member: StaffMember, member_id: str) -> HttpResponse:
    """Let a suspended member in again."""
    staff.reinstate(staff.find(member_id), actor=member)
    messages.success(request, _("Let in again."))
    return redirect("console:people")
