"""Signals of an injected stream: numbers from facts, nothing decided here."""

import hashlib
from typing import Any

import pytest
from tests.checks import made

from bonafide.checks import Status, run_selfie
from bonafide.engine.evidence import FrameReading
from bonafide.engine.face.injection import WEIGHTS, injection_signals, joined
from bonafide.policy.thresholds import SHIPPED


def frames(times: list[int], digests: list[str] | None = None) -> list[FrameReading]:
    return [
        FrameReading(n, at, at, 1, digest=(digests or [str(k) for k in range(len(times))])[n])
        for n, at in enumerate(times)
    ]


def named(label: str) -> dict[str, Any]:
    return {"label_hash": hashlib.sha256(label.encode()).hexdigest()}


def test_plain_camera_shows_none() -> None:
    jittered = [n * 110 + (n * 37) % 19 for n in range(20)]
    found = injection_signals(frames(jittered), named("FaceTime HD Camera") | {"capabilities": 9})
    assert found["sum"] == 0
    assert set(found) == {
        "virtual_name",
        "no_name",
        "no_capabilities",
        "steady_times",
        "repeated_frames",
        "sum",
    }


@pytest.mark.parametrize(
    ("name", "readings", "camera"),
    [
        ("virtual_name", [], named("OBS Virtual Camera")),
        ("no_name", [], named("")),
        ("no_capabilities", [], {"capabilities": 0}),
        ("steady_times", frames([n * 100 for n in range(20)]), {}),
        ("repeated_frames", frames([0, 90, 230, 300], ["a", "a", "a", "a"]), {}),
    ],
)
def test_each_signal_is_seen_and_weighed(
    name: str, readings: list[FrameReading], camera: dict[str, Any]
) -> None:
    found = injection_signals(readings, camera)
    assert found[name] >= 0.75
    assert found["sum"] == pytest.approx(WEIGHTS[name] * found[name])


def test_what_other_accounts_show_is_weighed_with_the_rest() -> None:
    alone = injection_signals([], named("OBS Virtual Camera"))
    both = joined(alone, {"same_frame": 1.0, "same_background": 1.0})
    assert both["sum"] == pytest.approx(0.35 + 0.4 + 0.2)
    assert joined({}, {"same_frame": 1.0})["sum"] < SHIPPED.injection_sum_max
    assert joined({}, {"same_frame": 1.0, "same_film": 1.0})["sum"] > SHIPPED.injection_sum_max
    assert joined(alone, {}) == alone
    assert WEIGHTS["same_background"] < WEIGHTS["same_frame"]


def test_what_is_not_told_is_left_out() -> None:
    assert injection_signals([], {}) == {"sum": 0}
    assert "steady_times" not in injection_signals(frames([0, 100, 200]), {})


def test_no_signal_is_a_verdict_alone_and_two_go_to_a_person() -> None:
    assert all(weight <= 0.5 for weight in WEIGHTS.values())

    def status(**signals: float) -> Status:
        checks = run_selfie(made.selfie(injection=signals), made.context())
        return next(c.status for c in checks if c.name == "selfie_injection_detection")

    assert status(virtual_name=1.0, sum=0.35) is Status.PASSED
    assert status(virtual_name=1.0, steady_times=1.0, sum=0.55) is Status.FAILED
    assert status(sum=0.0) is Status.NOT_APPLICABLE
    assert status(virtual_name=1.0, sum=float("nan")) is Status.FAILED
