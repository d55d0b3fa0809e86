"""Links, visits, consent, captures, clocks: what may happen when, without looking at any picture."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bonafide.errors import BonafideError, ConflictError, InvalidInputError, NotFoundError
from bonafide.events.models import Event
from bonafide.inquiries import captures, consent, housekeeping, service, steps, transitions
from bonafide.inquiries.models import (
    Capture,
    CaptureKind,
    Decision,
    Inquiry,
    InquirySession,
    InquiryStatus,
    MessageKind,
    OneTimeLink,
    Outcome,
)
from bonafide.jobs.models import Job
from bonafide.vault import service as vault
from bonafide.vault.models import Blob
from tests.inquiries.flow import Walk, sandbox
from tests.inquiries.ground import ground

pytestmark = pytest.mark.django_db


def code_of(error: pytest.ExceptionInfo[BonafideError]) -> str:
    return error.value.code


def test_link_opens_once() -> None:
    inquiry = service.create(sandbox(), reference="u")
    code = service.make_link(inquiry).rpartition("code=")[2]
    session, token = service.open_link(code, device_type="phone")
    assert service.session_of(token).pk == session.pk
    with pytest.raises(BonafideError) as used:
        service.open_link(code, device_type="phone")
    assert code_of(used) == "link_used"
    with pytest.raises(BonafideError) as unknown:
        service.open_link("made-up", device_type="phone")
    assert code_of(unknown) == "link_unknown"


def test_secrets_of_links_and_visits_are_not_stored() -> None:
    inquiry = service.create(sandbox(), reference="u")
    code = service.make_link(inquiry).rpartition("code=")[2]
    _, token = service.open_link(code, device_type="phone")
    stored = str(list(OneTimeLink.objects.values())) + str(list(InquirySession.objects.values()))
    assert code not in stored
    assert token not in stored


def test_expired_link_and_expired_inquiry_say_so() -> None:
    inquiry = service.create(sandbox(), reference="u")
    code = service.make_link(inquiry, seconds=-1).rpartition("code=")[2]
    with pytest.raises(BonafideError) as late:
        service.open_link(code, device_type="phone")
    assert code_of(late) == "link_expired"
    Inquiry.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert housekeeping.expire_due(timezone.now()) == 1
    inquiry.refresh_from_db()
    with pytest.raises(ConflictError):
        service.make_link(inquiry)
    assert steps.result(inquiry).outcome == "expired"
    assert service.resume(inquiry).status == InquiryStatus.CREATED
    assert service.make_link(service.resume(inquiry))


def test_another_environment_does_not_see_it() -> None:
    inquiry = service.create(sandbox(), reference="u")
    with pytest.raises(NotFoundError):
        service.get(sandbox(), inquiry.pk)


def test_same_reference_is_the_same_account_and_sealed() -> None:
    environment = sandbox()
    reference = "ada@person.example.org"  # neither a digest nor an id can hold it by chance
    one, two = (service.create(environment, reference=reference) for _ in range(2))
    assert one.account_id == two.account_id
    stored = str(list(Inquiry.objects.values())) + str(list(type(one.account).objects.values()))
    for part in (reference, "ada@", "person.example"):
        assert part not in stored


def test_no_camera_before_consent_and_none_out_of_turn() -> None:
    walk = Walk()
    with pytest.raises(ConflictError) as early:
        captures.start(walk.session, CaptureKind.FRONT, {})
    assert code_of(early) == "no_consent"
    walk.agree()
    with pytest.raises(ConflictError) as skipped:
        captures.start(walk.session, CaptureKind.SELFIE, {})
    assert code_of(skipped) == "wrong_step"


def test_nonce_is_bound_to_visit_and_capture_and_spent_once() -> None:
    walk, other = Walk().agree(), Walk(reference="user-2").agree()
    started = captures.start(walk.session, CaptureKind.FRONT, {})
    for session, nonce in ((other.session, started.nonce), (walk.session, "guess")):
        with pytest.raises(BonafideError) as unknown:
            captures.submit_document(session, started.capture_id, nonce, b"x", {})
        assert code_of(unknown) == "capture_unknown"
    captures.submit_document(walk.session, started.capture_id, started.nonce, b"x", {})
    with pytest.raises(BonafideError) as ended:
        captures.submit_document(walk.session, started.capture_id, started.nonce, b"x", {})
    assert code_of(ended) == "capture_ended"
    assert Job.objects.filter(kind="examine.document").count() == 1


def test_a_new_capture_ends_the_open_one() -> None:
    walk = Walk().agree()
    first = captures.start(walk.session, CaptureKind.FRONT, {})
    captures.start(walk.session, CaptureKind.FRONT, {})
    with pytest.raises(BonafideError) as ended:
        captures.check(walk.session, first.capture_id, first.nonce)
    assert code_of(ended) == "capture_ended"


def test_expired_capture_takes_nothing() -> None:
    walk = Walk().agree()
    started = captures.start(walk.session, CaptureKind.FRONT, {})
    Capture.objects.update(expires_at=timezone.now())
    with pytest.raises(BonafideError) as late:
        captures.submit_document(walk.session, started.capture_id, started.nonce, b"x", {})
    assert code_of(late) == "capture_expired"
    assert not Blob.objects.filter(kind="document_frame").exists()


def test_camera_facts_keep_numbers_only() -> None:
    walk = Walk().agree()
    captures.start(
        walk.session, CaptureKind.FRONT, {"width": 640, "name": "Ada's iPhone", "label_hash": "a" * 90}
    )
    assert Capture.objects.get().facts == {"width": 640, "label_hash": "a" * 64}


def test_document_not_on_the_list_is_refused() -> None:
    walk = Walk()
    consent.give(walk.session, text_version="v1", text="t", language="en", biometric=True)
    with pytest.raises(InvalidInputError) as refused:
        steps.select_document(walk.session, country="UTO", document_class="visa")
    assert code_of(refused) == "not_accepted"


def test_policy_cannot_approve_without_grounds() -> None:
    walk = Walk().agree()
    ruling = transitions.Ruling(key="k", outcome=Outcome.APPROVED, actor="policy", rule="everything_passed")
    with pytest.raises(ConflictError) as refused:
        transitions.record(walk.inquiry, ruling)
    assert code_of(refused) == "no_grounds"
    assert not Decision.objects.exists()


def test_decisions_are_append_only() -> None:
    walk = Walk().agree()
    service.decline(walk.inquiry, actor="api", comment="Not convincing.")
    decision = Decision.objects.get()
    decision.outcome = Outcome.APPROVED
    with pytest.raises(ConflictError):
        decision.save()
    assert vault.open_json(decision.comment_blob) == "Not convincing."


def test_staff_may_overturn_and_events_follow() -> None:
    walk = Walk()
    ground(walk.inquiry.pk)
    service.mark_for_review(walk.inquiry, actor="api")
    service.decline(walk.inquiry, actor="stf_1")
    service.approve(walk.inquiry, actor="stf_2")
    assert walk.inquiry.status == InquiryStatus.APPROVED
    names = list(Event.objects.order_by("created_at").values_list("name", flat=True))
    assert names[-3:] == ["inquiry.marked-for-review", "inquiry.declined", "inquiry.approved"]


def test_redacted_inquiry_takes_no_decision_and_no_second_redaction() -> None:
    walk = Walk().agree()
    service.redact(walk.inquiry, actor="api")
    with pytest.raises(ConflictError) as again:
        service.redact(walk.inquiry, actor="api")
    assert code_of(again) == "already_redacted"
    with pytest.raises(ConflictError):
        service.approve(walk.inquiry, actor="api")
    assert steps.result(walk.inquiry).outcome == "redacted"


def test_message_is_sealed_and_bounded() -> None:
    walk = Walk().agree()
    message = service.leave_message(walk.inquiry, MessageKind.APPEAL, "Please look again. " * 1000, "en")
    assert len(vault.open_json(message.blob)) == service.MAX_MESSAGE_CHARS
    with pytest.raises(InvalidInputError):
        service.leave_message(walk.inquiry, MessageKind.CONTACT, "  ", "en")


def test_everything_of_a_decided_inquiry_has_a_clock_and_goes() -> None:
    walk = Walk().agree()
    started = captures.start(walk.session, CaptureKind.FRONT, {})
    captures.submit_document(walk.session, started.capture_id, started.nonce, b"x" * 20_000, {})
    service.approve(walk.inquiry, actor="stf_1", comment="Seen.")
    assert not Blob.objects.filter(deleted_at=None, delete_after=None).exists()
    later = timezone.now() + timedelta(days=91)
    vault.sweep(later)
    assert vault.overdue(later) == 0
    assert set(Blob.objects.filter(deleted_at=None).values_list("kind", flat=True)) <= {"reference"}


def test_nobody_approves_without_consent_and_live_capture() -> None:
    walk = Walk().agree()
    with pytest.raises(ConflictError) as refused:
        service.approve(walk.inquiry, actor="stf_1")
    assert code_of(refused) == "no_grounds"


def test_failed_challenge_is_a_try_and_the_last_one_leads_to_a_person() -> None:
    walk = Walk().agree()
    left = []
    for _ in range(5):
        at_the_face(walk)
        started = captures.start(walk.session, CaptureKind.SELFIE, {})
        after = captures.fail(walk.session, started.capture_id, started.nonce, "wrong_order")
        assert after == steps.Step.RESULT
        left.append(steps.attempts_left(walk.inquiry))
        steps.start_again(walk.session)
    assert left == [4, 3, 2, 1, 1]
    assert walk.inquiry.status == InquiryStatus.NEEDS_REVIEW
    assert walk.result().reasons == ("pose_order_incorrect", "attempts_used_up")


def test_camera_lost_during_the_challenge_costs_no_try_but_not_without_end() -> None:
    walk = Walk().agree()
    at_the_face(walk)
    for _ in range(captures.MAX_CAPTURES[CaptureKind.SELFIE]):
        started = captures.start(walk.session, CaptureKind.SELFIE, {})
        captures.fail(walk.session, started.capture_id, started.nonce, "camera_lost")
    assert steps.attempts_left(walk.inquiry) == 5
    with pytest.raises(ConflictError) as enough:
        captures.start(walk.session, CaptureKind.SELFIE, {})
    assert code_of(enough) == "too_many_captures"


def test_turning_to_a_person_withdraws_the_earlier_consent_and_ends_the_face_capture() -> None:
    walk = Walk().agree()
    at_the_face(walk)
    started = captures.start(walk.session, CaptureKind.SELFIE, {})
    consent.give(walk.session, text_version="v1", text="t", language="en", biometric=False)
    assert not consent.may_match_faces(walk.inquiry)
    assert walk.inquiry.consents.filter(withdrawn_at=None).count() == 1
    with pytest.raises(ConflictError) as ended:
        captures.submit_selfie(walk.session, started.capture_id, started.nonce, [], {})
    assert code_of(ended) == "capture_ended"
    with pytest.raises(ConflictError) as again:
        consent.give(walk.session, text_version="v1", text="t", language="en", biometric=False)
    assert code_of(again) == "wrong_step"


def test_redaction_empties_columns_that_tell_of_the_person() -> None:
    walk = Walk().agree()
    ground_picture(walk)
    service.decline(walk.inquiry, actor="stf_1", comment="c")
    Inquiry.objects.update(redirect_uri="https://example.org/?token=ada")
    service.redact(walk.inquiry, actor="api")
    left = walk.inquiry
    assert (left.redirect_uri, left.selected_country, left.selected_class) == ("", "", "")
    assert Capture.objects.get().facts == {}
    assert Decision.objects.get().comment_blob == ""
    assert not left.links.exists()


def test_rows_go_when_their_published_time_is_up() -> None:
    walk = Walk().agree()
    service.decline(walk.inquiry, actor="stf_1", comment="c")
    now = timezone.now()
    housekeeping.sweep_rows(now + timedelta(days=1094))
    assert Inquiry.objects.exists()
    housekeeping.sweep_rows(now + timedelta(days=1096))
    assert not Inquiry.objects.exists()
    assert not Decision.objects.exists()


def test_one_failing_task_does_not_stop_the_housekeeping(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_now: object) -> int:
        raise RuntimeError

    walk = Walk()
    Inquiry.objects.update(expires_at=timezone.now())
    monkeypatch.setattr(housekeeping.event_retention, "sweep", broken)
    housekeeping.run(timezone.now())
    assert walk.inquiry.status == InquiryStatus.EXPIRED


def ground_picture(walk: Walk) -> None:
    """Show something as the front of the document."""
    started = captures.start(walk.session, CaptureKind.FRONT, {"width": 640})
    captures.submit_document(walk.session, started.capture_id, started.nonce, b"x", {})


def at_the_face(walk: Walk) -> None:
    """Bring the applicant to the face step as if the document had been read."""
    if walk.step == steps.Step.DOCUMENT_FRONT:
        ground_picture(walk)
        walk.inquiry.verifications.update(examined_at=timezone.now())
