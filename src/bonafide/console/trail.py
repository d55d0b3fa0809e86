"""Where in the ledger something stands, and what staff lately did."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from bonafide.console.models import StaffMember
from bonafide.inquiries.models import Decision, Inquiry
from bonafide.ledger.models import Leaf
from bonafide.vault.models import Look

_NAMED_BY = ("look", "decision", "consent")


def leaves_of(inquiry: Inquiry) -> dict[str, int]:
    """Leaf index by the id of the look, decision or consent it is about; erasure under the inquiry's id."""
    about = Q(inquiry=inquiry.pk) | Q(subject=inquiry.account.subject_id)
    return _index(Leaf.objects.filter(about, kind__in=["look", "decision", "consent", "erasure"]))


def leaves_for(ids: Iterable[str], since: datetime) -> dict[str, int]:
    """Leaf index of looks and decisions that were made since a time."""
    wanted = set(ids)
    rows = Leaf.objects.filter(kind__in=["look", "decision"], at__gte=since)
    return {key: index for key, index in _index(rows).items() if key in wanted}


def _index(leaves: Iterable[Leaf]) -> dict[str, int]:
    found: dict[str, int] = {}
    for leaf in leaves:
        body = json.loads(leaf.body)
        key = next((body[name] for name in _NAMED_BY if name in body), None)
        if key is None and leaf.kind == "erasure":
            key = body.get("inquiry")
        if key is not None:
            found[key] = leaf.index
    return found


def people() -> dict[str, str]:
    """Login name by staff id, for pages that say who did something."""
    rows = StaffMember.objects.values_list("pk", "user__username")
    return {str(pk): str(name) for pk, name in rows}


@dataclass(frozen=True, slots=True)
class Deed:
    """One look or decision in the log."""

    at: datetime
    actor: str
    what: str
    why: str
    inquiry: str
    account: str
    leaf: int | None


def last_looks(limit: int) -> list[Deed]:
    """The newest looks, newest first."""
    rows = list(Look.objects.select_related("blob__subject__account").order_by("-at")[:limit])
    leaves = leaves_for((row.pk for row in rows), rows[-1].at) if rows else {}
    return [_look(row, leaves.get(row.pk)) for row in rows]


def _look(row: Look, leaf: int | None) -> Deed:
    account = getattr(row.blob.subject, "account", None)
    return Deed(row.at, row.actor, row.blob.kind, row.reason, "", account.pk if account else "", leaf)


def last_decisions(limit: int) -> list[Deed]:
    """The newest decisions of rules, staff and platform, newest first."""
    rows = list(Decision.objects.order_by("-decided_at")[:limit])
    leaves = leaves_for((row.pk for row in rows), rows[-1].decided_at) if rows else {}
    return [
        Deed(row.decided_at, row.actor, row.outcome, row.rule, row.inquiry_id, "", leaves.get(row.pk))
        for row in rows
    ]
