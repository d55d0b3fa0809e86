"""The API's own description: /api/openapi.json and a plain page at /api/docs, no third-party origin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bonafide.api.base import api


def _described() -> dict[str, Any]:
    found = dict(api.get_openapi_schema())
    for methods in found["paths"].values():
        for operation in methods.values():
            operation["responses"] = _ours(operation["responses"])
    return found


def _ours(responses: dict[Any, Any]) -> dict[str, Any]:
    """Leave out the 200 that ninja adds under a number of its own beside the statuses that we describe as text."""
    described = {status: said for status, said in responses.items() if isinstance(status, str)}
    return described or {str(status): said for status, said in responses.items()}


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
