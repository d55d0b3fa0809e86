"""`bonafide worker`: slots that do jobs, and the housekeeping that runs by the clock."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import threading
from types import FrameType

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from bonafide import enginehost
from bonafide.api import idempotency
from bonafide.inquiries import face_model, housekeeping
from bonafide.jobs import queue, wake, worker
from bonafide.jobs.registry import Lane

log = logging.getLogger("bonafide.worker")


def work() -> int:
    """Run until SIGTERM or SIGINT. Work cut short is taken up again by the next start."""
    face_model.require()
    stop = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    slots = max(1, settings.BONAFIDE.worker_slots)
    pool = enginehost.pool(slots)
    pool.warm()
    freed = queue.release_dead_owners()
    if freed:
        log.info("took over %d jobs of a worker that died", freed)
    # A slow receiver of webhooks must never keep an applicant waiting: it has a slot of its own.
    lanes = [(Lane.EXAMINE,)] * slots + [(Lane.TALK,)]
    threads = [
        threading.Thread(target=worker.run_slot, args=(slot, stop, lane), daemon=True)
        for slot, lane in enumerate(lanes)
    ]
    threads.append(threading.Thread(target=_clock, args=(stop,), daemon=True))
    for thread in threads:
        thread.start()
    while not stop.wait(1):
        if not all(thread.is_alive() for thread in threads):
            log.error("a slot ended by itself; the worker ends so that it is started again")
            os._exit(1)
    wake.ring()
    for thread in threads:
        thread.join(2)
    pool.close()
    return 0


def _clock(stop: threading.Event) -> None:
    """Every minute: expire, sweep, sign the ledger's head."""
    for minute in itertools.count():
        if stop.is_set():
            break
        try:
            queue.release_dead_owners()
            housekeeping.run(timezone.now(), hourly=minute % 60 == 0)
            idempotency.sweep(timezone.now())
        except Exception:
            log.exception("housekeeping")
        close_old_connections()
        stop.wait(60)
    connection.close()
