"""What of an inquiry's evidence a reviewer can open: pictures, what was read, letters and comments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from bonafide.console.models import StaffMember, Viewing
from bonafide.console.read_words import SCRIPTS
from bonafide.engine.document.catalogue import kinds
from bonafide.engine.evidence import SURFACE_SIGNS
from bonafide.errors import ErasedError, NotFoundError
from bonafide.inquiries.models import Capture, Inquiry, Verification, VerificationKind
from bonafide.inquiries.noticed import NAMES
from bonafide.vault import service as vault
from bonafide.vault.models import Blob

KEPT = ("rectified_front", "rectified_back", "portrait", "best_selfie", "in_hand", *SURFACE_SIGNS, *NAMES)
"""Pictures that a verification may keep; those of signs only where these were noticed."""
MORE_FRAMES = 6
_SHOWN = ("front", "back", "selfie", "in_hand")


@dataclass(frozen=True, slots=True)
class Picture:
    """One sealed picture: its name within the verification, and whether it is still there."""

    verification: str
    name: str
    blob: str
    there: bool


@dataclass(frozen=True, slots=True)
class Read:
    """One datum read from the document, or a line of its machine readable zone."""

    name: str
    value: str
    raw: str
    source: str


def verification(inquiry: Inquiry, wanted: str, kind: VerificationKind) -> Verification | None:
    """The wanted verification of this kind, or the newest one that was handed in."""
    rows = inquiry.verifications.filter(kind=kind).select_related(*_SHOWN)
    chosen = rows.filter(pk=wanted).first() if wanted else None
    return chosen or rows.exclude(submitted_at=None).order_by("-attempt").first()


def pictures(verification: Verification, *, more: bool = False) -> list[Picture]:
    """The pictures to show of one verification; with `more` also those as taken by the camera."""
    found = names(verification)
    shown = [name for name in found if more or name in KEPT] or list(found)[:2]
    there = set(
        Blob.objects.filter(pk__in=[found[name] for name in shown], deleted_at=None).values_list(
            "pk", flat=True
        )
    )
    return [Picture(verification.pk, name, found[name], found[name] in there) for name in shown]


def names(verification: Verification) -> dict[str, str]:
    """Every picture of one verification: name to blob id."""
    found = {name: verification.image_blobs[name] for name in KEPT if name in verification.image_blobs}
    for name, capture in (("taken_front", verification.front), ("taken_back", verification.back)):
        if capture is not None and capture.blobs:
            found[name] = capture.blobs[0]
    return found | _frames("frame", verification.selfie) | _frames("in_hand", verification.in_hand)


def _frames(name: str, recording: Capture | None) -> dict[str, str]:
    """A few frames spread over a recording."""
    blobs = recording.blobs if recording is not None else []
    step = max(1, len(blobs) // MORE_FRAMES)
    return {f"{name}_{index}": blobs[index] for index in range(step // 2, len(blobs), step)}


def picture(inquiry: Inquiry, verification_id: str, name: str) -> str:
    """Blob id of one picture of this inquiry. Raises NotFoundError."""
    rows = inquiry.verifications.select_related(*_SHOWN)
    row = rows.filter(pk=verification_id).first()
    blob = names(row).get(name) if row is not None else None
    if blob is None:
        raise NotFoundError("There is no such picture.")
    return blob


def read_fields(document: Verification, viewing: Viewing, member: StaffMember) -> list[Read]:
    """What was read from the document; a look. Empty once it was deleted on its clock."""
    if not document.findings_blob:
        return []
    try:
        found = open_json(document.findings_blob, viewing, member)
    except ErasedError:
        return []
    return [*kind_rows(found.get("viz")), *_fields(found.get("fields", {})), *_zone(found.get("mrz"))]


def kind_rows(viz: Mapping[str, Any] | None) -> list[Read]:
    """Name the class whose captions the print was read by, and the scripts of its state that stay unread."""
    kind = kinds().get(str(viz["class_id"])) if viz else None
    if viz is None or kind is None or not (kind.countries or kind.issuers):
        return []
    name = kind.names.get((get_language() or "en").lower(), kind.names["en"])
    rows = [Read("document_kind", name, "", "chosen" if viz.get("as_chosen") else "viz")]
    unread = ", ".join(str(SCRIPTS.get(one, one)) for one in viz.get("unread_scripts", ()))
    return [*rows, Read("unread_scripts", unread, "", "")] if unread else rows


def _fields(found: Mapping[str, Mapping[str, Any]]) -> list[Read]:
    return [
        Read(name, str(field["value"]), str(field.get("raw", "")), str(field.get("source", "")))
        for name, field in found.items()
    ]


def _zone(mrz: Mapping[str, Any] | None) -> list[Read]:
    lines = mrz["lines"] if mrz else []
    return [Read("mrz_line", str(line), "", str(mrz and mrz["format"])) for line in lines]


def sent_fields(inquiry: Inquiry, viewing: Viewing, member: StaffMember) -> list[Read]:
    """What the platform sent along; a look."""
    if not inquiry.fields_blob:
        return []
    try:
        found = open_json(inquiry.fields_blob, viewing, member)
    except ErasedError:
        return []
    return [Read(str(name), str(value), "", "platform") for name, value in found.items()]


def open_json(blob: str, viewing: Viewing, member: StaffMember) -> Any:
    """Open one sealed JSON value for a person; the look is logged first. Raises ErasedError, VaultError."""
    return json.loads(vault.look(blob, actor=member.pk, reason=viewing.reason))


def words(inquiry: Inquiry, wanted: str) -> str:
    """Blob id of the letter or comment with this id in this inquiry. Raises NotFoundError."""
    letter = inquiry.messages.filter(pk=wanted).values_list("blob", flat=True).first()
    comment = inquiry.decisions.filter(pk=wanted).values_list("comment_blob", flat=True).first()
    note = inquiry.viewings.filter(pk=wanted).values_list("note_blob", flat=True).first()
    found = letter or comment or note
    if not found:
        raise NotFoundError("There are no such words.")
    return str(found)
