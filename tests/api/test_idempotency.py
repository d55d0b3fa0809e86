from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.api.conftest import Tenant

from bonafide.api import idempotency
from bonafide.api.models import IdempotentRequest
from bonafide.inquiries.models import Inquiry

pytestmark = pytest.mark.urls("tests.api.urls")

BODY: dict[str, Any] = {
    "data": {"attributes": {"reference-id": "canary-ref", "fields": {"name-first": "canary-name"}}},
    "meta": {"auto-create-one-time-link": True},
}


def test_the_same_request_is_answered_again_and_done_once(tenant: Tenant) -> None:
    first = tenant.call("POST", "/inquiries", BODY, Idempotency_Key="k1")
    second = tenant.call("POST", "/inquiries", BODY, Idempotency_Key="k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.json()["meta"]["one-time-link"]
    assert Inquiry.objects.count() == 1


def test_another_body_under_the_same_key_is_a_conflict(tenant: Tenant) -> None:
    tenant.call("POST", "/inquiries", BODY, Idempotency_Key="k1")
    answer = tenant.call("POST", "/inquiries", {}, Idempotency_Key="k1")
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "idempotency_mismatch"
    assert Inquiry.objects.count() == 1


def test_another_address_under_the_same_key_is_a_conflict(tenant: Tenant) -> None:
    one, two = tenant.inquiry("a"), tenant.inquiry("b")
    assert tenant.call("POST", f"/inquiries/{one}/decline", Idempotency_Key="k").status_code == 200
    assert tenant.call("POST", f"/inquiries/{two}/decline", Idempotency_Key="k").status_code == 409
    assert Inquiry.objects.get(pk=two).status == "created"


def test_a_refusal_is_kept_too(tenant: Tenant) -> None:
    identifier = tenant.inquiry()
    tenant.call("DELETE", f"/inquiries/{identifier}")
    path = f"/inquiries/{identifier}/approve"
    answers = [tenant.call("POST", path, Idempotency_Key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json() == answers[1].json()
    assert IdempotentRequest.objects.count() == 1


def test_a_fault_of_ours_is_not_kept(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("bonafide.inquiries.service.make_link", lambda *_, **__: 1 / 0)
        assert tenant.call("POST", "/inquiries", BODY, Idempotency_Key="k").status_code == 500
    assert (Inquiry.objects.count(), IdempotentRequest.objects.count()) == (0, 0)
    assert tenant.call("POST", "/inquiries", BODY, Idempotency_Key="k").status_code == 201


def test_nothing_personal_is_kept_nor_the_link_in_clear(tenant: Tenant) -> None:
    link = tenant.call("POST", "/inquiries", BODY, Idempotency_Key="canary-key").json()["meta"][
        "one-time-link"
    ]
    row = repr(IdempotentRequest.objects.values().get())
    for secret in ("canary", link.rsplit("=", 1)[1], b"canary".hex()):
        assert secret not in row


def test_an_erased_inquiry_is_not_brought_back_by_a_replay(tenant: Tenant) -> None:
    made = tenant.call("POST", "/inquiries", BODY, Idempotency_Key="k").json()["data"]["id"]
    tenant.call("DELETE", f"/inquiries/{made}")
    again = tenant.call("POST", "/inquiries", BODY, Idempotency_Key="k")
    assert again.json()["data"]["id"] == made
    assert "canary" not in again.content.decode()


def test_keys_are_forgotten_after_a_day(tenant: Tenant) -> None:
    tenant.call("POST", "/inquiries", BODY, Idempotency_Key="k")
    now = timezone.now()
    assert idempotency.sweep(now + timedelta(hours=23)) == 0
    assert idempotency.sweep(now + timedelta(hours=25)) == 1
    assert tenant.call("POST", "/inquiries", {}, Idempotency_Key="k").status_code == 201


def test_a_key_that_is_too_long_is_refused(tenant: Tenant) -> None:
    assert tenant.call("POST", "/inquiries", BODY, Idempotency_Key="k" * 256).status_code == 422
