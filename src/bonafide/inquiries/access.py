"""A copy of all that is held on a person, for the person (GDPR 15 and 20)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bonafide.accounts.models import Account
from bonafide.inquiries.models import Decision, Inquiry
from bonafide.policy import reasons
from bonafide.vault.export import export_subject


def copy_of(account: Account, *, actor: str) -> dict[str, Any]:
    """Give what the vault holds (`vault.export.export_subject`), and `inquiries`: what was asked, agreed and decided.

    Each inquiry: id, status, created_at, rule, rule_text, devices, consents, decisions. Reasons are told by class,
    in the language of the consent. It holds personal data in the clear: hand it over, do not keep it. Raises
    ErasedError where nothing is held any more.
    """
    held = export_subject(account.subject, actor=actor)
    asked = Inquiry.objects.filter(account=account).order_by("created_at")
    return held | {"account": account.pk, "inquiries": [_inquiry(one) for one in asked]}


def _inquiry(row: Inquiry) -> dict[str, Any]:
    return {
        "id": row.pk,
        "status": row.status,
        "created_at": row.created_at.isoformat(),
        "redacted_at": _iso(row.redacted_at),
        "rule": row.rule,
        "rule_text": row.rule_text,
        "devices": [
            {"device": device, "at": at.isoformat()}
            for device, at in row.sessions.order_by("created_at").values_list("device_type", "created_at")
        ],
        "consents": _consents(row),
        "decisions": [_decision(one, row.language) for one in row.decisions.order_by("decided_at")],
    }


def _consents(row: Inquiry) -> list[dict[str, Any]]:
    return [
        {
            "text_version": one.text_version,
            "language": one.language,
            "automatic_face_matching": one.biometric,
            "keeps_face": one.keeps_face,
            "recognises": one.recognises and one.recognises_until is None,
            "given_at": one.given_at.isoformat(),
            "withdrawn_at": _iso(one.withdrawn_at),
        }
        for one in row.consents.order_by("given_at")
    ]


def _decision(row: Decision, language: str) -> dict[str, Any]:
    """Say the outcome, when, by whom in kind, and the sentence of each class of its reasons."""
    classes = {reasons.reason_class(code) for code in row.reasons if code in reasons.CODES} - {"information"}
    return {
        "outcome": row.outcome,
        "at": row.decided_at.isoformat(),
        "by": "rules" if row.actor == "policy" else "person",
        "reasons": [reasons.class_text(one, language) for one in sorted(classes)],
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
