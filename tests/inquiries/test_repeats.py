"""What inquiries ask of the traces, and that redaction and erasure take them along."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from bonafide.accounts import service as accounts
from bonafide.accounts.models import EnvironmentKind
from bonafide.config import load
from bonafide.errors import BonafideError
from bonafide.inquiries import consent, face_model, pipeline, redaction, repeats, service
from bonafide.inquiries.models import Inquiry, Verification, VerificationKind
from bonafide.policy.thresholds import SHIPPED
from bonafide.traces import faces, scenes
from bonafide.traces.models import Candidate, DocumentTrace, FaceTrace, SceneTrace
from bonafide.vault.models import Blob
from tests.console import made
from tests.engine.face import tiny_model
from tests.inquiries.ground import visit
from tests.traces import stage
from tests.traces.made import face
from tests.world.rooms import furnished

pytestmark = pytest.mark.django_db
TOKEN = "c" * 64


@pytest.fixture(autouse=True)
def _no_gallery() -> Iterator[None]:
    faces._GALLERIES.clear()
    scenes._GALLERIES.clear()
    yield
    faces._GALLERIES.clear()
    scenes._GALLERIES.clear()


def shown(inquiry: Inquiry) -> Verification:
    document = inquiry.verifications.filter(kind=VerificationKind.GOVERNMENT_ID).latest("created_at")
    document.document_token = TOKEN
    document.save()
    return document


def two_inquiries(kind: EnvironmentKind) -> tuple[Inquiry, Inquiry]:
    env = accounts.create_environment(kind, "test")
    one, two = made.inquiry(env, reference="one"), made.inquiry(env, reference="two")
    return one, two


def test_a_document_of_another_account_counts_in_production_and_is_only_noted_in_the_sandbox() -> None:
    for kind, wanted in ((EnvironmentKind.PRODUCTION, 1), (EnvironmentKind.SANDBOX, None)):
        one, two = two_inquiries(kind)
        now = timezone.now()
        first = repeats.document_elsewhere(shown(one), now)
        assert first == (0 if kind == EnvironmentKind.PRODUCTION else None)
        assert repeats.document_elsewhere(shown(two), now) == wanted
        assert Candidate.objects.get(inquiry=two.pk).other == one.account
    unread = two.verifications.get(kind=VerificationKind.GOVERNMENT_ID)
    unread.document_token = ""
    assert repeats.document_elsewhere(unread, timezone.now()) is None


def test_no_template_is_made_unless_the_operator_and_the_person_want_it(settings: Any) -> None:
    one, _two = two_inquiries(EnvironmentKind.PRODUCTION)
    assert not consent.may_keep_face(one)
    assert repeats.template_of(one, b"a picture") == b""  # no engine is asked
    one.consents.update(keeps_face=True)
    assert repeats.template_of(one, b"a picture") == b""
    settings.BONAFIDE = load({"BONAFIDE_FACE_DUPLICATES": "1"})
    one.consents.update(keeps_face=False)
    assert repeats.template_of(one, b"a picture") == b""
    one.consents.update(keeps_face=True, biometric=False)
    assert not consent.may_keep_face(one)
    assert repeats.face_elsewhere(one, b"", timezone.now()) is None


def test_an_account_of_no_reference_is_not_searched_and_keeps_no_face(settings: Any) -> None:
    one, two = two_inquiries(EnvironmentKind.PRODUCTION)
    now = timezone.now()
    repeats.document_elsewhere(shown(one), now)
    two.account.reference_index = None
    two.account.save()
    assert repeats.document_elsewhere(shown(two), now) is None
    assert repeats.face_elsewhere(two, face(1).tobytes(), now) is None
    settings.BONAFIDE = load({"BONAFIDE_FACE_DUPLICATES": "1"})
    two.consents.update(keeps_face=True)
    assert repeats.template_of(two, b"a picture") == b""  # no engine is asked


def test_a_face_of_another_account_counts_and_leaves_with_the_person() -> None:
    one, two = two_inquiries(EnvironmentKind.PRODUCTION)
    now, mine = timezone.now(), face(1)
    assert repeats.face_elsewhere(one, mine.tobytes(), now) == 0
    assert not FaceTrace.objects.exists()  # before an approval nothing of a face is kept
    repeats.keep_face(one, mine.tobytes(), now)
    seen = face(2, like=mine, share=0.98)
    assert repeats.face_elsewhere(two, seen.tobytes(), now) == 1
    repeats.keep_face(two, seen.tobytes(), now)
    blobs = list(FaceTrace.objects.values_list("blob", flat=True))
    assert Blob.objects.filter(pk__in=blobs, kind="face_template", deleted_at=None).count() == 2
    redaction.redact(two, actor="cli")
    assert FaceTrace.objects.get().account == one.account
    assert not Candidate.objects.exists()
    repeats.document_elsewhere(shown(one), now)
    redaction.erase_applicant(one.account, actor="cli")
    assert not FaceTrace.objects.exists()
    assert not DocumentTrace.objects.exists()
    assert not Blob.objects.filter(pk__in=blobs, wrapped_key__isnull=False).exists()


def test_a_film_of_another_account_counts_in_production_and_is_only_noted_in_the_sandbox() -> None:
    film = stage.scene(furnished(stage.SIZE, 3), stage.Sitter(1), count=4)
    for kind, wanted in ((EnvironmentKind.PRODUCTION, 1.0), (EnvironmentKind.SANDBOX, None)):
        one, two = two_inquiries(kind)
        now = timezone.now()
        repeats.scene_elsewhere(one, f"{one.pk}-1", film, now)
        found = repeats.scene_elsewhere(two, f"{two.pk}-1", film, now)
        assert (found.get("same_frame"), found.get("same_background")) == (wanted, wanted)
        assert {one.kind for one in Candidate.objects.filter(inquiry=two.pk)} == {"film", "room"}
    kept = SceneTrace.objects.filter(inquiry=two.pk)
    page = (
        made.logged_in(made.member("rita")).get(f"/console/inquiries/{two.pk}/", follow=True).content.decode()
    )
    assert "The same film or picture came through the camera" in page
    assert "households and offices share rooms" in page
    blob = kept.get().blob_id
    redaction.redact(two, actor="cli")
    assert not kept.exists()
    assert not Candidate.objects.filter(inquiry=two.pk).exists()
    assert not Blob.objects.filter(pk=blob, wrapped_key__isnull=False).exists()
    two.account.reference_index = None
    assert repeats.scene_elsewhere(two, "again", film, now) == {}
    assert not kept.exists()


def test_the_reviewer_is_told_in_words_and_the_ledger_learns_nothing(settings: Any) -> None:
    one, two = two_inquiries(EnvironmentKind.PRODUCTION)
    now = timezone.now()
    repeats.document_elsewhere(shown(one), now)
    repeats.document_elsewhere(shown(two), now)
    browser: Client = made.logged_in(made.member("rita"))
    page = browser.get(f"/console/inquiries/{two.pk}/", follow=True).content.decode()
    assert "Seen on another account" in page
    assert one.account.pk in page
    assert TOKEN not in page
    chinese = browser.get(
        f"/console/inquiries/{one.pk}/", headers={"accept-language": "zh-hans"}, follow=True
    )
    assert "在其他账户中出现过" in chinese.content.decode()


def test_the_operators_model_brings_its_own_thresholds(settings: Any, tmp_path: Any) -> None:
    face_model._read.cache_clear()
    assert face_model.chosen() is None
    assert face_model.limits() == SHIPPED
    described = tiny_model.describe(tmp_path, thresholds="{match_min: 0.4, review_min: 0.2}")
    settings.BONAFIDE = load({"BONAFIDE_FACE_MODEL": str(described)})
    face_model.require()
    limits = face_model.limits()
    assert (limits.match_min, limits.review_min) == (0.4, 0.2)
    assert limits.same_person_min == SHIPPED.same_person_min
    (tmp_path / "tiny.onnx").write_bytes(b"other bytes")
    with pytest.raises(BonafideError) as error:
        face_model.require()
    assert error.value.code == "model_changed"
    settings.BONAFIDE = load({"BONAFIDE_FACE_MODEL": str(tiny_model.describe(tmp_path))})
    face_model._read.cache_clear()
    with pytest.raises(BonafideError) as error:
        face_model.chosen()
    assert error.value.code == "model_uncalibrated"
    face_model._read.cache_clear()
    assert np.isclose(limits.review_min, 0.2)


def test_who_takes_the_consent_back_takes_the_face_along() -> None:
    one = service.create(accounts.create_environment(EnvironmentKind.PRODUCTION, "test"), reference="one")
    session = visit(one)
    consent.give(session, text_version="v1", text="t", language="en", biometric=True, keeps_face=True)
    repeats.keep_face(one, face(1).tobytes(), timezone.now())
    repeats.scene_elsewhere(
        one, "cap", stage.scene(furnished(stage.SIZE, 3), stage.Sitter(1), count=2), timezone.now()
    )
    blob = FaceTrace.objects.get().blob_id
    assert SceneTrace.objects.count() == 1
    consent.give(session, text_version="v1", text="t", language="en", biometric=False)
    assert not FaceTrace.objects.exists()
    assert not SceneTrace.objects.exists()
    assert not Blob.objects.filter(pk=blob, wrapped_key__isnull=False).exists()


@pytest.mark.parametrize(
    ("number", "cut"), [("********2346", True), ("XXXX XXXX 2346", True), ("L898902C3", False)]
)
def test_what_is_left_of_a_cut_number_names_nobody(number: str, cut: bool) -> None:
    assert pipeline._is_cut(number) is cut
