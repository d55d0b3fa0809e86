"""The database that the tests use: SQLite, or the PostgreSQL server that BONAFIDE_TEST_DATABASE names.

Django's test runner makes `test_<name>` there for the tests themselves. A process that a test starts gets a
database of its own: see `own`. The user has to be allowed to make databases.
"""

from __future__ import annotations

import importlib
import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

URL = os.environ.get("BONAFIDE_TEST_DATABASE", "")


def connect(url: str) -> Any:
    """A connection that commits each statement; the driver is only there where PostgreSQL is used."""
    return importlib.import_module("psycopg").connect(url, autocommit=True)


def _named(name: str) -> str:
    return urlsplit(URL)._replace(path=f"/{name}").geturl()


@contextmanager
def own() -> Iterator[dict[str, str]]:
    """The environment of a process with an empty database to itself, which is gone when this is left.

    On SQLite it lies in the process's own data folder (BONAFIDE_DATA), which the caller sets.
    """
    if not URL:
        yield {"BONAFIDE_DATABASE_URL": ""}
        return
    name = f"bonafide_{secrets.token_hex(6)}"
    with closing(connect(_named("postgres"))) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield {"BONAFIDE_DATABASE_URL": _named(name)}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def python_path(*folders: object) -> str:
    """PYTHONPATH of a process that imports from these folders, and from where this one may have its driver."""
    return os.pathsep.join(filter(None, [*map(str, folders), os.environ.get("PYTHONPATH", "")]))
