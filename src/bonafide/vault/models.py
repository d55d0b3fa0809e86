"""Rows of the vault. Erased rows stay as tombstones that hold no key, no bytes and no personal data."""

from functools import partial

from django.db import models

from bonafide.ids import new_id
from bonafide.vault.kinds import BlobKind


class Subject(models.Model):
    """One person under one tenant: the unit of erasure.

    Attributes:
        tenant: environment id. Purpose: binds ciphertexts to it; clock: none, opaque.
        wrapped_key: the subject key under the KEK; None after erasure.
        kek_id: which KEK wraps it.
        receipt: what `erase_subject` returned; None before.

    """

    id = models.CharField(primary_key=True, max_length=40, default=partial(new_id, "sub"), editable=False)
    tenant = models.CharField(max_length=80, db_index=True)
    wrapped_key = models.BinaryField(null=True)
    kek_id = models.CharField(max_length=16, db_index=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    receipt = models.JSONField(null=True)

    def __str__(self) -> str:
        return self.id


class Blob(models.Model):
    """One encrypted value.

    Attributes:
        wrapped_key: the blob key under the subject key; None after deletion or erasure.
        ciphertext: the sealed bytes of small values; None where a file holds them or after deletion.
        file_name: name below the blobs folder; empty for small values and after deletion.
        size: bytes of plaintext.
        sha256: hex digest of the ciphertext.
        purpose: why it is kept, in words for the record of processing.
        delete_after: end of its clock; None until set; until then `Clock.unset` holds.
        deleted_at: when key and bytes were destroyed.

    """

    id = models.CharField(primary_key=True, max_length=40, default=partial(new_id, "blb"), editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="blobs")
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.value) for kind in BlobKind])
    wrapped_key = models.BinaryField(null=True)
    ciphertext = models.BinaryField(null=True)
    file_name = models.CharField(max_length=60, blank=True, db_index=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    delete_after = models.DateTimeField(null=True, db_index=True)
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"


class Look(models.Model):
    """One time that a member of staff saw a sealed value. Purpose: access log; clock: three years.

    Attributes:
        actor: opaque id of the person who looked.
        reason: machine word for why.

    """

    id = models.CharField(primary_key=True, max_length=40, default=partial(new_id, "look"), editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="looks")
    actor = models.CharField(max_length=80, db_index=True)
    reason = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.id} {self.reason}"
