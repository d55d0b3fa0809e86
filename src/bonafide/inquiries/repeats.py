"""What an inquiry asks of the traces while it is judged: this document or face, on another account.

Documents are noted always: the token tells nothing without the pepper. Faces only where the operator turned it
on (`BONAFIDE_FACE_DUPLICATES`) and the person agreed to it apart. In the sandbox, where everyone shows the same
specimens, matches are noted for the console and change no decision.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.conf import settings

from bonafide import enginehost
from bonafide.engine.models import FACE_EMBEDDER
from bonafide.inquiries import consent
from bonafide.inquiries.models import Inquiry, Verification
from bonafide.policy.thresholds import DUPLICATE_MIN
from bonafide.traces import documents, faces


def document_elsewhere(document: Verification, now: datetime) -> int | None:
    """Note the document that was read, and count other accounts that showed it; None where it was not searched."""
    inquiry, token = document.inquiry, document.document_token
    if not token:
        return None
    documents.note(inquiry.account, inquiry.pk, token, now=now)
    found = documents.find(inquiry.account, inquiry.pk, token, now=now)
    return None if inquiry.environment.sandbox else found


def template_of(inquiry: Inquiry, selfie: bytes) -> bytes:
    """Template of the live face (float32, little endian), empty where faces are not searched or none is seen."""
    wanted = settings.BONAFIDE.face_duplicates and consent.may_keep_face(inquiry)
    return enginehost.pool().face_template(selfie) if wanted and selfie else b""


def face_elsewhere(inquiry: Inquiry, template: bytes, now: datetime) -> int | None:
    """Keep the template and count other accounts with such a face; None where it was not searched."""
    if not template:
        return None
    values = np.frombuffer(template, "<f4")
    maker = faces.Maker(FACE_EMBEDDER.name, FACE_EMBEDDER.sha256)
    found = faces.find(inquiry.account, inquiry.pk, values, maker, least=DUPLICATE_MIN, now=now)
    faces.enrol(inquiry.account, inquiry.pk, values, maker, now=now)
    return None if inquiry.environment.sandbox else found
