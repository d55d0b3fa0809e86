"""Seal, open, look, set clocks. Erasure and sweeping live in `erasure`, and are offered here as well.

Keys: the KEK wraps one key per subject, which wraps one key per blob. Every
ciphertext is bound to `tenant|subject|blob id|kind`, so that none opens in the
place of another. Plaintext lives in memory only.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bonafide.errors import ErasedError, InvalidInputError, NotFoundError
from bonafide.ids import new_id
from bonafide.ledger import service as ledger
from bonafide.rows import hold
from bonafide.vault import crypto, keys, retention, store
from bonafide.vault.erasure import (
    Receipt,
    SweepReport,
    destroy,
    erase_subject,
    overdue,
    purge_wal,
    sweep,
    vacuum,
)
from bonafide.vault.kinds import BlobKind, VaultError
from bonafide.vault.models import Blob, Look, Subject
from bonafide.vault.rotation import retire_kek, rotate_kek

__all__ = [
    "BlobKind",
    "Receipt",
    "SweepReport",
    "VaultError",
    "blind_index",
    "create_subject",
    "destroy",
    "erase_subject",
    "keep",
    "look",
    "open_blob",
    "open_json",
    "open_many",
    "overdue",
    "prepare",
    "prepare_many",
    "purge_wal",
    "retire_kek",
    "rotate_kek",
    "seal",
    "seal_json",
    "set_clock",
    "sweep",
    "vacuum",
]

INLINE_BYTES = 16 * 1024
WRITERS = 8
"""Files written at the same time: they wait for the disk, not for a core."""
MANY = 500
_GONE = "This data was erased; nothing of it can be read any more."


def create_subject(tenant: str) -> Subject:
    """Make a subject with its own key. `tenant` is the environment id: not empty, no bar."""
    kek, subject_id = keys.current_kek(), new_id("sub")
    wrapped = crypto.seal(kek, crypto.new_key(), subject_place(tenant, subject_id))
    return Subject.objects.create(
        id=subject_id, tenant=tenant, wrapped_key=wrapped, kek_id=keys.kek_id(kek), created_at=timezone.now()
    )


def subject_place(tenant: str, subject_id: str) -> bytes:
    """Associated data of a wrapped subject key."""
    return crypto.bound(tenant, subject_id, "subject-key")


def _subject_key(subject: Subject, keks: dict[str, bytes] | None = None) -> bytes:
    """`keks` holds keys that were read before, for a caller who opens many values at once."""
    if subject.wrapped_key is None:
        raise ErasedError(_GONE)
    place = subject_place(subject.tenant, subject.pk)
    known = {} if keks is None else keks
    if subject.kek_id not in known:
        known[subject.kek_id] = keys.kek_for(subject.kek_id)
    return crypto.unseal(known[subject.kek_id], bytes(subject.wrapped_key), place)


def _place(subject: Subject, blob_id: str, kind: str) -> bytes:
    return crypto.bound(subject.tenant, subject.pk, blob_id, kind)


def prepare(
    subject: Subject, kind: str, data: bytes, *, purpose: str, delete_after: datetime | None = None
) -> Blob:
    """Encrypt `data`; up to 16 KiB into the row to be, larger into a file that is on disk when this returns.

    Call before the transaction whose `keep` inserts the row, so that no writer waits for the disk. Without
    that, a ciphertext file remains whose key was never stored, and the sweeper removes it.

    Args:
        subject: whose it is.
        kind: a BlobKind.
        data: plaintext.
        purpose: why it is kept, 1 to 120 characters, nothing personal.
        delete_after: end of its clock, None until the decision sets it; pictures never outlive the hard cap.

    Raises:
        ErasedError: the subject was erased.
        InvalidInputError: unknown kind, or no purpose.

    """
    return prepare_many(subject, kind, [(data, purpose)], delete_after=delete_after)[0]


def prepare_many(
    subject: Subject, kind: str, values: Sequence[tuple[bytes, str]], *, delete_after: datetime | None = None
) -> list[Blob]:
    """`prepare` for several values, each with its purpose, of one kind: their files are written side by side.

    A disk that takes milliseconds to promise one file promises many in hardly more. All of them or none: where one
    cannot be written the files of the others go again. Raises as `prepare`.
    """
    for _data, purpose in values:
        _require_purpose(kind, purpose)
    fresh = Subject.objects.get(pk=subject.pk)
    held = _subject_key(fresh)
    made = [_sealed(fresh, held, kind, value, delete_after) for value in values]
    large = [(blob, sealed) for blob, sealed in made if blob.size > INLINE_BYTES]
    names = _written([(blob.pk, sealed) for blob, sealed in large])
    for (blob, _ciphertext), name in zip(large, names, strict=True):
        blob.file_name = name
    return [blob for blob, _ciphertext in made]


def _written(files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Write all files or none; their names. Raises as `store.write`."""
    if len(files) < 2:
        return [store.write(*file) for file in files]
    with ThreadPoolExecutor(min(WRITERS, len(files))) as writers:
        done = [writers.submit(store.write, *file) for file in files]
    if any(one.exception() for one in done):
        for one in done:
            if one.exception() is None:
                store.remove(one.result())
    return [one.result() for one in done]  # raises what the first that failed raised


