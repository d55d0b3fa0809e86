"""The ID beside the face over the real endpoint, read by the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from bonafide.capture.in_hand_live import (
    HANDED_IN,
    HELD_FRAMES,
    MAX_BYTES,
    PATIENT_MS,
    TIME_MS,
    InHandLive,
    _flaw,
)
from bonafide.capture.live import REGISTRY
from bonafide.capture.views import camera
from bonafide.engine.document.held import card_print
from bonafide.engine.document.portrait import cut_portrait
from bonafide.engine.evidence import FrameReading, Hint, InHandReading, Word, to_json
from bonafide.engine.face.in_hand import read_in_hand
from bonafide.engine.image import encode_jpeg
from bonafide.inquiries import in_hand, steps
from bonafide.inquiries.models import Capture, Inquiry, Verification
from bonafide.inquiries.steps import Step
from bonafide.policy.templates import IN_HAND
from bonafide.policy.thresholds import SHIPPED
from bonafide.vault import service as vault
from bonafide.vault.models import Blob
from tests.capture.visitor import BLANK, Visitor, jpeg, table
from tests.checks import made
from tests.world.clock import held_clock
from tests.world.in_hand import IdInHand, Place, captured
from tests.world.people import people_available, person
from tests.world.puppet import Puppet
from tests.world.specimen import td1_card

needs_faces = pytest.mark.skipif(not people_available(), reason="shared data folder absent")
TOLD = {"hint", "text", "good", "quad", "tenths", "finished", "failed", "submitted", "next"}
SIZE = (1280, 960)
GOOD = InHandReading(
    face=FrameReading(0, 0, 0, 1, box=(300, 120, 130, 170), inter_eye_px=60.0, face_share=0.35),
    quad=((60.0, 260.0), (250.0, 260.0), (250.0, 380.0), (60.0, 380.0)),
    points=150,
    layout=0.98,
    portrait_eyes_px=30.0,
    whole=True,
)


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera._engine(), "card_print", card_print, raising=False)
    monkeypatch.setattr(camera._engine(), "read_in_hand", read_in_hand, raising=False)


@cache
def front() -> np.ndarray:
    return captured(td1_card(person(0))[0])


@cache
def head() -> Puppet:
    return Puppet(person(0).portrait)


def half_done(visitor: Visitor, picture: np.ndarray) -> Visitor:
    """As if the document had been read and the challenge answered: what is left is the ID in hand."""
    Inquiry.objects.filter(pk=visitor.inquiry_id).update(template_id=IN_HAND)
    visitor.agree().choose("id").with_document()
    subject = visitor.inquiry.account.subject
    document = Verification.objects.get()
    blob = vault.seal(subject, "document_rectified", encode_jpeg(picture), purpose="test")
    evidence = to_json(made.document(portrait=cut_portrait(picture)))
    document.image_blobs = {"rectified_front": blob.pk}
    document.findings_blob = vault.seal_json(subject, "findings", evidence, purpose="test").pk
    document.save()
    shown = Capture.objects.create(
        inquiry=visitor.inquiry,
        session=visitor.inquiry.sessions.get(),
        kind="selfie",
        state="done",
        nonce_digest="n",
        expires_at=timezone.now(),
    )
    Verification.objects.create(inquiry=visitor.inquiry, kind="selfie", selfie=shown)
    return visitor


@pytest.fixture
def plain(visitor: Visitor) -> Visitor:
    """At the step, with a front that bears no portrait."""
    return half_done(visitor, np.tile(table(), (2, 2, 1)))


def live_of(visitor: Visitor) -> InHandLive:
    live = REGISTRY.get(visitor.started["capture"])
    assert isinstance(live, InHandLive)
    return live


def answers(visitor: Visitor, shown: Any, now: list[float], count: int) -> Iterator[dict[str, Any]]:
    """Show frames, half a second apart on the server's clock, until the server ends it."""
    live = live_of(visitor)
    with held_clock(live) as set_age:
        for number in range(count):
            now[0] = 0.5 * number
            set_age(500 * number)
            answer = visitor.frame(encode_jpeg(shown.render(size=SIZE), 78))
            assert answer.status_code == 200, answer.content
            yield answer.json()
            if answer.json()["finished"] or answer.json()["failed"]:
                return


