"""What `bonafide check` found, for printing and for the report."""

from __future__ import annotations

from dataclasses import dataclass

from bonafide.checks.base import CheckResult
from bonafide.engine.evidence import DocumentEvidence, FaceComparison
from bonafide.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything that was found, for printing and for the report."""

    document: DocumentEvidence
    selfie: bytes
    comparison: FaceComparison | None
    checks: list[CheckResult]
    decision: Decision
    timings_ms: dict[str, float]
