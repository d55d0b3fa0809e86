"""Nothing sealed shows before a reason; every look is in the log; what is erased stays away."""

from __future__ import annotations

import json
from datetime import timedelta

import cv2
import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bonafide.console import evidence, viewing, watermark, words
from bonafide.console.models import StaffMember, Viewing
from bonafide.engine.evidence import SURFACE_SIGNS
from bonafide.errors import ImageError
from bonafide.inquiries import service
from bonafide.inquiries.models import Inquiry, MessageKind, VerificationKind
from bonafide.ledger import service as ledger
from bonafide.ledger.models import Leaf
from bonafide.vault.models import Blob, Look
from tests.console import made


def _page(case: Inquiry, query: str = "") -> str:
    return reverse("console:inquiry", args=[case.pk]) + query


def _picture(case: Inquiry, name: str = "portrait") -> str:
    kind = VerificationKind.SELFIE if name == "best_selfie" else VerificationKind.GOVERNMENT_ID
    row = case.verifications.get(kind=kind)
    return reverse("console:picture", args=[case.pk, row.pk, name])


def _open(client: Client, case: Inquiry, reason: str = "review", note: str = "") -> None:
    answer = client.post(reverse("console:open", args=[case.pk]), {"reason": reason, "note": note})
    assert answer.status_code == 302


def test_every_sign_of_a_surface_has_a_place_and_words() -> None:
    assert set(SURFACE_SIGNS) <= set(evidence.KEPT) & set(words.PICTURES)


def test_nothing_sealed_shows_before_a_reason(client: Client, case: Inquiry) -> None:
    message = service.leave_message(case, MessageKind.APPEAL, "secret words", "en")
    for query in ("", "?more=1", f"?read={message.pk}", "?reference=1"):
        page = client.get(_page(case, query)).content.decode()
        assert made.NAME not in page
        assert "secret words" not in page
        assert "person-1" not in page
        assert "/pictures/" not in page
    for name in ("portrait", "rectified_front", "best_selfie", "taken_front"):
        answer = client.get(_picture(case, name))
        assert answer.status_code == 403
        assert not answer.headers["Content-Type"].startswith("image/")
    assert not Look.objects.exists()


def test_the_id_beside_the_face_is_shown_outlined_and_as_recorded(client: Client, case: Inquiry) -> None:
    _open(client, case)
    row = case.verifications.get(kind=VerificationKind.SELFIE)
    page = client.get(_page(case)).content.decode()
    assert "ID beside the face" in page
    assert "Face that turns like paper" in page
    more = client.get(_page(case, "?more=1")).content.decode()
    for name, title in (("in_hand", "ID beside the face"), ("in_hand_1", "ID beside the face 2")):
        address = reverse("console:picture", args=[case.pk, row.pk, name])
        assert address in more
        assert title in more
        assert client.get(address).headers["Content-Type"] == "image/jpeg"


def test_a_reason_is_compulsory_and_known(client: Client, case: Inquiry) -> None:
    for reason in ("", "curiosity"):
        answer = client.post(reverse("console:open", args=[case.pk]), {"reason": reason})
        assert answer.status_code == 422
    assert client.get(_picture(case)).status_code == 403
    assert not Viewing.objects.exists()


def test_every_look_is_logged_before_a_byte_is_given(
    client: Client, case: Inquiry, reviewer: StaffMember
) -> None:
    _open(client, case, "appeal")
    assert not Look.objects.exists()
    page = client.get(_page(case)).content.decode()
    assert made.NAME in page
    assert set(Look.objects.values_list("blob__kind", flat=True)) == {"findings", "fields"}
    before = Look.objects.count()
    answer = client.get(_picture(case))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert Look.objects.count() == before + 1
    look = Look.objects.latest("at")
    assert (look.actor, look.reason, look.blob.kind) == (reviewer.pk, "appeal", "portrait")
    leaf = Leaf.objects.filter(kind="look").last()
    assert leaf is not None
    assert json.loads(leaf.body)["look"] == look.pk
    shown = client.get(_page(case)).content.decode()
    assert f"leaf {leaf.index}" in shown
    assert ledger.verify().ok


def test_reading_words_is_a_look_too(client: Client, case: Inquiry) -> None:
    message = service.leave_message(case, MessageKind.APPEAL, "secret words", "en")
    _open(client, case, "appeal", note="ticket 7")
    assert "secret words" not in client.get(_page(case)).content.decode()
    assert "secret words" in client.get(_page(case, f"?read={message.pk}")).content.decode()
    assert Look.objects.filter(blob=message.blob).count() == 1
    opened = Viewing.objects.get()
    assert "ticket 7" in client.get(_page(case, f"?read={opened.pk}")).content.decode()
    assert Look.objects.filter(blob=opened.note_blob).count() == 1
    assert "person-1" in client.get(_page(case, "?reference=1")).content.decode()
    assert Look.objects.filter(blob=case.account.reference_blob).count() == 1