def _require_purpose(kind: str, purpose: str) -> None:
    if kind not in set(BlobKind) or not purpose.strip() or len(purpose) > 120:
        raise InvalidInputError(
            "A sealed value needs a known kind and a short purpose.", code="vault_purpose"
        )


def _sealed(
    subject: Subject, held: bytes, kind: str, value: tuple[bytes, str], delete_after: datetime | None
) -> tuple[Blob, bytes]:
    """Encrypt one value with a key of its own, wrapped by the subject's: the row to be, and the ciphertext."""
    data, purpose = value
    now, blob_id, key = timezone.now(), new_id("blb"), crypto.new_key()
    place = _place(subject, blob_id, kind)
    sealed = crypto.seal(key, data, place + b"|data")
    blob = Blob(
        id=blob_id,
        subject=subject,
        kind=str(kind),
        wrapped_key=crypto.seal(held, key, place + b"|key"),
        size=len(data),
        sha256=hashlib.sha256(sealed).hexdigest(),
        purpose=purpose,
        created_at=now,
        delete_after=retention.cap(kind, now, delete_after),
    )
    if blob.size <= INLINE_BYTES:
        blob.ciphertext = sealed
    return blob, sealed


def keep(blobs: Iterable[Blob]) -> None:
    """Insert the rows of prepared values, unless the subject was erased meanwhile. Raises ErasedError."""
    made = list(blobs)
    try:
        with transaction.atomic():
            for subject_id in sorted({blob.subject_id for blob in made}):
                _require_live(subject_id)
            Blob.objects.bulk_create(made)
    except BaseException:
        for blob in made:
            if blob.file_name:
                store.remove(blob.file_name)
        raise


def seal(
    subject: Subject, kind: str, data: bytes, *, purpose: str, delete_after: datetime | None = None
) -> Blob:
    """`prepare` and `keep` in one, inside the caller's transaction if there is one. Raises as they do."""
    blob = prepare(subject, kind, data, purpose=purpose, delete_after=delete_after)
    keep([blob])
    return blob


def _require_live(subject_id: str) -> None:
    if not hold(Subject.objects.filter(pk=subject_id, erased_at=None)).exists():
        raise ErasedError(_GONE)


