"""`bonafide worker`: slots that do jobs, and the housekeeping that runs by the clock."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from bonafide import enginehost
from bonafide.api import idempotency
from bonafide.inquiries import housekeeping
from bonafide.jobs import queue, worker

log = logging.getLogger("bonafide.worker")


def work() -> int:
    """Run until SIGTERM or SIGINT. Work cut short is taken up again by the next start."""
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
    threads = [
        threading.Thread(target=worker.run_slot, args=(slot, stop), daemon=True) for slot in range(slots)
    ]
    threads.append(threading.Thread(target=_clock, args=(stop,), daemon=True))
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(2)
    pool.close()
    return 0


def _clock(stop: threading.Event) -> None:
    """Every minute: expire, sweep, sign the ledger's head."""
    while not stop.is_set():
        try:
            queue.release_dead_owners()
            housekeeping.run(timezone.now())
            idempotency.sweep(timezone.now())
        except Exception:
            log.exception("housekeeping")
        close_old_connections()
        stop.wait(60)
    connection.close()
