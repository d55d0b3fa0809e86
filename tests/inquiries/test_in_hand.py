"""The ID in hand from the step to the decision, with real evidence."""

from __future__ import annotations

import pytest
from django.utils import timezone

from bonafide.engine.evidence import InHandFinding, SelfieEvidence, from_json
from bonafide.inquiries import rulings, service, steps
from bonafide.inquiries.models import Capture, Decision, InquiryStatus, Verification, VerificationKind
from bonafide.inquiries.steps import Step
from bonafide.policy.templates import IN_HAND, IN_HAND_CHECK
from bonafide.vault import service as vault
from bonafide.vault.models import Blob
from tests.inquiries.flow import Walk, document_jpeg, head
from tests.world.people import person
from tests.world.specimen import passport

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("shared_data"),
    pytest.mark.data,
]


def test_the_passport_of_another_is_not_taken_and_the_own_one_then_is() -> None:
    walk = Walk(template_id=IN_HAND).agree().show_document(document_jpeg(0)).work()
    walk.show_face(head(0))
    assert walk.step == Step.IN_HAND
    walk.show_in_hand(head(0), passport(person(8)))
    assert walk.step == Step.WORKING
    walk.work()
    found = walk.result()
    assert (found.outcome, found.retake, found.reasons) == ("retry", ("in_hand",), ("id_in_hand_differs",))
    assert steps.start_again(walk.session) == Step.IN_HAND
    walk.show_in_hand(head(0), passport(person(0))).work()
    assert walk.inquiry.status == InquiryStatus.APPROVED, walk.result()
    first, second = Verification.objects.filter(kind="selfie").order_by("attempt")
    assert (first.status, second.status) == ("failed", "passed")
    assert first.selfie_id == second.selfie_id
    check = next(row for row in second.checks if row["name"] == IN_HAND_CHECK)
    assert (check["status"], check["requirement"]) == ("passed", "required")
    assert check["metadata"]["portrait_similarity"] > 0.94
    held = from_json(SelfieEvidence, vault.open_json(second.findings_blob)).in_hand
    assert isinstance(held, InHandFinding)
    assert vault.open_blob(second.image_blobs["in_hand"])[:2] == b"\xff\xd8"
    sealed = [*Capture.objects.get(pk=second.in_hand_id).blobs, second.image_blobs["in_hand"]]
    service.redact(walk.inquiry, actor="api")
    assert not Blob.objects.filter(pk__in=sealed, deleted_at=None).exists()


def half_done() -> Walk:
    """A document that was examined and a face that passed with the ID beside it; rows only."""
    walk, now = Walk(template_id=IN_HAND), timezone.now()
    walk.agree()
    shown = [capture(walk, name) for name in ("document_front", "selfie", "in_hand")]
    common = {"inquiry": walk.inquiry, "status": "passed", "submitted_at": now, "examined_at": now}
    Verification.objects.create(kind="government-id", front=shown[0], **common)
    Verification.objects.create(kind="selfie", selfie=shown[1], in_hand=shown[2], **common)
    return walk


def capture(walk: Walk, kind: str) -> Capture:
    return Capture.objects.create(
        inquiry=walk.inquiry,
        session=walk.session,
        kind=kind,
        state="done",
        nonce_digest=f"{kind}{Capture.objects.count()}",
        expires_at=timezone.now(),
    )


@pytest.mark.parametrize("other", [True, False])
def test_another_document_is_held_beside_the_face_anew(*, other: bool) -> None:
    walk, now = half_done(), timezone.now()
    first = Verification.objects.get(kind="government-id")
    front = capture(walk, "document_front") if other else first.front
    again = {"inquiry": walk.inquiry, "kind": "government-id", "attempt": 2, "front": front}
    Verification.objects.create(status="submitted", submitted_at=now, examined_at=now, **again)
    rulings._carry_selfie(walk.inquiry)
    carried = steps.latest(walk.inquiry, VerificationKind.SELFIE)
    assert carried is not None
    assert (carried.attempt, carried.status) == (2, "initiated" if other else "submitted")
    assert walk.step == (Step.IN_HAND if other else Step.WORKING)
    assert (carried.in_hand_id is None) == other


def test_a_face_shown_under_an_earlier_consent_is_not_used() -> None:
    walk = half_done()
    Verification.objects.filter(kind="selfie").update(status="initiated", in_hand=None)
    assert walk.step == Step.IN_HAND
    walk.agree_again()
    assert walk.step == Step.SELFIE
    assert not Decision.objects.exists()
