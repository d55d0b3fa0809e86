from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from tests.api.conftest import Tenant
from tests.traces.made import face

from bonafide.accounts import service as accounts
from bonafide.config import load
from bonafide.events.models import Event
from bonafide.inquiries import repeats, service
from bonafide.inquiries.models import Inquiry

pytestmark = pytest.mark.urls("tests.api.urls")

ASKED: dict[str, Any] = {
    "data": {
        "attributes": {
            "fields": {"name-first": "Jane-Ann Q.", "birthdate": "1990-02-03"},
            "redirect-uri": "https://platform.example/back",
            "note": "asked twice",
            "rule": "advanced-capability@1",
            "rule-text": "This capability is for verified people.",
        }
    },
    "meta": {"auto-create-account-reference-id": "user-7", "auto-create-one-time-link": True},
}


def test_create_answers_201_with_link_reference_fields_and_rule(tenant: Tenant) -> None:
    answer = tenant.call("POST", "/inquiries", ASKED)
    assert answer.status_code == 201
    body = answer.json()
    attributes = body["data"]["attributes"]
    assert attributes["status"] == "created"
    assert attributes["reference-id"] == "user-7"
    assert attributes["fields"]["name-first"] == {"type": "string", "value": "Jane-Ann Q."}
    assert attributes["fields"]["birthdate"] == {"type": "date", "value": "1990-02-03"}
    assert attributes["note"] == "asked twice"
    assert attributes["rule"] == "advanced-capability@1"
    assert attributes["rule-text"] == "This capability is for verified people."
    assert urlsplit(body["meta"]["one-time-link"]).path == "/verify"
    stored = Inquiry.objects.get(pk=body["data"]["id"])
    assert stored.redirect_uri == "https://platform.example/back"
    assert Event.objects.filter(name="inquiry.created", object_id=stored.pk).count() == 1


def test_nothing_personal_is_stored_in_clear(tenant: Tenant) -> None:
    identifier = tenant.call("POST", "/inquiries", ASKED).json()["data"]["id"]
    rows = [*Inquiry.objects.filter(pk=identifier).values(), *Event.objects.values()]
    for secret in ("Jane-", "1990-02-03", "user-7", "asked twice"):
        assert secret not in repr(rows)


def test_clocks_of_the_request_are_kept(tenant: Tenant) -> None:
    body = {"meta": {"expiration-after-create-interval-seconds": 120}}
    identifier = tenant.call("POST", "/inquiries", body).json()["data"]["id"]
    stored = Inquiry.objects.get(pk=identifier)
    assert 110 < (stored.expires_at - stored.created_at).total_seconds() < 121


@pytest.mark.parametrize(
    ("attributes", "named"),
    [
        ({"redirect-uri": "javascript:alert(1)"}, "redirect-uri"),
        ({"inquiry-template-id": "itmpl_nope"}, "template"),
        ({"colour": "red"}, "colour"),
        ({"fields": {"_note": "x"}}, "fields"),
        ({"tags": ["x"]}, "tags"),
    ],
)
def test_unusable_requests_are_refused_by_name(
    tenant: Tenant, attributes: dict[str, Any], named: str
) -> None:
    answer = tenant.call("POST", "/inquiries", {"data": {"attributes": attributes}})
    assert answer.status_code == 422, answer.content
    error = answer.json()["errors"][0]
    assert error["title"] == "Unprocessable entity"
    assert named in error["details"]
    assert Inquiry.objects.count() == 0


