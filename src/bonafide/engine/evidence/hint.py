"""What is told to the person while the camera runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bonafide.engine.evidence.document import DocumentClass
from bonafide.engine.evidence.picture import Quad, Quality


class Hint(StrEnum):
    """One thing to tell the person now. GOOD means: hold it, the picture is being taken."""

    GOOD = "good"
    NO_DOCUMENT = "no_document"
    CLOSER = "closer"
    FARTHER = "farther"
    INTO_FRAME = "into_frame"
    HOLD_STILL = "hold_still"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    GLARE = "glare"
    TILT = "tilt"
    BLURRY = "blurry"
    TURN_OVER = "turn_over"
    SHOW_FRONT = "show_front"
    SHOW_CHOSEN = "show_chosen"
    CAMERA_BLANK = "camera_blank"
    NO_FACE = "no_face"
    MANY_FACES = "many_faces"
    LOOK_STRAIGHT = "look_straight"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    COME_CLOSER = "come_closer"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    WATCH_LIGHT = "watch_light"
    SHOW_ID = "show_id"
    ID_NEARER = "id_nearer"
    ID_ASIDE = "id_aside"
    MOVE_ID = "move_id"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class DocumentHint:
    """Answer to one preview frame of the document camera. quad is in preview pixels."""

    hint: Hint
    quad: Quad | None
    quality: Quality
    thumb: bytes = b""
    """32x20 grey bytes of the frame, for the caller to see motion between frames; never stored."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What one quick look at the full picture of a document says of its kind.

    Attributes:
        document_class: as its zone or barcode names it; None where none was read without a flaw.
        back: whether what was read stands on the back of its card.
        trace: whether some line looks like one of a zone, read or not.

    """

    document_class: DocumentClass | None
    back: bool = False
    trace: bool = False
