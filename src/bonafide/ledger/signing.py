"""The ledger's signing key and name."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from bonafide.errors import BonafideError
from bonafide.ledger import notes

FILE = "ledger_signing_key"  # 32 raw bytes in the secrets folder
SEED_BYTES = 32


def origin() -> str:
    """Name of this log on its checkpoints, from BONAFIDE_LEDGER_ORIGIN."""
    return str(settings.BONAFIDE.ledger_origin)


def signing_key() -> Ed25519PrivateKey:
    """Read the Ed25519 key from BONAFIDE_DATA/secrets; BonafideError `ledger_no_key` where it is absent."""
    try:
        seed = (Path(settings.BONAFIDE_DATA) / "secrets" / FILE).read_bytes()
    except OSError as error:
        raise BonafideError("The ledger's signing key cannot be read.", code="ledger_no_key") from error
    if len(seed) != SEED_BYTES:
        raise BonafideError("The ledger's signing key is not 32 bytes long.", code="ledger_no_key")
    return Ed25519PrivateKey.from_private_bytes(seed)


def verifier() -> str:
    """Give the public verifier key, to be kept by anybody who checks this log from outside."""
    return notes.verifier_key(origin(), signing_key())