@needs_faces
@pytest.mark.data
def test_id_beside_the_face_is_handed_in_sealed(visitor: Visitor) -> None:
    half_done(visitor, front())
    assert steps.current(visitor.inquiry) == Step.IN_HAND
    visitor.start("in_hand")
    assert live_of(visitor).known.picture.size == 0
    now = [0.0]
    shown = IdInHand(head(), td1_card(person(0))[0], place=Place(-0.26, 0.27, 22.0), clock=lambda: now[0])
    said = list(answers(visitor, shown, now, 30))
    assert said[-1]["submitted"] is True
    assert all(set(one) <= TOLD for one in said)
    assert [one["tenths"] for one in said] == sorted(one["tenths"] for one in said)
    assert np.abs(2 * np.asarray(said[0]["quad"])).max() <= max(SIZE)
    assert steps.current(visitor.inquiry) == Step.WORKING
    capture = Capture.objects.get(pk=visitor.started["capture"])
    assert SHIPPED.in_hand.frames_min < len(capture.blobs) <= HANDED_IN
    assert len(capture.facts["times"]) == len(capture.blobs)
    assert set(Blob.objects.filter(pk__in=capture.blobs).values_list("kind", flat=True)) == {"selfie_frame"}
    selfie = Verification.objects.get(kind="selfie")
    assert (selfie.status, selfie.in_hand_id) == ("submitted", capture.pk)
    assert capture.pk not in REGISTRY._open


@needs_faces
@pytest.mark.data
def test_what_is_missing_is_told_one_thing_at_a_time(visitor: Visitor) -> None:
    half_done(visitor, front()).start("in_hand")
    now = [0.0]
    shown = IdInHand(head(), td1_card(person(0))[0], place=Place(-0.26, 0.27, 45.0), clock=lambda: now[0])
    assert next(answers(visitor, shown, now, 1))["hint"] == "id_nearer"
    shown.shown = False
    assert next(answers(visitor, shown, now, 1))["hint"] == "show_id"
    over = IdInHand(head(), td1_card(person(0))[0], place=Place(0.0, 0.1, 25.0), clock=lambda: now[0])
    assert next(answers(visitor, over, now, 1))["hint"] == "id_aside"
    assert visitor.frame(jpeg(BLANK)).json()["hint"] == "camera_blank"
    assert visitor.frame(jpeg(table())).json()["hint"] in {"no_face", "id_aside"}
    assert live_of(visitor).kept == []


def test_a_coarse_camera_is_not_asked_to_come_nearer_for_ever() -> None:
    least = SHIPPED.in_hand.portrait_eyes_min

    def flaw(eyes: float, at_ms: int) -> Hint | None:
        return _flaw(replace(GOOD, portrait_eyes_px=eyes, face=replace(GOOD.face, server_ms=at_ms)))

    assert flaw(least + 1, 0) is Hint.ID_NEARER
    assert flaw(least + 1, PATIENT_MS) is None
    assert flaw(least - 1, PATIENT_MS) is Hint.ID_NEARER
    assert flaw(0.0, 0) is None


def moved(n: int, monkeypatch: pytest.MonkeyPatch, *, still: bool = False) -> None:
    """Readings of a good card that goes n steps to the right, growing."""

    def read(_jpeg: bytes, seq: int, client_ms: int, server_ms: int, _known: Any) -> InHandReading:
        step = 0 if still else seq * n
        quad = tuple((x * (1 + step / 500) + step, y * (1 + step / 500)) for x, y in GOOD.quad or ())
        face = FrameReading(seq, client_ms, server_ms, 1, box=GOOD.face.box, inter_eye_px=60.0)
        return InHandReading(face, quad, 150, 0.98, 30.0, 0.0, whole=True)  # type: ignore[arg-type]

    monkeypatch.setattr(camera._engine(), "read_in_hand", read)


