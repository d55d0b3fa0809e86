"""Which pictures of what spoke against a document are kept for the person who looks."""

import pytest

from bonafide.checks import CATALOGUE, Status, run_document
from bonafide.console import evidence as shown
from bonafide.console.templatetags.console_parts import picture_name
from bonafide.console.words import CHECKS
from bonafide.engine.document.genuine import DETECTORS
from bonafide.engine.evidence import Sign
from bonafide.inquiries.noticed import NAMES, check_of, on_document
from tests.checks import made

PICTURE = b"\xff\xd8drawn"


@pytest.mark.parametrize("key", DETECTORS)
def test_a_sign_that_fails_its_check_is_shown_to_the_person_who_looks(key: str) -> None:
    evidence = made.card(mrz=None, signs={key: Sign(1.0, "", {}, PICTURE)})
    failed = [
        r.name for r in run_document(evidence, made.context(sandbox=False)) if r.status is Status.FAILED
    ]
    assert check_of(f"sign_{key}") in failed
    assert on_document(evidence) == {f"sign_{key}": PICTURE}
    assert f"sign_{key}" in shown.KEPT
    assert picture_name(f"sign_{key}") == str(CHECKS[check_of(f"sign_{key}")])


@pytest.mark.parametrize("key", DETECTORS)
def test_what_shows_nothing_is_not_kept(key: str) -> None:
    for sign in (
        Sign(0.0, "", {}, PICTURE),
        Sign(None, "too_few_pixels", {}, PICTURE),
        Sign(1.0, "", {}, b""),
    ):
        assert on_document(made.document(signs={key: sign})) == {}


def test_a_sign_in_its_soft_band_is_kept_too() -> None:
    evidence = made.document(
        signs={"paper": Sign(0.5, "", {}, PICTURE), "flat_scan": Sign(0.1, "", {}, PICTURE)}
    )
    assert set(on_document(evidence)) == {"sign_paper"}


def test_every_detector_has_a_check() -> None:
    assert [check_of(name) for name in NAMES] == [f"id_{key}_detection" for key in DETECTORS]
    assert {check_of(name) for name in NAMES} <= set(CATALOGUE)
