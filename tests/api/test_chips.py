"""The door for native readers: one challenge, one answer, sizes, consent, nothing in clear."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.api.conftest import Tenant

from bonafide.inquiries.models import ChipReading
from bonafide.vault import service as vault
from bonafide.vault.models import Blob

pytestmark = pytest.mark.urls("tests.api.urls")

DG1, SOD = b"\x61\x03HOLDER", b"\x77\x04SIGNED"


def body(**files: bytes) -> dict[str, Any]:
    sent = {name.replace("_", "-"): base64.b64encode(data).decode() for name, data in files.items()}
    return {"data": {"attributes": sent}}


def open_reading(tenant: Tenant) -> tuple[str, dict[str, Any]]:
    inquiry = tenant.grounded()
    answer = tenant.call("POST", f"/inquiries/{inquiry}/chip-challenge")
    assert answer.status_code == 201, answer.content
    return inquiry, answer.json()["data"]


def hand_in(tenant: Tenant, inquiry: str, reading: str, sent: dict[str, Any], **headers: str) -> Any:
    return tenant.call("POST", f"/inquiries/{inquiry}/chip-readings/{reading}", sent, **headers)


def test_a_challenge_is_eight_random_bytes_for_ten_minutes(tenant: Tenant) -> None:
    inquiry, first = open_reading(tenant)
    second = tenant.call("POST", f"/inquiries/{inquiry}/chip-challenge").json()["data"]
    challenges = [one["attributes"]["challenge"] for one in (first, second)]
    assert [len(bytes.fromhex(one)) for one in challenges] == [8, 8]
    assert challenges[0] != challenges[1]
    assert (first["type"], first["attributes"]["status"]) == ("chip-reading", "open")
    stored = ChipReading.objects.get(pk=second["id"])
    assert timedelta(minutes=9) < stored.expires_at - timezone.now() <= timedelta(minutes=10)
    assert ChipReading.objects.get(pk=first["id"]).state == "replaced"


def test_files_are_taken_once_and_sealed(tenant: Tenant) -> None:
    inquiry, reading = open_reading(tenant)
    answer = hand_in(tenant, inquiry, reading["id"], body(sod=SOD, dg1=DG1, active_answer=b"signed"))
    assert answer.status_code == 200, answer.content
    attributes = answer.json()["data"]["attributes"]
    assert (attributes["status"], attributes["challenge"]) == ("done", None)
    again = hand_in(tenant, inquiry, reading["id"], body(sod=SOD, dg1=DG1))
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "reading_ended")
    stored = ChipReading.objects.get(pk=reading["id"])
    assert stored.challenge == ""
    assert "HOLDER" not in repr([*ChipReading.objects.values(), *Blob.objects.values()])
    kept = vault.open_json(stored.files_blob)
    assert kept["challenge"] == reading["attributes"]["challenge"]
    assert {name: base64.b64decode(data) for name, data in kept["files"].items()} == {
        "SOD": SOD,
        "DG1": DG1,
        "AA": b"signed",
    }


def test_a_replaced_or_late_challenge_takes_nothing(tenant: Tenant) -> None:
    inquiry, first = open_reading(tenant)
    second = tenant.call("POST", f"/inquiries/{inquiry}/chip-challenge").json()["data"]
    ChipReading.objects.filter(pk=second["id"]).update(expires_at=timezone.now())
    codes = [
        hand_in(tenant, inquiry, one["id"], body(sod=SOD, dg1=DG1)).json()["errors"][0]["code"]
        for one in (first, second)
    ]
    assert codes == ["reading_ended", "reading_expired"]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"data": {"attributes": {"sod": "!", "dg1": "AA=="}}}, "not_base64"),
        (body(sod=SOD), "file_missing"),
        (body(dg1=DG1), "file_missing"),
        (body(sod=SOD, dg1=bytes(201)), "too_large"),
        (body(sod=SOD, dg1=bytes(9_000)), "invalid_input"),
        (body(sod=SOD, dg1=DG1, dg3=b"finger"), "invalid_input"),
        ({}, "invalid_input"),
    ],
)
def test_what_cannot_be_used_is_refused_and_the_challenge_stays_open(
    tenant: Tenant, sent: dict[str, Any], code: str
) -> None:
    inquiry, reading = open_reading(tenant)
    answer = hand_in(tenant, inquiry, reading["id"], sent)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert hand_in(tenant, inquiry, reading["id"], body(sod=SOD, dg1=DG1)).status_code == 200


def test_a_face_of_a_million_bytes_gets_through(tenant: Tenant) -> None:
    inquiry, reading = open_reading(tenant)
    assert (
        hand_in(tenant, inquiry, reading["id"], body(sod=SOD, dg1=DG1, dg2=bytes(1_000_000))).status_code
        == 200
    )


def test_without_consent_nothing_is_asked_of_a_chip(tenant: Tenant) -> None:
    answer = tenant.call("POST", f"/inquiries/{tenant.inquiry()}/chip-challenge")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "no_consent")


def test_a_closed_inquiry_takes_no_chip(tenant: Tenant) -> None:
    inquiry, reading = open_reading(tenant)
    assert tenant.call("DELETE", f"/inquiries/{inquiry}").status_code == 200
    for answer in (
        tenant.call("POST", f"/inquiries/{inquiry}/chip-challenge"),
        hand_in(tenant, inquiry, reading["id"], body(sod=SOD, dg1=DG1)),
    ):
        assert answer.status_code == 409


def test_redaction_destroys_what_the_chip_gave(tenant: Tenant) -> None:
    inquiry, reading = open_reading(tenant)
    hand_in(tenant, inquiry, reading["id"], body(sod=SOD, dg1=DG1))
    blob = ChipReading.objects.get(pk=reading["id"]).files_blob
    assert tenant.call("DELETE", f"/inquiries/{inquiry}").status_code == 200
    assert Blob.objects.get(pk=blob).deleted_at is not None
    assert ChipReading.objects.get(pk=reading["id"]).files_blob == ""


def test_a_repeat_with_the_same_key_is_done_once(tenant: Tenant) -> None:
    inquiry, reading = open_reading(tenant)
    answers = [
        hand_in(tenant, inquiry, reading["id"], body(sod=SOD, dg1=DG1), Idempotency_Key="k") for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [200, 200]


def test_reading_again_and_again_ends(tenant: Tenant) -> None:
    inquiry, _ = open_reading(tenant)
    codes = [tenant.call("POST", f"/inquiries/{inquiry}/chip-challenge").status_code for _ in range(20)]
    assert (codes[:19], codes[19]) == ([201] * 19, 409)
