"""What the other rooms ask of the traces: what to show a person, and to forget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bonafide.accounts.models import Account
from bonafide.rows import hold
from bonafide.traces import documents, faces, scenes
from bonafide.traces.models import (
    MOST_CANDIDATES,
    Candidate,
    CandidateKind,
    DocumentTrace,
    FaceTrace,
    SceneTrace,
)
from bonafide.vault import retention


@dataclass(frozen=True, slots=True)
class Shown:
    """One line for the person who looks: what was found, on which account, when, and how alike they were.

    `later` says that it was the other account's inquiry that found this one.
    """

    kind: str
    account: str
    found_at: datetime
    similarity: float | None
    later: bool


def shown(account: Account, inquiry: str) -> list[Shown]:
    """Other accounts with the same document, face, film or room: found here, and those that found this account.

    Rooms not too many: who verifies at a kiosk was found by everybody who came later.
    """
    here = Candidate.objects.filter(inquiry=inquiry, account=account)
    there = Candidate.objects.filter(other=account)
    lines = [Shown(one.kind, one.other_id, one.found_at, one.similarity, later=False) for one in here]
    known = {(line.kind, line.account) for line in lines}
    for one in there:
        if (one.kind, one.account_id) not in known:
            known.add((one.kind, one.account_id))
            lines.append(Shown(one.kind, one.account_id, one.found_at, one.similarity, later=True))
    rooms = [line for line in lines if line.kind == CandidateKind.ROOM]
    return [line for line in lines if line not in rooms[MOST_CANDIDATES:]]


def hold_account(account: Account) -> None:
    """Hold every line that names this account, before its inquiries are forgotten one after another."""
    list(hold(Candidate.objects.filter(Q(account=account) | Q(other=account)).order_by("pk")))


@transaction.atomic
def forget_inquiry(inquiry: str, *, now: datetime) -> int:
    """Remove every trace that this inquiry left, also beside others' inquiries; returns how many rows went."""
    # Two inquiries that found each other may be forgotten at the same time.
    list(hold(Candidate.objects.filter(Q(inquiry=inquiry) | Q(source=inquiry)).order_by("pk")))
    gone = documents.forget(inquiry)
    mine = Q(inquiry=inquiry) | (Q(source=inquiry) & ~Q(kind=CandidateKind.DOCUMENT))
    gone += Candidate.objects.filter(mine).delete()[0]
    gone += scenes.forget(SceneTrace.objects.filter(inquiry=inquiry), now=now)
    return gone + faces.forget(FaceTrace.objects.filter(inquiry=inquiry), now=now)


@transaction.atomic
def forget_account(account: Account, *, now: datetime) -> int:
    """Remove every trace of an account, also what named it beside others; returns how many rows went."""
    gone = DocumentTrace.objects.filter(account=account).delete()[0]
    gone += Candidate.objects.filter(Q(account=account) | Q(other=account)).delete()[0]
    gone += scenes.forget(SceneTrace.objects.filter(account=account), now=now)
    return gone + faces.forget(FaceTrace.objects.filter(account=account), now=now)


def sweep(now: datetime) -> int:
    """Delete rows past their clock, and rows of templates whose clock ran out; returns how many."""
    old = now - timedelta(days=retention.RECORD_DAYS["trace"])
    gone = DocumentTrace.objects.filter(seen_at__lte=old).delete()[0]
    gone += Candidate.objects.filter(found_at__lte=old).delete()[0]
    gone += FaceTrace.objects.exclude(blob__deleted_at=None).delete()[0]
    gone += scenes.sweep(now)
    faces.refresh_all()
    return gone
