"""Verifications, events and webhooks over HTTP."""

# No postponed annotations here: the decorator hides this module's names from the framework otherwise.
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from bonafide.api import described, paging, serialise
from bonafide.api.answers import respond
from bonafide.api.auth import caller
from bonafide.api.idempotency import idempotent
from bonafide.api.results import Result, event_of
from bonafide.api.schemas import CreateWebhook
from bonafide.errors import NotFoundError
from bonafide.events import webhooks as service
from bonafide.events.models import Event
from bonafide.events.serialise import event_resource
from bonafide.inquiries.models import Verification, VerificationKind

verifications = Router(tags=["Verifications"])
events = Router(tags=["Events"])
webhooks = Router(tags=["Webhooks"])


def _verification(request: HttpRequest, kind: VerificationKind, identifier: str) -> HttpResponse:
    rows = Verification.objects.select_related("inquiry").filter(
        inquiry__environment=caller(request).environment
    )
    found = rows.filter(kind=kind, pk=identifier).first()
    if found is None:
        raise NotFoundError("Record not found")
    return respond(request, {"data": serialise.verification(found)})


@verifications.get(
    "/government-ids/{verification_id}", summary="Read a document check", openapi_extra=described.answers(200)
)
def read_government_id(request: HttpRequest, verification_id: str) -> HttpResponse:
    """Outcome, country, class and every check. Pictures and what was read stay in the vault."""
    return _verification(request, VerificationKind.GOVERNMENT_ID, verification_id)


@verifications.get(
    "/selfies/{verification_id}", summary="Read a selfie check", openapi_extra=described.answers(200)
)
def read_selfie(request: HttpRequest, verification_id: str) -> HttpResponse:
    """Outcome and every check. Pictures stay in the vault."""
    return _verification(request, VerificationKind.SELFIE, verification_id)


class EventQuery(Schema):
    """Filters (comma lists) and paging."""

    id: str = Field("", alias="filter[id]")
    name: str = Field("", alias="filter[name]")
    object_id: str = Field("", alias="filter[object-id]")
    size: str = Field("", alias="page[size]")
    after: str = Field("", alias="page[after]")
    before: str = Field("", alias="page[before]")


@events.get("", summary="List events, newest first", openapi_extra=described.answers(200))
def list_events(request: HttpRequest, query: Query[EventQuery]) -> HttpResponse:
    """What happened, as webhooks were told."""
    rows = Event.objects.filter(environment=caller(request).environment)
    for column, wanted in (("pk", query.id), ("name", query.name), ("object_id", query.object_id)):
        if wanted:
            rows = rows.filter(**{f"{column}__in": wanted.split(",")})
    found, links = paging.page(request, rows)
    return respond(request, {"data": [event_resource(item) for item in found], "links": links})


@events.get("/{event_id}", summary="Read an event", openapi_extra=described.answers(200))
def read_event(request: HttpRequest, event_id: str) -> HttpResponse:
    """One event."""
    return respond(request, {"data": event_resource(event_of(caller(request).environment, event_id))})


@events.post("/{event_id}/replay", summary="Send an event again", openapi_extra=described.answers(202))
@idempotent
def replay_event(request: HttpRequest, event_id: str) -> Result:
    """Tell every webhook that wants this event once more, under the same `webhook-id`."""
    event = event_of(caller(request).environment, event_id)
    return Result("event", event.pk, 202, {"deliveries": service.replay(event)})


@webhooks.get("", summary="List webhooks", openapi_extra=described.answers(200))
def list_webhooks(request: HttpRequest) -> HttpResponse:
    """All of them; there are ten at most."""
    return respond(
        request, {"data": [serialise.webhook(item) for item in service.of(caller(request).environment)]}
    )


@webhooks.post("", summary="Add a webhook", openapi_extra=described.answers(201))
@idempotent
def create_webhook(request: HttpRequest, body: CreateWebhook) -> Result:
    """The answer holds the signing secret; it is not shown again."""
    sent = body.data.attributes
    made = service.create(caller(request).environment, sent.url, name=sent.name, events=sent.enabled_events)
    return Result("webhook", made.pk, 201)


@webhooks.delete("/{webhook_id}", summary="Remove a webhook", openapi_extra=described.answers(200))
def remove_webhook(request: HttpRequest, webhook_id: str) -> HttpResponse:
    """Nothing more is sent to it, nor what still waits."""
    environment = caller(request).environment
    removed = serialise.webhook(service.get(environment, webhook_id))
    service.remove(environment, webhook_id)
    return respond(request, {"data": removed})
