from dataclasses import replace

import pytest
from tests.checks.made import context, document, selfie

from bonafide.checks import run_document, run_selfie
from bonafide.checks.base import Status
from bonafide.checks.signs import judged_sign, soft_signs
from bonafide.engine.document.genuine import DETECTORS
from bonafide.engine.evidence import SURFACE_SIGNS, Agreement, Sign, VizRead
from bonafide.inquiries.pipeline import noticed
from bonafide.policy.thresholds import SHIPPED

FACE_CHECKS = (
    "selfie_moire_detection",
    "selfie_moire_closer_detection",
    "selfie_halftone_detection",
    "selfie_sheet_detection",
    "selfie_mask_detection",
    "selfie_approach_detection",
    "selfie_glass_detection",
)


@pytest.mark.parametrize(
    ("sign", "status", "reason"),
    [
        (Sign(0.2), Status.PASSED, ()),
        (Sign(0.8), Status.FAILED, ("replica",)),
        (Sign(None, "too_few_pixels"), Status.NOT_APPLICABLE, ("too_few_pixels",)),
        (Sign(None, "detector_error"), Status.FAILED, ("check_error",)),
    ],
)
def test_a_sign_becomes_a_verdict(sign: Sign, status: Status, reason: tuple[str, ...]) -> None:
    verdict = judged_sign(replace(document(), signs={"x": sign}), "x", 0.5, "replica")
    assert (verdict.status, verdict.reasons) == (status, reason)


def test_a_sign_that_was_not_measured_passes_nothing() -> None:
    assert judged_sign(document(), "x", 0.5, "replica").status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(("score", "soft"), [(0.29, False), (0.3, True), (0.5, True), (0.51, False)])
def test_a_score_just_below_its_limit_is_soft(score: float, soft: bool) -> None:
    verdict = judged_sign(replace(document(), signs={"x": Sign(score)}), "x", 0.5, "replica", 0.3)
    assert (verdict.metadata.get("soft") == 1) is soft
    assert (
        judged_sign(replace(document(), signs={"x": Sign(score)}), "x", 0.5, "r").metadata.get("soft") is None
    )


def test_every_published_band_ends_at_the_limit_of_its_check() -> None:
    """A score where the band begins passes and is soft; one a little lower is not; nothing soft ever fails."""
    signs = set(SHIPPED.soft_from) & set(DETECTORS)
    assert set(SHIPPED.soft_from) - signs == {"print", "screen_score", *SURFACE_SIGNS}
    for sign in signs:
        first = SHIPPED.soft_from[sign]
        for score, soft in ((first, True), (first - 0.01, False), (1.0, False)):
            evidence = document(signs={sign: Sign(score)})
            named = {result.name: result for result in run_document(evidence, context())}
            found = named[f"id_{sign}_detection"]
            assert found.status is (Status.FAILED if score > 0.99 else Status.PASSED), (sign, found)
            assert (found.metadata.get("soft") == 1) is soft, (sign, found)
            assert soft_signs(named.values()) == ((found.name,) if soft else ())


def test_pictures_are_kept_of_signs_that_are_noticed_and_of_no_others() -> None:
    from_ = SHIPPED.soft_from
    signs = {
        "face_moire": Sign(from_["face_moire"] - 0.01, picture=b"faint"),
        "face_halftone": Sign(None, "face_pixels_too_few"),
        "face_sheet": Sign(from_["face_sheet"], picture=b"soft"),
        "face_holes": Sign(1.0, picture=b"clear"),
    }
    assert noticed(selfie(signs=signs)) == {"face_sheet": b"soft", "face_holes": b"clear"}


def test_print_and_face_picture_have_bands_as_well() -> None:
    unclear = {"sex": Agreement(same=False, margin=SHIPPED.soft_from["print"])}
    read = VizRead("x", {}, 0.9, against=unclear)
    assert soft_signs(run_document(document(viz=read), context())) == ("id_mrz_inconsistency_detection",)
    for sign, check in zip(SURFACE_SIGNS, FACE_CHECKS, strict=True):
        first = SHIPPED.soft_from[sign]
        for score, soft in ((first, True), (first - 0.01, False), (1.0, False)):
            named = {r.name: r for r in run_selfie(selfie(signs={sign: Sign(score)}), context())}
            assert named[check].status is (Status.FAILED if score > 0.99 else Status.PASSED)
            assert soft_signs(named.values()) == ((check,) if soft else ())
    seen = selfie(screen_score=SHIPPED.soft_from["screen_score"])
    assert soft_signs(run_selfie(seen, context())) == ("selfie_suspicious_entity_detection",)
