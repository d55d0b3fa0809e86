"""The page of one inquiry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bonafide.console import deciding, evidence, timeline, trail, viewing
from bonafide.console.models import LookReason, StaffMember, Viewing
from bonafide.console.views.base import for_staff
from bonafide.console.views.base import inquiry as find
from bonafide.errors import BonafideError, ErasedError
from bonafide.inquiries import transitions
from bonafide.inquiries.models import Inquiry, Verification, VerificationKind
from bonafide.traces import service as traces


@require_GET
@for_staff
def page(request: HttpRequest, member: StaffMember, inquiry_id: str) -> HttpResponse:
    """Show one inquiry; sealed things only under an open viewing."""
    return render(request, "console/inquiry.html", context(request, member, find(inquiry_id)))


def refused(
    request: HttpRequest, member: StaffMember, inquiry: Inquiry, form: str, error: BonafideError
) -> HttpResponse:
    """Show the page again with what was wrong with one of its forms; typed words are kept."""
    filled = context(request, member, inquiry) | {
        "wrong": {"form": form, "code": error.code},
        "typed": request.POST,
    }
    return render(request, "console/inquiry.html", filled, status=error.status)


def context(request: HttpRequest, member: StaffMember, inquiry: Inquiry) -> dict[str, Any]:
    """Everything the page shows."""
    leaves = trail.leaves_of(inquiry)
    opened = viewing.current(request, member, inquiry)
    latest = deciding.newest(inquiry)
    return {
        "member": member,
        "inquiry": inquiry,
        "opened": opened,
        "look_reasons": LookReason.values,
        "obstacle": deciding.obstacle(member, inquiry),
        "grounds": transitions.has_grounds(inquiry),
        "decline_codes": deciding.decline_codes(),
        "latest": latest,
        "details": deciding.details(latest) if latest else None,
        "entries": timeline.entries(inquiry, leaves),
        "looks": timeline.looks(inquiry, leaves),
        "people": trail.people(),
        "traces": traces.shown(inquiry.account, inquiry.pk),
        "letters": inquiry.messages.order_by("created_at"),
        "confirmation": inquiry.pk[-6:],
        **_parts(request, inquiry, opened),
    }


def _parts(request: HttpRequest, inquiry: Inquiry, opened: Viewing | None) -> dict[str, Any]:
    document = evidence.verification(inquiry, request.GET.get("document", ""), VerificationKind.GOVERNMENT_ID)
    selfie = evidence.verification(inquiry, request.GET.get("selfie", ""), VerificationKind.SELFIE)
    attempts = inquiry.verifications.exclude(submitted_at=None).order_by("kind", "attempt")
    base = {"document": document, "selfie": selfie, "attempts": attempts}
    if opened is None:
        return base
    return base | _sealed(request, opened, inquiry, document, selfie)


def _sealed(
    request: HttpRequest,
    opened: Viewing,
    inquiry: Inquiry,
    document: Verification | None,
    selfie: Verification | None,
) -> dict[str, Any]:
    """Open what is read as text; each is a look. Pictures are looked at when the browser fetches them."""
    more, member = request.GET.get("more") == "1", opened.member
    shown = [row for row in (document, selfie) if row is not None]
    return {
        "pictures": [picture for row in shown for picture in evidence.pictures(row, more=more)],
        "more": more,
        "reads": evidence.read_fields(document, opened, member) if document else [],
        "sent": evidence.sent_fields(inquiry, opened, member),
        "reference": _reference(inquiry, opened, member) if request.GET.get("reference") == "1" else None,
        "told": _told(inquiry, request.GET, opened, member),
    }


def _reference(inquiry: Inquiry, opened: Viewing, member: StaffMember) -> str | None:
    """The platform's own name for the account: personal as well, so opening it is a look."""
    blob = inquiry.account.reference_blob
    return str(evidence.open_json(blob, opened, member)) if blob else None


def _told(
    inquiry: Inquiry, query: Mapping[str, str], opened: Viewing, member: StaffMember
) -> dict[str, Any] | None:
    """The one letter or comment that was asked for."""
    wanted = query.get("read", "")
    if not wanted:
        return None
    try:
        text = evidence.open_json(evidence.words(inquiry, wanted), opened, member)
    except ErasedError:
        text = None
    return {"id": wanted, "text": text}
