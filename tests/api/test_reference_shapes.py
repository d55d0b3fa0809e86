"""Our answers against Persona's published OpenAPI of 2025-12-08."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from tests.api.conftest import Tenant
from tests.api.shapes import Shapes
from tests.api.test_inquiries import ASKED
from tests.inquiries.ground import visit

from bonafide.events import serialise
from bonafide.events.models import Event
from bonafide.inquiries.models import Inquiry, Verification

pytestmark = pytest.mark.urls("tests.api.urls")

EXTENSIONS = frozenset({"rule", "rule-text", "code"})
"""What docs/api.md lists as ours beside the reference."""

CHECK = {
    "name": "id_glare_detection",
    "status": "failed",
    "reasons": ["too_much_glare"],
    "requirement": "required",
    "kind": "user_action_required",
    "metadata": {"glare": 0.4},
}


@pytest.fixture
def shapes(reference_openapi: dict[str, Any]) -> Shapes:
    return Shapes(reference_openapi, EXTENSIONS)


def schema(document: dict[str, Any], path: str, method: str, status: int) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][path][method]["responses"][str(status)]
    reader = Shapes(document)
    content = reader.resolve(found)["content"]["application/json"]["schema"]
    return reader.resolve(content)


def compare(shapes: Shapes, answer: Any, path: str, method: str) -> None:
    wanted = schema(shapes.document, path, method, answer.status_code)
    assert shapes.problems(answer.json(), wanted) == []


def _verified(tenant: Tenant) -> dict[str, str]:
    inquiry = tenant.call("POST", "/inquiries", ASKED).json()["data"]["id"]
    visit(Inquiry.objects.get(pk=inquiry))
    now = timezone.now()
    made = {"inquiry": inquiry}
    for kind, more in (("government-id", {"country_code": "CAN", "id_class": "dl"}), ("selfie", {})):
        row = Verification.objects.create(
            inquiry_id=inquiry,
            kind=kind,
            status="passed",
            checks=[CHECK],
            submitted_at=now,
            completed_at=now,
            **more,
        )
        made[kind] = row.pk
    return made


def test_creating_and_listing(tenant: Tenant, shapes: Shapes) -> None:
    compare(shapes, tenant.call("POST", "/inquiries", ASKED), "/inquiries", "post")
    compare(shapes, tenant.call("GET", "/inquiries"), "/inquiries", "get")


def test_reading_with_visits_and_verifications(tenant: Tenant, shapes: Shapes) -> None:
    made = _verified(tenant)
    answer = tenant.call("GET", f"/inquiries/{made['inquiry']}")
    assert len(answer.json()["included"]) == 3
    compare(shapes, answer, "/inquiries/{inquiry-id}", "get")


@pytest.mark.parametrize(
    "action", ["approve", "decline", "mark-for-review", "generate-one-time-link", "resume"]
)
def test_actions(tenant: Tenant, shapes: Shapes, action: str) -> None:
    answer = tenant.call("POST", f"/inquiries/{tenant.grounded()}/{action}")
    assert answer.status_code == 200
    compare(shapes, answer, f"/inquiries/{{inquiry-id}}/{action}", "post")


def test_redaction(tenant: Tenant, shapes: Shapes) -> None:
    identifier = tenant.inquiry()
    for status in (200, 409):
        answer = tenant.call("DELETE", f"/inquiries/{identifier}")
        assert answer.status_code == status
        compare(shapes, answer, "/inquiries/{inquiry-id}", "delete")


@pytest.mark.parametrize("kind", ["government-id", "selfie"])
def test_verifications_carry_checks_and_no_pictures(tenant: Tenant, shapes: Shapes, kind: str) -> None:
    made = _verified(tenant)
    answer = tenant.call("GET", f"/verification/{kind}s/{made[kind]}")
    compare(shapes, answer, f"/verification/{kind}s/{{verification-id}}", "get")
    attributes = answer.json()["data"]["attributes"]
    assert attributes["checks"][0]["reasons"] == ["too_much_glare"]
    assert attributes["country-code"] == ("CA" if kind == "government-id" else None)
    text = answer.content.decode().lower()
    assert not [sign for sign in ("://", "-url", '"url', "data:") if sign in text]  # signs that no id holds


def test_events_and_what_webhooks_are_sent(tenant: Tenant, shapes: Shapes) -> None:
    identifier = tenant.inquiry("ref-9")
    answer = tenant.call("GET", "/events")
    compare(shapes, answer, "/events", "get")
    assert answer.json()["data"][0]["attributes"]["payload"]["data"]["attributes"]["reference-id"] == "ref-9"
    event = Event.objects.get(object_id=identifier)
    body = {"data": serialise.event_resource(event)}
    hook = shapes.document["webhooks"]["inquiry.created"]["post"]["requestBody"]
    wanted = shapes.resolve(hook)["content"]["application/json"]["schema"]
    assert shapes.problems(body, wanted) == []


def test_webhooks_and_errors(tenant: Tenant, shapes: Shapes) -> None:
    sent = {"data": {"attributes": {"url": "https://hook.example/"}}}
    compare(shapes, tenant.call("POST", "/webhooks", sent), "/webhooks", "post")
    compare(shapes, tenant.call("GET", "/inquiries/inq_none"), "/inquiries/{inquiry-id}", "get")
    compare(shapes, tenant.call("POST", "/inquiries", {"data": {"x": 1}}), "/inquiries", "post")


def test_the_comparison_itself_finds_differences(tenant: Tenant, shapes: Shapes) -> None:
    body = tenant.call("POST", "/inquiries", ASKED).json()
    wanted = schema(shapes.document, "/inquiries", "post", 201)
    attributes = body["data"]["attributes"]
    for spoil in ({"status": 7}, {"tags": "none"}, {"surprise": 1}, {"created-at": None}):
        spoilt = {**body, "data": {**body["data"], "attributes": {**attributes, **spoil}}}
        assert len(shapes.problems(spoilt, wanted)) == 1, spoil
    del attributes["note"]
    assert shapes.problems(body, wanted) == ["$.data.attributes: note is missing"]
