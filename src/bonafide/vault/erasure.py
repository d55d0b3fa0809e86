"""Erase a person, sweep what is past its clock.

Erasure destroys keys first: without the wrapped subject key no ciphertext of the
person opens, wherever copies of it lie. What SQLite keeps: with `secure_delete`
the main file overwrites freed rows, but the write-ahead log (`-wal`) still holds
earlier images of changed pages until it is checkpointed and truncated, so
`purge_wal` does that after every erasure and sweep. It cannot while another
connection reads an old snapshot; the next sweep tries again and reports. Out of
reach of any database: blocks that a file system or a flash drive keeps after
overwriting, and backups; let backups of the database expire within 35 days.

What PostgreSQL keeps: an update leaves the earlier version of the row in the table
until `vacuum`, which the housekeeping calls every hour; the space is then used
again, not overwritten at once. The write-ahead log holds earlier images until its
segments are used again, an archive of it until its own clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypedDict, cast

from django.db import OperationalError, connections, router, transaction
from django.db.models import Q, QuerySet

from bonafide.errors import NotFoundError
from bonafide.ledger import service as ledger
from bonafide.rows import hold
from bonafide.vault import retention, store
from bonafide.vault.models import Blob, Subject

BATCH = 200
ORPHAN_AGE = timedelta(hours=1)
WAL_PATIENCE_MS = 2000  # how long a slow reader may hold up the truncation of the log


class Receipt(TypedDict):
    """Proof of an erasure, JSON-able: look up `leaf` in the ledger for its inclusion proof.

    `blobs` counts keys destroyed now, of them `inline` in rows and `files`; `before` those gone earlier.
    """

    subject: str
    erased_at: str
    blobs: int
    inline: int
    files: int
    before: int
    leaf: int


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep did.

    Attributes:
        blobs: past their clock; key and bytes destroyed.
        orphans: ciphertext files without a live row removed.
        missing: live rows whose file is gone.
        overdue: rows past their clock that are still there.
        wal_clean: False where SQLite's log could not be truncated this time.

    """

    blobs: int
    orphans: int
    missing: int
    overdue: int
    wal_clean: bool


def erase_subject(subject: Subject, *, now: datetime) -> Receipt:
    """Destroy the keys of a person and every sealed value, in one transaction; files go when it commits.

    Idempotent: a second call gives the first receipt. A file that cannot be unlinked is useless without its
    key, and the next sweep removes it.

    Raises:
        NotFoundError: no such subject.

    """
    with transaction.atomic():
        row = hold(Subject.objects.filter(pk=subject.pk)).first()
        if row is None:
            raise NotFoundError("No such subject.")
        if row.receipt is None:
            row.receipt = dict(_erase(row, now))
            row.wrapped_key, row.erased_at = None, now
            row.save(update_fields=["wrapped_key", "erased_at", "receipt"])
            transaction.on_commit(purge_wal)
    subject.wrapped_key, subject.erased_at, subject.receipt = None, row.erased_at, row.receipt
    return cast("Receipt", row.receipt)


def _erase(row: Subject, now: datetime) -> Receipt:
    live = Blob.objects.filter(subject=row, deleted_at=None)
    names = list(live.exclude(file_name="").values_list("file_name", flat=True))
    before = Blob.objects.filter(subject=row).exclude(deleted_at=None).count()
    gone = _destroy(live, names, now)
    counts = {"blobs": gone, "files": len(names), "inline": gone - len(names)}
    leaf = ledger.append("erasure", {"subject": row.pk, **counts}, at=now)
    return Receipt(
        subject=row.pk,
        erased_at=now.isoformat(),
        blobs=gone,
        inline=counts["inline"],
        files=len(names),
        before=before,
        leaf=leaf.index,
    )


def destroy(blobs: Iterable[Blob], *, now: datetime) -> int:
    """Destroy these values now, whatever their clock says; returns how many. The person's key stays."""
    with transaction.atomic():
        transaction.on_commit(purge_wal)
        return _destroy_held(Blob.objects.filter(pk__in=[blob.pk for blob in blobs], deleted_at=None), now)


