"""Opening evidence for a stated reason. Without an open viewing nothing sealed leaves the vault for staff."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from bonafide.console.models import LookReason, StaffMember, Viewing
from bonafide.errors import ConflictError, ForbiddenError, InvalidInputError
from bonafide.inquiries.models import Inquiry
from bonafide.ledger import service as ledger
from bonafide.rows import hold
from bonafide.vault import service as vault
from bonafide.vault.models import Blob

LASTS = timedelta(minutes=15)
MAX_NOTE_CHARS = 1000
_OPENED = "console_viewings"


@transaction.atomic
def open_for(
    request: HttpRequest, member: StaffMember, inquiry: Inquiry, *, reason: str, note: str = ""
) -> Viewing:
    """Open the evidence of one inquiry in this session for fifteen minutes.

    Raises InvalidInputError (no_reason) and ConflictError (erased).
    """
    if reason not in LookReason.values:
        raise InvalidInputError("Say why you look.", code="no_reason")
    if hold(Inquiry.objects.all()).get(pk=inquiry.pk).redacted_at is not None:
        raise ConflictError("This inquiry was erased; there is nothing to see.", code="erased")
    blob = _seal_note(inquiry, note.strip()[:MAX_NOTE_CHARS])
    until = timezone.now() + LASTS
    made = Viewing.objects.create(inquiry=inquiry, member=member, reason=reason, note_blob=blob, until=until)
    request.session[_OPENED] = {**request.session.get(_OPENED, {}), inquiry.pk: made.pk}
    return made


def _seal_note(inquiry: Inquiry, note: str) -> str:
    if not note:
        return ""
    return vault.seal_json(inquiry.account.subject, "note", note, purpose="why a reviewer looked").pk


def current(request: HttpRequest, member: StaffMember, inquiry: Inquiry) -> Viewing | None:
    """The viewing open for this person, inquiry and session; None where there is none or it ended."""
    opened = request.session.get(_OPENED, {}).get(inquiry.pk, "")
    if inquiry.redacted_at is not None:
        return None
    return (
        Viewing.objects.select_related("member")
        .filter(pk=opened, inquiry=inquiry, member=member, until__gt=timezone.now())
        .first()
    )


def require(request: HttpRequest, member: StaffMember, inquiry: Inquiry) -> Viewing:
    """`current`, or ForbiddenError (no_viewing)."""
    found = current(request, member, inquiry)
    if found is None:
        raise ForbiddenError("Give a reason before you look.", code="no_viewing")
    return found


def end(request: HttpRequest, member: StaffMember, inquiry: Inquiry) -> None:
    """Close the evidence again before its time is over."""
    found = current(request, member, inquiry)
    if found is not None:
        Viewing.objects.filter(pk=found.pk).update(until=timezone.now())


def forget_notes(inquiry: Inquiry) -> None:
    """Destroy the notes of all viewings of an erased inquiry; part of the erasing transaction."""
    mine = inquiry.viewings.exclude(note_blob="")
    blobs = list(Blob.objects.filter(pk__in=mine.values_list("note_blob", flat=True), deleted_at=None))
    if not blobs:
        return
    now = timezone.now()
    gone = vault.destroy(blobs, now=now)
    ledger.append("erasure", {"inquiry": inquiry.pk, "actor": "system", "blobs": gone}, at=now)
    mine.update(note_blob="")
