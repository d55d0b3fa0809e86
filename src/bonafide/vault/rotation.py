"""Change the key-encryption key: subject keys are wrapped anew, no ciphertext is touched.

Order: the old KEK is kept as `kek_previous`, the new one takes its place, then
every subject is wrapped anew in batches. At each point both keys are at hand, so
readers never stop, and a run that was cut off is finished by running it again.
`retire_kek` destroys the old key once nothing needs it.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.db import connections, router, transaction

from bonafide.errors import ConflictError
from bonafide.ledger import service as ledger
from bonafide.rows import hold
from bonafide.vault import crypto, keys
from bonafide.vault.models import Subject

BATCH = 200
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class RotationReport:
    """Outcome: id of the KEK in use (16 hex digits) and how many subjects were wrapped anew."""

    kek_id: str
    rewrapped: int


def rotate_kek() -> RotationReport:
    """Take a new KEK into use and wrap every subject key with it.

    With the KEK in a file a new one is made, unless an earlier rotation is unfinished: then that one is
    finished. With BONAFIDE_KEK set, the operator puts the new key there and the old one into
    BONAFIDE_KEK_PREVIOUS first. Call outside of a transaction.

    Raises:
        ConflictError: kek_not_changed where BONAFIDE_KEK is set and no BONAFIDE_KEK_PREVIOUS is.
        VaultError: vault_no_key where a subject is wrapped with a key that is not at hand.

    """
    if os.environ.get(keys.VARIABLE[keys.KEK]):
        if not os.environ.get(keys.VARIABLE[keys.PREVIOUS]):
            message = "Put the new key into BONAFIDE_KEK and the old into BONAFIDE_KEK_PREVIOUS, then rotate."
            raise ConflictError(message, code="kek_not_changed")
    elif not _unfinished():
        _replace()
    current = keys.current_kek()
    count = _rewrap(current)
    ledger.append("staff", {"action": "kek_rotated", "key": keys.kek_id(current), "actor": "system"})
    return RotationReport(keys.kek_id(current), count)


def _unfinished() -> bool:
    """Tell whether an earlier run replaced the key but has not wrapped everything anew."""
    if not (keys.secrets_folder() / keys.PREVIOUS).exists():
        return False
    old = keys.read_secret(keys.PREVIOUS)
    waiting = Subject.objects.filter(kek_id=keys.kek_id(old), erased_at=None).exists()
    return waiting and old != keys.current_kek()


def _replace() -> None:
    """Keep the present KEK as the previous one, then put a new one in its place."""
    folder, old = keys.secrets_folder(), keys.current_kek()
    for name, data in ((keys.PREVIOUS, old), (keys.KEK, crypto.new_key())):
        draft = keys.write_private(folder / f".{name}.{secrets.token_hex(8)}", data)
        draft.replace(folder / name)
        keys.sync_folder(folder)


def _rewrap(current: bytes) -> int:
    wanted, count = keys.kek_id(current), 0
    while done := _rewrap_batch(current, wanted):
        count += done
    return count


def _rewrap_batch(current: bytes, wanted: str) -> int:
    with transaction.atomic():
        stale = Subject.objects.filter(erased_at=None).exclude(kek_id=wanted)
        rows = list(hold(stale.order_by("pk"))[:BATCH])
        for row in rows:
            place = crypto.bound(row.tenant, row.pk, "subject-key")
            key = crypto.unseal(keys.kek_for(row.kek_id), bytes(row.wrapped_key or b""), place)
            row.wrapped_key, row.kek_id = crypto.seal(current, key, place), wanted
        Subject.objects.bulk_update(rows, ["wrapped_key", "kek_id"])
    return len(rows)


def retire_kek() -> bool:
    """Destroy the previous KEK's file once no subject needs it; True where none is left on disk.

    Give running processes a minute after `rotate_kek` first: one that read the old key just before may
    still be storing a subject under it, which this call then wraps anew.
    """
    path = keys.secrets_folder() / keys.PREVIOUS
    if not path.exists():
        return True
    current = keys.current_kek()
    for _ in range(_ROUNDS):
        _rewrap(current)
        if _destroyed(path, current):
            return True
    return False


def _destroyed(path: Path, current: bytes) -> bool:
    """Destroy the file unless a subject needs it; nothing is changed here that could still be rolled back."""
    with transaction.atomic():
        _await_writers()
        if Subject.objects.filter(erased_at=None).exclude(kek_id=keys.kek_id(current)).exists():
            return False
        keys.destroy_file(path)
    return True


def _await_writers() -> None:
    """Wait for subjects that are stored but not committed yet, perhaps under the old key, and let no other in.

    PostgreSQL does not show them to us; on SQLite nobody else writes once our transaction has begun.
    """
    connection = connections[router.db_for_write(Subject)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE vault_subject IN SHARE ROW EXCLUSIVE MODE")
