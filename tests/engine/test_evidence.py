"""Evidence to JSON and back; what was sealed by an earlier version still reads."""

import json
import pickle
from dataclasses import replace
from datetime import date

import pytest

from bonafide.engine.evidence import (
    BarcodeRead,
    Challenge,
    Colour,
    DocumentClass,
    DocumentEvidence,
    Field,
    Move,
    MoveResult,
    Quality,
    SelfieEvidence,
    Side,
    Sign,
    Source,
    Word,
    from_json,
    to_json,
)
from bonafide.errors import InvalidInputError

QUALITY = Quality(1600, 1008, 0.5, 0.01, 120.0, 90.0, 12.0)
SIDE = Side(
    ((0.0, 1.5), (9.0, 1.0), (9.0, 6.0), (0.0, 6.0)), b"", QUALITY, 2, (Word("P<", 0.9, (1, 2, 3, 4)),)
)
DOCUMENT = DocumentEvidence(
    today=date(2026, 11, 22),
    front=SIDE,
    back=None,
    document_class=DocumentClass.DRIVING_LICENCE,
    country="USA",
    format=None,
    fields={"sex": Field("F", Source.BARCODE, 0.99, "2", None)},
    mrz=None,
    barcode=BarcodeRead("PDF417", "@", "AAMVA", valid=False, failed=("opening",)),
    portrait=None,
    is_document=0.8,
    signs={"damaged": Sign(None, "document_border_not_seen", {"corner": 0.1})},
)
SELFIE = SelfieEvidence(
    Challenge("nonce", (Move.TURN_LEFT, Move.WATCH_LIGHT), colours=(Colour.SKY,), order_bits=2.5),
    readings=(),
    moves=(MoveResult(Move.TURN_LEFT, reached=True, seq=4, at_ms=900),),
    in_order=True,
    duration_ms=4000,
    best=b"",
    best_seq=None,
    best_quality=None,
    best_inter_eye_px=0.0,
    identity_min=None,
    depth=(),
    repeated_frames=0,
    largest_jump=0.1,
    multiple_faces_share=0.0,
    screen_score=0.2,
)


@pytest.mark.parametrize("evidence", [DOCUMENT, SELFIE])
def test_what_is_sealed_comes_back_and_crosses_a_process_border(
    evidence: DocumentEvidence | SelfieEvidence,
) -> None:
    stored = json.loads(json.dumps(to_json(evidence)))
    assert from_json(type(evidence), stored) == evidence
    assert pickle.loads(pickle.dumps(evidence)) == evidence  # noqa: S301 - our own bytes


def test_what_was_sealed_before_a_field_existed_reads_with_its_default() -> None:
    stored = json.loads(json.dumps(to_json(DOCUMENT)))
    for later in ("viz", "numbers", "signs", "models", "timings_ms"):
        del stored[later]
    assert from_json(DocumentEvidence, stored) == replace(DOCUMENT, signs={})


def test_bytes_are_counted_or_kept() -> None:
    side = replace(SIDE, rectified=b"\xff\xd8")
    assert to_json(side)["rectified"] == {"bytes": 2}
    assert to_json(side, images=True)["rectified"] == "/9g="


@pytest.mark.parametrize("broken", [{}, {"format": "TD3"}, None])
def test_json_that_does_not_fit_is_named(broken: object) -> None:
    with pytest.raises(InvalidInputError) as raised:
        from_json(DocumentEvidence, broken)
    assert raised.value.code == "bad_evidence"
