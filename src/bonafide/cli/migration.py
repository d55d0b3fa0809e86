"""Bring the database to this version, one process at a time, and say in one sentence where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import OperationalError, connection

from bonafide.errors import BonafideError

_LOCK = 0x626F6E61
"""Number of the lock that PostgreSQL holds for whoever migrates; any would do."""


class NoDatabaseError(BonafideError):
    """The database cannot be reached, or lets this user not in."""

    code = "no_database"


def migrate(*, verbosity: int) -> None:
    """Run what migrations are missing. Several servers may start at once. Raises NoDatabaseError."""
    try:
        connection.ensure_connection()
    except OperationalError:
        raise NoDatabaseError(
            "The database cannot be opened: does the server of BONAFIDE_DATABASE_URL run, is there a database of "
            "that name, and may this user use it?"
            if connection.vendor == "postgresql"
            else "The database in the data folder cannot be opened."
        ) from None
    with _alone():
        call_command("migrate", verbosity=verbosity, interactive=False)


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for another process that migrates. SQLite holds its whole file while a migration writes."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
