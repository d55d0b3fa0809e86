"""Secrets of the system itself, such as the signing secret of a webhook: nobody's personal data, no clock.

They are sealed with the key of a subject that stands for no person. Its key is wrapped like all others, so a
rotation of the key-encryption key covers these secrets too.
"""

from __future__ import annotations

from bonafide.errors import ErasedError
from bonafide.vault import crypto, keys, service
from bonafide.vault.kinds import VaultError
from bonafide.vault.models import Subject

_TENANT = "system"
_BAR = b"|"


def _key(subject: Subject) -> bytes:
    if subject.wrapped_key is None:
        raise ErasedError("The key of the system's own secrets was destroyed.")
    place = service.subject_place(_TENANT, subject.pk)
    return crypto.unseal(keys.kek_for(subject.kek_id), bytes(subject.wrapped_key), place)


def seal_system(purpose: str, data: bytes) -> bytes:
    """Seal a secret so that it opens for this purpose only. Raises VaultError (vault_no_key)."""
    own = Subject.objects.filter(tenant=_TENANT, erased_at=None).order_by("pk").first()
    subject = own or service.create_subject(_TENANT)
    place = crypto.bound(_TENANT, subject.pk, purpose)
    return subject.pk.encode() + _BAR + crypto.seal(_key(subject), data, place)


def open_system(purpose: str, sealed: bytes) -> bytes:
    """The secret. Raises VaultError (vault_tampered, vault_no_key) and ErasedError."""
    name, _, rest = sealed.partition(_BAR)
    subject = Subject.objects.filter(tenant=_TENANT, pk=name.decode("ascii", "replace")).first()
    if subject is None:
        raise VaultError("A sealed secret names no key of the system.")
    return crypto.unseal(_key(subject), rest, crypto.bound(_TENANT, subject.pk, purpose))
