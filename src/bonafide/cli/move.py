"""Take everything from the SQLite file of the data folder into PostgreSQL, each value as it is.

Django's own dumps cannot: their JSON cuts times to milliseconds and their XML strips line ends, and the hashes and
signatures of the ledger cover both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.models import Model

from bonafide import database
from bonafide.cli import migration
from bonafide.errors import ConflictError, NotFoundError
from bonafide.ledger.verify import verify

BEFORE = "before"
_MADE_BY_MIGRATING = {ContentType, Permission}
_AT_ONCE = 200


def move() -> int:
    """Copy all rows into the empty database that BONAFIDE_DATABASE_URL names; returns how many.

    All of it or nothing. Nobody else may write meanwhile: stop web and worker first. The file stays as it is.

    Raises:
        ConflictError: no_target, BONAFIDE_DATABASE_URL is not set; target_not_empty; ledger_differs.
        NotFoundError: there is no SQLite file in the data folder.

    """
    file = Path(settings.BONAFIDE_DATA) / database.SQLITE_FILE
    if not settings.BONAFIDE.database_url:
        raise ConflictError("Set BONAFIDE_DATABASE_URL to the new database first.", code="no_target")
    if not file.is_file():
        raise NotFoundError(f"There is no {file.name} in the data folder.")
    add(BEFORE, database.sqlite(file))
    migration.migrate(verbosity=0)
    call_command("migrate", database=BEFORE, verbosity=0, interactive=False)
    return copy(BEFORE, "default")


def add(alias: str, entry: dict[str, object]) -> None:
    """Make another database known to this process."""
    connections.settings[alias] = {**connections.settings["default"], **entry}


def copy(source: str, target: str) -> int:
    """Copy all rows from one migrated database into another that is empty; returns how many. Raises as `move`."""
    tables = apps.get_models(include_auto_created=True)
    if any(_rows(table, target).exists() for table in tables if table not in _MADE_BY_MIGRATING):
        raise ConflictError(
            "The new database holds rows already; name an empty one.", code="target_not_empty"
        )
    with transaction.atomic(using=source), transaction.atomic(using=target):
        ContentType.objects.using(
            target
        ).all().delete()  # and permissions with them: those of the source follow
        moved = sum(_copy_table(table, source, target) for table in tables)
        with connections[target].cursor() as cursor:
            for reset in connections[target].ops.sequence_reset_sql(no_style(), tables):
                cursor.execute(reset)
        if not verify(target).ok:
            raise ConflictError("The ledger does not hold on the other side.", code="ledger_differs")
    ContentType.objects.clear_cache()
    return moved


def _rows(table: type[Model], alias: str) -> Any:
    return table._base_manager.using(alias)  # noqa: SLF001 - Django's documented name for it


def _copy_table(table: type[Model], source: str, target: str) -> int:
    """Insert rows as they were read: no default, no clock, no `save` and no signal of ours comes between."""
    fields, moved = table._meta.local_concrete_fields, 0  # noqa: SLF001 - Django's documented name for it
    for some in _some(_rows(table, source).order_by("pk").iterator(_AT_ONCE)):
        _rows(table, target)._insert(some, fields, raw=True, using=target)  # noqa: SLF001 - as fixtures are loaded
        moved += len(some)
    return moved


def _some(rows: Iterable[Model]) -> Iterator[list[Model]]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some
