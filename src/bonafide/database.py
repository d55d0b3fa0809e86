"""Where the database is: a file in the data folder, or the address of one on a PostgreSQL server."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from bonafide.errors import InvalidInputError

SQLITE_FILE = "bonafide.sqlite3"
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


def sqlite(file: Path) -> dict[str, object]:
    """Django's entry for a file of SQLite."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: a submitted row survives a power cut. secure_delete: erased rows leave no bytes behind.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
            ),
        },
    }
