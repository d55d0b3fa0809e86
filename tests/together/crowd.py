"""Threads that begin at the same moment, each with a connection of its own as the threads of a server have."""

from __future__ import annotations

import threading
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment, EnvironmentKind
from bonafide.errors import BonafideError
from bonafide.inquiries import captures, consent, service, steps
from bonafide.inquiries.models import CaptureKind, Inquiry, InquirySession
from tests.inquiries.ground import visit

MANY = 6
JPEG = b"\xff\xd8\xff" + b"\0" * 20_000
Came = dict[str, Any]
Told = Counter[str]


def at_once(works: Sequence[Callable[[], object]]) -> Told:
    """Begin them all at the same moment; count what came of each: `done`, or the code of the refusal.

    Whatever else was raised is told as it is: none of it may happen.
    """
    gate, told, lock = threading.Barrier(len(works)), Told(), threading.Lock()

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
            said = "done"
        except BonafideError as error:
            said = error.code
        except Exception:  # noqa: BLE001 - told, and judged by the test
            said = traceback.format_exc()
        finally:
            connection.close()
        with lock:
            told[said] += 1

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def side() -> Environment:
    return accounts.create_environment(EnvironmentKind.SANDBOX, "test")


def at_front() -> tuple[Inquiry, InquirySession, captures.Started]:
    """An applicant before the camera with the document."""
    inquiry = service.create(side(), reference="user-1", fields={"plan": "pro"})
    session = visit(inquiry)
    consent.give(session, text_version="v1", text="t", language="en", biometric=True)
    steps.select_document(session, country="UTO", document_class="pp")
    return inquiry, session, captures.start(session, CaptureKind.FRONT, {})
