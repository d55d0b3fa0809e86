"""Workers, reviewers and the operator at the same rows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import cycle

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bonafide.console import deciding
from bonafide.console.models import Role, StaffMember
from bonafide.inquiries import housekeeping, redaction, service
from bonafide.inquiries.models import Inquiry, MessageKind
from bonafide.jobs import queue
from bonafide.jobs.models import Job, JobState
from bonafide.ledger import service as ledger
from bonafide.vault import service as vault
from bonafide.vault.models import Blob
from tests.inquiries.ground import ground
from tests.together.crowd import MANY, Came, Told, at_once, side


def queue_of_many() -> Came:
    """Workers take from one queue until it is empty."""
    for number in range(30):
        queue.enqueue("together", f"together:{number}", {})
    taken, lock = list[str](), threading.Lock()

    def work(owner: str) -> None:
        while job := queue.claim(owner, ["together"]):
            with transaction.atomic():
                queue.finish(job)
            with lock:
                taken.append(job.key)

    told = at_once([partial(work, f"w:{n}:0") for n in range(MANY)])
    rows = Job.objects.filter(kind="together")
    return {
        "told": told,
        "taken": len(taken),
        "once": len(set(taken)),
        "claims": max(rows.values_list("attempts", flat=True)),
        "done": rows.filter(state=JobState.DONE).count(),
    }


def silent_worker() -> Came:
    """A worker fell silent; many take over, and it wakes up to end the job."""
    queue.enqueue("silent", "silent:1", {})
    slow = queue.claim("slow:1:0", ["silent"])
    Job.objects.filter(kind="silent").update(lease_until=timezone.now() - timedelta(seconds=1))
    taken, wanted = list[str](), {"slow": slow}

    def take(owner: str) -> None:
        if job := queue.claim(owner, ["silent"]):
            taken.append(owner)
            wanted["fast"] = job

    first = at_once([partial(take, f"w:{n}:0") for n in range(MANY)])
    told = at_once([partial(queue.finish, job) for job in wanted.values() if job])
    return {"first": first, "takers": len(taken), "told": told}


def reviewers() -> Came:
    """Reviewers who saw the same page decide on one case."""
    inquiry = ground(service.create(side(), reference="user-1").pk)
    staff = [_reviewer(f"reviewer-{inquiry.pk[-6:]}-{number}") for number in range(MANY)]
    acts = {"approve": "", "decline": deciding.decline_codes()["selfie"][0], "review": ""}
    told = at_once(
        [
            partial(deciding.decide, one, inquiry, action=act, comment="Seen.", reason=why)
            for one, (act, why) in zip(staff, cycle(acts.items()), strict=False)
        ]
    )
    return {"told": told, "decisions": inquiry.decisions.count()}


def _reviewer(name: str) -> StaffMember:
    return StaffMember.objects.create(user=User.objects.create_user(name), role=Role.REVIEWER)


def new_key() -> Came:
    """The key-encryption key is changed while people arrive: everything opens afterwards."""
    environment, sealed, lock = side(), dict[str, bytes](), threading.Lock()
    for number in range(5):
        service.create(environment, reference=f"early-{number}", fields={"n": number})

    def arrive(start: int) -> None:
        for number in range(start, start + 8):
            subject = vault.create_subject(environment.pk)
            blob = vault.seal(subject, "fields", b"%d" % number, purpose="test")
            with lock:
                sealed[blob.pk] = b"%d" % number

    told = at_once([vault.rotate_kek, *[partial(arrive, n * 100) for n in range(3)]])
    told += at_once([vault.retire_kek])
    opened = sum(vault.open_blob(pk) == data for pk, data in sealed.items())
    return {"told": told, "opened": opened, "sealed": len(sealed)}


def late_under_the_old_key() -> Came:
    """Somebody was stored under the old key and is committed while that one is destroyed."""
    environment, stored, retiring = side(), threading.Event(), threading.Event()
    late: list[str] = []

    def arrive() -> None:
        with transaction.atomic():
            subject = vault.create_subject(environment.pk)
            late.append(vault.seal(subject, "fields", b"late", purpose="test").pk)
            stored.set()
            retiring.wait(1)  # on SQLite nobody gets so far before we are done
            time.sleep(0.2)

    def change() -> None:
        stored.wait(20)
        vault.rotate_kek()
        retiring.set()
        vault.retire_kek()

    told = at_once([arrive, change])
    told += at_once([lambda: vault.open_blob(late[0])])
    return {"told": told}


def many_sweeps() -> Came:
    """Several workers keep house while people are decided on and erased."""
    people = [ground(service.create(side(), reference=f"user-{n}").pk) for n in range(6)]
    now = timezone.now()
    works: list[Callable[[], object]] = [lambda: vault.sweep(now + timedelta(days=200))] * 2
    works += [lambda: housekeeping.run(now + timedelta(days=200))] * 2
    works += [partial(service.approve, p, actor="key:key_1", comment="Fine.") for p in people[:3]]
    works += [partial(service.redact, p, actor="cli") for p in people[3:]]
    told = at_once(works)
    told += at_once([lambda: vault.sweep(now + timedelta(days=200))])
    return {"told": told, "overdue": vault.overdue(now + timedelta(days=200))}


def storm() -> Came:
    """Everything that takes locks, on three people of one platform, all at once: nobody waits for ever."""
    environment, told = side(), Told()
    for turn in range(2):
        people = [ground(service.create(environment, reference=f"p{turn}{n}").pk) for n in range(3)]
        works: list[Callable[[], object]] = []
        for one in people:
            again = service.create(environment, reference=f"again-{one.pk}")
            works += [
                partial(service.approve, one, actor="key:key_1", comment="Fine."),
                partial(service.decline, one, actor="key:key_1"),
                partial(service.leave_message, one, MessageKind.APPEAL, "Please", "en"),
                partial(service.make_link, one),
                partial(service.redact, again, actor="cli"),
                partial(_looked, one),
            ]
        gone = people[0].account
        works += [partial(redaction.erase_applicant, gone, actor="cli")]
        works += [lambda: ledger.checkpoint(timezone.now())]
        told += at_once(works)
    report = ledger.verify()
    return {"told": told, "verified": report.ok, "leaves": report.size == ledger.size()}


def _looked(inquiry: Inquiry) -> None:
    blob = Blob.objects.filter(subject=inquiry.account.subject, kind="document_frame").first()
    if blob is not None:
        vault.look(blob, actor="stf_1", reason="review")
