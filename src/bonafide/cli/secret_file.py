"""A secret in a file that only its owner reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_secret(file: Path) -> str:
    """A random secret in a file of mode 0600, made once."""
    if not file.exists():
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text().strip()
