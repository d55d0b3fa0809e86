"""The document held beside the face: what it is looked for by, and how its frames are judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bonafide import enginehost
from bonafide.engine.evidence import Box, DocumentEvidence, Frame, InHandFinding, Side
from bonafide.errors import ConflictError
from bonafide.inquiries import rulings
from bonafide.inquiries.models import Inquiry, Verification
from bonafide.vault import service as vault

_AIR = 0.04
"""Room left around the print where the border of the document was not found, in widths of the picture."""


@dataclass(frozen=True, slots=True)
class CapturedFront:
    """The front as it was captured, with where portrait and document lie in it; personal data, for memory only."""

    front: bytes
    portrait: Box | None
    eyes_px: float
    outline: Box | None


def captured_front(inquiry: Inquiry) -> CapturedFront:
    """Open the front of the document that was read last. Raises ConflictError (wrong_step) without one."""
    document = rulings.passed_document(inquiry)
    found = rulings.findings(document)
    if document is None or found is None or "rectified_front" not in document.image_blobs:
        raise ConflictError("No document was read yet.", code="wrong_step")
    front = vault.open_blob(document.image_blobs["rectified_front"])
    portrait = found.portrait
    box, eyes = (portrait.box, portrait.inter_eye_px) if portrait else (None, 0.0)
    return CapturedFront(front, box, eyes, _outline(found))


def judge(verification: Verification, frames: Sequence[Frame], selfie: bytes) -> InHandFinding | None:
    """Judge the frames of the document in hand beside `selfie`; None where none were handed in."""
    if verification.in_hand is None or not frames:
        return None
    known = captured_front(verification.inquiry)
    learnt = enginehost.pool().card_print(known.front, known.portrait, known.eyes_px, known.outline)
    return enginehost.pool().judge_in_hand(frames, learnt, selfie)


def _outline(found: DocumentEvidence) -> Box | None:
    """Where the document lies in its flattened front: all of it, or around the print where no border was found."""
    if found.front.quad is not None or not found.front.words:
        return None
    boxes = [word.box for word in found.front.words]
    return _around([*boxes, found.portrait.box] if found.portrait else boxes, found.front)


def _around(boxes: Sequence[Box], side: Side) -> Box:
    width, height = side.quality.width, side.quality.height
    air = round(_AIR * width)
    left, top = max(0, min(b[0] for b in boxes) - air), max(0, min(b[1] for b in boxes) - air)
    right = min(width, max(b[0] + b[2] for b in boxes) + air)
    bottom = min(height, max(b[1] + b[3] for b in boxes) + air)
    return left, top, max(1, right - left), max(1, bottom - top)
