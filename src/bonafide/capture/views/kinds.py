"""Answers where another kind of ID is shown than was chosen, or its back where the front was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bonafide.capture import kind_words
from bonafide.capture.document_live import DocumentLive
from bonafide.capture.kind_live import KindWatch, Saw, wanted
from bonafide.engine.evidence import DocumentHint, Glance, Hint
from bonafide.inquiries.models import Inquiry

OTHER_KIND = "other_kind"


def watch(inquiry: Inquiry) -> KindWatch | None:
    """Open the watch over what is shown as the front."""
    found = wanted(inquiry)
    return None if found is None else KindWatch(found)


def look(
    live: DocumentLive, jpeg: bytes, found: DocumentHint, glance: Callable[[bytes], Glance], *, by_hand: bool
) -> Saw:
    """Look at a full picture that is about to be handed in; others are not worth a look."""
    worth = found.hint is Hint.GOOD or (by_hand and found.hint is not Hint.CAMERA_BLANK)
    return live.kind.judge(glance(jpeg)) if live.kind is not None and worth else Saw.FITS


def other(live: DocumentLive, found: DocumentHint) -> dict[str, Any]:
    """Tell what is seen, and which classes the person may go on with; only a guess by shape may be overruled."""
    watching = live.kind
    if watching is None:
        raise ValueError("nothing was compared")
    live.refuse(found, Hint.SHOW_CHOSEN)
    if watching.certain:
        live.let_go()
    return {
        "hint": OTHER_KIND,
        "text": kind_words.said(watching),
        "good": False,
        "submitted": False,
        "usable": not watching.certain,
        "kinds": [kind.value for kind in watching.offered],
    }
