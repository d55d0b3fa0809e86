"""A key of one environment sees and changes nothing of another, whatever the address."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from tests.api.conftest import Tenant
from tests.api.test_description import OPERATIONS

from bonafide.events import webhooks
from bonafide.events.models import Event, Webhook
from bonafide.inquiries import chips
from bonafide.inquiries.models import ChipReading, Inquiry, Verification

pytestmark = pytest.mark.urls("tests.api.urls")


_FILE = base64.b64encode(b"\x61\x00").decode()
_BODIES = {
    "/api/v1/inquiries/{inquiry_id}/chip-readings/{reading_id}": {
        "data": {"attributes": {"sod": _FILE, "dg1": _FILE}}
    }
}


def _records(owner: Tenant) -> dict[str, str]:
    inquiry = owner.grounded("shared-reference")
    ids = {"inquiry_id": inquiry, "event_id": Event.objects.get(object_id=inquiry, name="inquiry.created").pk}
    ids["started_id"] = Event.objects.get(object_id=inquiry, name="inquiry.started").pk
    ids["webhook_id"] = webhooks.create(owner.environment, "https://hook.example/in").pk
    ids["reading_id"] = chips.challenge(Inquiry.objects.get(pk=inquiry)).pk
    for kind in ("government-id", "selfie"):
        made = Verification.objects.create(inquiry_id=inquiry, kind=kind, attempt=2)
        ids[kind] = made.pk
    return ids


def _state() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Inquiry, Event, Webhook, Verification, ChipReading)
    ]


@pytest.mark.parametrize(("method", "path"), sorted(o for o in OPERATIONS if "{" in o[1]))
def test_another_tenants_record_is_not_found_by(
    method: str, path: str, tenant: Tenant, other: Tenant
) -> None:
    ids = _records(other)
    ids["verification_id"] = ids["selfie" if "selfies" in path else "government-id"]
    before = _state()
    url = path.format(**ids)
    body = _BODIES.get(path)
    refused = tenant.call(method.upper(), url, body)
    assert refused.status_code == 404, refused.content
    assert not set(ids.values()) & set(refused.content.decode().split('"'))
    assert _state() == before
    assert other.call(method.upper(), url, body).status_code in {
        200,
        201,
        202,
    }  # the address itself was right


@pytest.mark.parametrize("path", ["/inquiries", "/events", "/webhooks"])
def test_lists_hold_ones_own_records_only(path: str, tenant: Tenant, other: Tenant) -> None:
    theirs, mine = set(_records(other).values()), set(_records(tenant).values())
    found = {item["id"] for item in tenant.call("GET", f"{path}?page[size]=100").json()["data"]}
    assert found
    assert found <= mine
    assert not found & theirs


@pytest.mark.parametrize("name", ["filter[reference-id]=shared-reference", "filter[account-id]={account}"])
def test_filters_do_not_reach_across(name: str, tenant: Tenant, other: Tenant) -> None:
    inquiry = Inquiry.objects.get(pk=_records(other)["inquiry_id"])
    query = name.format(account=inquiry.account_id)
    assert tenant.call("GET", f"/inquiries?{query}").json()["data"] == []
    assert len(other.call("GET", f"/inquiries?{query}").json()["data"]) == 1


def test_a_foreign_cursor_is_refused(tenant: Tenant, other: Tenant) -> None:
    foreign = _records(other)["inquiry_id"]
    tenant.inquiry()
    assert tenant.call("GET", f"/inquiries?page[after]={foreign}").status_code == 422


def test_the_same_reference_is_another_account(tenant: Tenant, other: Tenant) -> None:
    one, two = tenant.inquiry("same"), other.inquiry("same")
    rows = Inquiry.objects.in_bulk([one, two])
    assert rows[one].account_id != rows[two].account_id


def test_the_same_idempotency_key_is_another_request(tenant: Tenant, other: Tenant) -> None:
    made = [
        t.call("POST", "/inquiries", {}, Idempotency_Key="k").json()["data"]["id"] for t in (tenant, other)
    ]
    assert made[0] != made[1]
