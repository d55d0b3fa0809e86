"""A secret in a file that only its owner reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_secret(file: Path) -> str:
    """A random secret in a file of mode 0600, made once."""
    if not file.exists():
        write_new(file, secrets.token_urlsafe(48))
    return file.read_text().strip()


def write_new(file: Path, text: str) -> None:
    """Write a file of mode 0600 that was not there before. Raises FileExistsError."""
    descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
