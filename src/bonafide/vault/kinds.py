"""Kinds of sealed things and the errors of the vault."""

from enum import StrEnum

from bonafide.errors import BonafideError


class BlobKind(StrEnum):
    """What a sealed blob holds."""

    DOCUMENT_FRAME = "document_frame"
    DOCUMENT_RECTIFIED = "document_rectified"
    PORTRAIT = "portrait"
    SELFIE_FRAME = "selfie_frame"
    SELFIE_BEST = "selfie_best"
    CHIP = "chip"
    """Files out of a chip, its portrait among them, until they are examined."""
    FACE_TEMPLATE = "face_template"
    FINDINGS = "findings"
    FIELDS = "fields"
    MESSAGE = "message"
    NOTE = "note"
    REFERENCE = "reference"
    OTHER = "other"


IMAGE_KINDS = frozenset(
    {
        BlobKind.DOCUMENT_FRAME,
        BlobKind.DOCUMENT_RECTIFIED,
        BlobKind.PORTRAIT,
        BlobKind.SELFIE_FRAME,
        BlobKind.SELFIE_BEST,
        BlobKind.CHIP,
    }
)


class VaultError(BonafideError):
    """The vault cannot serve.

    Codes: vault_tampered (ciphertext, key or its place was changed), vault_no_key (a secret is absent,
    unreadable or not the one that sealed the data), vault_missing (a ciphertext file is gone),
    vault_storage (no room, or no right, to write).
    """

    code = "vault_tampered"
