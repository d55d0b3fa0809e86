"""The API's own description: /api/openapi.json and a plain page at /api/docs, no third-party origin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

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


def _described() -> dict[str, Any]:
    from bonafide.api.base import api  # noqa: PLC0415 - the operations import `answers` from here

    return dict(api.get_openapi_schema())


def openapi(_request: HttpRequest) -> HttpResponse:
    """The description for machines, OpenAPI 3.1."""
    return JsonResponse(_described())


def _shape(schema: dict[str, Any], all_schemas: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of name, type, text for a schema, nested ones as rows of their own."""
    while "$ref" in schema or "anyOf" in schema or "allOf" in schema:
        if "$ref" in schema:
            schema = all_schemas[schema["$ref"].rsplit("/", 1)[1]]
        else:
            schema = next(
                part for part in schema.get("anyOf") or schema["allOf"] if part.get("type") != "null"
            )
    rows = []
    for name, inner in schema.get("properties", {}).items():
        nested = _shape(inner, all_schemas)
        rows.append(
            {"name": name, "place": "body", "text": inner.get("description", ""), "kind": _kind(inner)}
        )
        rows += [{**row, "name": f"{name}.{row['name']}"} for row in nested]
    return rows


def _kind(schema: dict[str, Any]) -> str:
    parts = schema.get("anyOf", [schema])
    return ", ".join(part.get("type", "object") for part in parts if part.get("type") != "null")


def _parameters(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": given["name"],
            "place": given["in"],
            "kind": given.get("schema", {}).get("type", ""),
            "text": given.get("schema", {}).get("description", ""),
        }
        for given in operation.get("parameters", [])
    ]


def _operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    schemas = described.get("components", {}).get("schemas", {})
    found: list[dict[str, Any]] = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            found.append(
                {
                    "id": operation["operationId"].rsplit("_", 1)[-1] + "-" + str(len(found)),
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("summary", ""),
                    "text": operation.get("description", "").replace("`", ""),
                    "rows": _parameters(operation) + (_shape(content["schema"], schemas) if content else []),
                    "statuses": operation.get("responses", {}),
                }
            )
    return found


def page(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    described = _described()
    return render(request, "api/docs.html", {"info": described["info"], "operations": _operations(described)})
