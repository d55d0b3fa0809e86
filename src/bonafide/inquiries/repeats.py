"""What an inquiry asks of the traces while it is judged: this document or face, on another account.

Documents are noted always: the token tells nothing without the pepper. Faces only where the operator turned it
on (`BONAFIDE_FACE_DUPLICATES`) and the person agreed to it apart. In the sandbox, where everyone shows the same
specimens, matches are noted for the console and change no decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.conf import settings

from bonafide import enginehost
from bonafide.engine.evidence import Frame, FrameReading
from bonafide.engine.evidence.scene import Scene
from bonafide.inquiries import consent
from bonafide.inquiries.face_model import MAKER
from bonafide.inquiries.models import Inquiry, Verification
from bonafide.policy.thresholds import DUPLICATE_MIN, SAME_FRAME_MAX, SAME_ROOM_MAX, SAME_ROOM_TILES
from bonafide.traces import documents, faces, scenes
from bonafide.traces.gallery import Limits
from bonafide.traces.prints import print_of

ALIKE = Limits(room_max=SAME_ROOM_MAX, tiles_min=SAME_ROOM_TILES, frame_max=SAME_FRAME_MAX)


def document_elsewhere(document: Verification, now: datetime) -> int | None:
    """Note the document that was read, and count other accounts that showed it; None where it was not searched."""
    inquiry, token = document.inquiry, document.document_token
    if not token:
        return None
    documents.note(inquiry.account, inquiry.pk, token, now=now)
    found = documents.find(inquiry.account, inquiry.pk, token, now=now)
    return found if _is_searched(inquiry) else None


def _is_searched(inquiry: Inquiry) -> bool:
    """Whether other accounts count: not in the sandbox, nor for an account that stands for this inquiry alone."""
    return not inquiry.environment.sandbox and inquiry.account.reference_index is not None


def template_of(inquiry: Inquiry, selfie: bytes) -> bytes:
    """Template of the live face (float32, little endian), empty where it may not be kept or none is seen."""
    wanted = (_may_search(inquiry) or _may_recognise(inquiry)) and inquiry.account.reference_index is not None
    return enginehost.pool().face_template(selfie) if wanted and selfie else b""


def face_elsewhere(inquiry: Inquiry, template: bytes, now: datetime) -> int | None:
    """Count other accounts with such a face; None where it was not searched. Nothing of this face is kept."""
    if not template or not _is_for_search(inquiry):
        return None
    values = np.frombuffer(template, "<f4")
    found = faces.find(inquiry.account, inquiry.pk, values, MAKER, least=DUPLICATE_MIN, now=now)
    return found if _is_searched(inquiry) else None


def keep_face(inquiry: Inquiry, template: bytes, now: datetime) -> None:
    """Keep the face of an approved person. Before an approval it may be a picture of somebody who never agreed."""
    if template:
        values = np.frombuffer(template, "<f4")
        purposes = {"searched": _is_for_search(inquiry), "recognises": _may_recognise(inquiry)}
        faces.enrol(inquiry.account, inquiry.pk, values, MAKER, now=now, **purposes)


def scene_of(inquiry: Inquiry, frames: Sequence[Frame], readings: Sequence[FrameReading]) -> Scene | None:
    """Describe room and frames of a capture, and load what they are searched among: both take a while.

    Call it before the transaction of the decision. None for an account that stands for this inquiry alone.
    """
    if inquiry.account.reference_index is None:
        return None
    scenes.refresh(inquiry.account.environment_id)
    return enginehost.pool().scene_of(frames, readings)


def scene_elsewhere(inquiry: Inquiry, capture: str, scene: Scene | None, now: datetime) -> dict[str, float]:
    """Keep room and frames of a capture as a keyed fingerprint, and look for them on other accounts.

    Returns the signals `same_frame` and `same_background`, 0 or 1; none where it was not searched or nothing could
    be compared. What an account that stands for this inquiry alone shows is not kept.
    """
    account = inquiry.account
    if scene is None or account.reference_index is None:
        return {}
    seen = print_of(account.environment_id, scene)
    found = scenes.find(account, inquiry.pk, seen, ALIKE, now=now)
    scenes.note(account, inquiry.pk, capture, seen, now=now)
    return found if _is_searched(inquiry) else {}


def _is_for_search(inquiry: Inquiry) -> bool:
    """Whether a template that was made may be searched: not where it was only made to recognise the person."""
    return _may_search(inquiry) or not _may_recognise(inquiry)


def _may_search(inquiry: Inquiry) -> bool:
    return settings.BONAFIDE.face_duplicates and consent.may_keep_face(inquiry)


def _may_recognise(inquiry: Inquiry) -> bool:
    return settings.BONAFIDE.face_again and consent.may_recognise(inquiry)
