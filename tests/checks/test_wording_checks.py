from dataclasses import replace
from typing import Any

import pytest
from tests.checks import made

from bonafide.checks import CheckResult, Status, run_document, run_selfie
from bonafide.engine.evidence import DocumentEvidence, Field, Sign, Source
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Decision, Outcome, decide
from bonafide.policy.templates import template

P, F, N = Status.PASSED, Status.FAILED, Status.NOT_APPLICABLE
SWEDEN = {"country": "SWE"}
WORDED = ("specimen", "temporary_paper", "nongovernment", "po_box")


def found(name: str, evidence: DocumentEvidence, **context: Any) -> CheckResult:
    results = run_document(evidence, made.context(**context))
    return next(r for r in results if r.name == f"id_{name}_detection")


def signed(name: str, sign: Sign, **changes: Any) -> DocumentEvidence:
    return made.document(signs={name: sign}, **{**SWEDEN, **changes})


def addressed(*lines: str) -> DocumentEvidence:
    fields = {f"address_{k}": Field(line, Source.BARCODE, 0.9) for k, line in enumerate(lines)}
    return made.licence(fields={**made.fields(), **fields})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("specimen", "specimen_document"),
        ("temporary_paper", "temporary_document"),
        ("nongovernment", "not_government_issued"),
        ("damaged", "document_damaged"),
        ("handwriting", "handwritten_entry"),
    ],
)
def test_what_the_print_says_decides(name: str, reason: str) -> None:
    plain = {"sandbox": False}
    missing = "document_border_not_seen" if name == "damaged" else "text_not_read"
    for sign, status, reasons in (
        (Sign(0.0), P, ()),
        (Sign(0.3), P, ()),
        (Sign(0.95), F, (reason,)),
        (Sign(None, missing), N, (missing,)),
        (Sign(None, "detector_error"), F, ("check_error",)),
    ):
        result = found(name, signed(name, sign, mrz=None), **plain)
        assert (result.status, result.reasons) == (status, reasons)
    assert found(name, made.document(mrz=None, **SWEDEN), **plain).reasons == ("sign_not_measured",)


def test_specimens_are_taken_in_the_sandbox_only() -> None:
    assert found("specimen", signed("specimen", Sign(1.0))).reasons == ("specimens_accepted_here",)
    assert found("specimen", made.document(), sandbox=False).reasons == ("specimen_document",)


def test_a_valid_machine_part_is_given_by_a_state() -> None:
    card = Sign(1.0)
    assert found("nongovernment", signed("nongovernment", card)).status is P
    licence = replace(made.licence(), signs={"nongovernment": card})
    assert found("nongovernment", licence).status is P
    broken = replace(made.licence(barcode=replace(made.BARCODE, valid=False)), signs={"nongovernment": card})
    assert found("nongovernment", broken).reasons == ("not_government_issued",)


@pytest.mark.parametrize(
    ("lines", "status", "reasons"),
    [
        (("PO BOX 12", "ANCHORAGE"), F, ("po_box_address",)),
        (("12 BOX HILL RD", "DORKING"), P, ()),
        (("RR 2 BOX 15",), P, ()),
        (("",), N, ("missing_address",)),
    ],
)
def test_addresses(lines: tuple[str, ...], status: Status, reasons: tuple[str, ...]) -> None:
    evidence = replace(addressed(*lines), signs={"po_box": Sign(0.0)})
    result = found("po_box", evidence)
    assert (result.status, result.reasons) == (status, reasons)


def test_print_can_show_a_box_but_not_that_there_is_none() -> None:
    assert found("po_box", signed("po_box", Sign(1.0))).reasons == ("po_box_address",)
    assert found("po_box", signed("po_box", Sign(0.0))).reasons == ("missing_address",)
    assert found("po_box", signed("po_box", Sign(None, "text_not_read"))).reasons == ("text_not_read",)


def test_one_side_photographed_twice_is_seen_by_its_print() -> None:
    for score, reasons in ((0.9, ("side_submitted_twice",)), (0.1, ()), (None, ())):
        sign = Sign(score, "" if score is not None else "class_has_one_side")
        result = found("double_side", replace(made.card(), signs={"double_side": sign}))
        assert result.reasons == reasons


def decided(evidence: DocumentEvidence, left: int, **context: Any) -> Decision:
    ctx = made.context(**context)
    checks = [*run_document(evidence, ctx), *run_selfie(made.selfie(), ctx)]
    return decide(checks, make_facts(evidence, ctx, attempts_left=left), template())


@pytest.mark.parametrize("name", ["temporary_paper", "nongovernment", "damaged"])
def test_another_document_is_asked_for_while_attempts_are_left(name: str) -> None:
    evidence = made.document(signs={name: Sign(1.0)}, mrz=None)
    first, last = decided(evidence, 2), decided(evidence, 0)
    assert first.outcome is Outcome.RETRY
    assert "other_document" in first.retake
    assert last.outcome is Outcome.NEEDS_REVIEW


def test_a_post_box_is_looked_at_by_a_person() -> None:
    found_ = decided(made.document(signs={"po_box": Sign(1.0)}), 2)
    assert (found_.outcome, found_.reasons) == (Outcome.NEEDS_REVIEW, ("po_box_address",))


def test_true_documents_are_approved_with_all_signs_quiet() -> None:
    evidence = made.document(signs={name: Sign(0.0) for name in WORDED})
    assert decided(evidence, 2).outcome is Outcome.APPROVED