def test_a_body_that_is_no_json_is_a_bad_request(tenant: Tenant) -> None:
    answer = tenant.client.generic(
        "POST",
        "/api/v1/inquiries",
        b"{",
        content_type="application/json",
        headers={"Authorization": f"Bearer {tenant.key}"},
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["title"] == "Bad Request"


def test_read_includes_the_visits(tenant: Tenant) -> None:
    identifier = tenant.inquiry()
    token = tenant.call("POST", f"/inquiries/{identifier}/resume").json()["meta"]["session-token"]
    service.open_link(token, device_type="phone")
    body = tenant.call("GET", f"/inquiries/{identifier}").json()
    assert [item["type"] for item in body["included"]] == ["inquiry-session"]
    assert body["data"]["relationships"]["sessions"]["data"][0]["id"] == body["included"][0]["id"]


def test_list_pages_through_everything_once_newest_first(tenant: Tenant) -> None:
    made = [tenant.inquiry(f"user-{n}") for n in range(5)]
    seen: list[str] = []
    path: str | None = "/inquiries?page[size]=2&page[after]=&filter[status]="
    while path:
        body = tenant.call("GET", path).json()
        seen += [item["id"] for item in body["data"]]
        last, path = body, body["links"]["next"]
    assert seen == made[::-1]
    back = tenant.call("GET", last["links"]["prev"]).json()
    assert [item["id"] for item in back["data"]] == [made[2], made[1]]


def test_list_filters_by_reference_and_status(tenant: Tenant) -> None:
    one, two = tenant.inquiry("ann"), tenant.inquiry("bob")
    tenant.call("POST", f"/inquiries/{two}/decline")
    by_reference = tenant.call("GET", "/inquiries?filter[reference-id]=ann").json()["data"]
    by_status = tenant.call("GET", "/inquiries?filter[status]=declined,approved").json()["data"]
    nobody = tenant.call("GET", "/inquiries?filter[reference-id]=eve").json()["data"]
    assert ([i["id"] for i in by_reference], [i["id"] for i in by_status], nobody) == ([one], [two], [])


@pytest.mark.parametrize("size", ["0", "101", "-1", "ten", "²"])
def test_a_page_size_out_of_range_is_refused(tenant: Tenant, size: str) -> None:
    answer = tenant.call("GET", f"/inquiries?page[size]={size}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "bad_page"


@pytest.mark.parametrize(
    ("action", "status"),
    [("approve", "approved"), ("decline", "declined"), ("mark-for-review", "needs_review")],
)
def test_the_platform_decides_with_comment_and_key(tenant: Tenant, action: str, status: str) -> None:
    identifier = tenant.grounded()
    answer = tenant.call("POST", f"/inquiries/{identifier}/{action}", {"meta": {"comment": "seen in person"}})
    assert answer.status_code == 200
    attributes = answer.json()["data"]["attributes"]
    assert (attributes["status"], attributes["reviewer-comment"]) == (status, "seen in person")
    decision = Inquiry.objects.get(pk=identifier).decisions.get()
    assert decision.actor.startswith("key:key_")


def test_nothing_is_approved_without_consent_and_live_capture(tenant: Tenant) -> None:
    answer = tenant.call("POST", f"/inquiries/{tenant.inquiry()}/approve")
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "no_grounds"


def test_redaction_erases_and_happens_once(tenant: Tenant) -> None:
    identifier = tenant.call("POST", "/inquiries", ASKED).json()["data"]["id"]
    first = tenant.call("DELETE", f"/inquiries/{identifier}")
    assert first.status_code == 200, first.content
    attributes = first.json()["data"]["attributes"]
    assert attributes["redacted-at"].endswith("Z")
    assert (attributes["fields"], attributes["note"], attributes["reference-id"]) == ({}, None, None)
    second = tenant.call("DELETE", f"/inquiries/{identifier}")
    assert second.status_code == 409
    assert second.json()["errors"][0]["details"] == "Inquiry already redacted"
    assert tenant.call("POST", f"/inquiries/{identifier}/approve").status_code == 409
    assert tenant.call("POST", f"/inquiries/{identifier}/generate-one-time-link").status_code == 409


def test_one_time_links_differ_each_time(tenant: Tenant) -> None:
    identifier = tenant.inquiry()
    path = f"/inquiries/{identifier}/generate-one-time-link"
    links = {tenant.call("POST", path).json()["meta"]["one-time-link"] for _ in range(3)}
    assert len(links) == 3


def test_references_that_differ_in_case_are_different_accounts(tenant: Tenant) -> None:
    tenant.inquiry("Ann")
    tenant.inquiry("ann")
    assert accounts.find(tenant.environment, "Ann") != accounts.find(tenant.environment, "ann")


def test_the_face_alone_is_asked_only_where_one_is_kept(tenant: Tenant, settings: Any) -> None:
    again = {"inquiry-template-id": "itmpl_selfie_again", "reference-id": "user-9"}
    sent = {"data": {"attributes": again}}
    for turned_on, code in ((False, "not_enabled"), (True, "no_kept_face")):
        settings.BONAFIDE = load({"BONAFIDE_FACE_AGAIN": "1"} if turned_on else {})
        answer = tenant.call("POST", "/inquiries", sent)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, code)
    assert "Ask for the ID instead" in answer.json()["errors"][0]["details"]
    assert not Inquiry.objects.exists()
    before = Inquiry.objects.get(pk=tenant.grounded("user-9"))
    service.approve(before, actor="key:key_test")
    before.consents.update(recognises=True)
    repeats.keep_face(before, face(1).tobytes(), timezone.now())
    made = tenant.call("POST", "/inquiries", sent)
    assert made.status_code == 201, made.content
    template = made.json()["data"]["relationships"]["inquiry-template"]["data"]["id"]
    assert template == "itmpl_selfie_again"
