"""Decisions with a comment, by the right person; letters; the queue; the log."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bonafide.console import deciding
from bonafide.console.models import StaffMember
from bonafide.console.templatetags import console_parts
from bonafide.errors import ConflictError
from bonafide.inquiries import service
from bonafide.inquiries.models import Decision, Inquiry, InquiryStatus, MessageKind
from bonafide.ledger.models import Leaf
from bonafide.policy.rules import shipped_rules
from bonafide.vault import retention
from bonafide.vault import service as vault
from tests.console import made


def _decide(client: Client, case: Inquiry, action: str, **typed: str) -> int:
    latest = deciding.newest(case)
    body = {"action": action, "comment": "Looked at both.", "seen": latest.pk if latest else "", **typed}
    return client.post(reverse("console:decide", args=[case.pk]), body).status_code


def _status(case: Inquiry) -> str:
    return Inquiry.objects.get(pk=case.pk).status


def test_an_approval_is_recorded_with_person_and_sealed_comment(
    client: Client, case: Inquiry, reviewer: StaffMember
) -> None:
    assert _decide(client, case, "approve") == 302
    assert _status(case) == InquiryStatus.APPROVED
    decision = Decision.objects.get(actor=reviewer.pk)
    assert vault.open_json(decision.comment_blob) == "Looked at both."
    leaf = Leaf.objects.filter(kind="decision").last()
    assert leaf is not None
    assert json.loads(leaf.body)["decision"] == decision.pk
    page = client.get(reverse("console:inquiry", args=[case.pk])).content.decode()
    assert f"leaf {leaf.index}" in page
    assert "Looked at both." not in page


def test_faint_signs_are_named_beside_the_decision_and_in_the_table(
    admin_client: Client, case: Inquiry
) -> None:
    checks = Decision.objects.get(inquiry=case).checks
    faint = [{**checks[0], "name": "id_paper_detection", "metadata": {"score": 0.5, "soft": 1}}]
    Decision.objects.filter(inquiry=case).update(reasons=["soft_signs_add_up"], checks=faint)
    case.verifications.filter(kind="government-id").update(checks=faint)
    page = reverse("console:inquiry", args=[case.pk])
    told = admin_client.get(page).content.decode()
    assert "look at each that is marked faint" in told
    assert "Faint: No print or photocopy" in told
    assert "Faint: not failed, but just below its limit." in told
    chinese = admin_client.get(page, headers={"accept-language": "zh-hans"}).content.decode()
    assert "微弱：" in chinese


@pytest.mark.parametrize("action", ["approve", "decline", "review"])
def test_a_comment_is_compulsory(client: Client, case: Inquiry, action: str) -> None:
    before = Decision.objects.count()
    assert _decide(client, case, action, comment="  ", reason="face_mismatch") == 422
    assert Decision.objects.count() == before
    assert _status(case) == InquiryStatus.NEEDS_REVIEW


def test_a_decline_needs_a_reason_of_the_list(client: Client, case: Inquiry, reviewer: StaffMember) -> None:
    assert _decide(client, case, "decline") == 422
    assert _decide(client, case, "decline", reason="technical_error") == 422
    assert _decide(client, case, "decline", reason="made_up") == 422
    assert _decide(client, case, "decline", reason="face_mismatch") == 302
    assert _status(case) == InquiryStatus.DECLINED
    assert Decision.objects.get(actor=reviewer.pk).reasons == ["face_mismatch"]


def test_nobody_overturns_or_confirms_their_own_decision(
    client: Client, admin_client: Client, case: Inquiry
) -> None:
    assert _decide(client, case, "decline", reason="face_mismatch") == 302
    for action in ("approve", "review", "decline"):
        assert _decide(client, case, action, reason="face_mismatch") == 403
    page = client.get(reverse("console:inquiry", args=[case.pk])).content.decode()
    assert "A different person has to look at it anew" in page
    assert 'value="approve"' not in page
    assert _decide(admin_client, case, "approve") == 302
    assert _status(case) == InquiryStatus.APPROVED
    assert _decide(admin_client, case, "decline", reason="face_mismatch") == 403
    assert _decide(client, case, "decline", reason="face_mismatch") == 302


def test_sending_it_back_to_review_does_not_get_round_the_second_person(
    client: Client, admin_client: Client, case: Inquiry
) -> None:
    assert _decide(client, case, "approve") == 302
    assert _decide(admin_client, case, "review") == 302
    assert _status(case) == InquiryStatus.NEEDS_REVIEW
    assert _decide(client, case, "decline", reason="face_mismatch") == 403
    assert _decide(admin_client, case, "decline", reason="face_mismatch") == 302


def test_a_decision_made_meanwhile_is_not_run_over(
    client: Client, admin_client: Client, case: Inquiry
) -> None:
    stale = deciding.newest(case)
    assert stale is not None
    assert _decide(admin_client, case, "decline", reason="face_mismatch") == 302
    assert _decide(client, case, "approve", seen=stale.pk) == 409
    assert _status(case) == InquiryStatus.DECLINED


def test_expired_and_empty_inquiries_cannot_be_approved(
    client: Client, case: Inquiry, reviewer: StaffMember
) -> None:
    Inquiry.objects.filter(pk=case.pk).update(status=InquiryStatus.EXPIRED, expired_at=timezone.now())
    assert _decide(client, case, "approve") == 409
    page = client.get(reverse("console:inquiry", args=[case.pk])).content.decode()
    assert "has expired and can no longer be decided" in page
    empty = service.create(case.environment, reference="nothing-yet")
    with pytest.raises(ConflictError) as refused:
        deciding.decide(reviewer, empty, action="approve", comment="by letter")
    assert refused.value.code == "no_grounds"


def test_typed_words_survive_a_refusal(client: Client, case: Inquiry) -> None:
    body = {"action": "decline", "comment": "long thought", "reason": "", "seen": "stale"}
    answer = client.post(reverse("console:decide", args=[case.pk]), body)
    assert answer.status_code == 422
    assert "long thought" in answer.content.decode()


def test_the_page_tells_checks_in_the_reviewers_voice(client: Client, case: Inquiry) -> None:
    page = client.get(reverse("console:inquiry", args=[case.pk])).content.decode()
    assert "Sharpness of the front is below the limit." in page
    assert "id_blur_detection" in page
    assert "0.123" in page
    assert "0.412" in page
    assert "face_uncertain" in page
    assert "Consent to text v1, shown in English" in page


def test_a_letter_is_marked_as_answered_once(client: Client, case: Inquiry, reviewer: StaffMember) -> None:
    letter = service.leave_message(case, MessageKind.CONTACT, "help", "en")
    address = reverse("console:answered", args=[case.pk, letter.pk])
    assert client.post(address).status_code == 302
    letter.refresh_from_db()
    assert letter.answered_at is not None
    leaf = Leaf.objects.filter(kind="staff").last()
    assert leaf is not None
    assert json.loads(leaf.body)["actor"] == reviewer.pk
    assert client.post(address).status_code == 404


def test_the_queue_shows_what_waits_first_and_counts(client: Client, case: Inquiry) -> None:
    env = case.environment
    newer = made.inquiry(env, reference="p2")
    done = made.inquiry(env, reference="p3", status="approved")
    letter = made.inquiry(env, reference="p4", status="declined")
    service.leave_message(letter, MessageKind.APPEAL, "please", "en")
    past = timezone.now() - timedelta(hours=5)
    Inquiry.objects.filter(pk=newer.pk).update(marked_for_review_at=past)
    page = client.get(reverse("console:queue"))
    assert [row.pk for row in page.context["page"]] == [newer.pk, case.pk, letter.pk]
    assert "5 hours" in page.content.decode()
    counts = {tab.name: tab.count for tab in page.context["tabs"]}
    assert counts == {
        "waiting": 3,
        "review": 2,
        "messages": 1,
        "open": 0,
        "approved": 1,
        "declined": 1,
        "expired": 0,
        "erased": 0,
        "all": 4,
    }
    approved = client.get(reverse("console:queue") + "?show=approved")
    assert [row.pk for row in approved.context["page"]] == [done.pk]
    everything = client.get(reverse("console:queue") + "?show=all")
    assert [row.pk for row in everything.context["page"]][:2] == [newer.pk, case.pk]


def test_the_queue_has_pages(client: Client, case: Inquiry) -> None:
    for index in range(26):
        service.create(case.environment, reference=f"many-{index}")
    first = client.get(reverse("console:queue") + "?show=all")
    second = client.get(reverse("console:queue") + "?show=all&page=2")
    assert len(first.context["page"]) == 25
    assert len(second.context["page"]) == 2
    assert "?show=all&amp;page=2" in first.content.decode()


def test_search_by_id_and_reference_keeps_the_reference_out_of_addresses(
    client: Client, case: Inquiry
) -> None:
    search = reverse("console:search")
    assert client.post(search, {"words": f" {case.pk} "})["Location"].endswith(f"/{case.pk}/")
    answer = client.post(search, {"words": "person-1"})
    assert answer["Location"] == f"/console/?account={case.account_id}"
    assert [row.pk for row in client.get(answer["Location"]).context["page"]] == [case.pk]
    assert client.post(search, {"words": "Person-1"})["Location"] == "/console/"
    assert client.get(search).status_code == 405


def test_the_log_says_who_and_why_and_verifies_on_demand(client: Client, case: Inquiry) -> None:
    client.post(reverse("console:open", args=[case.pk]), {"reason": "legal_process"})
    client.get(reverse("console:inquiry", args=[case.pk]))
    page = client.get(reverse("console:log"))
    text = page.content.decode()
    assert "Legal process" in text
    assert "rita" in text
    assert "Rules" in text
    assert all(deed.leaf is not None for deed in [*page.context["looks"], *page.context["decisions"]])
    assert page.context["report"] is None
    good = client.post(reverse("console:log"))
    assert good.context["report"].ok
    Leaf.objects.filter(kind="look").update(body="{}")
    bad = client.post(reverse("console:log"))
    assert not bad.context["report"].ok
    assert "problems; the first wrong leaf is" in bad.content.decode()


def test_what_failed_is_seen_before_what_passed(client: Client, case: Inquiry) -> None:
    page = client.get(reverse("console:inquiry", args=[case.pk])).content.decode()
    failed, folded = page.index("id_blur_detection"), page.index("<summary>Passed (1)</summary>")
    assert failed < folded < page.index("id_age_comparison")
    silent = {"name": "x", "status": "not_applicable", "requirement": "not_required"}
    faint = {"name": "y", "status": "passed", "requirement": "not_required", "metadata": {"soft": 1}}
    needed = silent | {"requirement": "required"}
    assert console_parts.sorted_checks([silent, faint, needed]) == {
        "notable": [faint, needed],
        "passed": [],
        "silent": [silent],
    }


def test_the_rules_are_shown_as_they_are_asked(client: Client) -> None:
    page = client.get(reverse("console:rules")).content.decode()
    places = [page.index(f'<tr id="{rule.name}"') for rule in shipped_rules().rules]
    assert places == sorted(places)
    assert shipped_rules().version in page
    images = next(row for row in retention.table() if row["name"] == "images")
    assert f">{images['approved_days']} days<" in page
    assert "user_action_failed" in page.replace("<wbr>", "")
