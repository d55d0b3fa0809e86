"""The document before the camera, through the real hints."""

from __future__ import annotations

from typing import Any

import numpy as np

from bonafide.capture.document_live import SIDES
from bonafide.inquiries import steps
from bonafide.inquiries.models import Capture
from bonafide.inquiries.steps import Step
from bonafide.vault.models import Blob
from tests.capture.visitor import BLANK, Visitor, card, jpeg, table


def hint_of(visitor: Visitor, picture: np.ndarray) -> dict[str, Any]:
    answer = visitor.frame(jpeg(picture))
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_one_hint_at_a_time(showing: Visitor) -> None:
    assert hint_of(showing, BLANK)["hint"] == "camera_blank"
    assert hint_of(showing, table())["hint"] == "no_document"
    far = hint_of(showing, card(width=200))
    assert (far["hint"], far["text"], far["good"]) == ("closer", "Bring the ID closer", False)
    assert len(far["quad"]) == 4


def test_held_still_for_three_previews_is_taken_and_handed_in(showing: Visitor) -> None:
    for _ in range(2):
        hint_of(showing, card(shift=-60))
    assert hint_of(showing, card())["hint"] == "hold_still"
    assert [hint_of(showing, card())["capture"] for _ in range(3)] == [False, False, True]
    answer = showing.frame(jpeg(card()), X_Full="1", X_Rtt_Ms="80").json()
    assert answer["submitted"] is True
    assert answer["next"] == "/verify/flow"
    assert steps.current(showing.inquiry) == Step.READING
    capture = Capture.objects.get(pk=showing.started["capture"])
    assert capture.facts["frames"] == 7
    assert capture.facts["latency_ms"] == 80
    assert Blob.objects.filter(kind="document_frame").count() == len(capture.blobs)


def test_moving_document_is_asked_to_hold_still(showing: Visitor) -> None:
    hints = [hint_of(showing, card(shift=40 * (-1) ** n))["hint"] for n in range(4)]
    assert hints == ["good", "hold_still", "hold_still", "hold_still"]


def test_flawed_picture_by_hand_is_told_and_may_be_used(showing: Visitor) -> None:
    hint_of(showing, table())
    hint_of(showing, card(width=200))
    answer = showing.frame(jpeg(card(width=200)), X_Full="1", X_By_Hand="1").json()
    assert (answer["hint"], answer["submitted"], answer["usable"]) == ("closer", False, True)
    assert steps.current(showing.inquiry) == Step.DOCUMENT_FRONT
    assert showing.finish().json()["submitted"] is True
    assert steps.current(showing.inquiry) == Step.READING


def test_back_is_awaited_until_the_card_was_turned(visitor: Visitor) -> None:
    visitor.agree().choose("id").start()
    for _ in range(3):
        hint_of(visitor, card())
    visitor.frame(jpeg(card()), X_Full="1")
    assert steps.current(visitor.inquiry) == Step.DOCUMENT_BACK
    visitor.start("document_back")
    assert [hint_of(visitor, card())["hint"] for _ in range(4)] == ["turn_over"] * 4
    assert hint_of(visitor, table())["hint"] == "no_document"
    assert hint_of(visitor, card())["hint"] == "hold_still"
    assert hint_of(visitor, card())["hint"] == "good"
    assert SIDES.take(visitor.inquiry_id)
    visitor.frame(jpeg(card()), X_Full="1")
    assert steps.current(visitor.inquiry) == Step.READING
    assert not SIDES.take(visitor.inquiry_id)


def test_nothing_is_remembered_of_a_front_without_a_back(showing: Visitor) -> None:
    for _ in range(2):
        hint_of(showing, card())
    assert showing.frame(jpeg(card()), X_Full="1").json()["submitted"] is True
    assert not SIDES.take(showing.inquiry_id)


def test_front_is_forgotten_when_another_id_is_chosen(visitor: Visitor) -> None:
    visitor.agree().choose("id").start()
    for _ in range(3):
        hint_of(visitor, card())
    visitor.frame(jpeg(card()), X_Full="1")
    assert SIDES.take(visitor.inquiry_id)
    visitor.choose("pp")
    assert not SIDES.take(visitor.inquiry_id)


def test_hints_speak_the_language_of_the_page(showing: Visitor) -> None:
    showing.client.cookies["bonafide_language"] = "zh-hans"
    assert hint_of(showing, card(width=200))["text"] == "请把证件靠近一些"
