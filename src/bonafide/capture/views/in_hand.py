"""Answers to the frames of the ID held beside the face."""

from __future__ import annotations

from typing import Any

from bonafide.capture import words
from bonafide.capture.facts import FrameHead
from bonafide.capture.in_hand_live import InHandLive, InHandProgress
from bonafide.engine.evidence import Hint, InHandReading
from bonafide.enginehost import EnginePool
from bonafide.errors import InvalidInputError
from bonafide.inquiries.captures import Started
from bonafide.inquiries.in_hand import captured_front
from bonafide.inquiries.models import InquirySession

_GOOD = {Hint.GOOD, Hint.MOVE_ID, Hint.DONE}


def opened(session: InquirySession, started: Started, engine: EnginePool) -> InHandLive:
    """Learn the print of the captured front and wait for it. Raises ConflictError (wrong_step) without a front."""
    front = captured_front(session.inquiry)
    known = engine.card_print(front.front, front.portrait, front.eyes_px, front.outline)
    ttl_s = started.ttl_ms / 1000
    print_ = known.without_picture()
    return InHandLive(started.capture_id, session.pk, session.inquiry_id, ttl_s, known=print_)


def looked(
    live: InHandLive, head: FrameHead, jpeg: bytes, engine: EnginePool
) -> tuple[InHandProgress, dict[str, Any]]:
    """Read a frame: how far the person is, and what the page is told. Raises InvalidInputError (bad_request)."""
    if head.full:
        raise InvalidInputError("The ID beside the face is shown by small frames.", code="bad_request")
    progress, reading = live.step(jpeg, head.seq, head.client_ms, engine.read_in_hand)
    return progress, _told(progress, reading)


def _told(progress: InHandProgress, reading: InHandReading) -> dict[str, Any]:
    return {
        "hint": progress.hint.value,
        "text": str(words.IN_HAND_HINTS[progress.hint]),
        "good": progress.hint in _GOOD,
        "quad": reading.quad,
        "tenths": progress.tenths,
        "finished": progress.finished,
        "failed": progress.failed,
    }
