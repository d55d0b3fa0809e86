"""What a reviewer does on an inquiry: open evidence, fetch a picture, decide, answer, erase."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafide.console import deciding, evidence, viewing, watermark
from bonafide.console.models import StaffMember
from bonafide.console.views.base import for_admins, for_staff, proved_anew
from bonafide.console.views.base import inquiry as find
from bonafide.console.views.inquiry import refused
from bonafide.errors import BonafideError, InvalidInputError, NotFoundError
from bonafide.inquiries import service
from bonafide.inquiries.models import Inquiry
from bonafide.ledger import service as ledger
from bonafide.vault import service as vault


def _back(inquiry: Inquiry, place: str = "") -> HttpResponse:
    response = redirect("console:inquiry", inquiry_id=inquiry.pk)
    response["Location"] += place
    return response


@require_POST
@for_staff
def open_evidence(request: HttpRequest, member: StaffMember, inquiry_id: str) -> HttpResponse:
    """Open pictures and fields for fifteen minutes, for a reason."""
    inquiry = find(inquiry_id)
    try:
        viewing.open_for(
            request,
            member,
            inquiry,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
        )
    except BonafideError as error:
        return refused(request, member, inquiry, "open", error)
    return _back(inquiry, "#evidence")


@require_POST
@for_staff
def close_evidence(request: HttpRequest, member: StaffMember, inquiry_id: str) -> HttpResponse:
    """Hide it again at once."""
    inquiry = find(inquiry_id)
    viewing.end(request, member, inquiry)
    return _back(inquiry)


@require_GET
@for_staff
def picture(
    request: HttpRequest, member: StaffMember, inquiry_id: str, verification_id: str, name: str
) -> HttpResponse:
    """One picture with the mark of who looks; the look is in the log before a byte is given."""
    inquiry = find(inquiry_id)
    opened = viewing.require(request, member, inquiry)
    blob = evidence.picture(inquiry, verification_id, name)
    jpeg = vault.look(blob, actor=member.pk, reason=opened.reason)
    response = HttpResponse(watermark.marked(jpeg, member.pk, timezone.now()), content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
@for_staff
def decide(request: HttpRequest, member: StaffMember, inquiry_id: str) -> HttpResponse:
    """Approve, decline or mark for review."""
    inquiry = find(inquiry_id)
    typed = request.POST
    try:
        deciding.decide(
            member,
            inquiry,
            action=typed.get("action", ""),
            comment=typed.get("comment", ""),
            reason=typed.get("reason", ""),
            seen=typed.get("seen", ""),
        )
    except BonafideError as error:
        return refused(request, member, inquiry, "decide", error)
    messages.success(request, _("Your decision is recorded."))
    return _back(inquiry)


@require_POST
@for_staff
def answered(request: HttpRequest, member: StaffMember, inquiry_id: str, message_id: str) -> HttpResponse:
    """Mark a letter as answered; who did it is a leaf of the ledger."""
    inquiry = find(inquiry_id)
    with transaction.atomic():
        changed = inquiry.messages.filter(pk=message_id, answered_at=None).update(answered_at=timezone.now())
        if not changed:
            raise NotFoundError("There is no such open message.")
        body = {"action": "message_answered", "target": message_id, "actor": member.pk}
        ledger.append("staff", body | {"inquiry": inquiry.pk})
    messages.success(request, _("Marked as answered."))
    return _back(inquiry, "#messages")


@require_POST
@for_admins
@proved_anew
def erase(request: HttpRequest, member: StaffMember, inquiry_id: str) -> HttpResponse:
    """Erase what this inquiry holds; the end of its identifier is typed to confirm."""
    inquiry = find(inquiry_id)
    if request.POST.get("confirmation", "").strip() != inquiry.pk[-6:]:
        wrong = InvalidInputError("The confirmation does not match.", code="bad_confirmation")
        return refused(request, member, inquiry, "erase", wrong)
    try:
        receipt = service.redact(inquiry, actor=member.pk)
    except BonafideError as error:
        return refused(request, member, inquiry, "erase", error)
    said = _("Erased: %(blobs)s sealed values are gone for good. Ledger leaf %(leaf)s.")
    messages.success(request, said % {"blobs": receipt["blobs"], "leaf": receipt["leaf"]})
    return redirect(reverse("console:inquiry", args=[inquiry.pk]))
