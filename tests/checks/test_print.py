"""The machine readable part against the print, as a verdict."""

from dataclasses import replace

import pytest
from tests.checks import made

from bonafide.checks import Status, run_document
from bonafide.checks.base import CheckResult
from bonafide.checks.print import DIFFERS, UNREAD
from bonafide.engine.evidence import Agreement, DocumentEvidence, VizRead

MRZ, BARCODE = "id_mrz_inconsistency_detection", "id_barcode_inconsistency_detection"
LEGIBLE = "id_print_comparison_detection"
LEAST = made.context().limits.print_margin_min


def printed(**against: Agreement) -> DocumentEvidence:
    return made.document(viz=VizRead("icao-td3", {}, 0.9, (), against))


def result(name: str, evidence: DocumentEvidence) -> CheckResult:
    return next(r for r in run_document(evidence, made.context()) if r.name == name)


def test_what_is_printed_alike_passes() -> None:
    found = result(MRZ, printed(name=Agreement(same=True), birthdate=Agreement(None, "not_printed")))
    assert found.status is Status.PASSED
    assert (found.metadata["same"], found.metadata["not_read"], found.metadata["differ"]) == (1, 1, 0)


@pytest.mark.parametrize("key", DIFFERS)
def test_each_field_that_differs_fails_with_its_own_reason(key: str) -> None:
    against = {"name": Agreement(same=True)} | {key: Agreement(same=False, margin=LEAST)}
    found = result(MRZ, printed(**against))
    assert (found.status, found.reasons) == (Status.FAILED, (DIFFERS[key],))
    assert found.metadata["margin"] == LEAST


def test_a_difference_that_a_misreading_explains_fails_nothing_and_passes_nothing() -> None:
    against = {"name": Agreement(same=True), "sex": Agreement(same=False, margin=LEAST - 0.1)}
    found = result(MRZ, printed(**against))
    assert (found.status, found.reasons) == (Status.NOT_APPLICABLE, ("print_unclear",))


def test_without_print_nothing_is_compared() -> None:
    for evidence in (made.document(viz=None), printed(name=Agreement(None, "not_printed"))):
        found = result(MRZ, evidence)
        assert (found.status, found.reasons) == (Status.NOT_APPLICABLE, ("print_not_read",))


def test_a_broken_zone_is_not_compared() -> None:
    broken = replace(printed(name=Agreement(same=True)), mrz=replace(made.MRZ, valid=False))
    for evidence in (broken, replace(broken, mrz=None)):
        found = result(MRZ, evidence)
        assert (found.status, found.reasons) == (Status.NOT_APPLICABLE, ("nothing_to_compare",))


def test_a_barcode_is_compared_where_there_is_no_zone() -> None:
    evidence = printed(birthdate=Agreement(same=False, margin=2 * LEAST))
    licence = replace(evidence, mrz=None, barcode=made.BARCODE)
    assert result(BARCODE, licence).reasons == ("printed_birthdate_differs",)
    assert result(MRZ, licence).status is Status.NOT_APPLICABLE
    assert result(BARCODE, evidence).status is Status.NOT_APPLICABLE


def test_a_barcode_that_contradicts_itself_fails_and_a_broken_one_is_not_compared() -> None:
    odd = replace(made.BARCODE, valid=False, failed=("jurisdiction", "missing:DDE"))
    found = result(BARCODE, made.licence(barcode=odd))
    assert (found.status, found.reasons) == (Status.FAILED, ("barcode_contradicts_itself",))
    assert found.metadata["contradictions"] == 1
    for failed in (("offset:DL", "jurisdiction"), ("missing:DDE",)):
        broken = result(BARCODE, made.licence(barcode=replace(odd, failed=failed)))
        assert (broken.status, broken.reasons) == (Status.NOT_APPLICABLE, ("nothing_to_compare",))


@pytest.mark.parametrize("key", UNREAD)
def test_each_field_that_the_picture_does_not_tell_is_asked_for(key: str) -> None:
    for unread in (Agreement(None, "not_printed"), Agreement(same=False, margin=LEAST - 0.1)):
        found = result(LEGIBLE, printed(**{"name": Agreement(same=True), key: unread}))
        assert (found.status, found.reasons) == (Status.FAILED, (UNREAD[key],))
    licence = replace(printed(**{key: Agreement(None, "not_printed")}), mrz=None, barcode=made.BARCODE)
    assert result(LEGIBLE, licence).reasons == (UNREAD[key],)


def test_what_agrees_differs_or_cannot_be_printed_is_not_asked_for() -> None:
    told = printed(
        name=Agreement(None, "script_not_judged"),
        sex=Agreement(None, "not_stated"),
        birthdate=Agreement(same=True),
        document_number=Agreement(same=False, margin=LEAST),
    )
    assert result(LEGIBLE, told).status is Status.PASSED


def test_print_that_was_not_read_at_all_is_asked_for_where_a_machine_part_was_read() -> None:
    assert result(LEGIBLE, made.document(viz=None)).reasons == ("print_not_read",)
    broken = made.document(mrz=replace(made.MRZ, valid=False))
    for nothing in (broken, made.document(mrz=None)):
        found = result(LEGIBLE, nothing)
        assert (found.status, found.reasons) == (Status.NOT_APPLICABLE, ("nothing_to_compare",))
