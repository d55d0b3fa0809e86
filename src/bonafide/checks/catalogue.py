"""The list of all checks, and how they are run: one failing function never hides the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bonafide.checks import (
    again,
    chip,
    comparison,
    copies,
    dates,
    document,
    in_hand,
    presence,
    probe,
    qr,
    reading,
    repeats,
    replica,
    selfie,
    surface,
    wording,
)
from bonafide.checks import print as print_
from bonafide.checks.base import CheckResult, Context, Requirement, Status, Verdict, not_applicable
from bonafide.checks.registry import CHECK_ERROR, NOT_ASKED, Entry, Room
from bonafide.engine.evidence import DocumentEvidence, SelfieEvidence

Evidence = DocumentEvidence | SelfieEvidence | None

_ENTRIES: tuple[Entry, ...] = (
    *document.CHECKS.entries,
    *reading.CHECKS.entries,
    *dates.CHECKS.entries,
    *print_.CHECKS.entries,
    *presence.CHECKS.entries,
    *wording.CHECKS.entries,
    *chip.CHECKS.entries,
    *qr.CHECKS.entries,
    *copies.CHECKS.entries,
    *replica.CHECKS.entries,
    *repeats.DOCUMENT.entries,
    *comparison.CHECKS.entries,
    *selfie.CHECKS.entries,
    *probe.CHECKS.entries,
    *repeats.SELFIE.entries,
    *again.CHECKS.entries,
    *surface.CHECKS.entries,
    *in_hand.CHECKS.entries,
)

CATALOGUE: Mapping[str, Entry] = MappingProxyType({entry.name: entry for entry in _ENTRIES})
"""Every check by name, in the order in which results are given."""


def run_document(evidence: DocumentEvidence, ctx: Context) -> list[CheckResult]:
    """Run every check of the document. An exception inside one becomes failed with reason check_error."""
    return [_run(e, evidence, ctx) for e in _of(Room.DOCUMENT)]


def run_selfie(evidence: SelfieEvidence | None, ctx: Context) -> list[CheckResult]:
    """Run every check of the selfie; with no recording each is not applicable with reason no_selfie."""
    return [_run(e, evidence, ctx) for e in _of(Room.SELFIE)]


def without_document(ctx: Context) -> list[CheckResult]:
    """Say of every check of the document that none was asked for, where the face alone is shown again."""
    none = not_applicable(NOT_ASKED)
    return [
        CheckResult(e.name, none.status, none.reasons, _requirement(e, ctx), e.kind)
        for e in _of(Room.DOCUMENT)
    ]


def reason_codes() -> frozenset[str]:
    """Every reason that any check can give."""
    return frozenset(code for entry in CATALOGUE.values() for code in entry.reasons) | {
        CHECK_ERROR,
        NOT_ASKED,
    }


def markdown() -> str:
    """Render docs/checks.md: the table of checks as Markdown, generated so that it cannot fall behind."""
    return _HEAD + "\n".join(_row(entry) for entry in CATALOGUE.values()) + "\n"


_HEAD = """# Checks

Each check looks at evidence and says `passed`, `failed` or `not_applicable`, with reasons.
Not applicable means that it could not be computed; it never counts as passed.
A required check must pass before anything is approved; a template names what is required.
A check whose code breaks says `failed` with reason `check_error`.
This file is generated: `python -m bonafide.checks > docs/checks.md`.

| Check | On | Required | Kind | Says | Reasons |
|---|---|---|---|---|---|
"""


def _row(entry: Entry) -> str:
    reasons = ", ".join(f"`{code}`" for code in entry.reasons)
    required = "yes" if entry.requirement is Requirement.REQUIRED else "no"
    return f"| `{entry.name}` | {entry.room} | {required} | {entry.kind} | {entry.description} | {reasons} |"


def _of(room: Room) -> Iterable[Entry]:
    return (entry for entry in CATALOGUE.values() if entry.room is room)


def _run(entry: Entry, evidence: Evidence, ctx: Context) -> CheckResult:
    try:
        verdict = entry.function(evidence, ctx)
    except Exception:  # noqa: BLE001 - whatever breaks, the check fails closed and the others still run
        verdict = Verdict(Status.FAILED, (CHECK_ERROR,))
    requirement = _requirement(entry, ctx)
    return CheckResult(entry.name, verdict.status, verdict.reasons, requirement, entry.kind, verdict.metadata)


def _requirement(entry: Entry, ctx: Context) -> Requirement:
    if ctx.required is None:
        return entry.requirement
    return Requirement.REQUIRED if entry.name in ctx.required else Requirement.NOT_REQUIRED
