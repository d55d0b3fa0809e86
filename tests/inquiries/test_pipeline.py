"""The durable path, with real evidence: specimen passports and heads made from real faces."""

from datetime import date

import pytest

from bonafide.engine.evidence import Move
from bonafide.events.models import Event
from bonafide.inquiries import consent, redaction, service, steps
from bonafide.inquiries.models import Decision, InquiryStatus, Verification
from bonafide.inquiries.steps import Step
from bonafide.ledger.models import Leaf
from bonafide.vault.models import Blob
from tests.inquiries.flow import Walk, document_jpeg, head, print_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("shared_data"),
    pytest.mark.data,
]


def test_bona_fide_is_approved_once_with_its_record() -> None:
    walk = Walk().agree().show_document(document_jpeg(0))
    assert walk.step == Step.READING
    walk.work()
    assert walk.step == Step.SELFIE, walk.result()
    walk.show_face(head(0))
    assert walk.step == Step.WORKING
    walk.work()
    assert walk.inquiry.status == InquiryStatus.APPROVED, walk.result()
    decision = Decision.objects.get()
    assert decision.rule == "everything_passed"
    assert decision.record["similarity"] > 0.9
    assert all(c["status"] == "passed" for c in decision.checks if c["requirement"] == "required")
    names = list(Event.objects.order_by("created_at").values_list("name", flat=True))
    assert names == ["inquiry.created", "inquiry.started", "inquiry.completed", "inquiry.approved"]
    assert [leaf.kind for leaf in Leaf.objects.order_by("index")] == ["consent", "decision"]
    assert not Blob.objects.filter(deleted_at=None, delete_after=None).exists()
    selfie = Verification.objects.get(kind="selfie")
    assert set(selfie.image_blobs) == {"best_selfie"}, "no sign of a surface is noticed on a head"


def test_other_face_is_declined() -> None:
    walk = Walk().agree().show_document(document_jpeg(0)).work().show_face(head(5)).work()
    assert walk.inquiry.status == InquiryStatus.DECLINED
    assert walk.result().reasons == ("face_mismatch",)


def test_flat_photo_is_not_approved() -> None:
    walk = Walk().agree().show_document(document_jpeg(0)).work().show_face(print_of(0)).work()
    assert walk.inquiry.status == InquiryStatus.PENDING
    assert walk.result().outcome == "retry"
    assert walk.result().retake == ("selfie",)


def test_wrong_order_is_not_approved_and_the_right_one_then_is() -> None:
    walk = Walk().agree().show_document(document_jpeg(0)).work()
    wrong = [Move.LOOK_STRAIGHT, Move.COME_CLOSER, Move.LOOK_STRAIGHT]
    walk.show_face(head(0), moves=wrong).work()
    result = walk.result()
    assert (result.outcome, result.retake, result.attempts_left) == ("retry", ("selfie",), 4)
    assert steps.start_again(walk.session) == Step.SELFIE
    walk.show_face(head(0)).work()
    assert walk.inquiry.status == InquiryStatus.APPROVED, walk.result()
    assert Verification.objects.filter(kind="government-id").count() == 1


def test_underage_is_declined_before_the_selfie() -> None:
    young = document_jpeg(0, birthdate=date(2012, 3, 1))
    walk = Walk().agree().show_document(young).work()
    assert (walk.inquiry.status, walk.result().reasons) == (InquiryStatus.DECLINED, ("age_outside_limits",))


def test_without_face_matching_a_person_decides_and_nothing_is_embedded() -> None:
    walk = Walk().agree(biometric=False).show_document(document_jpeg(0)).work().show_face(head(0)).work()
    assert walk.inquiry.status == InquiryStatus.NEEDS_REVIEW
    selfie = Verification.objects.get(kind="selfie")
    assert selfie.findings_blob == ""
    assert all(c["status"] == "not_applicable" for c in selfie.checks)
    assert not consent.may_match_faces(walk.inquiry)


def test_redaction_leaves_nothing_to_open() -> None:
    walk = Walk().agree().show_document(document_jpeg(0)).work()
    held = list(Blob.objects.filter(deleted_at=None).exclude(kind="reference").values_list("pk", flat=True))
    assert held
    service.redact(walk.inquiry, actor="api")
    assert not Blob.objects.filter(pk__in=held, deleted_at=None).exists()
    redaction.erase_applicant(walk.inquiry.account, actor="cli")
    assert not Blob.objects.filter(deleted_at=None).exists()
    assert walk.inquiry.account.reference_index is None
