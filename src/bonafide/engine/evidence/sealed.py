"""Evidence to JSON, and back from what was sealed, so that checks can run again on what was found.

Only names of fields are written, never names of classes or files: what was sealed before still reads when those
move.
"""

from __future__ import annotations

import base64
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from bonafide.errors import InvalidInputError

T = TypeVar("T")


def to_json(value: Any, *, images: bool = False) -> Any:
    """Turn evidence into JSON values. Bytes become base64 where `images`, else their length."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name), images=images) for f in fields(value)}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode() if images else {"bytes": len(value)}
    if isinstance(value, Mapping):
        return {str(k): to_json(v, images=images) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(v, images=images) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def from_json(kind: type[T], value: Any) -> T:
    """Rebuild evidence from `to_json` output. Pictures are not in it: bytes come back empty.

    Raises:
        InvalidInputError: code bad_evidence, when the JSON does not fit the type.

    """
    try:
        built: T = _build(kind, value)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInputError(
            "The sealed findings do not fit this version.", code="bad_evidence"
        ) from error
    return built


def _build(kind: Any, value: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{f.name: _build(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return (
            None if value is None else _build(next(a for a in get_args(kind) if a is not type(None)), value)
        )
    if origin is tuple:
        return _tuple(get_args(kind), value)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _build(get_args(kind)[1], item) for key, item in value.items()}
    return _plain(kind, value)


def _tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_build(kinds[0], item) for item in value)
    return tuple(_build(kind, item) for kind, item in zip(kinds, value, strict=True))


def _plain(kind: Any, value: Any) -> Any:
    if kind is bytes:
        return b""
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is Any:
        return value
    return float(value) if kind is float else kind(value)
