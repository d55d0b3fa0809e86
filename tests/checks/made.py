"""Evidence made by hand for the tests of checks and policy: good in every way unless told otherwise."""

from dataclasses import replace
from datetime import date
from typing import Any

from bonafide.checks import Context
from bonafide.engine.evidence import (
    Agreement,
    BarcodeRead,
    Challenge,
    DepthFinding,
    DocumentClass,
    DocumentEvidence,
    FaceComparison,
    Field,
    FrameReading,
    Move,
    MoveResult,
    MrzRead,
    Portrait,
    Quality,
    SelfieEvidence,
    Side,
    Source,
    VizRead,
)
from bonafide.policy.context import make_context
from bonafide.policy.templates import template

TODAY = date(2026, 6, 1)
QUALITY = Quality(
    width=1200, height=800, sharpness=0.8, glare=0.0, brightness=128.0, contrast=120.0, chroma=14.0
)
FRONT = Side(quad=None, rectified=b"front", quality=QUALITY)
BACK = Side(quad=None, rectified=b"back", quality=QUALITY)
PORTRAIT = Portrait(jpeg=b"portrait", box=(0, 0, 10, 10), inter_eye_px=60.0, quality=QUALITY)
MRZ = MrzRead(format="TD3", lines=(), raw=(), valid=True, margin=0.9)
BARCODE = BarcodeRead(symbology="PDF417", text="", standard="AAMVA", valid=True)
PRINT = VizRead(
    "icao-td3",
    {},
    0.9,
    (),
    {key: Agreement(same=True) for key in ("name", "document_number", "birthdate", "expiration_date", "sex")},
)
MOVES = (Move.TURN_LEFT, Move.LOOK_STRAIGHT, Move.TURN_RIGHT, Move.COME_CLOSER)
READINGS = tuple(
    FrameReading(seq=n, client_ms=n * 200, server_ms=n * 200, faces=1, digest=f"d{n}") for n in range(20)
)
RESULTS = tuple(
    MoveResult(move, reached=True, seq=4 * n + 2, at_ms=800 * (n + 1)) for n, move in enumerate(MOVES)
)
DEPTH = (
    DepthFinding(available=True, residual=0.12, yaw=25.0, nose_leads=True, points=60, side="left"),
    DepthFinding(available=True, residual=0.13, yaw=26.0, nose_leads=True, points=60, side="right"),
)


def fields(**values: str) -> dict[str, Field]:
    """Fields as a passport's MRZ gives them; an empty value takes the field away."""
    plain = {
        "name_first": "ANNA MARIA",
        "name_last": "ERIKSSON",
        "document_number": "L898902C3",
        "birthdate": "1974-08-12",
        "expiration_date": "2032-04-15",
        **values,
    }
    return {key: Field(value, Source.MRZ, 0.9) for key, value in plain.items() if value}


def document(**changes: Any) -> DocumentEvidence:
    """A good passport of the specimen state."""
    made = DocumentEvidence(
        today=TODAY,
        front=FRONT,
        back=None,
        document_class=DocumentClass.PASSPORT,
        country="UTO",
        format="TD3",
        fields=fields(),
        mrz=MRZ,
        barcode=None,
        portrait=PORTRAIT,
        is_document=0.95,
        viz=PRINT,
    )
    return replace(made, **changes)


def card(**changes: Any) -> DocumentEvidence:
    """A good identity card with its MRZ on the back."""
    made = document(document_class=DocumentClass.IDENTITY_CARD, format="TD1", back=BACK)
    return replace(made, **changes)


def licence(**changes: Any) -> DocumentEvidence:
    """A good driving licence with a barcode on the back."""
    made = document(
        document_class=DocumentClass.DRIVING_LICENCE, country="USA", format=None, mrz=None, barcode=BARCODE
    )
    return replace(made, back=BACK, **changes)


def selfie(**changes: Any) -> SelfieEvidence:
    """A good recording."""
    made = SelfieEvidence(
        challenge=Challenge(nonce="n", moves=MOVES, order_bits=18.0),
        readings=READINGS,
        moves=RESULTS,
        in_order=True,
        duration_ms=5000,
        best=b"best",
        best_seq=5,
        best_quality=QUALITY,
        best_inter_eye_px=90.0,
        identity_min=0.95,
        depth=DEPTH,
        repeated_frames=0,
        largest_jump=0.2,
        multiple_faces_share=0.0,
        screen_score=0.1,
    )
    return replace(made, **changes)


def compared(similarity: float | None = 0.96) -> FaceComparison:
    """A comparison with this similarity."""
    return FaceComparison(similarity, QUALITY, QUALITY, model="test")


def context(**changes: Any) -> Context:
    """The default template in the sandbox, with a matching comparison."""
    made = make_context(template(), today=TODAY, sandbox=True, comparison=compared())
    return replace(made, **changes)
