"""The loop that does jobs: slots as threads, leases kept alive, errors counted, nothing lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection

from django.db import close_old_connections, connection

from bonafide.errors import BonafideError
from bonafide.jobs import queue, wake
from bonafide.jobs.models import Job
from bonafide.jobs.registry import KINDS, Lane, kinds_of

log = logging.getLogger("bonafide.jobs")

MAX_CLAIMS = 25
"""A job that was claimed this often without end takes its worker down each time; it is given up."""


def run_one(owner: str, lanes: Collection[Lane] = tuple(Lane)) -> bool:
    """Do one job of these lanes if there is one. Never raises for the job's own errors."""
    job = queue.claim(owner, kinds_of(lanes))
    if job is None:
        return False
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(job, stop), daemon=True)
    keeper.start()
    try:
        _handle(job)
    finally:
        stop.set()
        keeper.join()
    return True


def _handle(job: Job) -> None:
    kind = KINDS[job.kind]
    try:
        if job.attempts > MAX_CLAIMS:
            kind.give_up(job, "claimed_too_often")
            return
        kind.handle(job)
    except queue.LeaseLostError:
        log.warning("job %s was taken over", job.pk)
    except Exception as error:  # noqa: BLE001 - whatever breaks, the job stays and is counted
        _failed(job, error)


def _failed(job: Job, error: Exception) -> None:
    # The message may quote evidence; only the kind of error is kept.
    code = error.code if isinstance(error, BonafideError) else type(error).__name__
    log.warning("job %s (%s) failed: %s", job.pk, job.kind, code)
    kind = KINDS[job.kind]
    try:
        if job.failures + 1 >= kind.max_failures:
            kind.give_up(job, code)
        else:
            queue.retry_later(job, code)
    except queue.LeaseLostError:
        log.warning("job %s was taken over", job.pk)


def _keep_lease(job: Job, stop: threading.Event) -> None:
    while not stop.wait(queue.LEASE.total_seconds() / 4):
        try:
            if not queue.extend(job):
                return
        except Exception:  # noqa: BLE001 - a locked database is tried again at the next beat
            log.warning("lease of job %s not renewed", job.pk)
    connection.close()


def run_slot(slot: int, stop: threading.Event, lanes: Collection[Lane]) -> None:
    """Do jobs of these lanes until told to stop. Who sets `stop` calls `wake.ring`, so that it is seen at once."""
    owner = queue.owner_name(slot)
    with wake.Bell(far=connection.vendor != "sqlite") as bell:
        while not stop.is_set():
            if not _busy(owner, slot, lanes):
                bell.wait()
    connection.close()


def _busy(owner: str, slot: int, lanes: Collection[Lane]) -> bool:
    try:
        return run_one(owner, lanes)
    except Exception:
        log.exception("worker slot %d", slot)
        time.sleep(wake.REST_S)  # the database is away: to ask it ten times a second helps nobody
        return False
    finally:
        close_old_connections()