def _destroy_held(rows: QuerySet[Blob], now: datetime, most: int | None = None) -> int:
    """Destroy what of these is still there once each row is ours: another sweep may have been at them."""
    held = list(hold(rows.order_by("pk")).values_list("pk", "file_name")[:most])
    names = [name for _, name in held if name]
    return _destroy(Blob.objects.filter(pk__in=[pk for pk, _ in held]), names, now)


def _destroy(rows: QuerySet[Blob], names: Iterable[str], now: datetime) -> int:
    """Take key and bytes out of the rows; unlink the files once that is committed."""
    gone = rows.update(wrapped_key=None, ciphertext=None, file_name="", deleted_at=now)
    for name in names:
        transaction.on_commit(partial(store.remove, name))
    return gone


def _due(now: datetime) -> QuerySet[Blob]:
    past = Q(delete_after__lte=now)
    for clock in retention.CLOCKS:
        limit = now - timedelta(days=clock.unset)
        past |= Q(delete_after=None, kind__in=clock.kinds, created_at__lte=limit)
    return Blob.objects.filter(past, deleted_at=None)


def overdue(now: datetime) -> int:
    """How many live values are past their clock, or without one and past the hard cap."""
    return _due(now).count()


def sweep(now: datetime, *, files: bool = True) -> SweepReport:
    """Destroy what is past its clock and remove stray files older than one hour.

    Call outside of a transaction; several at once do no harm. `files` False leaves out the walk over every
    file, which is worth an hourly call only.
    """
    blobs = 0
    while gone := _sweep_batch(now):
        blobs += gone
    orphans, missing = _sweep_files(now) if files else (0, 0)
    left = overdue(now)
    if blobs or orphans:
        body: dict[str, Any] = {"blobs": blobs, "orphans": orphans, "missing": missing, "overdue": left}
        ledger.append("sweep", body, at=now)
    return SweepReport(blobs, orphans, missing, left, purge_wal())


def _sweep_batch(now: datetime) -> int:
    with transaction.atomic():
        return _destroy_held(_due(now), now, BATCH)


def _sweep_files(now: datetime) -> tuple[int, int]:
    """Remove files that no live row names, and count live rows without a file, folder by folder."""
    young = (now - ORPHAN_AGE).timestamp()
    orphans = 0
    for files in store.shards():
        live = _named(name for name, _ in files)
        strays = [name for name, changed in files if name not in live and changed < young]
        orphans += sum(map(store.remove, strays))
    named = Blob.objects.filter(deleted_at=None, created_at__lt=now - ORPHAN_AGE).exclude(file_name="")
    missing = sum(not store.exists(name) for name in named.values_list("file_name", flat=True).iterator())
    return orphans, missing


def _named(names: Iterable[str]) -> set[str]:
    wanted, found = list(names), set[str]()
    for start in range(0, len(wanted), 500):
        rows = Blob.objects.filter(file_name__in=wanted[start : start + 500])
        found.update(rows.values_list("file_name", flat=True))
    return found


def vacuum() -> bool:
    """Have PostgreSQL take earlier versions of rows out of its tables: they hold keys that were destroyed since.

    Its own clock would come to it once a fifth of a table has changed. Call outside of a transaction; False where
    there is nothing to do: on another database, or inside of one. What stays: this module's first lines.
    """
    connection = connections[router.db_for_write(Blob)]
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("VACUUM vault_subject, vault_blob")
    return True


def purge_wal() -> bool:
    """Truncate SQLite's write-ahead log so that it holds no earlier page; True where nothing is left in it.

    Call outside of a transaction. Other databases: True, nothing to do here.
    """
    connection = connections[router.db_for_write(Blob)]
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        patience = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout={min(patience, WAL_PATIENCE_MS)}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
        except OperationalError:  # this connection itself is still reading
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout={patience}")
