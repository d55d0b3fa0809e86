"""Inquiries over HTTP."""

# No postponed annotations here: the decorator hides this module's names from the framework otherwise.
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment
from bonafide.api import described, paging, serialise
from bonafide.api.answers import respond
from bonafide.api.auth import caller
from bonafide.api.idempotency import idempotent
from bonafide.api.results import Result
from bonafide.api.schemas import CreateInquiry, Decide, MakeLink
from bonafide.errors import ConflictError, InvalidInputError, NotFoundError
from bonafide.inquiries import service
from bonafide.inquiries.models import Inquiry

router = Router(tags=["Inquiries"])


class ListQuery(Schema):
    """Filters and paging; empty values count as absent."""

    reference_id: str = Field("", alias="filter[reference-id]")
    account_id: str = Field("", alias="filter[account-id]", description="Comma list")
    status: str = Field("", alias="filter[status]", description="Comma list")
    size: str = Field("", alias="page[size]", description="1 to 100, default 10")
    after: str = Field("", alias="page[after]")
    before: str = Field("", alias="page[before]")


@router.get("", summary="List inquiries, newest first", openapi_extra=described.answers(200))
def list_inquiries(request: HttpRequest, query: Query[ListQuery]) -> HttpResponse:
    """Filter by reference, account or status; follow `links.next`."""
    rows = _filtered(caller(request).environment, query)
    found, links = paging.page(request, rows.select_related("account__subject", "environment"))
    return respond(request, {"data": [serialise.inquiry(item) for item in found], "links": links})


def _filtered(environment: Environment, query: ListQuery) -> QuerySet[Inquiry]:
    rows = Inquiry.objects.filter(environment=environment)
    if query.reference_id:
        account = accounts.find(environment, query.reference_id)
        rows = rows.filter(account=account) if account else rows.none()
    if query.account_id:
        rows = rows.filter(account_id__in=query.account_id.split(","))
    if query.status:
        rows = rows.filter(status__in=query.status.split(","))
    return rows


@router.post("", summary="Ask somebody to verify", openapi_extra=described.answers(201))
@idempotent
def create_inquiry(request: HttpRequest, body: CreateInquiry) -> Result:
    """Make an inquiry; `meta.auto-create-one-time-link` adds the link to send the person to."""
    sent, meta = body.data.attributes, body.meta
    if not meta.auto_create_account:
        raise InvalidInputError("meta.auto-create-account must be true.", code="not_supported")
    kept = dict(sent.fields or {})
    if sent.note:
        kept[serialise.NOTE] = sent.note
    inquiry = _create(
        caller(request).environment,
        reference=meta.auto_create_account_reference_id or sent.reference_id or None,
        template_id=sent.inquiry_template_id,
        fields=kept or None,
        rule=sent.rule,
        rule_text=sent.rule_text,
        redirect_uri=sent.redirect_uri or "",
        language=sent.language,
        create_seconds=meta.expiration_after_create_interval_seconds,
        start_seconds=meta.expiration_after_start_interval_seconds,
        resume_seconds=meta.expiration_after_resume_interval_seconds,
    )
    link = None
    if meta.auto_create_one_time_link:
        link = service.make_link(inquiry, seconds=meta.one_time_link_expiration_seconds)
    return Result("inquiry", inquiry.pk, 201, {"session-token": None, **_links(link)})


def _links(link: str | None) -> dict[str, str | None]:
    """Links are short as they are: both of Persona's names hold the same one."""
    return {"one-time-link": link, "one-time-link-short": link}


def _create(environment: Environment, **asked: Any) -> Inquiry:
    """Make it; an unknown template is a fault of the request, not an address that leads nowhere."""
    try:
        return service.create(environment, **asked)
    except NotFoundError as error:
        raise InvalidInputError(
            f"data.attributes.inquiry-template-id: {error.message}", code=error.code
        ) from None


@router.get("/{inquiry_id}", summary="Read an inquiry", openapi_extra=described.answers(200))
def read_inquiry(request: HttpRequest, inquiry_id: str) -> HttpResponse:
    """The inquiry with its sessions and verifications, each check with its reasons."""
    inquiry = service.get(caller(request).environment, inquiry_id)
    return respond(request, {"data": serialise.inquiry(inquiry), "included": serialise.included(inquiry)})


@router.delete("/{inquiry_id}", summary="Erase an inquiry", openapi_extra=described.answers(200))
def redact_inquiry(request: HttpRequest, inquiry_id: str) -> HttpResponse:
    """Destroy what is personal, at once and for good. The ledger keeps that it happened."""
    who = caller(request)
    try:
        service.redact(service.get(who.environment, inquiry_id), actor=who.key_id())
    except ConflictError as error:
        if error.code == "already_redacted":
            raise ConflictError("Inquiry already redacted", code=error.code) from None
        raise
    return respond(request, {"data": serialise.inquiry(service.get(who.environment, inquiry_id))})


@router.post("/{inquiry_id}/approve", summary="Approve", openapi_extra=described.answers(200))
@idempotent
def approve(request: HttpRequest, inquiry_id: str, body: Decide | None = None) -> Result:
    """The platform decides; recorded with its key and comment."""
    return _decide(request, inquiry_id, "approve", body)


@router.post("/{inquiry_id}/decline", summary="Decline", openapi_extra=described.answers(200))
@idempotent
def decline(request: HttpRequest, inquiry_id: str, body: Decide | None = None) -> Result:
    """The platform decides; recorded with its key and comment."""
    return _decide(request, inquiry_id, "decline", body)


@router.post("/{inquiry_id}/mark-for-review", summary="Ask a reviewer", openapi_extra=described.answers(200))
@idempotent
def mark_for_review(request: HttpRequest, inquiry_id: str, body: Decide | None = None) -> Result:
    """A person of the staff will decide."""
    return _decide(request, inquiry_id, "mark_for_review", body)


_DECISIONS = {
    "approve": service.approve,
    "decline": service.decline,
    "mark_for_review": service.mark_for_review,
}


def _decide(request: HttpRequest, inquiry_id: str, decision: str, body: Decide | None) -> Result:
    who = caller(request)
    inquiry = service.get(who.environment, inquiry_id)
    _DECISIONS[decision](inquiry, actor=who.actor(), comment=body.meta.comment if body else "")
    return Result("inquiry", inquiry.pk)


@router.post(
    "/{inquiry_id}/generate-one-time-link", summary="Make a link", openapi_extra=described.answers(200)
)
@idempotent
def generate_one_time_link(request: HttpRequest, inquiry_id: str, body: MakeLink | None = None) -> Result:
    """`meta.one-time-link` opens the hosted pages once."""
    inquiry = service.get(caller(request).environment, inquiry_id)
    link = service.make_link(inquiry, seconds=(body or MakeLink()).meta.expires_in_seconds)
    return Result("inquiry", inquiry.pk, 200, _links(link))


@router.post("/{inquiry_id}/resume", summary="Open again", openapi_extra=described.answers(200))
@idempotent
def resume(request: HttpRequest, inquiry_id: str) -> Result:
    """Open an expired or pending inquiry again; `/verify?code=` with `meta.session-token` leads in once."""
    inquiry = service.get(caller(request).environment, inquiry_id)
    link = service.make_link(service.resume(inquiry))
    return Result("inquiry", inquiry.pk, 200, {"session-token": link.rpartition("code=")[2]})
