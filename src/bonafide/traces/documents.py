"""The same document on another account of the same environment.

An account without the platform's reference stands for one inquiry and for nobody in particular: the same person
who starts again gets another. Such accounts are left out on both sides.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bonafide.accounts.models import Account
from bonafide.traces.models import MOST_CANDIDATES, Candidate, CandidateKind, DocumentTrace


@transaction.atomic
def note(account: Account, inquiry: str, token: str, *, now: datetime) -> None:
    """Keep that this document was read in this inquiry. An empty token is no document; twice is once."""
    if token:
        DocumentTrace.objects.get_or_create(
            inquiry=inquiry,
            token=token,
            defaults={"environment_id": account.environment_id, "account": account, "seen_at": now},
        )


def elsewhere(account: Account, token: str) -> list[str]:
    """Ids of other accounts of this environment on which the document was read, oldest first and not too many."""
    return list(_seen(account, token))


def _seen(account: Account, token: str) -> dict[str, str]:
    """Those accounts, each with its oldest inquiry in which the document was read."""
    if not token or account.reference_index is None:
        return {}
    rows = DocumentTrace.objects.filter(
        environment=account.environment_id, token=token, account__reference_index__isnull=False
    ).exclude(account=account.pk)
    found: dict[str, str] = {}
    for other, inquiry in rows.order_by("seen_at", "pk").values_list("account_id", "inquiry"):
        found.setdefault(other, inquiry)
    return dict(list(found.items())[:MOST_CANDIDATES])


@transaction.atomic
def find(account: Account, inquiry: str, token: str, *, now: datetime) -> int:
    """Write down who else showed this document, for the person who looks; returns how many accounts."""
    others = _seen(account, token)
    for other, source in others.items():
        Candidate.objects.get_or_create(
            inquiry=inquiry,
            other_id=other,
            kind=CandidateKind.DOCUMENT,
            defaults={"account": account, "found_at": now, "source": source},
        )
    return len(others)


def forget(inquiry: str) -> int:
    """Remove what this inquiry's documents left, also where they were found; returns how many rows went.

    Where the other account showed the same document in another inquiry as well, the finding stands on that one.
    """
    gone = DocumentTrace.objects.filter(inquiry=inquiry).delete()[0]
    for found in Candidate.objects.filter(source=inquiry, kind=CandidateKind.DOCUMENT):
        tokens = DocumentTrace.objects.filter(inquiry=found.inquiry).values("token")
        left = DocumentTrace.objects.filter(account=found.other_id, token__in=tokens).order_by(
            "seen_at", "pk"
        )
        source = left.values_list("inquiry", flat=True).first()
        if source:
            Candidate.objects.filter(pk=found.pk).update(source=source)
        else:
            gone += found.delete()[0]
    return gone
