"""Spelling of keys: kebab-case by default, camelCase or snake_case on `Key-Inflection`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_FREE = "fields"
"""Keys below this one are the platform's own words and keep their spelling."""

_BEFORE_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def kebab(key: str) -> str:
    """`redirectUri`, `redirect_uri` and `redirect-uri` all become `redirect-uri`."""
    return _BEFORE_CAPITAL.sub("-", key).replace("_", "-").lower()


def _camel(key: str) -> str:
    first, *rest = key.split("-")
    return first + "".join(word.capitalize() for word in rest)


def _snake(key: str) -> str:
    return key.replace("-", "_")


def _apply(value: Any, spell: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            spell(str(key)): inner if key == _FREE and isinstance(inner, dict) else _apply(inner, spell)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_apply(item, spell) for item in value]
    return value


def incoming(value: Any) -> Any:
    """A request body with kebab-case keys, whatever style it came in."""
    return _apply(value, kebab)


def outgoing(value: Any, style: str) -> Any:
    """An answer in the style asked for; an unknown style is answered in kebab-case."""
    if style == "camel":
        return _apply(value, _camel)
    if style.startswith("snake"):
        return _apply(value, _snake)
    return value
