"""Pure evidence: bytes in, typed findings out. No Django, network, database or clock.

The front door:

    read_document(front, back=None, *, today)   -> DocumentEvidence
    compare_faces(portrait, selfie)             -> FaceComparison
    judge_selfie(frames, challenge)             -> SelfieEvidence

The three are loaded at first use, so that the values of `bonafide.engine.evidence` stay cheap to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bonafide.engine.document.read import read_document
    from bonafide.engine.face.compare import compare_faces
    from bonafide.engine.face.judge import judge_selfie

__all__ = ["compare_faces", "judge_selfie", "read_document"]

_HOMES = {
    "read_document": "bonafide.engine.document.read",
    "compare_faces": "bonafide.engine.face.compare",
    "judge_selfie": "bonafide.engine.face.judge",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
