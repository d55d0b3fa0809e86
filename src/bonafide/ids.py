"""Identifiers: a prefix that says the kind, then 24 random characters (about 140 bits)."""

import hashlib
import secrets

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def new_id(prefix: str) -> str:
    """Return e.g. `inq_7hT...`: unguessable, free of look-alike characters, safe in a path."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(24))}"


def token_digest(token: str) -> str:
    """SHA-256 of a bearer secret; only this is stored, never the secret."""
    return hashlib.sha256(token.encode()).hexdigest()
