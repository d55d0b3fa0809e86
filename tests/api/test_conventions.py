from __future__ import annotations

import time

import pytest
from django.test import Client
from tests.api.conftest import Tenant

from bonafide.accounts import service
from bonafide.accounts.models import ApiKey
from bonafide.api import inflect, rates

pytestmark = pytest.mark.urls("tests.api.urls")


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Basic YTpi", "Bearer "])
def test_without_a_key_nothing_is_answered(header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = Client().get("/api/v1/inquiries", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["title"] == "Must be authenticated to access this endpoint"


def test_a_revoked_key_is_shut_out(tenant: Tenant) -> None:
    assert tenant.call("GET", "/inquiries").status_code == 200
    service.revoke_key(ApiKey.objects.get().pk)
    assert tenant.call("GET", "/inquiries").status_code == 401


def test_answers_carry_request_id_rate_and_environment(tenant: Tenant) -> None:
    first, second = tenant.call("GET", "/inquiries"), tenant.call("GET", "/inquiries/inq_none")
    assert first["Request-Id"].startswith("req_")
    assert first["Request-Id"] != second["Request-Id"]
    assert first["RateLimit-Limit"] == "300"
    assert int(second["RateLimit-Remaining"]) in {298, 299}  # 299 where the minute turned in between
    assert 1 <= int(first["RateLimit-Reset"]) <= 60
    assert first["Persona-Environment-Id"] == tenant.environment.pk
    assert first["Cache-Control"] == "no-store"


def test_the_limit_holds_per_environment(
    tenant: Tenant, other: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "LIMIT", 3)
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
    statuses = [tenant.call("GET", "/inquiries").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert other.call("GET", "/inquiries").status_code == 200
    refused = tenant.call("GET", "/inquiries")
    assert refused.json()["errors"][0]["title"] == "Rate limit exceeded"
    assert refused["RateLimit-Remaining"] == "0"
    monkeypatch.setattr(time, "time", lambda: 1_800_000_060.0)
    assert tenant.call("GET", "/inquiries").status_code == 200


def test_keys_are_spelt_as_asked_for_and_platform_fields_stay(tenant: Tenant) -> None:
    body = {"data": {"attributes": {"referenceId": "u", "fields": {"name_first": "J", "name-last": "D"}}}}
    camel = tenant.call("POST", "/inquiries", body, Key_Inflection="camel").json()["data"]["attributes"]
    assert camel["referenceId"] == "u"
    assert set(camel["fields"]) == {"name_first", "name-last"}
    snake = tenant.call("GET", "/inquiries", Key_Inflection="snake").json()["data"][0]["attributes"]
    assert snake["reference_id"] == "u"
    kebab = tenant.call("GET", "/inquiries").json()["data"][0]["attributes"]
    assert kebab["reference-id"] == "u"


def test_spelling_goes_there_and_back() -> None:
    body = {"data": {"attributes": {"redirect-uri": 1, "fields": {"a_B": 1}, "list-of": [{"in-ner": 1}]}}}
    for style in ("camel", "snake", "kebab"):
        assert inflect.incoming(inflect.outgoing(body, style)) == body


def test_unknown_addresses_answer_in_the_same_shape(tenant: Tenant) -> None:
    for path in ("/api/v1/nothing", "/api/nothing", "/inquiries/inq_none"):
        answer = tenant.call("GET", path)
        assert answer.status_code == 404
        assert answer.json()["errors"][0] == {"title": "Record not found", "code": "not_found"}


def test_a_fault_of_ours_says_nothing_of_its_cause(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret-canary")

    monkeypatch.setattr("bonafide.inquiries.service.get", broken)
    answer = tenant.call("GET", "/inquiries/inq_x")
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["code"] == "internal"
    assert "secret-canary" not in answer.content.decode() + caplog.text
    assert "RuntimeError" in caplog.text


def test_values_of_refused_requests_are_not_repeated(tenant: Tenant) -> None:
    body = {"data": {"attributes": {"redirect-uri": "ftp://canary.example", "fields": {"x": ["canary"]}}}}
    answer = tenant.call("POST", "/inquiries", body)
    assert answer.status_code == 422
    assert "canary" not in answer.content.decode()
