"""Recognised by the face alone: who may be asked, what is compared, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import cv2
import numpy as np
import pytest
from django.utils import timezone

from bonafide import enginehost
from bonafide.accounts import service as accounts
from bonafide.config import load
from bonafide.errors import ConflictError
from bonafide.events.models import Event
from bonafide.inquiries import again, consent, redaction, repeats, service, steps
from bonafide.inquiries.models import Consent, Inquiry
from bonafide.inquiries.steps import Step
from bonafide.policy.templates import AGAIN, DEFAULT
from bonafide.traces.models import FaceTrace
from bonafide.vault.models import Blob
from tests.console import made
from tests.inquiries.flow import Walk, head, sandbox
from tests.inquiries.ground import visit
from tests.traces.made import face
from tests.world.people import SKIP_REASON, people_available

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _turned_on(settings: Any) -> None:
    settings.BONAFIDE = load({"BONAFIDE_FACE_AGAIN": "1"})


def verified(reference: str = "user-1", template: np.ndarray | None = None) -> Inquiry:
    """Somebody who showed the ID before, was approved, and agreed to be recognised."""
    inquiry = made.inquiry(sandbox(), reference=reference, status="approved")
    inquiry.consents.update(recognises=True)
    values = face(1) if template is None else template
    repeats.keep_face(inquiry, values.astype("<f4").tobytes(), timezone.now())
    return inquiry


def asked(before: Inquiry, reference: str = "user-1") -> Inquiry:
    return service.create(before.environment, reference=reference, template_id=AGAIN)


def agree(inquiry: Inquiry) -> Any:
    session = visit(inquiry)
    consent.give(session, text_version="v1", text="t", language="en", biometric=True)
    return session


def refused(before: Inquiry, reference: str = "user-1") -> str:
    with pytest.raises(ConflictError) as error:
        asked(before, reference)
    return error.value.code


def test_only_whose_face_is_kept_for_this_can_be_asked_for_it_alone(settings: Any) -> None:
    before = verified()
    assert asked(before).template_id == AGAIN
    assert refused(before, "somebody-else") == "no_kept_face"
    assert accounts.find(before.environment, "somebody-else") is None
    settings.BONAFIDE = load({})
    assert refused(before) == "not_enabled"


def test_a_face_kept_to_be_searched_recognises_nobody(settings: Any) -> None:
    settings.BONAFIDE = load({"BONAFIDE_FACE_AGAIN": "1", "BONAFIDE_FACE_DUPLICATES": "1"})
    inquiry = made.inquiry(sandbox(), reference="user-1", status="approved")
    inquiry.consents.update(keeps_face=True)
    repeats.keep_face(inquiry, face(1).tobytes(), timezone.now())
    assert FaceTrace.objects.filter(searched=True, recognises=False).count() == 1
    assert refused(inquiry) == "no_kept_face"


def test_a_face_kept_to_recognise_is_not_searched(settings: Any) -> None:
    settings.BONAFIDE = load({"BONAFIDE_FACE_AGAIN": "1", "BONAFIDE_FACE_DUPLICATES": "1"})
    before = verified()
    other = made.inquiry(before.environment, reference="two")
    other.consents.update(keeps_face=True)
    assert repeats.face_elsewhere(other, face(1).tobytes(), timezone.now()) is None  # the sandbox counts none
    assert not FaceTrace.objects.filter(searched=True).exists()
    other.consents.update(keeps_face=False, recognises=True)
    assert repeats.face_elsewhere(other, face(1).tobytes(), timezone.now()) is None


@pytest.mark.parametrize("how", ["withdrawn", "taken back", "past its clock", "redacted", "another model"])
def test_consent_and_clock_have_to_hold(how: str) -> None:
    before = verified()
    row = FaceTrace.objects.get()
    now = timezone.now()
    if how == "withdrawn":
        before.consents.update(withdrawn_at=now)
    elif how == "taken back":
        before.consents.update(recognises_until=now)
    elif how == "past its clock":
        Blob.objects.filter(pk=row.blob_id).update(delete_after=now - timedelta(seconds=1))
    elif how == "redacted":
        redaction.redact(before, actor="cli")
        assert not FaceTrace.objects.exists()
    else:
        FaceTrace.objects.update(model_sha256="0" * 64)
    assert refused(before) == "no_kept_face"


def test_the_face_is_compared_with_that_of_its_own_account_only() -> None:
    before = verified()
    verified("user-2", face(9))
    inquiry = asked(before)
    alike = again.compare(inquiry, b"picture", face(1).tobytes())
    assert alike is not None
    assert alike.similarity == pytest.approx(1.0, abs=1e-5)
    other = again.compare(inquiry, b"picture", face(9).tobytes())
    assert other is not None
    assert other.similarity is not None
    assert other.similarity < 0.5
    assert again.compare(inquiry, b"") is None
    Consent.objects.update(recognises_until=timezone.now())
    assert again.compare(inquiry, b"picture", face(1).tobytes()) is None


def test_who_takes_it_back_goes_on_with_the_id() -> None:
    inquiry = asked(verified())
    session = agree(inquiry)
    assert steps.current(inquiry) is Step.SELFIE
    blob = FaceTrace.objects.get().blob_id
    assert again.forget(session) == 1
    assert not FaceTrace.objects.exists()
    assert not Blob.objects.filter(pk=blob, wrapped_key__isnull=False).exists()
    inquiry.refresh_from_db()
    assert inquiry.template_id == DEFAULT
    assert steps.current(inquiry) is Step.CONSENT
    assert Consent.objects.filter(recognises=True, recognises_until=None).count() == 0


def test_who_wants_a_person_shows_the_id_and_keeps_the_face_kept() -> None:
    inquiry = asked(verified())
    session = agree(inquiry)
    consent.give(session, text_version="v1", text="t", language="en", biometric=False)
    inquiry.refresh_from_db()
    assert (inquiry.template_id, inquiry.human_route) == (DEFAULT, True)
    assert steps.current(inquiry) is Step.SELECT
    assert FaceTrace.objects.count() == 1


def test_the_reviewer_sees_a_face_without_a_document() -> None:
    before = verified()
    inquiry = asked(before)
    session = agree(inquiry)
    inquiry.refresh_from_db()
    made._decide(inquiry, [made._selfie(inquiry, session)], "needs_review")
    browser = made.logged_in(made.member("rita"))
    shown = browser.get(f"/console/inquiries/{inquiry.pk}/", follow=True)
    assert shown.status_code == 200
    assert "Selfie again" in shown.content.decode() or AGAIN in shown.content.decode()


@pytest.mark.skipif(not people_available(), reason=SKIP_REASON)
@pytest.mark.data
def test_the_same_person_is_recognised_without_an_id_and_another_is_seen_by_a_person() -> None:
    picture = cv2.imencode(".jpg", head(0).render(distance=0.9))[1].tobytes()
    template = np.frombuffer(enginehost.pool().face_template(picture), "<f4")
    before = verified(template=template)
    walk = Walk(before.environment, template_id=AGAIN)
    consent.give(walk.session, text_version="v1", text="t", language="en", biometric=True)
    walk.show_face(head(0))
    assert walk.step is Step.WORKING
    walk.work()
    decision = walk.inquiry.decisions.get()
    assert (decision.outcome, decision.rule) == ("approved", "everything_passed"), decision.checks
    assert not any(row["name"].startswith("id_") and row["status"] == "passed" for row in decision.checks)
    assert FaceTrace.objects.get().inquiry == before.pk  # what is kept stays that of the ID
    told = Event.objects.get(name="inquiry.approved", object_id=walk.inquiry.pk)
    assert told.payload["template"] == AGAIN
