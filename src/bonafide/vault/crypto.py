"""AES-256-GCM with associated data, in one self-describing layout.

Layout: version byte 0x01, 12-byte random nonce, ciphertext with 16-byte tag.
A blob key seals one blob once; a subject key wraps fewer keys than the 2^32
messages that NIST SP 800-38D allows for random nonces.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bonafide.errors import InvalidInputError
from bonafide.vault.kinds import VaultError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = b"\x01"
OVERHEAD = len(VERSION) + NONCE_BYTES + TAG_BYTES


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def bound(*parts: str) -> bytes:
    """Associated data: the parts joined by a bar, which no part may contain."""
    if any("|" in part or not part for part in parts):
        raise InvalidInputError("Names in the vault are not empty and have no bar.", code="vault_name")
    return "|".join(parts).encode()


def seal(key: bytes, data: bytes, place: bytes) -> bytes:
    """Encrypt `data` so that it opens only with `key` and at `place`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, data, VERSION + place)


def unseal(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Give the plaintext; VaultError (vault_tampered) where key, place or bytes are not those of `seal`."""
    if len(sealed) < OVERHEAD or sealed[:1] != VERSION:
        raise VaultError("A sealed value is cut short or of an unknown version.")
    nonce = sealed[1 : 1 + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed[1 + NONCE_BYTES :], VERSION + place)
    except InvalidTag as error:
        raise VaultError("A sealed value was changed or moved, or its key is another.") from error
