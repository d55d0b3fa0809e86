"""The check of a document's chip (ICAO Doc 9303 parts 10 to 12)."""

from __future__ import annotations

from bonafide.checks.base import Context, Kind, Number, failed, not_applicable, passed
from bonafide.checks.base import Verdict as Said
from bonafide.checks.registry import Registry, Room
from bonafide.engine.document.chip.types import ChipEvidence, Verdict
from bonafide.engine.evidence import DocumentEvidence

CHECKS = Registry(Room.DOCUMENT)


@CHECKS.add(
    "id_chip_authentication_detection",
    Kind.FRAUD,
    "chip_not_read",
    "chip_not_trusted",
    "chip_zone_not_compared",
    "chip_not_genuine",
    "chip_copied",
    "chip_differs_from_print",
    "chip_face_differs",
    "chip_face_uncertain",
    required=False,
)
def chip_authentication(evidence: DocumentEvidence, ctx: Context) -> Said:  # noqa: ARG001 - one signature
    """Check that a state signed the data of the chip, and that they are those of the printed zone.

    Passed says: passive authentication up to a CSCA of the operator's master list, and the chip's zone is the
    printed one, field by field. `active` 1 in the numbers says that the chip also proved to be no copy; 0 that
    it was not asked or has no key. Without a master list it is not applicable. Where the selfie was compared with
    the portrait in a genuine chip, it must match that too.
    """
    chip = ctx.chip
    if chip is None:
        return not_applicable("chip_not_read")
    numbers = _numbers(chip) | _face(ctx)
    wrong = _wrong(chip)
    if numbers.get("face", 1.0) < ctx.limits.review_min:
        wrong.append("chip_face_differs")
    if wrong:
        return failed(*wrong, **numbers)
    if chip.passive is not Verdict.PASSED:
        return not_applicable("chip_not_trusted", **numbers)
    if _step(chip, "optical_zone") is not Verdict.PASSED:
        return not_applicable("chip_zone_not_compared", **numbers)
    if numbers.get("face", 1.0) < ctx.limits.match_min:
        return not_applicable("chip_face_uncertain", **numbers)
    return passed(**numbers)


def _wrong(chip: ChipEvidence) -> list[str]:
    """What speaks against the chip, the gravest first."""
    found = {
        "chip_not_genuine": chip.passive,
        "chip_copied": chip.active,
        "chip_differs_from_print": _step(chip, "optical_zone"),
    }
    if chip.passive is Verdict.FAILED:  # the answer's verdict contains that of the data
        found["chip_copied"] = _step(chip, "active_answer")
    return [reason for reason, verdict in found.items() if verdict is Verdict.FAILED]


def _face(ctx: Context) -> dict[str, Number]:
    """Similarity of selfie and chip portrait, where both show a face; the worst where it is no number at all."""
    found = ctx.chip_comparison
    if found is None or found.similarity is None:
        return {}
    return {"face": found.similarity if -1.0 <= found.similarity <= 1.0 else -1.0}


def _step(chip: ChipEvidence, name: str) -> Verdict:
    step = chip.steps.get(name)
    return step.verdict if step is not None else Verdict.NOT_APPLICABLE


def _numbers(chip: ChipEvidence) -> dict[str, Number]:
    """1 passed, 0 open or failed, for each part of the proof."""
    verdicts = {
        "passive": chip.passive,
        "active": chip.active,
        "zone": _step(chip, "optical_zone"),
        "portrait": _step(chip, "portrait"),
        "revocation": _step(chip, "revocation"),
        "signer_valid_today": _step(chip, "validity_today"),
    }
    return {name: int(verdict is Verdict.PASSED) for name, verdict in verdicts.items()}
