"""Named checks: small functions from evidence to passed, failed or not applicable, with reasons.

Pure: no clock, no network, no policy. Names are those of Persona's verification checks.
"""

from bonafide.checks.base import (
    Accepted,
    CheckResult,
    Context,
    Kind,
    Limits,
    Reads,
    Requirement,
    Status,
)
from bonafide.checks.catalogue import CATALOGUE, run_document, run_selfie

__all__ = [
    "CATALOGUE",
    "Accepted",
    "CheckResult",
    "Context",
    "Kind",
    "Limits",
    "Reads",
    "Requirement",
    "Status",
    "run_document",
    "run_selfie",
]
