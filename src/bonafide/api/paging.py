"""Cursor paging, newest first: page[size], page[after], page[before]."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from bonafide.errors import InvalidInputError

DEFAULT_SIZE = 10
MAX_SIZE = 100

M = TypeVar("M", bound=Model)


def _size(raw: str) -> int:
    if not raw:
        return DEFAULT_SIZE
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:6]) <= MAX_SIZE:
        raise InvalidInputError(f"page[size] is a whole number from 1 to {MAX_SIZE}.", code="bad_page")
    return int(raw)


def _anchor(rows: QuerySet[M], identifier: str) -> Any:
    found = rows.filter(pk=identifier).first()
    if found is None:
        raise InvalidInputError("The page cursor names no record of this list.", code="bad_page")
    return found


def _older(row: Any) -> Q:
    return Q(created_at__lt=row.created_at) | Q(created_at=row.created_at, pk__lt=row.pk)


def _newer(row: Any) -> Q:
    return Q(created_at__gt=row.created_at) | Q(created_at=row.created_at, pk__gt=row.pk)


def page(request: HttpRequest, rows: QuerySet[M]) -> tuple[list[M], dict[str, str | None]]:
    """One page and its links. Empty parameters count as absent. Raises InvalidInputError (bad_page)."""
    size = _size(request.GET.get("page[size]", ""))
    after, before = request.GET.get("page[after]", ""), request.GET.get("page[before]", "")
    if before:
        nearest = rows.filter(_newer(_anchor(rows, before))).order_by("created_at", "pk")[:size]
        found = list(nearest)[::-1]
    else:
        narrowed = rows.filter(_older(_anchor(rows, after))) if after else rows
        found = list(narrowed.order_by("-created_at", "-pk")[:size])
    return found, _links(request, rows, found)


def _links(request: HttpRequest, rows: QuerySet[M], found: list[M]) -> dict[str, str | None]:
    if not found:
        return {"prev": None, "next": None}
    newer, older = rows.filter(_newer(found[0])).exists(), rows.filter(_older(found[-1])).exists()
    return {
        "prev": _link(request, "page[before]", found[0]) if newer else None,
        "next": _link(request, "page[after]", found[-1]) if older else None,
    }


def _link(request: HttpRequest, name: str, row: Model) -> str:
    query = request.GET.copy()
    for old in ("page[after]", "page[before]"):
        query.pop(old, None)
    query[name] = str(row.pk)
    return f"{request.path}?{query.urlencode()}"
