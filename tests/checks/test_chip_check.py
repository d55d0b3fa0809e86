"""What the check of a chip says: passed needs a state's signature and the printed zone, nothing less."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from tests.checks.made import context, document

from bonafide.checks.base import Status
from bonafide.checks.catalogue import CATALOGUE, run_document
from bonafide.engine.document.chip.types import ChipEvidence, Step, Verdict
from bonafide.engine.evidence import FaceComparison
from bonafide.policy.thresholds import SHIPPED

P, F, N = Verdict.PASSED, Verdict.FAILED, Verdict.NOT_APPLICABLE
NAME = "id_chip_authentication_detection"
GOOD = {"optical_zone": P, "active_answer": P, "portrait": P, "revocation": N, "validity_today": P}


def chip(passive: Verdict, active: Verdict, steps: Mapping[str, Verdict] | None = None) -> ChipEvidence:
    judged = {name: Step(verdict) for name, verdict in {**GOOD, **(steps or {})}.items()}
    return ChipEvidence(date(2026, 11, 22), judged, passive, passive, active, ("DG1",), ("DG1",))


@pytest.mark.parametrize(
    ("found", "status", "reasons"),
    [
        (None, Status.NOT_APPLICABLE, ("chip_not_read",)),
        (chip(P, P), Status.PASSED, ()),
        (chip(P, N, {"active_answer": N}), Status.PASSED, ()),
        (chip(N, N), Status.NOT_APPLICABLE, ("chip_not_trusted",)),
        (chip(N, P), Status.NOT_APPLICABLE, ("chip_not_trusted",)),
        (chip(P, P, {"optical_zone": N}), Status.NOT_APPLICABLE, ("chip_zone_not_compared",)),
        (chip(F, F), Status.FAILED, ("chip_not_genuine",)),
        (chip(F, F, {"active_answer": F}), Status.FAILED, ("chip_not_genuine", "chip_copied")),
        (chip(P, F, {"active_answer": F}), Status.FAILED, ("chip_copied",)),
        (chip(P, P, {"optical_zone": F}), Status.FAILED, ("chip_differs_from_print",)),
        (chip(N, N, {"optical_zone": F}), Status.FAILED, ("chip_differs_from_print",)),
        (chip(N, F, {"active_answer": F}), Status.FAILED, ("chip_copied",)),
    ],
)
def test_each_finding_has_its_verdict(
    found: ChipEvidence | None, status: Status, reasons: tuple[str, ...]
) -> None:
    results = {r.name: r for r in run_document(document(), replace(context(), chip=found))}
    assert (results[NAME].status, results[NAME].reasons) == (status, reasons)
    assert set(reasons) <= set(CATALOGUE[NAME].reasons)


def test_which_proofs_hold_is_in_the_numbers() -> None:
    results = {r.name: r for r in run_document(document(), replace(context(), chip=chip(P, N)))}
    assert results[NAME].metadata == {
        "passive": 1,
        "active": 0,
        "zone": 1,
        "portrait": 1,
        "revocation": 0,
        "signer_valid_today": 1,
    }


@pytest.mark.parametrize(
    ("similarity", "reasons"),
    [
        (0.99, ()),
        (None, ()),
        (SHIPPED.match_min - 0.01, ("chip_face_uncertain",)),
        (SHIPPED.review_min - 0.01, ("chip_face_differs",)),
    ],
)
def test_another_face_than_the_one_in_the_chip_fails(
    similarity: float | None, reasons: tuple[str, ...]
) -> None:
    compared = FaceComparison(similarity, None, None, "model")
    ctx = replace(context(), chip=chip(P, P), chip_comparison=compared)
    result = next(r for r in run_document(document(), ctx) if r.name == NAME)
    assert result.reasons == reasons
    assert result.metadata.get("face") == similarity
