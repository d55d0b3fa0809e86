from dataclasses import replace

import pytest
from tests.checks.made import document

from bonafide.checks.base import Status
from bonafide.checks.signs import judged_sign
from bonafide.engine.evidence import Sign


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
