"""People are erased while others write."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from bonafide.accounts.models import Account, Environment
from bonafide.inquiries import redaction, service
from bonafide.inquiries.models import Inquiry, MessageKind
from bonafide.traces.models import Candidate, CandidateKind, DocumentTrace
from bonafide.vault.models import Blob, Subject
from tests.together.crowd import Came, Told, at_once, side


def erased_meanwhile() -> Came:
    """An applicant is erased while the platform asks again, and somebody writes."""
    environment = side()
    inquiry = service.create(environment, reference="user-1", fields={"plan": "pro"})
    account = Account.objects.get(pk=inquiry.account_id)
    told = at_once(
        [
            lambda: redaction.erase_applicant(account, actor="cli"),
            *[lambda: service.create(environment, reference="user-1", fields={"plan": "max"})] * 3,
            *[lambda: service.leave_message(inquiry, MessageKind.CONTACT, "Hello", "en")] * 2,
        ]
    )
    old = Subject.objects.get(pk=account.subject_id)
    left = Inquiry.objects.filter(account=account, redacted_at=None).count()
    live = Blob.objects.filter(subject=old, deleted_at=None).count()
    fields = [service.fields(one) for one in Inquiry.objects.filter(environment=environment)]
    return {"told": told, "left": left, "live": live, "open": [found for found in fields if found]}


def message_to_the_erased() -> Came:
    """Somebody writes while the inquiry is erased: nothing of it stays."""
    live = 0
    told = Told()
    for _ in range(3):
        inquiry = service.create(side(), reference="user-1", fields={"plan": "pro"})
        told += at_once(
            [
                *[partial(service.leave_message, inquiry, MessageKind.CONTACT, "Hello", "en")] * 3,
                partial(service.redact, inquiry, actor="cli"),
            ]
        )
        mine = Blob.objects.filter(subject=inquiry.account.subject, deleted_at=None)
        live += mine.exclude(kind="reference").count()
    return {"told": told, "live": live}


def found_each_other() -> Came:
    """Two people who showed the same document are erased at the same time."""
    told = Told()
    for _ in range(2):
        told += at_once([partial(redaction.erase_applicant, a, actor="cli") for a in _pair(side())])
    return {"told": told, "candidates": Candidate.objects.count(), "traces": DocumentTrace.objects.count()}


def _pair(environment: Environment) -> list[Account]:
    one, other = (
        [service.create(environment, reference=name) for _ in range(3)] for name in ("one", "other")
    )
    now = timezone.now()
    for mine, yours in zip(one + other, other + one, strict=True):
        DocumentTrace.objects.create(
            environment=environment, account=mine.account, token="t" * 64, inquiry=mine.pk, seen_at=now
        )
        Candidate.objects.create(
            inquiry=mine.pk,
            account=mine.account,
            other=yours.account,
            source=yours.pk,
            kind=CandidateKind.DOCUMENT,
            found_at=now,
        )
    return [one[0].account, other[0].account]
