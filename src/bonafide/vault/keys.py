"""Secrets on disk: key-encryption key, index pepper, ledger signing key.

Each is 32 random bytes in BONAFIDE_DATA/secrets (folder 0700, files 0600). The
key-encryption key (KEK) may come from the environment instead: BONAFIDE_KEK,
base64 of 32 bytes, and BONAFIDE_KEK_PREVIOUS during a rotation. Nothing is ever
made silently at read time: a fresh key for old data would look like loss.
"""

import base64
import binascii
import hashlib
import os
import secrets
import stat
from pathlib import Path

from django.conf import settings

from bonafide.ledger import signing
from bonafide.vault.crypto import KEY_BYTES
from bonafide.vault.kinds import VaultError

KEK = "kek"
PREVIOUS = "kek_previous"
PEPPER = "index_pepper"
VARIABLE = {KEK: "BONAFIDE_KEK", PREVIOUS: "BONAFIDE_KEK_PREVIOUS"}


def secrets_folder() -> Path:
    """BONAFIDE_DATA/secrets."""
    return Path(settings.BONAFIDE_DATA) / "secrets"


def ensure_secrets(folder: Path | None = None) -> None:
    """Make the secrets that are absent; those present stay. Safe when several processes do it at once.

    Args:
        folder: the secrets folder itself, default BONAFIDE_DATA/secrets.

    Raises:
        VaultError: vault_no_key where the folder cannot be written.

    """
    place = folder or secrets_folder()
    names = [PEPPER, signing.FILE] + ([] if os.environ.get(VARIABLE[KEK]) else [KEK])
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in names:
            if not (place / name).exists():
                _create(place / name, secrets.token_bytes(KEY_BYTES))
    except OSError as error:
        raise VaultError("The secrets folder cannot be written.", code="vault_no_key") from error


def _create(path: Path, data: bytes) -> None:
    """Write a file that is complete from the moment it can be seen; where another was faster, keep theirs."""
    draft = write_private(path.with_name(f".{path.name}.{secrets.token_hex(8)}"), data)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    sync_folder(path.parent)


def write_private(path: Path, data: bytes) -> Path:
    """Create a file, 0600, and have it on the disk before returning; FileExistsError where it exists."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path


def destroy_file(path: Path) -> None:
    """Overwrite a key in place, then unlink it; a drive that moves blocks may still keep the old ones."""
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the folder's entries on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def kek_id(key: bytes) -> str:
    """16 hex digits that name a KEK without telling it."""
    return hashlib.sha256(b"bonafide kek id\n" + key).hexdigest()[:16]


def read_secret(name: str) -> bytes:
    """Read a secret; VaultError (vault_no_key) where it is absent, of wrong size or open to others."""
    given = os.environ.get(VARIABLE.get(name, ""), "")
    data = _decode(name, given) if given else _read_file(secrets_folder() / name)
    if len(data) != KEY_BYTES:
        raise VaultError(f"The secret {name} is not 32 bytes long.", code="vault_no_key")
    return data


def _decode(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise VaultError(f"{VARIABLE[name]} is not base64.", code="vault_no_key") from error


def _read_file(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        data = path.read_bytes()
    except OSError as error:
        message = f"The secret {path.name} cannot be read; restore it, or let `bonafide up` make it."
        raise VaultError(message, code="vault_no_key") from error
    if mode & stat.S_IRWXO:
        raise VaultError(f"The secret {path.name} is open to every user; chmod 600 it.", code="vault_no_key")
    return data


def current_kek() -> bytes:
    """Read the KEK that wraps new subjects, anew each time so that a rotation is seen at once."""
    return read_secret(KEK)


def kek_for(wanted: str) -> bytes:
    """Find the KEK of an id, current or previous; VaultError (vault_no_key) where neither fits."""
    key = current_kek()
    if kek_id(key) == wanted:
        return key
    if os.environ.get(VARIABLE[PREVIOUS]) or (secrets_folder() / PREVIOUS).exists():
        key = read_secret(PREVIOUS)
        if kek_id(key) == wanted:
            return key
    raise VaultError("The key-encryption key is not the one that sealed this data.", code="vault_no_key")