def test_a_card_that_is_held_still_is_asked_to_be_moved_and_never_handed_in(
    plain: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain.start("in_hand")
    moved(0, monkeypatch, still=True)
    said = [plain.frame(jpeg(table())).json() for _ in range(HELD_FRAMES + 5)]
    assert (said[0]["hint"], said[-1]["hint"]) == ("good", "move_id")
    assert said[-1]["tenths"] == 5
    assert not any(one["finished"] for one in said)
    live = live_of(plain)
    assert len(live.kept) <= HELD_FRAMES
    assert live.held_bytes == sum(len(item.frame.jpeg) for item in live.kept) <= MAX_BYTES


def test_time_that_is_over_ends_the_camera_and_costs_no_try(
    plain: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain.start("in_hand")
    moved(0, monkeypatch, still=True)
    with held_clock(live_of(plain)) as set_age:
        set_age(TIME_MS + 1)
        answer = plain.frame(jpeg(table())).json()
    assert (answer["failed"], answer["finished"]) == ("in_hand_expired", False)
    assert plain.started["capture"] not in REGISTRY._open
    assert Capture.objects.get(pk=plain.started["capture"]).reason == "in_hand_expired"
    assert steps.current(plain.inquiry) == Step.IN_HAND
    assert steps.attempts_left(plain.inquiry) == 5
    assert plain.frame(jpeg(table())).status_code == 409


def test_frames_that_move_are_handed_in_with_their_extremes(
    plain: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain.start("in_hand")
    moved(12, monkeypatch)
    said = [plain.frame(jpeg(table())).json() for _ in range(SHIPPED.in_hand.frames_min + 1)]
    assert (said[-1]["hint"], said[-1]["next"]) == ("done", "/verify/flow")


def test_the_page_leads_on_and_to_a_person(plain: Visitor) -> None:
    page = plain.get("/verify/flow").content.decode()
    for part in (
        "Your ID beside your face",
        "in_hand.js",
        "/verify/person",
        "cannot hold my ID",
        "needs JavaScript",
    ):
        assert part in page
    plain.client.post("/verify/language", {"language": "zh-hans", "next": "/verify/flow"})
    assert "证件与面部同框" in plain.get("/verify/flow").content.decode()
    assert plain.get("/verify/progress").json()["step"] == "in_hand"


def test_a_person_instead_asks_for_a_plain_picture_and_no_id_in_hand(plain: Visitor) -> None:
    plain.start("in_hand")
    plain.agree(route="person")
    assert plain.started["capture"] not in REGISTRY._open
    assert plain.frame(jpeg(table())).status_code == 409
    assert steps.current(plain.inquiry) == Step.SELFIE
    plain.start("selfie").frame(jpeg(table()))
    assert plain.finish().json()["submitted"] is True
    assert steps.current(plain.inquiry) == Step.WORKING


def test_another_template_never_asks_for_it(visitor: Visitor) -> None:
    visitor.agree().choose().with_document()
    answer = visitor.post("/verify/capture/start", {"kind": "in_hand", "camera": {}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "wrong_step")


def test_full_pictures_are_refused_here(plain: Visitor) -> None:
    assert plain.start("in_hand").frame(jpeg(table()), X_Full="1").status_code == 422


def test_where_no_border_was_found_the_print_alone_is_looked_for() -> None:
    words = (Word("UTOPIA", 0.9, (300, 200, 400, 40)), Word("ERIKSSON", 0.9, (500, 500, 200, 40)))
    unbordered = made.document(front=replace(made.FRONT, words=words), portrait=None)
    left, top, width, height = in_hand._outline(unbordered) or (0, 0, 0, 0)
    assert (left, top) == (300 - 48, 200 - 48)
    assert (left + width, top + height) == (700 + 48, 540 + 48)
    corners = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
    assert in_hand._outline(replace(unbordered, front=replace(made.FRONT, words=words, quad=corners))) is None
    assert in_hand._outline(made.document()) is None
