"""Everything still held on a person, machine-readable (GDPR 15 and 20)."""

import base64
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bonafide.errors import ErasedError
from bonafide.ledger import service as ledger
from bonafide.vault import service
from bonafide.vault.kinds import IMAGE_KINDS, VaultError
from bonafide.vault.models import Blob, Subject

FORMAT = "bonafide-export-1"
_SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


def export_subject(
    subject: Subject, *, actor: str = "applicant", reason: str = "access_request"
) -> dict[str, Any]:
    """Give what is still held, what was held, and when staff looked; leave a ledger leaf.

    The result is JSON-able: `format`, `subject`, `created_at`, `exported_at`, `held` (per value: id, kind,
    purpose, created_at, delete_after, and `value` for JSON or `media_type` and `base64` for bytes), `deleted`
    (id, kind, purpose, deleted_at), `looks` (blob, reason, at; who looked is not told), `unreadable` (ids of
    values that are damaged). It holds personal data in the clear: send it, do not store it.

    Args:
        subject: whose data.
        actor: who asked, as the ledger takes it.
        reason: machine word.

    Raises:
        ErasedError: nothing is held any more.

    """
    fresh = Subject.objects.get(pk=subject.pk)
    if fresh.erased_at is not None:
        raise ErasedError("This person's data was erased; there is nothing to export.")
    held, unreadable = _held(fresh)
    now = timezone.now()
    counts = {"blobs": len(held), "unreadable": len(unreadable)}
    with transaction.atomic():
        ledger.append("export", {"subject": fresh.pk, "actor": actor, "reason": reason, **counts}, at=now)
    return {
        "format": FORMAT,
        "subject": fresh.pk,
        "created_at": fresh.created_at.isoformat(),
        "exported_at": now.isoformat(),
        "held": held,
        "deleted": _deleted(fresh),
        "looks": _looks(fresh),
        "unreadable": unreadable,
    }


def _held(subject: Subject) -> tuple[list[dict[str, Any]], list[str]]:
    """Open every live value; name those that are damaged instead of failing on all."""
    held, unreadable = list[dict[str, Any]](), list[str]()
    for blob in subject.blobs.filter(deleted_at=None).order_by("created_at", "pk"):
        try:
            held.append(_about(blob) | _content(blob, service.open_blob(blob)))
        except VaultError:
            unreadable.append(blob.pk)
    return held, unreadable


def _about(blob: Blob) -> dict[str, Any]:
    return {
        "id": blob.pk,
        "kind": blob.kind,
        "purpose": blob.purpose,
        "created_at": blob.created_at.isoformat(),
        "delete_after": _iso(blob.delete_after),
    }


def _content(blob: Blob, data: bytes) -> dict[str, Any]:
    """JSON as itself, anything else as base64 with its media type."""
    if blob.kind not in IMAGE_KINDS:
        try:
            return {"value": json.loads(data)}
        except ValueError:
            pass
    media = next((name for start, name in _SIGNATURES if data.startswith(start)), "application/octet-stream")
    return {"media_type": media, "base64": base64.b64encode(data).decode()}


def _deleted(subject: Subject) -> list[dict[str, Any]]:
    rows = subject.blobs.exclude(deleted_at=None).order_by("created_at", "pk")
    return [
        {"id": row.pk, "kind": row.kind, "purpose": row.purpose, "deleted_at": _iso(row.deleted_at)}
        for row in rows
    ]


def _looks(subject: Subject) -> list[dict[str, Any]]:
    rows = subject.blobs.filter(looks__isnull=False).order_by("looks__at")
    return [
        {"blob": blob, "reason": reason, "at": at.isoformat()}
        for blob, reason, at in rows.values_list("pk", "looks__reason", "looks__at")
    ]


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