def seal_json(
    subject: Subject, kind: str, obj: Any, *, purpose: str, delete_after: datetime | None = None
) -> Blob:
    """`seal` for a JSON value (UTF-8, no NaN)."""
    data = json.dumps(obj, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return seal(subject, kind, data, purpose=purpose, delete_after=delete_after)


def _fetch(blob: Blob | str) -> Blob:
    """Read the row anew with its subject: an object in hand may be older than an erasure."""
    found = (
        Blob.objects.select_related("subject").filter(pk=blob.pk if isinstance(blob, Blob) else blob).first()
    )
    if found is None:
        raise NotFoundError("No such sealed value.")
    return found


def open_blob(blob: Blob | str) -> bytes:
    """Plaintext for the system's own work; no look is logged.

    Raises:
        ErasedError: its key is gone.
        VaultError: vault_tampered, vault_missing or vault_no_key.
        NotFoundError: no such blob.

    """
    return _open(_fetch(blob))


def open_many(blobs: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Id and plaintext of many values in batches, for the system's own work; what was erased is left out.

    Raises:
        VaultError: as `open_blob`.

    """
    keks: dict[str, bytes] = {}
    for start in range(0, len(blobs), MANY):
        rows = Blob.objects.select_related("subject").filter(pk__in=blobs[start : start + MANY])
        for row in rows:
            with suppress(ErasedError):
                yield row.pk, _open(row, keks)


def _open(row: Blob, keks: dict[str, bytes] | None = None) -> bytes:
    subject = row.subject
    if row.wrapped_key is None:
        raise ErasedError(_GONE)
    place = _place(subject, row.pk, row.kind)
    key = crypto.unseal(_subject_key(subject, keks), bytes(row.wrapped_key), place + b"|key")
    sealed = store.read(row.file_name) if row.file_name else bytes(row.ciphertext or b"")
    return crypto.unseal(key, sealed, place + b"|data")


def open_json(blob: Blob | str) -> Any:
    """`open_blob` for a value sealed with `seal_json`."""
    return json.loads(open_blob(blob))


def look(blob: Blob | str, *, actor: str, reason: str) -> bytes:
    """Plaintext for a member of staff. The look is committed before any byte is given.

    Args:
        blob: the value or its id.
        actor: opaque staff id such as `stf_...`.
        reason: machine word, such as `appeal`.

    Raises:
        RuntimeError: called inside a transaction: a roll-back could undo the log of what was seen.
        LeafError: actor or reason has not the shape that the ledger takes.
        ErasedError, VaultError, NotFoundError: as `open_blob`.

    """
    row = _fetch(blob)
    data, now = _open(row), timezone.now()
    with transaction.atomic(durable=True):
        seen = Look.objects.create(blob=row, actor=actor, reason=reason, at=now)
        body = {"look": seen.pk, "blob": row.pk, "subject": row.subject_id, "kind": row.kind}
        ledger.append("look", body | {"actor": actor, "reason": reason}, at=now)
    return data


def set_clock(what: Subject | Iterable[Blob], delete_after: datetime) -> int:
    """Set the end of the clock on blobs that still exist; pictures are held to the hard cap. Gives how many.

    Args:
        what: a subject (all of its blobs) or blobs.
        delete_after: aware time.

    """
    wanted = Blob.objects.filter(wrapped_key__isnull=False)
    wanted = (
        wanted.filter(subject=what)
        if isinstance(what, Subject)
        else wanted.filter(pk__in=[blob.pk for blob in what])
    )
    with transaction.atomic():
        rows = list(hold(wanted.only("id", "kind", "created_at").order_by("pk")))
        for row in rows:
            row.delete_after = retention.cap(row.kind, row.created_at, delete_after)
        Blob.objects.bulk_update(rows, ["delete_after"], batch_size=200)
    return len(rows)


def blind_index(kind: str, value: str, *, exact: bool = False) -> str:
    """Keyed hash under which equal values are found without storing them: 64 hex digits.

    HMAC-SHA-256 with the pepper over kind and value. Numbers on documents are compared in NFKC form, upper
    case, without white space; `exact` leaves the value as it is, for identifiers where case tells two apart.
    """
    normal = value if exact else re.sub(r"\s+", "", unicodedata.normalize("NFKC", value).upper())
    message = f"{kind}\0{normal}".encode()
    return hmac.new(keys.read_secret(keys.PEPPER), message, hashlib.sha256).hexdigest()
