"""Previews kept to show that the document moves: few, spread, and only while they are needed."""

from __future__ import annotations

import pytest

from bonafide.capture.burst import FRAMES, GAP_MS, WINDOW_MS, Burst, Preview, travel
from bonafide.capture.document_live import ASK_FOR_TILT
from bonafide.capture.live import REGISTRY
from bonafide.engine.evidence import Quad
from bonafide.errors import ConflictError
from bonafide.inquiries.models import Capture
from bonafide.vault import service as vault
from bonafide.vault.models import Blob
from tests.capture.visitor import BLANK, Visitor, card, jpeg


def quad(x: float) -> Quad:
    return ((x, 0.0), (x + 400, 0.0), (x + 400, 300.0), (x, 300.0))


def preview(at_ms: int, x: float = 0.0) -> Preview:
    return Preview(b"%d" % at_ms, at_ms, quad(x))


def test_previews_close_in_time_or_old_are_not_kept() -> None:
    burst = Burst()
    for at in (0, GAP_MS - 1, GAP_MS, GAP_MS + WINDOW_MS + 1):
        burst.add(preview(at))
    assert [one.at_ms for one in burst.kept] == [GAP_MS + WINDOW_MS + 1]


def test_of_many_previews_those_that_differ_stay() -> None:
    burst = Burst()
    places = [0, 0, 0, 0, 60, 120, 60, 0, 0, 0, 0, 0, 0]
    for n, x in enumerate(places):
        burst.add(preview(n * 300, x))
    assert len(burst.kept) == FRAMES
    assert {60.0, 120.0} <= {one.quad[0][0] for one in burst.kept if one.quad}
    assert burst.kept[-1].at_ms == 12 * 300
    assert burst.stirred
    assert burst.size == sum(map(len, burst.jpegs))


def test_a_document_is_stirred_by_a_real_move_only() -> None:
    burst = Burst()
    for n in range(6):
        burst.add(preview(n * 300, n % 2))
    assert not burst.stirred
    burst.add(preview(9000, 40))
    assert burst.stirred
    assert travel(None, quad(0)) == travel(quad(0), None) == 0.0
    assert travel(quad(0), quad(50)) == pytest.approx(0.1)


def test_a_document_that_lies_still_is_asked_to_move_and_then_taken_as_it_is(showing: Visitor) -> None:
    hints, taken = [], False
    while not taken:
        answer = showing.frame(jpeg(card())).json()
        hints.append(answer["hint"])
        taken = answer["capture"]
    assert hints == ["good"] * 2 + ["tilt"] * ASK_FOR_TILT + ["good"]
    assert showing.frame(jpeg(card()), X_Full="1").json()["submitted"] is True


def test_a_document_that_was_moved_is_not_asked(showing: Visitor) -> None:
    hints = [showing.frame(jpeg(card(shift=s))).json()["hint"] for s in (-60, -60, 0, 0, 0)]
    assert hints == ["good", "good", "hold_still", "good", "good"]
    assert showing.frame(jpeg(card())).json()["capture"] is True


def test_asking_to_move_speaks_chinese(showing: Visitor) -> None:
    showing.client.cookies["bonafide_language"] = "zh-hans"
    texts = [showing.frame(jpeg(card())).json()["text"] for _ in range(3)]
    assert texts[-1] == "请把证件稍微倾斜，或轻轻移动摄像头"


def test_previews_are_sealed_with_the_picture_and_leave_memory(showing: Visitor) -> None:
    for shift in (-60, -60, 0, 0, 0, 0, 0):
        showing.frame(jpeg(card(shift=shift)))
    held = REGISTRY.get(showing.started["capture"])
    assert held.held_bytes > 0
    picture = jpeg(card(shift=2))
    assert showing.frame(picture, X_Full="1").json()["submitted"] is True
    blobs = Capture.objects.get(pk=showing.started["capture"]).blobs
    assert [vault.open_blob(blob) for blob in blobs] == [
        picture,
        jpeg(card(shift=-60)),
        jpeg(card()),
        jpeg(card()),
    ]
    kept = Blob.objects.filter(pk__in=blobs)
    assert set(kept.values_list("kind", flat=True)) == {"document_frame"}
    assert set(kept.values_list("purpose", flat=True)) == {"examine document_front", "physical presence"}
    with pytest.raises(ConflictError):
        REGISTRY.get(showing.started["capture"])


def test_empty_pictures_are_not_kept(showing: Visitor) -> None:
    showing.frame(jpeg(BLANK))
    assert REGISTRY.get(showing.started["capture"]).held_bytes == 0


def test_of_the_back_no_previews_are_kept(visitor: Visitor) -> None:
    visitor.agree().choose("id").start()
    visitor.frame(jpeg(card()))
    assert visitor.frame(jpeg(card()), X_Full="1").json()["submitted"] is True
    visitor.start("document_back")
    for shift in (0, 0, 0, 90, 90, 90, 90):
        visitor.frame(jpeg(card(shift=shift)))
    assert REGISTRY.get(visitor.started["capture"]).held_bytes == 0
