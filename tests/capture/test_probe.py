"""The resolution challenge: what is asked, what is made of the answer, and that nobody is punished for none."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from bonafide.capture import probe
from bonafide.capture.face_live import FaceLive
from bonafide.capture.live import REGISTRY
from bonafide.capture.probe import Probe
from bonafide.capture.views import camera
from bonafide.engine.evidence import FrameReading
from bonafide.engine.face.injection import WEIGHTS, injection_signals
from bonafide.inquiries import captures
from tests.capture.visitor import Visitor, jpeg, table

TOLD = {"width": 1280, "height": 720, "capabilities": 14}


def test_sizes_are_drawn_that_the_camera_has_and_that_cost_nothing_if_it_stays_there() -> None:
    rng = random.Random(1)
    drawn_sizes = [probe.draw(TOLD, rng) for _ in range(200)]
    sizes = {(one.width, one.height) for one in drawn_sizes if one is not None}
    assert len(sizes) >= 5
    assert all(w <= 1280 and h <= 720 and min(w, h) >= 480 for w, h in sizes)
    assert {one.after for one in drawn_sizes if one is not None} == {1, 2}
    upright = probe.draw(TOLD | {"width": 720, "height": 1280}, rng)
    assert upright is not None
    assert upright.height > upright.width


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({}, id="tells nothing"),
        pytest.param(TOLD | {"capabilities": 0}, id="knows no capabilities"),
        pytest.param(TOLD | {"width": 640, "height": 480}, id="thin camera"),
        pytest.param({"capabilities": 9, "width": "1280", "height": None}, id="nonsense"),
    ],
)
def test_who_has_no_choice_of_sizes_is_asked_for_none(facts: dict[str, Any]) -> None:
    assert probe.draw(facts, random.Random(1)) is None


def answered(got: tuple[int, int], took: int = 45, waited: int = 200) -> dict[str, float]:
    asked = Probe(960, 540, after=1)
    asked.tell(1000)
    asked.answer(got, took, 1000 + waited)
    return asked.facts()


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (answered((960, 540)), set()),
        (answered((540, 960)), set()),
        (answered((960, 540), took=900, waited=1400), set()),
        (answered((1000, 562), took=2004, waited=2300), {"size_ignored"}),
        (answered((960, 540), took=1), {"size_at_once"}),
        (answered((960, 540), took=900), {"size_at_once"}),
    ],
    ids=["obeys", "upright", "slow", "ignores", "at once", "claims more"],
)
def test_the_answer_is_judged_by_picture_and_clock(answer: dict[str, float], shown: set[str]) -> None:
    found = injection_signals([], answer)
    assert {name for name, value in found.items() if value and name != "sum"} == shown
    assert found["sum"] == pytest.approx(sum(WEIGHTS[name] for name in shown))
    assert Probe(960, 540, after=1).facts() == {}


@pytest.mark.django_db
def test_the_size_is_told_once_and_its_answer_moves_nothing(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = camera._engine()
    monkeypatch.setattr(engine, "read_frame", lambda _j, seq, c, s: FrameReading(seq, c, s, faces=0))
    visitor.agree().choose().with_document()
    told = {"kind": "selfie", "camera": TOLD}
    visitor.started, visitor.seq = visitor.post("/verify/capture/start", told).json(), -1
    assert "size" not in visitor.started
    answers = [visitor.frame(jpeg(table())).json() for _ in range(3)]
    (size,) = [answer["size"] for answer in answers if "size" in answer]
    live = REGISTRY.get(visitor.started["capture"])
    assert isinstance(live, FaceLive)
    shot = jpeg(np.zeros((size["height"], size["width"], 3), np.uint8))
    assert visitor.frame(shot, X_Probe_Ms="60").json()["done"] == 0
    assert live.kept == []  # the first look begins anew
    facts = live.facts(button=False)
    assert (facts["probe_got_width"], facts["probe_got_height"]) == (size["width"], size["height"])
    assert facts["probe_ms"] == 60
    assert {name for name in facts if name.startswith("probe")} <= captures._FACT_KEYS
    again = visitor.frame(shot, X_Probe_Ms="60")
    assert (again.status_code, again.json()["error"]["code"]) == (422, "bad_request")
    assert "size" not in visitor.frame(jpeg(table())).json()


@pytest.mark.django_db
def test_an_answer_that_nobody_asked_for_is_refused(visitor: Visitor) -> None:
    visitor.agree().choose().with_document().start("selfie")
    assert visitor.frame(jpeg(table()), X_Probe_Ms="60").status_code == 422
    assert visitor.frame(jpeg(table()), X_Probe_Ms="soon").status_code == 422
