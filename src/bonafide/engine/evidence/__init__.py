"""What the engine finds, as typed values. Plain data: no Django, no clock, no thresholds of policy.

Every value here can be pickled (it crosses a process border), turned into JSON with `to_json` and rebuilt from it
with `from_json`. Angles are degrees, times milliseconds, pixel boxes (x, y, width, height) in the image they name.

    picture     places in a picture and how usable it is
    printed     what the readers of one side give: fields, words, zone, barcode
    document    what is known of the whole document, with the signs that the detectors measured
    hint        what is told to the person while the camera runs
    challenge   what the selfie is asked to do, and its frames
    face        what those frames show, and how two faces compare
    in_hand     what frames of a document held beside the face show
    sealed      to JSON and back

Other rooms import from here; the files behind it import each other by their own names.
"""

from bonafide.engine.evidence.challenge import Challenge, Colour, Frame, Move
from bonafide.engine.evidence.document import (
    Agreement,
    DocumentClass,
    DocumentEvidence,
    NumberRead,
    Portrait,
    Side,
    Sign,
    VizRead,
)
from bonafide.engine.evidence.face import (
    SURFACE_SIGNS,
    DepthFinding,
    FaceComparison,
    FrameReading,
    InHandReading,
    LightFinding,
    MoveResult,
    SelfieEvidence,
)
from bonafide.engine.evidence.hint import DocumentHint, Glance, Hint
from bonafide.engine.evidence.in_hand import InHandFinding
from bonafide.engine.evidence.picture import Box, Point, Quad, Quality
from bonafide.engine.evidence.printed import BarcodeRead, Field, MrzRead, Source, Substitution, Word
from bonafide.engine.evidence.sealed import from_json, to_json

__all__ = [
    "SURFACE_SIGNS",
    "Agreement",
    "BarcodeRead",
    "Box",
    "Challenge",
    "Colour",
    "DepthFinding",
    "DocumentClass",
    "DocumentEvidence",
    "DocumentHint",
    "FaceComparison",
    "Field",
    "Frame",
    "FrameReading",
    "Glance",
    "Hint",
    "InHandFinding",
    "InHandReading",
    "LightFinding",
    "Move",
    "MoveResult",
    "MrzRead",
    "NumberRead",
    "Point",
    "Portrait",
    "Quad",
    "Quality",
    "SelfieEvidence",
    "Side",
    "Sign",
    "Source",
    "Substitution",
    "VizRead",
    "Word",
    "from_json",
    "to_json",
]
