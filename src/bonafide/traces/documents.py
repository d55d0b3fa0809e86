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
    if not token or account.reference_index is None:
        return []
    rows = DocumentTrace.objects.filter(
        environment=account.environment_id, token=token, account__reference_index__isnull=False
    ).exclude(account=account.pk)
    found = rows.order_by("seen_at", "pk").values_list("account_id", flat=True)
    return list(dict.fromkeys(found))[:MOST_CANDIDATES]


@transaction.atomic
def find(account: Account, inquiry: str, token: str, *, now: datetime) -> int:
    """Write down who else showed this document, for the person who looks; returns how many accounts."""
    others = elsewhere(account, token)
    for other in others:
        Candidate.objects.get_or_create(
            inquiry=inquiry,
            other_id=other,
            kind=CandidateKind.DOCUMENT,
            defaults={"account": account, "found_at": now},
        )
    return len(others)