def test_pictures_are_shown_inline_only_never_stored_and_marked(client: Client, case: Inquiry) -> None:
    _open(client, case)
    answer = client.get(_picture(case))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"] == "inline"
    assert "max-age" not in answer.headers["Cache-Control"]
    got = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR)
    plain = cv2.imdecode(np.frombuffer(made.jpeg(150), np.uint8), cv2.IMREAD_COLOR)
    assert got is not None
    assert plain is not None
    assert got.shape == plain.shape
    changed = np.abs(got.astype(int) - plain.astype(int)).max(axis=2) > 20
    assert 0.015 < changed.mean() < 0.25
    for part in np.array_split(changed, 4):
        assert part.any(), "the mark must lie on every quarter of the picture"


def test_the_mark_carries_who_and_when() -> None:
    at = timezone.now()
    one = watermark.marked(made.jpeg(100), "stf_one", at)
    assert one == watermark.marked(made.jpeg(100), "stf_one", at)
    assert one != watermark.marked(made.jpeg(100), "stf_two", at)
    assert one != watermark.marked(made.jpeg(100), "stf_one", at + timedelta(seconds=1))
    with pytest.raises(ImageError):
        watermark.marked(b"no picture", "stf_one", at)


def test_a_viewing_holds_for_one_person_one_inquiry_one_session_fifteen_minutes(
    client: Client, case: Inquiry, reviewer: StaffMember, admin_client: Client
) -> None:
    other = made.inquiry(case.environment, reference="person-2")
    _open(client, case)
    assert client.get(_picture(case)).status_code == 200
    assert client.get(_picture(other)).status_code == 403
    assert admin_client.get(_picture(case)).status_code == 403
    assert made.logged_in(reviewer).get(_picture(case)).status_code == 403
    assert Viewing.objects.get().until <= timezone.now() + viewing.LASTS
    Viewing.objects.update(until=timezone.now())
    assert client.get(_picture(case)).status_code == 403
    assert made.NAME not in client.get(_page(case)).content.decode()


def test_a_viewing_of_one_inquiry_opens_nothing_of_another(client: Client, case: Inquiry) -> None:
    other = made.inquiry(case.environment, reference="person-2")
    _open(client, case)
    row = other.verifications.get(kind=VerificationKind.GOVERNMENT_ID)
    assert client.get(reverse("console:picture", args=[case.pk, row.pk, "portrait"])).status_code == 404
    letter = service.leave_message(other, MessageKind.CONTACT, "other words", "en")
    assert client.get(_page(case, f"?read={letter.pk}")).status_code == 404
    assert not Look.objects.filter(blob__subject=other.account.subject).exists()


def test_hiding_ends_it_at_once(client: Client, case: Inquiry) -> None:
    _open(client, case)
    assert client.post(reverse("console:close", args=[case.pk])).status_code == 302
    assert client.get(_picture(case)).status_code == 403


def test_a_picture_gone_by_its_clock_is_said_and_not_shown(client: Client, case: Inquiry) -> None:
    _open(client, case)
    blob = case.verifications.get(kind=VerificationKind.GOVERNMENT_ID).image_blobs["portrait"]
    Blob.objects.filter(pk=blob).update(deleted_at=timezone.now(), wrapped_key=None, ciphertext=None)
    assert client.get(_picture(case)).status_code == 409
    page = client.get(_page(case)).content.decode()
    assert "Deleted on its clock" in page
    assert _picture(case) not in page


def test_erased_shows_nothing(client: Client, admin_client: Client, case: Inquiry) -> None:
    message = service.leave_message(case, MessageKind.APPEAL, "secret words", "en")
    _open(client, case, note="a note")
    portrait = _picture(case)
    note = Viewing.objects.get().note_blob
    wrong = admin_client.post(reverse("console:erase", args=[case.pk]), {"confirmation": "xxxxxx"})
    assert wrong.status_code == 422
    assert Inquiry.objects.get(pk=case.pk).redacted_at is None
    done = admin_client.post(reverse("console:erase", args=[case.pk]), {"confirmation": case.pk[-6:]})
    assert done.status_code == 302
    page = client.get(_page(case, f"?read={message.pk}&more=1")).content.decode()
    for gone in (made.NAME, "secret words", "a note", "/pictures/", "person-1"):
        assert gone not in page
    assert client.get(portrait).status_code == 403
    answer = client.post(reverse("console:open", args=[case.pk]), {"reason": "review"})
    assert answer.status_code == 409
    assert Blob.objects.get(pk=note).wrapped_key is None
    assert Viewing.objects.get().note_blob == ""
    decide = client.post(reverse("console:decide", args=[case.pk]), {"action": "approve", "comment": "ok"})
    assert decide.status_code == 409


def test_pages_are_never_cached_and_keep_the_strict_policy(client: Client, case: Inquiry) -> None:
    _open(client, case)
    answer = client.get(_page(case))
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = answer.content.decode()
    for forbidden in ("<style", "style=", "onclick=", "onload=", "javascript:", "download"):
        assert forbidden not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')
