from __future__ import annotations

import base64

import pytest
from tests.api.conftest import Tenant

from bonafide.events.models import Delivery, Event, Webhook
from bonafide.jobs.models import Job

pytestmark = pytest.mark.urls("tests.api.urls")


def _add(tenant: Tenant, url: str = "https://hook.example/in", **attributes: object) -> dict[str, object]:
    answer = tenant.call("POST", "/webhooks", {"data": {"attributes": {"url": url, **attributes}}})
    assert answer.status_code == 201, answer.content
    found: dict[str, object] = answer.json()["data"]
    return found


def test_the_secret_is_shown_once_and_sealed(tenant: Tenant) -> None:
    made = _add(tenant)
    secret = made["attributes"]["secrets"][0]["value"]  # type: ignore[index]
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert secret.encode() not in bytes(Webhook.objects.get().sealed_secret)
    assert secret not in tenant.call("GET", "/webhooks").content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.example/in",
        "https://user:pw@hook.example/",
        "ftp://hook.example",
        "https://",
        "https://a:x/",
    ],
)
def test_addresses_that_will_not_be_called_are_refused(tenant: Tenant, url: str) -> None:
    answer = tenant.call("POST", "/webhooks", {"data": {"attributes": {"url": url}}})
    assert answer.status_code == 422
    assert Webhook.objects.count() == 0


def test_an_unknown_event_is_refused(tenant: Tenant) -> None:
    sent = {"url": "https://hook.example/", "enabled-events": ["inquiry.aproved"]}
    answer = tenant.call("POST", "/webhooks", {"data": {"attributes": sent}})
    assert answer.json()["errors"][0]["code"] == "unknown_event"


def test_a_webhook_is_told_of_what_it_wants_only(tenant: Tenant) -> None:
    _add(tenant, enabled_events=["inquiry.declined"])
    identifier = tenant.inquiry()
    assert Delivery.objects.count() == 0
    tenant.call("POST", f"/inquiries/{identifier}/decline")
    assert Delivery.objects.get().event.name == "inquiry.declined"


def test_removal_drops_what_waits(tenant: Tenant) -> None:
    made = _add(tenant)
    tenant.inquiry()
    assert tenant.call("DELETE", f"/webhooks/{made['id']}").status_code == 200
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)
    assert tenant.call("DELETE", f"/webhooks/{made['id']}").status_code == 404


def test_an_eleventh_webhook_is_refused(tenant: Tenant) -> None:
    for number in range(10):
        _add(tenant, f"https://hook.example/{number}")
    sent = {"data": {"attributes": {"url": "https://hook.example/11"}}}
    assert tenant.call("POST", "/webhooks", sent).status_code == 409


def test_replay_sends_the_same_event_again(tenant: Tenant) -> None:
    _add(tenant)
    tenant.inquiry()
    event = Event.objects.get()
    answer = tenant.call("POST", f"/events/{event.pk}/replay")
    assert (answer.status_code, answer.json()["meta"]["deliveries"]) == (202, 1)
    assert Delivery.objects.count() == 1
    assert Job.objects.filter(kind="webhook.deliver").count() == 2


def test_events_are_listed_newest_first_and_filtered(tenant: Tenant) -> None:
    identifier = tenant.inquiry()
    tenant.call("POST", f"/inquiries/{identifier}/decline")
    names = [item["attributes"]["name"] for item in tenant.call("GET", "/events").json()["data"]]
    assert names == ["inquiry.declined", "inquiry.created"]
    one = tenant.call("GET", f"/events?filter[name]=inquiry.created&filter[object-id]={identifier}").json()[
        "data"
    ]
    assert [item["attributes"]["payload"]["data"]["id"] for item in one] == [identifier]
    assert one[0]["attributes"]["payload"]["data"]["attributes"]["status"] == "created"
