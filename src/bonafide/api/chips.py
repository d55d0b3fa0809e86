"""The door for native readers of chips: a challenge, then the files."""

# No postponed annotations here: the decorator hides this module's names from the framework otherwise.
import base64
import binascii

from django.http import HttpRequest
from ninja import Router

from bonafide.api import described
from bonafide.api.auth import caller
from bonafide.api.idempotency import idempotent
from bonafide.api.results import Result
from bonafide.api.schemas import HandInChip
from bonafide.errors import InvalidInputError
from bonafide.inquiries import chips, service

router = Router(tags=["Chips"])

_FILES = {"sod": "SOD", "dg1": "DG1", "dg2": "DG2", "dg14": "DG14", "dg15": "DG15", "active_answer": "AA"}


@router.post(
    "/{inquiry_id}/chip-challenge",
    summary="Ask for a challenge to a chip",
    openapi_extra=described.answers(201),
)
@idempotent
def chip_challenge(request: HttpRequest, inquiry_id: str) -> Result:
    """`attributes.challenge`, eight bytes in hex, is for one reading: the chip signs it (Active Authentication)."""
    inquiry = service.get(caller(request).environment, inquiry_id)
    return Result("chip-reading", chips.challenge(inquiry).pk, 201)


@router.post(
    "/{inquiry_id}/chip-readings/{reading_id}",
    summary="Hand in the files of a chip",
    openapi_extra=described.answers(200),
)
@idempotent
def hand_in_chip(request: HttpRequest, inquiry_id: str, reading_id: str, body: HandInChip) -> Result:
    """Files as read, base64; examined with the printed document as `id-chip-authentication-detection`."""
    inquiry = service.get(caller(request).environment, inquiry_id)
    sent = body.data.attributes.model_dump()
    files = {_FILES[name]: _bytes(name, text) for name, text in sent.items() if text}
    return Result("chip-reading", chips.hand_in(inquiry, reading_id, files).pk)


def _bytes(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        field = name.replace("_", "-")
        raise InvalidInputError(f"data.attributes.{field}: must be base64.", code="not_base64") from None
