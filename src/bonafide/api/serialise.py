"""Our records as JSON:API resources in Persona's shapes. Outcomes and references; no images, no readings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from iso3166 import countries_by_alpha3

from bonafide.accounts import service as accounts
from bonafide.errors import ErasedError, NotFoundError
from bonafide.events.models import Webhook
from bonafide.events.serialise import inquiry_resource, moment, one
from bonafide.inquiries import service as inquiries
from bonafide.inquiries.models import ChipReading, Inquiry, InquirySession, SessionStatus, Verification
from bonafide.inquiries.snapshot import snapshot
from bonafide.vault import service as vault

NOTE = "_note"
"""Key under which the platform's note is sealed among the fields."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _typed(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        kind = "boolean"
    elif isinstance(value, int | float):
        kind = "number"
    else:
        kind = "date" if isinstance(value, str) and _DATE.fullmatch(value) else "string"
    return {"type": kind, "value": value}


def _comment(record: Inquiry) -> str | None:
    """The platform's own last words on its decision; what our staff wrote stays in the console."""
    last = record.decisions.exclude(comment_blob="").filter(actor__startswith="key:").last()
    if last is None:
        return None
    try:
        return str(vault.open_json(last.comment_blob))
    except (ErasedError, NotFoundError):
        return None


def inquiry(record: Inquiry) -> dict[str, Any]:
    """An inquiry; `fields` are those that the platform sent, empty once redacted."""
    sent: dict[str, Any] = dict(inquiries.fields(record))
    note = sent.pop(NOTE, None)
    known = {**snapshot(record), "updated_at": record.updated_at}
    resource = inquiry_resource(
        known,
        reference=None if record.redacted_at else accounts.reference_of(record.account),
        note=note,
        comment=_comment(record),
        fields={key: _typed(value) for key, value in sent.items()},
        verifications=[(f"verification/{v.kind}", v.pk) for v in record.verifications.order_by("created_at")],
        sessions=[("inquiry-session", s.pk) for s in record.sessions.order_by("created_at")],
    )
    resource["attributes"]["rule-text"] = record.rule_text or None
    return resource


def included(record: Inquiry) -> list[dict[str, Any]]:
    """Sessions and verifications of an inquiry."""
    sessions = [session(item) for item in record.sessions.order_by("created_at")]
    return sessions + [verification(item) for item in record.verifications.order_by("created_at")]


def session(record: InquirySession) -> dict[str, Any]:
    """One device's visit. Address, browser and place are not recorded, so they are not here."""
    expired = record.status == SessionStatus.EXPIRED
    return {
        "type": "inquiry-session",
        "id": record.pk,
        "attributes": {
            "status": record.status,
            "created-at": moment(record.created_at),
            "started-at": moment(record.created_at),
            "expired-at": moment(record.expires_at) if expired else None,
            "device-type": record.device_type,
            "device-handoff-method": record.handoff_method or None,
        },
        "relationships": {"inquiry": one("inquiry", record.inquiry_id)},
    }


def _country(code: str) -> str | None:
    """Alpha-2 where ISO 3166 has one; specimen states such as UTO keep their three letters."""
    known = countries_by_alpha3.get(code)
    return known.alpha2 if known else code or None


def _check(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": entry["name"],
        "status": entry["status"],
        "reasons": list(entry.get("reasons", ())),
        "requirement": entry.get("requirement", "required"),
        "metadata": dict(entry.get("metadata", {})),
    }


def verification(record: Verification) -> dict[str, Any]:
    """One try with its checks. What was read on the document and seen by the camera stays in the vault."""
    attributes: dict[str, Any] = {"status": record.status, "redacted-at": moment(record.inquiry.redacted_at)}
    for name, at in (
        ("created", record.created_at),
        ("submitted", record.submitted_at),
        ("completed", record.completed_at),
    ):
        attributes[f"{name}-at"] = moment(at)
        attributes[f"{name}-at-ts"] = int(at.timestamp()) if at else None
    attributes["country-code"] = _country(record.country_code)
    attributes["tags"] = []
    attributes["checks"] = [_check(entry) for entry in record.checks]
    if record.kind == "government-id":
        attributes["id-class"] = record.id_class or None
    return {
        "type": f"verification/{record.kind}",
        "id": record.pk,
        "attributes": attributes,
        "relationships": {"inquiry": one("inquiry", record.inquiry_id)},
    }


def chip_reading(record: ChipReading) -> dict[str, Any]:
    """A reading of a chip; its challenge only while it is open. What was found stands in the checks."""
    return {
        "type": "chip-reading",
        "id": record.pk,
        "attributes": {
            "status": record.state,
            "challenge": record.challenge or None,
            "created-at": moment(record.created_at),
            "expires-at": moment(record.expires_at),
            "completed-at": moment(record.ended_at),
        },
        "relationships": {"inquiry": one("inquiry", record.inquiry_id)},
    }


def webhook(record: Webhook, *, secret: str | None = None) -> dict[str, Any]:
    """A webhook; the secret only in the answer that made it."""
    attributes: dict[str, Any] = {
        "status": "enabled" if record.enabled else "disabled",
        "url": record.url,
        "name": record.name or None,
        "enabled-events": record.enabled_events,
        "created-at": moment(record.created_at),
    }
    if secret is not None:
        attributes["secrets"] = [{"value": secret, "expires-at": None}]
    return {"type": "webhook", "id": record.pk, "attributes": attributes}
