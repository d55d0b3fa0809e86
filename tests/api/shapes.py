"""A small reader of JSON Schema: enough of 2020-12 to compare our answers with the reference OpenAPI.

Understands $ref, type, const, enum, properties, required, additionalProperties, unevaluatedProperties, items,
allOf, oneOf, anyOf and the formats date-time and date. `extensions` are keys we add on purpose.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "integer": (int,),
    "number": (int, float),
}


class Shapes:
    """Compares values with schemas of one document; `problems` gives every difference as path and words."""

    def __init__(self, document: dict[str, Any], extensions: frozenset[str] = frozenset()) -> None:
        self.document, self.extensions = document, extensions

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            found: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[
                    part.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
                ]
            schema = {**found, **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def problems(self, value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
        schema = self.resolve(schema)
        found = self._type(value, schema, at) + self._choices(value, schema, at)
        if isinstance(value, dict):
            found += self._object(value, schema, at)
        if isinstance(value, list) and "items" in schema:
            found += [
                p for i, item in enumerate(value) for p in self.problems(item, schema["items"], f"{at}[{i}]")
            ]
        return found

    def _type(self, value: Any, schema: dict[str, Any], at: str) -> list[str]:
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        fits = any(
            isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
            for kind in kinds
        )
        if kinds and not fits:
            return [f"{at}: {type(value).__name__} is not {kinds}"]
        if "const" in schema and value != schema["const"]:
            return [f"{at}: {value!r} is not {schema['const']!r}"]
        if "enum" in schema and value not in schema["enum"]:
            return [f"{at}: {value!r} is none of the values"]
        if schema.get("format") == "date-time" and isinstance(value, str):
            return [] if datetime.fromisoformat(value).tzinfo else [f"{at}: no time zone"]
        return []

    def _choices(self, value: Any, schema: dict[str, Any], at: str) -> list[str]:
        found = []
        for word in ("oneOf", "anyOf"):
            branches = [self.problems(value, branch, at) for branch in schema.get(word, [])]
            if branches and all(branches):
                nearest = min(branches, key=len)
                found += nearest
        for part in schema.get("allOf", []):
            found += self.problems(value, part, at)
        return found

    def _known(self, schema: dict[str, Any]) -> set[str]:
        schema = self.resolve(schema)
        known = set(schema.get("properties", {}))
        for word in ("allOf", "oneOf", "anyOf"):
            for part in schema.get(word, []):
                known |= self._known(part)
        return known

    def _object(self, value: dict[str, Any], schema: dict[str, Any], at: str) -> list[str]:
        found = [f"{at}: {key} is missing" for key in schema.get("required", []) if key not in value]
        closed = False in (schema.get("additionalProperties"), schema.get("unevaluatedProperties"))
        if closed:
            extra = set(value) - self._known(schema) - self.extensions
            found += [f"{at}: {key} is not in the reference" for key in sorted(extra)]
        for key, inner in schema.get("properties", {}).items():
            if key in value:
                found += self.problems(value[key], inner, f"{at}.{key}")
        return found
