"""Run in a process of its own with its own data folder: submits many verifications for the kill test.

Usage: python -m tests.inquiries.killbox documents|selfies
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafide.settings")

import django

django.setup()

from bonafide.accounts.models import Environment, EnvironmentKind  # noqa: E402
from bonafide.engine.evidence import Challenge, Move  # noqa: E402
from bonafide.inquiries import captures, service  # noqa: E402
from bonafide.inquiries.models import CaptureKind, Inquiry  # noqa: E402
from tests.inquiries.flow import Walk, document_jpeg, head, sandbox  # noqa: E402
from tests.world import actor  # noqa: E402

COUNT = 30
CANARY = "CANARY-7f3a9c51"
MOVES = [Move.LOOK_STRAIGHT, Move.TURN_LEFT, Move.TURN_RIGHT, Move.COME_CLOSER, Move.LOOK_STRAIGHT]


def marked(jpeg: bytes) -> bytes:
    """The same picture with the canary in a comment segment, as a camera might write a name."""
    text = f"{CANARY}-image".encode()
    return jpeg[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + jpeg[2:]


def documents() -> None:
    """Thirty applicants show their document."""
    environment = sandbox()
    jpeg = marked(document_jpeg(0))
    for number in range(COUNT):
        walk = Walk(environment, reference=f"{CANARY}-user-{number}").agree()
        service.leave_message(walk.inquiry, "contact", f"{CANARY}-message", "en")
        walk.show_document(jpeg)


def selfies() -> None:
    """The same thirty answer a challenge; all get the same one, so that one recording serves all."""
    frames = list(actor.frames(head(0), MOVES))[::2]
    frames = [type(f)(marked(f.jpeg), f.seq, f.client_ms, f.server_ms) for f in frames]
    environment = Environment.objects.get(kind=EnvironmentKind.SANDBOX)
    for inquiry in Inquiry.objects.filter(environment=environment):
        session = inquiry.sessions.get()
        started = captures.start(session, CaptureKind.SELFIE, {})
        asked = Challenge("", tuple(MOVES), order_bits=18.0)
        captures.submit_selfie(session, started.capture_id, started.nonce, frames, {}, challenge=asked)


if __name__ == "__main__":
    {"documents": documents, "selfies": selfies}[sys.argv[1]]()
