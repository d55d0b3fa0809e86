"""What requests may hold. Unknown keys are refused by name rather than ignored."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

_FIFTEEN_DAYS_S = 15 * 86_400
MAX_FIELDS = 60

Scalar = str | int | float | bool | None
Seconds = Annotated[int, Field(ge=60, le=_FIFTEEN_DAYS_S)]


def _web_address(value: str | None) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username:
        raise ValueError("must be a web address, https:// or http://")
    return value


def _platform_fields(value: dict[str, Any] | None) -> dict[str, Any] | None:
    for key, inner in (value or {}).items():
        if not key or len(key) > 60 or key.startswith("_"):
            raise ValueError("names have 1 to 60 characters and start with no underscore")
        if isinstance(inner, str) and len(inner) > 500:
            raise ValueError("values have at most 500 characters")
    return value


class Body(Schema):
    """Kebab-case on the wire."""

    model_config = ConfigDict(
        alias_generator=lambda name: name.replace("_", "-"), populate_by_name=True, extra="forbid"
    )


class InquiryAttributes(Body):
    """What to ask, of whom, and where the person returns to."""

    inquiry_template_id: str | None = Field(
        default=None, max_length=60, description="Template; the default one if absent"
    )
    reference_id: str | None = Field(
        default=None, max_length=200, description="The platform's own word for the account"
    )
    fields: Annotated[dict[str, Scalar] | None, AfterValidator(_platform_fields)] = Field(
        default=None,
        max_length=MAX_FIELDS,
        description="What the platform knows already; sealed, given back, never judged",
    )
    redirect_uri: Annotated[str | None, AfterValidator(_web_address)] = Field(
        default=None, max_length=500, description="Where the person returns to when done"
    )
    note: str | None = Field(default=None, max_length=500, description="The platform's note; sealed")
    rule: str = Field(
        default="", max_length=80, description="The published rule that asked, such as advanced-capability@2"
    )
    rule_text: str = Field(
        default="", max_length=400, description="That rule in plain words, shown to the person"
    )
    language: str = Field(
        default="", max_length=12, description="Language of the pages, such as en or zh-hans"
    )
    tags: list[str] | None = Field(default=None, max_length=0, description="Not supported: leave empty")


class InquiryData(Body):
    """JSON:API wrapper."""

    type: str | None = None
    attributes: InquiryAttributes = InquiryAttributes()


class InquiryMeta(Body):
    """Clocks and conveniences."""

    auto_create_account: bool = Field(
        default=True, description="Must stay true: each inquiry belongs to an account"
    )
    auto_create_account_reference_id: str | None = Field(
        default=None, max_length=200, description="As reference-id"
    )
    auto_create_one_time_link: bool = Field(default=False, description="Answer with meta.one-time-link")
    one_time_link_expiration_seconds: Seconds = 86_400
    expiration_after_create_interval_seconds: Seconds = 86_400
    expiration_after_start_interval_seconds: Seconds = 86_400
    expiration_after_resume_interval_seconds: Seconds = 86_400


class CreateInquiry(Body):
    """Body of POST /inquiries."""

    data: InquiryData = InquiryData()
    meta: InquiryMeta = InquiryMeta()


class CommentMeta(Body):
    """Why."""

    comment: str = Field(default="", max_length=2000)


class Decide(Body):
    """Body of approve, decline and mark-for-review; may be absent."""

    meta: CommentMeta = CommentMeta()


class LinkMeta(Body):
    """How long the link works."""

    expires_in_seconds: Seconds = 86_400


class MakeLink(Body):
    """Body of generate-one-time-link; may be absent."""

    meta: LinkMeta = LinkMeta()


def _file(most: int, description: str) -> Any:
    return Field(default="", max_length=most * 4 // 3 + 4, description=f"{description}, base64")


class ChipAttributes(Body):
    """What the reader got out of the chip: files as read, tag and length included."""

    sod: str = _file(100_000, "EF.SOD")
    dg1: str = _file(200, "Data group 1, the zone")
    dg2: str = _file(1_000_000, "Data group 2, the face")
    dg14: str = _file(10_000, "Data group 14, where the chip has it")
    dg15: str = _file(10_000, "Data group 15, the key of Active Authentication")
    active_answer: str = _file(2_000, "What the chip signed: its answer to the challenge")


class ChipData(Body):
    """JSON:API wrapper."""

    type: str | None = None
    attributes: ChipAttributes


class HandInChip(Body):
    """Body of chip-readings/{id}."""

    data: ChipData


class WebhookAttributes(Body):
    """Whom to tell of what."""

    url: str = Field(max_length=500, description="https:// address")
    name: str = Field(default="", max_length=80)
    enabled_events: list[str] = Field(default_factory=lambda: ["*"], max_length=40)


class WebhookData(Body):
    """JSON:API wrapper."""

    type: str | None = None
    attributes: WebhookAttributes


class CreateWebhook(Body):
    """Body of POST /webhooks."""

    data: WebhookData
