"""Enqueue, claim, finish. Works the same on SQLite (IMMEDIATE) and PostgreSQL (SKIP LOCKED)."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from bonafide.errors import ConflictError
from bonafide.jobs import wake
from bonafide.jobs.models import Job, JobState

LEASE = timedelta(seconds=20)
_BACKOFF_S = (1, 5, 30, 120, 600, 1800, 3600, 7200, 14_400)


class LeaseLostError(ConflictError):
    """Another worker has taken the job over; this one's effect must not be committed."""

    code = "lease_lost"


def enqueue(kind: str, key: str, payload: dict[str, Any], *, delay: timedelta = timedelta()) -> Job:
    """Add a job in the caller's transaction; the same key is added once, whoever asks how often."""
    job, made = Job.objects.get_or_create(
        key=key, defaults={"kind": kind, "payload": payload, "run_after": timezone.now() + delay}
    )
    if made:
        transaction.on_commit(wake.ring, robust=True)
    return job


def claim(owner: str, kinds: list[str]) -> Job | None:
    """Take the next due job, or one whose worker fell silent. None when there is nothing to do."""
    now = timezone.now()
    due = Q(state=JobState.QUEUED, run_after__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
    waiting = Job.objects.filter(due, kind__in=kinds).order_by("run_after", "created_at")
    if not waiting.exists():  # reading alone takes no write lock
        return None
    with transaction.atomic():
        rows = (
            waiting.select_for_update(skip_locked=True)
            if connection.features.has_select_for_update
            else waiting
        )
        job = rows.first()
        if job is None:
            return None
        job.state, job.owner, job.lease_until = JobState.RUNNING, owner, now + LEASE
        job.attempts += 1
        job.save()
        return job


def extend(job: Job) -> bool:
    """Renew the lease; False when the job was taken over."""
    held = Job.objects.filter(pk=job.pk, owner=job.owner, attempts=job.attempts, state=JobState.RUNNING)
    return held.update(lease_until=timezone.now() + LEASE) == 1


def finish(job: Job) -> None:
    """Mark the job done inside the transaction that commits its effect. Raises LeaseLostError."""
    _close(job, state=JobState.DONE, done_at=timezone.now())


def retry_later(job: Job, error: str, *, at: datetime | None = None) -> None:
    """Put a failed job back with growing delays (1 s to 4 h)."""
    wait = _BACKOFF_S[min(job.failures, len(_BACKOFF_S) - 1)]
    again = at or timezone.now() + timedelta(seconds=wait)
    _close(job, state=JobState.QUEUED, run_after=again, failures=job.failures + 1, error=error[:80])


def bury(job: Job, error: str) -> None:
    """Give a job up for good; call inside the transaction that records what follows from it."""
    _close(job, state=JobState.DEAD, failures=job.failures + 1, error=error[:80], done_at=timezone.now())


def _close(job: Job, **values: Any) -> None:
    held = Job.objects.filter(pk=job.pk, owner=job.owner, attempts=job.attempts, state=JobState.RUNNING)
    if held.update(lease_until=None, **values) != 1:
        raise LeaseLostError("The job was taken over by another worker.")


def owner_name(slot: int) -> str:
    """Name of this process's slot: host, process, slot."""
    return f"{socket.gethostname()}:{os.getpid()}:{slot}"


def release_dead_owners() -> int:
    """Free jobs held by processes of this host that no longer run, without waiting for the lease to end."""
    host, freed = socket.gethostname(), 0
    for job in Job.objects.filter(state=JobState.RUNNING, owner__startswith=f"{host}:"):
        pid = int(job.owner.rsplit(":", 2)[1])
        if pid != os.getpid() and not _alive(pid):
            mine = Job.objects.filter(
                pk=job.pk, owner=job.owner, attempts=job.attempts, state=JobState.RUNNING
            )
            freed += mine.update(state=JobState.QUEUED, lease_until=None, owner="")
    return freed


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
