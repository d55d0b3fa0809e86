"""Ciphertext files below BONAFIDE_DATA/blobs: complete or absent, 0600, never overwritten."""

import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from bonafide.vault import keys
from bonafide.vault.kinds import VaultError

DRAFT = ".draft"


def folder() -> Path:
    """BONAFIDE_DATA/blobs."""
    return Path(settings.BONAFIDE_DATA) / "blobs"


def _path(name: str) -> Path:
    return folder() / name


def write(blob_id: str, data: bytes) -> str:
    """Store ciphertext durably; give its name for `read` and `remove`.

    The draft is created exclusively, written and synced, renamed into place, and the folder synced: after
    this returns the file survives a power cut, and a reader never sees half of it.

    Raises:
        VaultError: vault_storage where the folder cannot be written or has no room.
        FileExistsError: the id has a file already.

    """
    target = folder() / blob_id[-2:].lower() / blob_id
    draft = target.with_name(blob_id + DRAFT)
    if target.exists():
        raise FileExistsError(target.name)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys.write_private(draft, data).rename(target)
        keys.sync_folder(target.parent)
    except OSError as error:
        _forget(draft, target)
        message = "The vault's folder cannot be written: make room, or give the service access to it."
        raise VaultError(message, code="vault_storage") from error
    return f"{target.parent.name}/{target.name}"


def _forget(*paths: Path) -> None:
    """Remove what a failed write left, as far as that is possible; the sweeper takes the rest."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def read(name: str) -> bytes:
    """Ciphertext of a stored file; VaultError (vault_missing) where it is gone."""
    try:
        return _path(name).read_bytes()
    except OSError as error:
        raise VaultError("A ciphertext file is missing or unreadable.", code="vault_missing") from error


def exists(name: str) -> bool:
    """Tell whether the file is there."""
    return _path(name).is_file()


def remove(name: str) -> bool:
    """Unlink a file; False where it was gone already or cannot be removed (the sweeper tries again)."""
    try:
        _path(name).unlink()
    except OSError:
        return False
    return True


def shards() -> Iterator[list[tuple[str, float]]]:
    """For each folder of files: (name, time of last change in seconds since the epoch)."""
    if not folder().is_dir():
        return
    for shard in sorted(path for path in folder().iterdir() if path.is_dir()):
        yield [
            (f"{shard.name}/{path.name}", changed) for path in shard.iterdir() for changed in _changed(path)
        ]


def _changed(path: Path) -> Iterator[float]:
    """When a file was last changed; nothing where it is none, or another sweep removed it since it was listed."""
    with suppress(FileNotFoundError):
        found = path.stat()
        if stat.S_ISREG(found.st_mode):
            yield found.st_mtime
