"""What every operation of the API says of its answers in the OpenAPI description."""

from __future__ import annotations

from typing import Any

_RESOURCE = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "id": {"type": "string"},
        "attributes": {"type": "object"},
        "relationships": {"type": "object"},
    },
}
_ERRORS = {
    "type": "object",
    "properties": {
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("title", "details", "code")},
            },
        }
    },
}
_REFUSALS = {
    "401": "No key, or not one of ours",
    "404": "Record not found",
    "409": "The record's state forbids it",
    "422": "The request cannot be used",
    "429": "More than 300 requests in this minute",
}


def _json(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def answers(status: int) -> dict[str, Any]:
    """OpenAPI `responses` of an operation: the resource or list, and the one shape of errors."""
    data = {"anyOf": [_RESOURCE, {"type": "array", "items": _RESOURCE}]}
    body = {"type": "object", "properties": {"data": data}, "required": ["data"]}
    refused = {code: _json(_ERRORS, text) for code, text in _REFUSALS.items()}
    return {"responses": {str(status): _json(body, "Done"), **refused}}
