"""There is no door for a file: every way to hand in a picture outside a live capture is refused."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bonafide.capture.facts import MAX_FULL, MAX_PREVIEW
from bonafide.capture.live import REGISTRY
from bonafide.capture.urls import urlpatterns
from bonafide.inquiries.models import Capture, CaptureState
from bonafide.vault.models import Blob
from tests.capture.visitor import BLANK, Visitor, card, jpeg, table

PICTURE = jpeg(card())
FRAME = "/verify/capture/frame"


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["text"]
    assert not Blob.objects.filter(kind="document_frame").exists()


def addresses() -> list[str]:
    below = urlpatterns[1].url_patterns
    return ["/verify", *(f"/verify/{p.pattern}" for p in below)]


@pytest.mark.parametrize("address", addresses())
def test_no_address_takes_a_multipart_file(showing: Visitor, address: str) -> None:
    file = SimpleUploadedFile("id.jpg", PICTURE, content_type="image/jpeg")
    showing.client.post(address, {"file": file, "image": SimpleUploadedFile("b.jpg", PICTURE)})
    assert not Blob.objects.filter(kind="document_frame").exists()
    assert Capture.objects.get(pk=showing.started["capture"]).state == CaptureState.OPEN


def test_multipart_form_and_text_bodies_are_no_frames(showing: Visitor) -> None:
    headers = {"X-Capture": showing.started["capture"], "X-Nonce": showing.started["nonce"]}
    for kind in (
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "image/png",
        "text/plain",
        "",
    ):
        answer = showing.client.post(FRAME, PICTURE, content_type=kind, headers=headers)
        refused(answer, 415, "not_a_frame")


def test_data_address_is_no_frame(showing: Visitor) -> None:
    body = b"data:image/jpeg;base64," + base64.b64encode(PICTURE)
    refused(showing.frame(body), 415, "not_a_frame")


@pytest.mark.parametrize("body", [b"\x89PNG\r\n\x1a\n" + PICTURE, b"GIF89a" + PICTURE, b"%PDF-1.7" + PICTURE])
def test_other_formats_named_jpeg_are_refused(showing: Visitor, body: bytes) -> None:
    refused(showing.frame(body), 415, "not_a_frame")


def test_broken_jpeg_is_refused(showing: Visitor) -> None:
    refused(showing.frame(PICTURE[: len(PICTURE) // 2]), 422, "not_an_image")


@pytest.mark.parametrize(
    "address", [FRAME, "/verify/capture/start", "/verify/capture/finish", "/verify/capture/fail"]
)
def test_get_is_not_allowed(showing: Visitor, address: str) -> None:
    assert showing.get(address).status_code == 405


def test_frames_without_capture_or_nonce_are_refused(showing: Visitor) -> None:
    refused(showing.frame(PICTURE, X_Nonce=""), 403, "no_capture")
    refused(showing.frame(PICTURE, X_Capture=""), 403, "no_capture")
    refused(showing.frame(PICTURE, X_Nonce="guess"), 403, "capture_unknown")
    refused(showing.frame(PICTURE, X_Capture="cap_guess"), 403, "capture_unknown")


def test_another_visits_nonce_is_refused(showing: Visitor) -> None:
    other = Visitor.arrives(reference="user-2").agree().choose().start()
    other.started = showing.started
    refused(other.frame(PICTURE), 403, "capture_unknown")


def test_nobody_without_a_visit_gets_in(showing: Visitor) -> None:
    showing.client.cookies.clear()
    refused(showing.frame(PICTURE), 403, "session_unknown")


def test_ended_capture_takes_nothing(showing: Visitor) -> None:
    body = {"capture": showing.started["capture"], "nonce": showing.started["nonce"], "reason": "left"}
    assert showing.post("/verify/capture/fail", body).status_code == 200
    refused(showing.frame(PICTURE), 409, "capture_ended")
    refused(showing.finish(), 409, "capture_ended")


def test_replayed_and_decreasing_numbers_are_refused(showing: Visitor) -> None:
    assert showing.frame(PICTURE, X_Seq="5").status_code == 200
    refused(showing.frame(PICTURE, X_Seq="5"), 409, "sequence_replay")
    refused(showing.frame(PICTURE, X_Seq="4"), 409, "sequence_replay")
    assert showing.frame(PICTURE, X_Seq="6", X_Client_Ms="9000").status_code == 200
    refused(showing.frame(PICTURE, X_Seq="7", X_Client_Ms="8999"), 409, "sequence_replay")


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "99999999999", "x"])
def test_headers_must_be_numbers(showing: Visitor, text: str) -> None:
    refused(showing.frame(PICTURE, X_Seq=text), 422, "bad_request")


def test_too_large_and_empty_frames_are_refused(showing: Visitor) -> None:
    refused(showing.frame(PICTURE + b"0" * MAX_PREVIEW), 415, "frame_too_large")
    refused(showing.frame(PICTURE + b"0" * MAX_FULL, X_Full="1"), 415, "frame_too_large")
    refused(showing.frame(b""), 415, "not_a_frame")


def test_frames_of_too_many_pixels_are_refused_unseen(showing: Visitor) -> None:
    wide = jpeg(np.full((1250, 1602, 3), 90, np.uint8))
    assert len(wide) < MAX_PREVIEW
    refused(showing.frame(wide), 422, "too_many_pixels")
    assert showing.frame(jpeg(np.full((1000, 1900, 3), 90, np.uint8))).status_code == 200
    huge = jpeg(np.full((4001, 4000, 3), 90, np.uint8))
    assert len(huge) < MAX_FULL
    refused(showing.frame(huge, X_Full="1"), 422, "too_many_pixels")


def test_memory_that_is_full_is_told(showing: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REGISTRY, "_max_bytes", 10)
    refused(showing.frame(PICTURE), 429, "server_full")
    captures = Capture.objects.count()
    body = {"kind": "document_front", "camera": {}}
    refused(showing.post("/verify/capture/start", body), 429, "server_full")
    assert Capture.objects.count() == captures


def test_capture_that_ended_leaves_memory(showing: Visitor) -> None:
    name = showing.started["capture"]
    Capture.objects.filter(pk=name).update(expires_at=timezone.now())
    refused(showing.frame(PICTURE), 409, "capture_expired")
    assert name not in REGISTRY._open


def test_nobody_ends_the_capture_of_another(showing: Visitor) -> None:
    other = Visitor.arrives(reference="user-2").agree().choose().start()
    body = {"capture": showing.started["capture"], "nonce": showing.started["nonce"], "reason": "left"}
    refused(other.post("/verify/capture/fail", body), 403, "capture_unknown")
    assert showing.started["capture"] in REGISTRY._open


def test_full_picture_needs_a_running_camera(showing: Visitor) -> None:
    refused(showing.frame(PICTURE, X_Full="1"), 409, "no_preview")


def test_nothing_is_handed_in_before_a_picture_was_taken(showing: Visitor) -> None:
    showing.frame(PICTURE)
    refused(showing.finish(), 409, "nothing_taken")


def test_empty_picture_cannot_be_used_anyway(showing: Visitor) -> None:
    showing.frame(jpeg(table()))
    showing.frame(jpeg(table()))
    answer = showing.frame(jpeg(BLANK), X_Full="1", X_By_Hand="1").json()
    assert (answer["hint"], answer["submitted"], answer["usable"]) == ("camera_blank", False, False)
    refused(showing.finish(), 409, "nothing_taken")


def test_capture_that_the_server_forgot_is_named(showing: Visitor) -> None:
    REGISTRY.drop(showing.started["capture"])
    refused(showing.frame(PICTURE), 409, "capture_lost")


def test_camera_of_another_step_is_refused(visitor: Visitor) -> None:
    body = {"kind": "selfie", "camera": {}}
    refused(visitor.post("/verify/capture/start", body), 409, "no_consent")
    visitor.agree().choose()
    refused(visitor.post("/verify/capture/start", body), 409, "wrong_step")
    refused(visitor.post("/verify/capture/start", {"kind": "upload"}), 422, "bad_request")


def test_csrf_is_asked_for(visitor: Visitor) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor.client.cookies
    for address in ("/verify/consent", "/verify/select", "/verify/again", "/verify/message", FRAME):
        assert strict.post(address, {"agree": "yes"}).status_code == 403, address


def test_facts_of_the_camera_are_only_known_ones(showing: Visitor) -> None:
    assert Capture.objects.get(pk=showing.started["capture"]).facts == {"width": 1280}
