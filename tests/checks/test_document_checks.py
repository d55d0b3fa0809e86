from dataclasses import replace
from typing import Any

import pytest
from tests.checks import made

from bonafide.checks import CATALOGUE, CheckResult, Context, Requirement, Status, run_document
from bonafide.engine.evidence import (
    DocumentClass,
    DocumentEvidence,
    Field,
    MrzRead,
    Portrait,
    Side,
    Source,
)

P, F, N = Status.PASSED, Status.FAILED, Status.NOT_APPLICABLE


def side(rectified: bytes = b"front", **quality: Any) -> Side:
    return Side(quad=None, rectified=rectified, quality=replace(made.QUALITY, **quality))


def result(name: str, evidence: DocumentEvidence, ctx: Context) -> CheckResult:
    return next(r for r in run_document(evidence, ctx) if r.name == name)


OF_SIGNS = {"bonafide.checks.presence", "bonafide.checks.wording", "bonafide.checks.copies"} | {
    "bonafide.checks.replica"
}
CASES = [
    ("id_entity_detection", made.document(), P, ()),
    ("id_entity_detection", made.document(is_document=0.2), F, ("cannot_verify_id",)),
    ("id_entity_detection", made.document(is_document=float("nan")), F, ("cannot_verify_id",)),
    ("id_blur_detection", made.card(), P, ()),
    ("id_blur_detection", made.document(front=side(sharpness=0.01)), F, ("front_blurry",)),
    ("id_blur_detection", made.card(back=side(b"back", sharpness=0.01)), F, ("back_blurry",)),
    ("id_blur_detection", made.document(front=side(sharpness=float("nan"))), F, ("front_blurry",)),
    ("id_glare_detection", made.card(), P, ()),
    ("id_glare_detection", made.document(front=side(glare=0.2)), F, ("too_much_glare",)),
    ("id_glare_detection", made.card(back=side(b"back", glare=0.2)), F, ("back_too_much_glare",)),
    ("id_glare_detection", made.document(front=side(glare=float("nan"))), F, ("too_much_glare",)),
    ("id_color_inconsistency_detection", made.document(), P, ()),
    ("id_color_inconsistency_detection", made.document(front=side(chroma=0.3)), F, ("grayscale_document",)),
    ("id_portrait_detection", made.document(), P, ()),
    ("id_portrait_detection", made.document(portrait=None), F, ("portrait_not_found",)),
    (
        "id_portrait_detection",
        made.document(portrait=replace(made.PORTRAIT, inter_eye_px=9.0)),
        F,
        ("portrait_unclear",),
    ),
    ("id_disallowed_country_detection", made.document(), P, ()),
    ("id_disallowed_country_detection", made.document(country="D"), P, ()),
    ("id_disallowed_country_detection", made.document(country=None), F, ("no_country",)),
    ("id_disallowed_country_detection", made.document(country="QQQ"), F, ("country_not_accepted",)),
    ("id_disallowed_country_detection", made.document(country="ATA"), F, ("country_not_accepted",)),
    ("id_disallowed_type_detection", made.document(), P, ()),
    ("id_disallowed_type_detection", made.document(document_class=None), F, ("type_not_detected",)),
    (
        "id_disallowed_type_detection",
        made.document(document_class=DocumentClass.VISA),
        F,
        ("type_not_accepted",),
    ),
    ("id_disallowed_type_detection", made.document(country=None), N, ("no_country",)),
    ("id_double_side_detection", made.card(), P, ()),
    ("id_double_side_detection", made.licence(), P, ()),
    ("id_double_side_detection", made.document(), N, ("class_has_one_side",)),
    ("id_double_side_detection", made.card(back=None), F, ("back_not_submitted",)),
    ("id_double_side_detection", made.card(back=made.FRONT), F, ("side_submitted_twice",)),
    ("id_double_side_detection", made.document(back=made.FRONT), F, ("side_submitted_twice",)),
    ("id_double_side_detection", made.card(mrz=None), F, ("back_not_recognised",)),
    ("id_double_side_detection", made.card(portrait=None), F, ("portrait_not_found",)),
    ("id_double_side_detection", made.card(country="CHN", mrz=None), N, ("back_has_no_machine_part",)),
    ("id_mrz_detection", made.document(), P, ()),
    ("id_mrz_detection", made.document(mrz=None), F, ("mrz_not_found",)),
    ("id_mrz_detection", made.document(mrz=replace(made.MRZ, valid=False)), F, ("mrz_invalid",)),
    ("id_mrz_detection", made.document(mrz=replace(made.MRZ, margin=0.0)), F, ("mrz_unclear",)),
    (
        "id_mrz_detection",
        made.document(mrz=replace(made.MRZ, valid=False, failed=("unclear",), margin=0.5)),
        F,
        ("mrz_unclear",),
    ),
    ("id_mrz_detection", made.licence(), N, ("class_has_no_mrz",)),
    ("id_mrz_detection", made.document(mrz=None, document_class=None), F, ("mrz_not_found",)),
    ("id_barcode_detection", made.licence(), P, ()),
    ("id_barcode_detection", made.licence(barcode=None), F, ("barcode_not_decoded",)),
    (
        "id_barcode_detection",
        made.licence(barcode=replace(made.BARCODE, valid=False)),
        F,
        ("barcode_invalid",),
    ),
    ("id_barcode_detection", made.document(), N, ("class_has_no_barcode",)),
    ("id_extracted_properties_detection", made.document(), P, ()),
    ("id_extracted_properties_detection", made.document(fields=made.fields(name_first="")), P, ()),
    (
        "id_extracted_properties_detection",
        made.document(fields=made.fields(document_number="")),
        F,
        ("no_required_properties",),
    ),
    (
        "id_extracted_properties_detection",
        made.document(fields=made.fields(name_first="", name_last="", name_full_native="王伟")),
        P,
        (),
    ),
    (
        "id_extracted_properties_detection",
        made.document(fields=made.fields(name_first="", name_last="")),
        F,
        ("no_required_properties",),
    ),
    (
        "id_number_format_inconsistency_detection",
        made.document(country="GBR", fields=made.fields(document_number="925076473")),
        P,
        (),
    ),
    (
        "id_number_format_inconsistency_detection",
        made.document(country="GBR", fields=made.fields(document_number="A25")),
        F,
        ("number_format_mismatch",),
    ),
    ("id_number_format_inconsistency_detection", made.document(), N, ("invalid_country",)),
    ("id_number_format_inconsistency_detection", made.document(fields={}), N, ("missing_properties",)),
]


