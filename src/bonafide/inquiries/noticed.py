"""Small pictures of what spoke against a document, kept for the person who looks.

A detector draws on a small copy of the front what it measured. Kept is what failed its check or came near it; what
showed nothing is not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bonafide.engine.document.genuine import DETECTORS
from bonafide.engine.evidence import DocumentEvidence
from bonafide.policy.thresholds import SHIPPED

PREFIX = "sign_"
NAMES = tuple(PREFIX + key for key in DETECTORS)
"""Names of such pictures among those of a verification, in the order of the detectors."""

_LIMITS: Mapping[str, float] = MappingProxyType(
    {
        "double_side": SHIPPED.side_alike_max,
        "specimen": SHIPPED.wording_score_max,
        "temporary_paper": SHIPPED.wording_score_max,
        "nongovernment": SHIPPED.wording_score_max,
        "po_box": SHIPPED.wording_score_max,
        "handwriting": SHIPPED.handwriting_score_max,
        "damaged": SHIPPED.damage_max,
    }
)
"""Scores above which a sign without a soft band counts; the others count from where their band begins."""


def on_document(evidence: DocumentEvidence) -> dict[str, bytes]:
    """Pictures (JPEG, long side 480 pixels at most) of the signs that were noticed, by name."""
    return {
        PREFIX + key: sign.picture
        for key, sign in evidence.signs.items()
        if sign.picture and sign.score is not None and _counts(key, sign.score)
    }


def check_of(name: str) -> str:
    """Name of the check to which a picture belongs."""
    return f"id_{name.removeprefix(PREFIX)}_detection"


def _counts(key: str, score: float) -> bool:
    soft = SHIPPED.soft_from.get(key)
    return score >= soft if soft is not None else score > _LIMITS[key]
