"""The address of a PostgreSQL database: what of it Django is told, and what stands in the way of using it."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import parse_qsl, unquote, urlsplit

from bonafide.errors import InvalidInputError

_SCHEMES = {"postgresql", "postgres"}
_READ_COMMITTED = 2
"""psycopg's number. The locks of `bonafide.rows` are made for it, whatever the server's default is."""


def require(url: str) -> None:
    """Raise InvalidInputError (bad_setting) where the address is none, or the driver is not installed."""
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.path.strip("/"):
        raise InvalidInputError(
            "BONAFIDE_DATABASE_URL must look like postgresql://user:password@host/name.", code="bad_setting"
        )
    if find_spec("psycopg") is None:
        raise InvalidInputError(
            "BONAFIDE_DATABASE_URL needs the driver of PostgreSQL; install 'psycopg[binary]'.",
            code="bad_setting",
        )


def settings(url: str) -> dict[str, object]:
    """Django's entry for the address. Parameters after the question mark go to libpq, such as sslmode."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)) | {"isolation_level": _READ_COMMITTED},
    }