@pytest.mark.parametrize(("name", "evidence", "status", "reasons"), CASES)
def test_check(name: str, evidence: DocumentEvidence, status: Status, reasons: tuple[str, ...]) -> None:
    found = result(name, evidence, made.context())
    assert (found.status, found.reasons) == (status, reasons)


def test_every_document_check_is_seen_failed_and_passed() -> None:
    # the comparison, the dates, the repeats and the signs of attack have their own files
    other = {"id_selfie_comparison", "id_expired_detection", "id_valid_dates_detection", "id_age_comparison"}
    other |= {"id_chip_authentication_detection", "id_qr_authentication_detection"}
    other |= {"id_repeat_detection", "id_mrz_inconsistency_detection", "id_barcode_inconsistency_detection"}
    other |= {"id_print_comparison_detection"}
    other |= {entry.name for entry in CATALOGUE.values() if entry.function.__module__ in OF_SIGNS}
    names = {e.name for e in CATALOGUE.values() if e.room == "document"} - other
    for status in (P, F):
        assert {name for name, _, seen, _ in CASES if seen is status} == names


def test_specimen_state_is_refused_outside_the_sandbox() -> None:
    found = result("id_disallowed_country_detection", made.document(), made.context(sandbox=False))
    assert found.reasons == ("specimen_document",)


def test_selected_country_and_class_may_differ_but_are_noted() -> None:
    ctx = made.context(selected_country="SWE", selected_class=DocumentClass.IDENTITY_CARD)
    assert result("id_disallowed_country_detection", made.document(), ctx).metadata == {
        "differs_from_selected": 1
    }
    found = result("id_disallowed_type_detection", made.document(), ctx)
    assert (found.status, found.metadata) == (P, {"differs_from_selected": 1})


def test_one_broken_check_fails_closed_and_hides_no_other() -> None:
    broken = made.document(mrz=object())
    results = {r.name: r for r in run_document(broken, made.context())}
    assert results["id_mrz_detection"].status is F
    assert results["id_mrz_detection"].reasons == ("check_error",)
    assert results["id_blur_detection"].status is P
    assert len(results) == sum(e.room == "document" for e in CATALOGUE.values())


def test_metadata_holds_numbers_only() -> None:
    for found in run_document(made.card(), made.context()):
        assert all(isinstance(value, int | float) for value in found.metadata.values())


def test_requirement_follows_the_context() -> None:
    ctx = made.context(required=frozenset({"id_mrz_detection"}))
    asked = {r.name for r in run_document(made.document(), ctx) if r.requirement is Requirement.REQUIRED}
    assert asked == {"id_mrz_detection"}


def test_birthdate_certainty_needs_a_valid_source() -> None:
    invalid: MrzRead = replace(made.MRZ, valid=False)
    assert result("id_age_comparison", made.document(), made.context()).metadata["certain"] == 1
    assert result("id_age_comparison", made.document(mrz=invalid), made.context()).metadata["certain"] == 0
    printed = {"birthdate": Field("1974-08-12", Source.VIZ, 0.9)}
    found = result("id_age_comparison", made.document(fields=printed), made.context())
    assert found.metadata["certain"] == 0


def test_portrait_softness_counts() -> None:
    soft: Portrait = replace(made.PORTRAIT, quality=replace(made.QUALITY, sharpness=0.0))
    assert result("id_portrait_detection", made.document(portrait=soft), made.context()).status is F
